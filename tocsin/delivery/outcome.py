"""What a handler says of a record: its fate."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from tocsin.log.base import NewRecord, Record


@dataclass(frozen=True, slots=True)
class Delivery:
    """A record handed to a handler.

    Attributes:
        record: as it came from the log.
        attempt: 1 at first; counts only what the record itself is blamed for.
    """

    record: Record
    attempt: int


@dataclass(frozen=True, slots=True)
class Done:
    """Handled. The outputs are made durable before the record is finished."""

    outputs: tuple[NewRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class Skip:
    """Nothing to do: it was applied before, or it does not concern this stage."""


@dataclass(frozen=True, slots=True)
class Retry:
    """Try again later; its partition waits, so that the order of a case holds.

    Attributes:
        reason: a stable code, for instance `timeout`.
        counts: True: against the record's budget, after which it is a dead letter;
            False: a dependency is down, and the record waits without limit.
        after_s: what the dependency asked for, in place of the policy's delay.
    """

    reason: str
    counts: bool
    after_s: float | None = None


@dataclass(frozen=True, slots=True)
class Dead:
    """Can never be handled: a letter is written and the record is finished.

    Attributes:
        reason: a stable code, for instance `not_json`.
        message: what an operator should know; never text of the allegation.
    """

    reason: str
    message: str


Outcome = Done | Skip | Retry | Dead


class Handler(Protocol):
    """The work of a stage.

    Every effect must bear repeating: after a crash the same records come again.
    """

    def handle(self, deliveries: Sequence[Delivery]) -> Sequence[Outcome]:
        """One outcome for each delivery, in the same order.

        Records of one key are in the order of the log. A handler with effects of its
        own must not apply a later record of a key whose earlier one it retries.

        Raises:
            DependencyDown: none of the batch counts as tried; all of it comes again.
            Halt: the process must end; so must it on any other exception.
        """
