"""What a new edition changed, with what is needed to find the cases it touches."""

import re
from dataclasses import dataclass
from typing import Literal

from tocsin.lists.rows import Lists
from tocsin.names.normal import latin

What = Literal["added", "changed", "removed"]

_NOT_ID = re.compile(r"[^a-z0-9]+")
_ID_CHARS_MAX = 60


@dataclass(frozen=True, slots=True)
class ListChange:
    """One row that came, changed or went.

    Attributes:
        entry: the row's id in our tables.
        says: one line for a reader.
        names: names of producers or entities that cases may hold.
        goods: terms of goods that cases may hold.
        country: ISO 3166 alpha-2 where the row has one.
    """

    what: What
    entry: str
    says: str
    names: tuple[str, ...] = ()
    goods: tuple[str, ...] = ()
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Updated:
    """Our tables after a new edition, and what it changed in them."""

    lists: Lists
    changes: tuple[ListChange, ...]


def entry_id(*parts: str) -> str:
    """An id of a row: `wro-2021-05-04-luna-works`."""
    return _NOT_ID.sub("-", latin("-".join(parts))).strip("-")[:_ID_CHARS_MAX]


def unused_id(wanted: str, used: set[str]) -> str:
    """The id, with a number behind it where another row has it; marks it as used."""
    found, number = wanted, 2
    while found in used:
        found, number = f"{wanted}-{number}", number + 1
    used.add(found)
    return found
