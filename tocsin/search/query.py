"""The abstract form of a search. `grammar` makes it from words; adapters compile it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Everything:
    """Matches every case."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word in the full text, or in one text field. A trailing * is a prefix.

    Attributes:
        field: a text field of the document, or None for all of `fields.WORDS`.
        edits: how many letters may differ; 0 is exact.
    """

    text: str
    field: str | None = None
    edits: int = 0
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in this order, next to one another."""

    text: str
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """A value of a keyword or boolean field, in any case of its ASCII letters.

    Attributes:
        prefix: the start of a keyword is enough.
    """

    field: str
    value: str
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Range:
    """Bounds of a date or number field; both ends belong to it, None is open."""

    field: str
    low: str | None
    high: str | None


@dataclass(frozen=True, slots=True)
class Exists:
    """The field has a value."""

    field: str


@dataclass(frozen=True, slots=True)
class Not:
    """Does not match."""

    clause: "Query"


@dataclass(frozen=True, slots=True)
class And:
    """All match."""

    clauses: tuple["Query", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one matches."""

    clauses: tuple["Query", ...]


Query = Everything | Word | Phrase | Term | Range | Exists | Not | And | Or
