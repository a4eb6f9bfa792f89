"""Who is at the desk, and what a role may do."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """What somebody may do; one person can have several roles.

    docs/reference/roles.md says what each route asks for.
    """

    REVIEWER = "reviewer"
    """Reads cases and works on them."""

    ANALYST = "analyst"
    """Searches, counts and compares cases."""

    OPERATOR = "operator"
    """Watches the stream and settles dead letters."""

    OFFICER = "officer"
    """Sees who reported, when another officer agrees."""

    ADMINISTRATOR = "administrator"
    """Decides who has which role."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody at the desk, or a program with an API key.

    Attributes:
        id: stable, and never given to anybody else: what histories should hold.
        name: as the others at the desk know them.
        roles: as of this request.
        signed_in_at: when their session began; None where there is none.
    """

    id: str
    name: str
    roles: frozenset[Role]
    signed_in_at: datetime | None = None

    @property
    def audit_name(self) -> str:
        """How the audit log names them."""
        return audit_name(self.id)


def audit_name(id: str) -> str:
    """How the audit log names somebody at the desk, by the id of the person."""
    return f"desk:{id}"


DEMO = Person("demo", "demo", frozenset(Role))
"""Whoever looks at a demonstration."""

PERSONAL = frozenset({Role.OFFICER, Role.ADMINISTRATOR})
"""Roles of people only: who sees a reporter's name, and who decides about roles."""

LOCAL = Person("local", "local", frozenset(Role) - PERSONAL)
"""A program on this machine, before there is any account."""
