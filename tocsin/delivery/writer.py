"""What a batch comes to is made durable: outputs first, then letters."""

import logging
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from schemas.events import Stage
from tocsin.clock import Clock
from tocsin.delivery.kernel import Kernel, Settlement
from tocsin.delivery.letters import LetterWriter
from tocsin.delivery.outcome import Dead, Delivery, Done, Outcome, Retry, Skip
from tocsin.delivery.status import Fate, Meter
from tocsin.errors import Reject
from tocsin.log.base import NewRecord

OUTPUT_REJECTED = "output_rejected"
_logger = logging.getLogger(__name__)


class Appender(Protocol):
    """What a writer needs of a log."""

    def append(self, records: Sequence[NewRecord]) -> object:
        """As `EventLog.append`."""


class Writer:
    """Makes what a batch comes to durable, outputs first. Shared by all edges."""

    def __init__(
        self, log: Appender, stage: Stage, code_version: str, clock: Clock
    ) -> None:
        """Write to a log; letters are signed with stage and version."""
        self._log = log
        self._clock = clock
        self._letters = LetterWriter(stage, code_version)

    def settle(self, kernel: Kernel, outcomes: Sequence[Outcome]) -> Settlement:
        """Outputs durable, letters durable; the settlement to finish.

        Raises:
            DependencyDown: repeat the whole batch; what was written has the same ids.
            Halt: as `Kernel.settle`.
        """
        settlement = kernel.settle(outcomes)
        try:
            self._append(settlement.outputs)
        except Reject:
            settlement = kernel.settle(self._apart(settlement))
        now = self._clock.now()
        self._append(
            [self._letters.record(letter, now) for letter in settlement.letters]
        )
        for letter in settlement.letters:
            position = letter.record.position
            _logger.warning("dead letter: %s at %s", letter.dead.reason, position)
        return settlement

    def _append(self, records: Sequence[NewRecord]) -> None:
        if records:
            self._log.append(records)

    def _apart(self, settlement: Settlement) -> list[Outcome]:
        """Append each record's outputs alone: only the culprit becomes a letter."""
        outcomes: list[Outcome] = []
        for outcome in settlement.outcomes:
            told = outcome
            if isinstance(outcome, Done):
                try:
                    self._append(outcome.outputs)
                except Reject as exc:
                    told = Dead(OUTPUT_REJECTED, str(exc))
            outcomes.append(told)
        return outcomes


def measure(
    meter: Meter,
    batch: Sequence[Delivery],
    settlement: Settlement,
    *,
    took_s: float,
    now: datetime,
) -> None:
    """Count a finished batch."""
    names: dict[type[Outcome], Fate]
    names = {Done: "done", Skip: "skip", Dead: "dead", Retry: "retry"}
    fates = Counter(names[type(outcome)] for outcome in settlement.outcomes)
    meter.handled(fates, took_s=took_s)
    for delivery, outcome in zip(batch, settlement.outcomes, strict=True):
        if not isinstance(outcome, Retry):
            # The log's clock may be ahead of ours: an age is never negative.
            meter.finished(max((now - delivery.record.time).total_seconds(), 0.0))
    for letter in settlement.letters:
        meter.dead(letter.dead.reason)
