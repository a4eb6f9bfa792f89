"""The state of a search page: all of it stands in its address."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlencode

from services.desk.parameters import OWN
from tocsin.search.fields import FACETS

# What a change of the search makes meaningless.
_PAGING = frozenset({"cursor"})


@dataclass(frozen=True, slots=True)
class Address:
    """Parameters of a search in their order; every change gives a new one."""

    items: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, items: Iterable[tuple[str, str]]) -> Self:
        """The parameters of a request; empty ones, as forms send them, left out."""
        return cls(tuple(dict.fromkeys((n, v) for n, v in items if v)))

    def one(self, name: str) -> str:
        """The first value of a parameter, or nothing."""
        return next(self.values(name), "")

    def values(self, name: str) -> Iterator[str]:
        """All values of a parameter."""
        return (value for key, value in self.items if key == name)

    def put(self, name: str, value: str) -> Self:
        """With this one value of a parameter, in the place where it first stood."""
        kept = list(self._kept())
        place = next((n for n, item in enumerate(kept) if item[0] == name), len(kept))
        rest = (item for item in kept[place:] if item[0] != name)
        return type(self).of((*kept[:place], (name, value), *rest))

    def add(self, name: str, value: str) -> Self:
        """With one more value."""
        return type(self).of((*self._kept(), (name, value)))

    def drop(self, name: str, value: str | None = None) -> Self:
        """Without a value; without the whole parameter when none is given."""
        return type(self).of(
            item
            for item in self._kept()
            if item[0] != name or value not in (None, item[1])
        )

    def without(self, name: str) -> Self:
        """Without a parameter that says nothing of the search: the page stays."""
        return type(self).of(item for item in self.items if item[0] != name)

    def only(self, names: Iterable[str]) -> Self:
        """With these parameters only."""
        wanted = set(names)
        return type(self).of(item for item in self.items if item[0] in wanted)

    def searching(self) -> Self:
        """What decides which cases are found: no order, size or place of a page."""
        return self.only((OWN - {"sort", "limit", "cursor"}) | set(FACETS))

    def href(self, path: str) -> str:
        """A link to a page with this state."""
        return f"{path}?{urlencode(self.items)}" if self.items else path

    def _kept(self) -> Iterator[tuple[str, str]]:
        return (item for item in self.items if item[0] not in _PAGING)
