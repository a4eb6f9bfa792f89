"""The names of the lists, found by the names of a case."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from tocsin.names.listed import NameMatch, match_listed
from tocsin.names.normal import name_tokens
from tocsin.names.overlap import is_distinctive

# Spellings of one word share their first two letters (Akesu, Aksu: "ak"); a rule of
# `same_word` asks for the first anyhow.
_KEY_CHARS = 2
# Many cases name the same brands, agencies and companies.
_FOUND_KEPT = 10_000


class _Row(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def subsidiaries(self) -> bool: ...
    @property
    def listed_names(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class ListedName:
    """A name of a row, found."""

    row: _Row
    name: str
    match: NameMatch


class ListedNames:
    """All names of some rows, blocked by the beginnings of their words."""

    def __init__(self, rows: Sequence[_Row]) -> None:
        """Index the rows' names."""
        self.find = lru_cache(_FOUND_KEPT)(self._find)
        """The listed names that a name is, in the order of the lists.

        Where it is one to the letter, other spellings are other companies: lists hold
        sisters whose names differ in a syllable.
        """
        self._names: list[tuple[_Row, str]] = []
        self._blocks: dict[str, set[int]] = defaultdict(set)
        for row in rows:
            for name in row.listed_names:
                for key in _keys(name):
                    self._blocks[key].add(len(self._names))
                self._names.append((row, name))

    def _find(self, name: str) -> tuple[ListedName, ...]:
        near = set[int]().union(*(self._blocks.get(key, ()) for key in _keys(name)))
        found = tuple(self._matches(name, sorted(near)))
        if any(item.match.score == 1.0 for item in found):
            return tuple(item for item in found if not item.match.spelled)
        return found

    def _matches(self, name: str, near: Iterable[int]) -> Iterator[ListedName]:
        for number in near:
            row, listed = self._names[number]
            if match := match_listed(name, listed, subsidiaries=row.subsidiaries):
                yield ListedName(row, listed, match)


def _keys(name: str) -> set[str]:
    """The whole name, and the beginnings of the words that a match rests on."""
    found = name_tokens(name)
    telling = {word[:_KEY_CHARS] for word in found if is_distinctive(word)}
    return {"".join(found), *telling, *(f"{word}." for word in found[:1])}
