"""A candidate for an organization's name, and the rules' common vocabulary."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from services.enrich.reading import Reading
from tocsin.text.folding import words_of
from tocsin.text.tables import rows


@dataclass(frozen=True, slots=True)
class Name:
    """A span that may be an organization's name.

    Attributes:
        reading: the text.
        start: first code point.
        end: one past the last.
        found_by: the model or the rule.
        confidence: how sure the finder is.
        role: what the finder knows of the role, if anything.
        same_as: another name of the same organization, where the text says so.
    """

    reading: Reading
    start: int
    end: int
    found_by: str
    confidence: float
    role: str | None = None
    same_as: str | None = None

    @property
    def quote(self) -> str:
        """The words of the text."""
        return self.reading.text[self.start : self.end]


@cache
def role_words() -> Mapping[str, frozenset[str]]:
    """Role -> words in names that show it, folded."""
    words: defaultdict[str, set[str]] = defaultdict(set)
    for role, cell in rows("organization_words.tsv"):
        words[role].update(cell.split())
    return {role: frozenset(found) for role, found in words.items()}


@cache
def organization_words() -> frozenset[str]:
    """Every word that shows a name to be an organization's."""
    return frozenset(word for found in role_words().values() for word in found)


@cache
def connectors(language: str) -> frozenset[str]:
    """Small words inside names of a language."""
    table = {kind: cell for kind, cell in rows("name_stops.tsv") if kind != "stop"}
    return frozenset(table.get(language, table["en"]).split())


def heads(kind: str) -> frozenset[str]:
    """First words of names: english, kept or weak."""
    return frozenset(
        word
        for row_kind, cell in rows("name_heads.tsv")
        if row_kind == kind
        for word in cell.split()
    )


def folded_words(text: str) -> tuple[str, ...]:
    """A name's words without case and accents."""
    return tuple(word.folded for word in words_of(text))
