"""What is shown only to somebody who has just signed in."""

from datetime import datetime, timedelta

from services.desk.accounts.person import Person
from tocsin.web.problems import Problem

RECENT = timedelta(minutes=15)
"""A browser that was left open shows nobody's name (ASVS 5.0, 7.5.3)."""


def require_recent(by: Person, now: datetime) -> None:
    """Let on who has signed in so lately.

    Raises:
        Problem: sign-in-again.
    """
    if by.signed_in_at is None or now - by.signed_in_at >= RECENT:
        raise Problem(
            "sign-in-again",
            "Sign out on the page Account, sign in again, and see it within 15 minutes"
            " of that.",
        )
