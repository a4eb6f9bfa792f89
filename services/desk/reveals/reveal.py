"""A reveal: what becomes of an officer's wish to see who reported. Pure."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from services.desk.accounts.person import Person
from tocsin.web.problems import Problem

WAITS = timedelta(hours=24)
"""For a second officer: what was asked yesterday may not be wanted any more."""

OPEN = timedelta(hours=8)
"""How long who asked may see it once it is approved: a working day."""

Decision = Literal["approved", "refused", "withdrawn"]
State = Literal["waiting", "approved", "refused", "withdrawn", "seen", "expired"]
OPEN_STATES: frozenset[State] = frozenset({"waiting", "approved"})


@dataclass(frozen=True, slots=True)
class Reveal:
    """One wish to see who reported one case, and what was decided.

    Attributes:
        asked_by: id of the officer who alone may see it.
        reason: why; part of the audit log for good.
        decision: the last one; None while it waits.
        decided_by: id of who decided.
        seen_at: when it was seen; it is seen once.
    """

    id: str
    case_id: str
    asked_by: str
    asked_by_name: str
    reason: str
    asked_at: datetime
    decision: Decision | None = None
    decided_by: str | None = None
    decided_by_name: str | None = None
    decided_at: datetime | None = None
    seen_at: datetime | None = None

    def ends_at(self) -> datetime:
        """When nothing more can come of it, as it stands."""
        if self.decision == "approved" and self.decided_at is not None:
            return self.decided_at + OPEN
        return self.asked_at + WAITS

    def state(self, now: datetime) -> State:
        """Where it stands."""
        if self.seen_at is not None:
            return "seen"
        if self.decision in {"refused", "withdrawn"}:
            return "refused" if self.decision == "refused" else "withdrawn"
        if now >= self.ends_at():
            return "expired"
        return "approved" if self.decision == "approved" else "waiting"

    def decided(self, decision: Decision, by: Person, now: datetime) -> "Reveal":
        """The same with a decision: another officer's, or of who asked to withdraw it.

        Raises:
            Problem: reveal-refused: it is not theirs to decide, over, or decided.
        """
        state = self.state(now)
        is_own = by.id == self.asked_by
        if decision == "withdrawn" and not is_own:
            raise refused("who asked withdraws it; refuse it instead")
        if decision != "withdrawn" and is_own:
            raise refused("a second person decides, never who asked")
        if state not in OPEN_STATES or state == decision:
            raise refused(f"this request is {state}")
        return replace(
            self,
            decision=decision,
            decided_by=by.id,
            decided_by_name=by.name,
            decided_at=now,
        )

    def seen(self, by: Person, now: datetime) -> "Reveal":
        """The same, seen.

        Raises:
            Problem: reveal-refused: somebody else asked, or it is not approved.
        """
        if by.id != self.asked_by:
            raise refused("only who asked sees it")
        state = self.state(now)
        if state != "approved":
            raise refused(f"this request is {state}")
        return replace(self, seen_at=now)


def refused(why: str) -> Problem:
    """The answer to a step that cannot be."""
    return Problem("reveal-refused", f"{why[:1].upper()}{why[1:]}.")
