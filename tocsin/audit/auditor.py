"""Writes down who does what."""

from dataclasses import dataclass, replace
from typing import Self

from sqlalchemy import Connection

from tocsin.audit.actions import Action
from tocsin.audit.chain import Entry
from tocsin.audit.table import AuditLog
from tocsin.clock import Clock


@dataclass(frozen=True, slots=True)
class Auditor:
    """Writes down what somebody is about to do.

    Before it is done, or in the same transaction: what fails afterwards stands there
    too, and nothing is done that does not.

    Attributes:
        actor: who does it: `cli:` and a login of the machine, `desk:` and the id of a
            person, or `desk` for what the desk does by itself.
    """

    log: AuditLog
    clock: Clock
    actor: str

    def by(self, actor: str) -> Self:
        """The same, for somebody else."""
        return replace(self, actor=actor)

    def note(
        self,
        action: Action,
        subject: str,
        reason: str = "",
        *,
        within: Connection | None = None,
    ) -> None:
        """Write it down, durably.

        Args:
            action: a stable code.
            subject: what it is done to: an id.
            reason: why, or how; no text of an allegation, no secret.
            within: the transaction that does it, on the same database.

        Raises:
            DependencyDown: the database does not answer: do not do it.
        """
        entry = Entry(self.clock.now(), self.actor, action, subject, reason)
        self.log.append(entry, within=within)
