"""The names of the lists, found by the names of a case."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from tocsin.names.listed import NameMatch, match_listed
from tocsin.names.normal import name_tokens
from tocsin.names.overlap import is_distinctive

# Spellings of one word share their first two letters (Akesu, Aksu: "ak"); a rule of
# `same_word` asks for the first anyhow.
_KEY_CHARS = 2


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
        self._names: list[tuple[_Row, str]] = []
        self._blocks: dict[str, set[int]] = defaultdict(set)
        for row in rows:
            for name in row.listed_names:
                for key in _keys(name):
                    self._blocks[key].add(len(self._names))
                self._names.append((row, name))

    def find(self, name: str) -> Iterator[ListedName]:
        """Every listed name that this name is, in the order of the lists."""
        near = set[int]().union(*(self._blocks.get(key, ()) for key in _keys(name)))
        for number in sorted(near):
            row, listed = self._names[number]
            if match := match_listed(name, listed, subsidiaries=row.subsidiaries):
                yield ListedName(row, listed, match)


def _keys(name: str) -> set[str]:
    """The whole name, and the beginning of each word that no match can lack."""
    found = name_tokens(name)
    telling = {word[:_KEY_CHARS] for word in found if is_distinctive(word)}
    return {"".join(found), *telling}
