"""What a route asks for. A route of the desk takes one of these, or is refused.

    def assign(case_id: str, person: Reviewer) -> ...

or, where it does not matter who it is, `dependencies=[REVIEWERS]` in the decorator.
A gate (services/desk/accounts/gate.py) on the router says beforehand who asks.
"""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from services.desk.accounts.person import Person, Role
from tocsin.web.problems import Problem

CHALLENGE = {"WWW-Authenticate": "Bearer"}
"""RFC 9110, 11.6.1: a 401 names the scheme that would help."""


@dataclass(frozen=True, slots=True)
class Required:
    """A dependency: the person who asks has one of these roles; none is any person."""

    roles: frozenset[Role]

    async def __call__(self, request: Request) -> Person:
        """Who asks.

        Raises:
            Problem: unauthorized, forbidden.
            AttributeError: the router has no gate; nobody gets in.
        """
        person: Person | None = request.state.person
        if person is None:
            raise Problem("unauthorized", "Sign in first.", headers=CHALLENGE)
        if not self.admits(person):
            wanted = " or ".join(sorted(self.roles))
            raise Problem("forbidden", f"This needs the role of {wanted}.")
        return person

    def admits(self, person: Person) -> bool:
        """Whether somebody has one of the roles."""
        return not self.roles or bool(self.roles & person.roles)


def require(*roles: Role) -> Required:
    """The dependency for a route that people with any of these roles may use."""
    return Required(frozenset(roles))


TO_SIGN_IN = require()
"""Everybody who has signed in."""

TO_WORK = require(Role.REVIEWER)
TO_COUNT = require(Role.ANALYST)
TO_READ = require(Role.REVIEWER, Role.ANALYST)
"""Who finds cases: to work on them, or to count them."""

TO_OPERATE = require(Role.OPERATOR)
TO_REVEAL = require(Role.OFFICER)
TO_ADMINISTER = require(Role.ADMINISTRATOR)

ANYBODY = Depends(TO_SIGN_IN)
REVIEWERS = Depends(TO_WORK)
ANALYSTS = Depends(TO_COUNT)
READERS = Depends(TO_READ)
OPERATORS = Depends(TO_OPERATE)
OFFICERS = Depends(TO_REVEAL)
ADMINISTRATORS = Depends(TO_ADMINISTER)

Anybody = Annotated[Person, ANYBODY]
Reviewer = Annotated[Person, REVIEWERS]
Analyst = Annotated[Person, ANALYSTS]
Operator = Annotated[Person, OPERATORS]
Reader = Annotated[Person, READERS]
Officer = Annotated[Person, OFFICERS]
Administrator = Annotated[Person, ADMINISTRATORS]
