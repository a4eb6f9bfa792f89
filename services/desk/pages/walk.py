"""The way through the cases of a search, one after another.

A case that is opened from the queue has the search in its own address, and as `at` its
place in the order of results. What follows is looked for from that place on: it is good
for as long as the order is, whether the search still finds the case itself or not.
"""

from dataclasses import dataclass, replace

from fastapi import Request

from services.desk.pages.address import Address
from services.desk.pages.navigation import asking
from services.desk.parameters import OWN, Parameters
from tocsin.search.base import SearchIndex
from tocsin.search.cursor import decoded
from tocsin.search.fields import FACETS

QUEUE = "/desk/"
NEXT = "/desk/next"
END = "end"
"""Parameter of the queue: it was come to from the last case of its search."""

_AT = "at"
_SEARCH = OWN | set(FACETS)


@dataclass(frozen=True, slots=True)
class Walk:
    """A place in the results of a search.

    Attributes:
        search: of the page of the queue that the walk began on.
        at: of the case: `tocsin.search.base.Hit.after`.
    """

    search: Address
    at: str

    def href(self, path: str) -> str:
        """A link that keeps the place; what the path has of its own stays."""
        bare, mark, fragment = path.partition("#")
        start, _, query = bare.partition("?")
        own = Address.of((*self.search.items, (_AT, self.at))).href(start)
        return f"{own}{'&' if query else ''}{query}{mark}{fragment}"

    def case_href(self, case_id: str) -> str:
        """The case of this place."""
        return self.href(f"/desk/cases/{case_id}")

    @property
    def next_href(self) -> str:
        """Leads on to the next case."""
        return self.href(NEXT)

    @property
    def back_href(self) -> str:
        """The page of the queue that the walk began on."""
        return self.search.href(QUEUE)

    @property
    def end_href(self) -> str:
        """The start of the search, which says that this was its last case."""
        return self.search.drop("cursor").add(END, "last").href(QUEUE)


def walk_of(request: Request) -> Walk:
    """What the address of a request says of a walk; no place where it is on none."""
    address = Address.of(request.query_params.multi_items())
    return Walk(address.only(_SEARCH), address.one(_AT))


def walk() -> Walk | None:
    """The walk that whoever asks is on."""
    request = asking()
    now = walk_of(request) if request else None
    return now if now and now.at else None


def walking(href: str) -> str:
    """A link that stays on the walk of whoever asks."""
    now = walk()
    return now.href(href) if now else href


def following(index: SearchIndex, now: Walk) -> str:
    """Where a walk goes on: at the next case, else at the end of the search.

    Raises:
        BadQuery: the search makes no sense, or its order has no such place.
        DependencyDown: the index does not answer.
    """
    request = Parameters(now.search.items).request()
    here = decoded(request.sort, now.at)
    # Two, as a change may have moved the case itself to behind its old place.
    found = index.search(replace(request, limit=2, after=now.at))
    for hit in found.hits:
        if hit.document.case_id != here.case_id:
            return Walk(now.search, hit.after).case_href(hit.document.case_id)
    return now.end_href
