"""Which cases a change of a list touches."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

from schemas.case import CaseDocument
from tocsin.lists.named import ListedNames
from tocsin.lists.updating import ListChange
from tocsin.names.normal import name_tokens
from tocsin.names.overlap import is_distinctive
from tocsin.operations.reenrichment import find_cases
from tocsin.search.base import SearchIndex
from tocsin.search.query import Or, Phrase, Query, Term, Word

# Each is a word with its misspellings; Lucene allows 1,024 clauses by default.
_CLAUSES_MAX = 50
# A slip is no other company; the names are compared in full afterwards.
_EDITS = 1


@dataclass(frozen=True, slots=True)
class _Listed:
    """The names of a change, as `ListedNames` takes them.

    Subsidiaries count always: one case too many is read once more and no harm.
    """

    id: str
    listed_names: tuple[str, ...]
    subsidiaries: bool = True

    @classmethod
    def of(cls, change: ListChange) -> Self:
        return cls(change.entry, change.names)


def touched(
    index: SearchIndex, changes: Sequence[ListChange]
) -> Iterator[CaseDocument]:
    """Each case once that names somebody a change names, or a country of its goods.

    A change without names touches every case that names its country: goods are
    compared by codes and by what they are made of, which no search can tell.

    Raises:
        DependencyDown: the index does not answer.
    """
    names = ListedNames([_Listed.of(change) for change in changes if change.names])
    countries = {one.country for one in changes if one.country and not one.names}
    seen: set[str] = set()
    for query in (*_name_queries(changes), *_country_queries(countries)):
        for document in find_cases(index, query):
            is_new = document.case_id not in seen
            if is_new and (_names(document, names) or _is_in(document, countries)):
                seen.add(document.case_id)
                yield document


def _name_queries(changes: Sequence[ListChange]) -> Iterator[Query]:
    clauses: dict[Query, None] = {}
    for name in dict.fromkeys(name for change in changes for name in change.names):
        telling = [word for word in name_tokens(name) if is_distinctive(word)]
        words: list[Query] = [
            Word(word, "organization_names", _EDITS) for word in telling
        ]
        clauses |= dict.fromkeys(words or [Phrase(name, "organization_names")])
    all_clauses = tuple(clauses)
    for start in range(0, len(all_clauses), _CLAUSES_MAX):
        yield Or(all_clauses[start : start + _CLAUSES_MAX])


def _country_queries(countries: set[str]) -> Iterator[Query]:
    if countries:
        yield Or(tuple(Term("countries", code) for code in sorted(countries)))


def _names(document: CaseDocument, names: ListedNames) -> bool:
    enrichment = document.case.enrichment
    return any(
        names.find(name)
        for one in (enrichment.organizations if enrichment else ())
        for name in (one.text, *one.variants)
    )


def _is_in(document: CaseDocument, countries: set[str]) -> bool:
    return not countries.isdisjoint(document.countries)
