"""Which other cases tell of the same, and how many sources stand behind all of them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain, product

from schemas.case import Case, CaseDocument
from schemas.enrichment import Organization
from tocsin.likeness import band_keys, jaccard
from tocsin.names.counted import counted_name
from tocsin.names.listed import match_listed
from tocsin.names.normal import name_tokens
from tocsin.names.overlap import is_distinctive
from tocsin.operations.independent import NEAR_MIN, independent_sources, wordings
from tocsin.search.base import SearchIndex, SearchRequest, Sort
from tocsin.search.query import And, Not, Or, Query, Term, Word

# A reviewer reads a handful; a form letter that thousands send is told by its count.
CASES_MAX = 100
# Lucene allows 1,024 clauses by default; a text has 32 bands.
_TEXTS_MAX = 24
_NAMES_MAX = 20
_WORDS_MAX = 100
# Spellings of one organization differ little: a few stand for all.
_SPELLINGS_MAX = 4
# A slip is no other company: Zarquel, Zarquell.
_EDITS = 1


@dataclass(frozen=True, slots=True)
class NearText:
    """A text of the case that reads like a text of another one.

    Attributes:
        evidence_id: the text of this case.
        case_id: the other case.
        other_evidence_id: the text of the other case.
        jaccard: the estimated share of wording that they have in common, 0 to 1.
    """

    evidence_id: str
    case_id: str
    other_evidence_id: str
    jaccard: float


@dataclass(frozen=True, slots=True)
class SameMaker:
    """Another case on the same manufacturer, exporter or vessel.

    Attributes:
        name: as this case has it.
        case_id: the other case.
        other_name: as the other case has it.
        score: how well the names match, 0 to 1; 1 is the same normal name.
    """

    name: str
    case_id: str
    other_name: str
    score: float


@dataclass(frozen=True, slots=True)
class Related:
    """What stands beside a case.

    Attributes:
        near: near-duplicate texts, the nearest first.
        same_maker: cases on the same maker, the best match first; one row a case.
        cases: the other cases of both lists, at most `CASES_MAX` of each kind.
        sources: the sources of all these cases that stand by themselves: pages of one
            site, one file, one text and copies of one text count once.
        more: cases with the wording or the very name that were not looked at.
    """

    near: tuple[NearText, ...]
    same_maker: tuple[SameMaker, ...]
    cases: tuple[CaseDocument, ...]
    sources: int
    more: int


def related(index: SearchIndex, document: CaseDocument) -> Related:
    """The cases that are related to a case.

    Raises:
        DependencyDown: the index does not answer.
    """
    alike = _found(index, document, _wording_query(document))
    near = sorted(
        chain.from_iterable(_near(document.case, d.case) for d in alike.documents),
        key=lambda n: (-n.jaccard, n.case_id, n.evidence_id, n.other_evidence_id),
    )
    named = _found(index, document, _name_query(document))
    similar = _found(index, document, _similar_name_query(document))
    candidates = {d.case_id: d for d in (*named.documents, *similar.documents)}
    rows = (_same_maker(document, other) for other in candidates.values())
    makers = sorted(
        (row for row in rows if row), key=lambda same: (-same.score, same.case_id)
    )
    candidates |= {d.case_id: d for d in alike.documents}
    ids = {row.case_id for row in near} | {row.case_id for row in makers}
    cases = {id: candidates[id] for id in sorted(ids)}
    return Related(
        near=tuple(near),
        same_maker=tuple(makers),
        cases=tuple(cases.values()),
        sources=independent_sources(
            (document.case, *(other.case for other in cases.values()))
        ),
        more=alike.more + named.more,
    )


@dataclass(frozen=True, slots=True)
class _Candidates:
    documents: tuple[CaseDocument, ...] = ()
    more: int = 0


def _found(
    index: SearchIndex, document: CaseDocument, clauses: tuple[Query, ...]
) -> _Candidates:
    if not clauses:
        return _Candidates()
    hidden = Or((Term("stage", "partial"), Term("stage", "erased")))
    others = (Not(Term("case_id", document.case_id)), Not(hidden))
    page = index.search(
        SearchRequest(
            And((Or(clauses), *others)),
            # The first to tell it comes first.
            sort=Sort("received", descending=False),
            limit=CASES_MAX,
        )
    )
    documents = tuple(hit.document for hit in page.hits)
    return _Candidates(documents, page.total - len(documents))


def _wording_query(document: CaseDocument) -> tuple[Query, ...]:
    texts = [wording for _, wording in wordings(document.case)][:_TEXTS_MAX]
    keys = dict.fromkeys(key for wording in texts for key in band_keys(wording))
    return tuple(Term("text_bands", key) for key in keys)


def _name_query(document: CaseDocument) -> tuple[Query, ...]:
    names = document.manufacturers[:_NAMES_MAX]
    return tuple(Term("manufacturers", name) for name in names)


def _similar_name_query(document: CaseDocument) -> tuple[Query, ...]:
    names = document.manufacturers[:_NAMES_MAX]
    words = dict.fromkeys(
        word for name in names for word in name_tokens(name) if is_distinctive(word)
    )
    return tuple(
        Word(word, "organization_names", _EDITS) for word in list(words)[:_WORDS_MAX]
    )


def _near(case: Case, other: Case) -> Iterator[NearText]:
    theirs = list(wordings(other))
    for evidence_id, wording in wordings(case):
        for other_id, other_wording in theirs:
            share = jaccard(wording, other_wording)
            if share >= NEAR_MIN:
                yield NearText(evidence_id, other.case_id, other_id, round(share, 2))


def _makers(document: CaseDocument) -> list[Organization]:
    """The makers that a reviewer has not rejected."""
    enrichment = document.case.enrichment
    found = enrichment.organizations if enrichment else ()
    return [one for one in found if counted_name(one) in document.manufacturers]


def _same_maker(document: CaseDocument, other: CaseDocument) -> SameMaker | None:
    rows = (
        SameMaker(our.text, other.case_id, their.text, _name_score(our, their))
        for our in _makers(document)
        for their in _makers(other)
    )
    best = max(rows, key=lambda row: row.score, default=None)
    if best is None or not best.score:
        return None
    return replace(best, score=round(best.score, 2))


def _name_score(one: Organization, other: Organization) -> float:
    """The best match of any two spellings; either may be the shorter one."""
    if one.normal == other.normal:
        return 1.0
    matches = (
        match_listed(*pair, subsidiaries=False)
        for ours, theirs in product(_spellings(one), _spellings(other))
        for pair in ((ours, theirs), (theirs, ours))
    )
    return max((match.score for match in matches if match), default=0.0)


def _spellings(organization: Organization) -> tuple[str, ...]:
    return (organization.text, *organization.variants)[:_SPELLINGS_MAX]
