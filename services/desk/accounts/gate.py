"""Who asks: looked up once for each request, before any route asks for a role."""

from dataclasses import dataclass

from fastapi import Request

from services.desk.accounts.accounts import Accounts
from services.desk.accounts.door import Door, is_here
from services.desk.accounts.person import DEMO, LOCAL, Person
from services.desk.accounts.recognition import by_key, by_session
from tocsin.web.pages import TokenCookie
from tocsin.web.problems import Problem

SESSION = TokenCookie("tocsin-desk")
"""Forgotten with the browser; how long it opens anything is kept in the database."""

UNATTENDED = "tocsin-unattended"
"""A header of pages that ask by themselves: a screen that was left on must not keep a
session open that nobody uses."""

NO_ACCOUNTS = (
    "The desk has no accounts yet. Make the first administrator with the link that was"
    " printed when Tocsin started. It is good for an hour; a restart prints another."
)


@dataclass(frozen=True, slots=True)
class Gate:
    """A dependency of a router: notes in the request who asks.

    Attributes:
        door: what is asked of every request.
        accounts: None in a demonstration, where everybody is one person.
        is_api: programs ask, with a key; else people, with the cookie of a session.
        is_open: until there are accounts, programs on this machine may read.
    """

    door: Door
    accounts: Accounts | None
    is_api: bool
    is_open: bool = False

    def __call__(self, request: Request) -> None:
        """Note who asks; None is nobody that is known.

        Raises:
            Problem: forbidden.
            DependencyDown: the database does not answer.
        """
        self.door(request)
        request.state.person = self._person(request)

    def _person(self, request: Request) -> Person | None:
        if self.accounts is None:
            return DEMO
        found = _shown(self.accounts, request, is_api=self.is_api)
        if found is not None or self.accounts.exist():
            return found
        if not self.is_api:
            raise Problem("forbidden", NO_ACCOUNTS)
        return LOCAL if self.is_open and is_here(request) else None


def _shown(accounts: Accounts, request: Request, *, is_api: bool) -> Person | None:
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    if is_api and scheme.lower() == "bearer":
        return by_key(accounts, key.strip())
    is_attended = UNATTENDED not in request.headers
    return by_session(accounts, SESSION.of(request), is_attended=is_attended)
