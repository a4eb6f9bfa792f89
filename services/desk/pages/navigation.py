"""The pages that somebody may open: what the navigation shows, and what is linked to.

What a page asks for is said once, in services/desk/accounts/guard.py: here stands the
same object that guards the route.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from fastapi import Request

from services.desk.accounts.guard import (
    TO_ADMINISTER,
    TO_COUNT,
    TO_OPERATE,
    TO_READ,
    TO_REVEAL,
    TO_SIGN_IN,
    Required,
)
from services.desk.accounts.person import DEMO, Person


@dataclass(frozen=True, slots=True)
class Place:
    """A page of the navigation.

    Attributes:
        required: what its route asks for.
        is_of_accounts: not there in a demonstration, which has none.
    """

    href: str
    name: str
    required: Required
    is_of_accounts: bool = False

    def is_open_to(self, person: Person) -> bool:
        """Whether somebody may open it."""
        if self.is_of_accounts and person == DEMO:
            return False
        return self.required.admits(person)


PLACES = (
    Place("/desk/", "Queue", TO_READ),
    Place("/desk/analysis", "Analysis", TO_COUNT),
    Place("/desk/exports", "Exports", TO_READ),
    Place("/desk/stream", "Stream", TO_OPERATE),
    Place("/desk/reveals", "Who reported", TO_REVEAL),
    Place("/desk/people", "People", TO_ADMINISTER, is_of_accounts=True),
    Place("/desk/api-keys", "API keys", TO_ADMINISTER, is_of_accounts=True),
    Place("/desk/account", "Account", TO_SIGN_IN),
)
"""In the order of what people come for: the first is the page that they begin on."""

_asking: ContextVar[Request] = ContextVar("asking")


@contextmanager
def answering(request: Request) -> Iterator[None]:
    """A block in which pages are rendered for whoever sent a request.

    In the context, and not an argument: every page has the navigation, whoever renders
    it, and so have those that tell of a failure.
    """
    token = _asking.set(request)
    try:
        yield
    finally:
        _asking.reset(token)


def places_of(person: Person | None) -> tuple[Place, ...]:
    """The pages that somebody may open; none for nobody."""
    if person is None:
        return ()
    return tuple(place for place in PLACES if place.is_open_to(person))


def asking() -> Request | None:
    """The request that a page is rendered for."""
    return _asking.get(None)


def navigation() -> tuple[Place, ...]:
    """The pages that whoever asks may open."""
    request = asking()
    # A request that the door refused has nobody.
    person = getattr(request.state, "person", None) if request else None
    return places_of(person)


def may_open(href: str) -> bool:
    """Whether whoever asks may open a page of the navigation."""
    return any(place.href == href for place in navigation())
