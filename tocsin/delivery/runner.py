"""The plain loop around the kernel: the index worker's, and every embedded worker's.

Nothing here decides; it keeps the order in which things become durable: outputs, then
letters, then the offset.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from random import Random
from threading import Event

from schemas.events import Stage
from schemas.topics import STAGES
from tocsin.clock import Clock
from tocsin.delivery.kernel import Kernel, Policy, Settlement
from tocsin.delivery.outcome import Delivery, Handler
from tocsin.delivery.retry import RetryPolicy
from tocsin.delivery.status import Meter, NoMeter, Status
from tocsin.delivery.writer import Writer, measure
from tocsin.errors import DependencyDown
from tocsin.log.base import EventLog, GroupReader

POLL_S = 0.5
"""Longest wait for records, and so how late a stop can be noticed."""

# The log's own client has waited already before it says that the log is down.
_LOG_RETRY = RetryPolicy(base_s=0.1, cap_s=1.0)
_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Worker:
    """Who works.

    Attributes:
        stage: names the consumer group and, in `schemas.topics.STAGES`, the topics.
        member: stable over restarts and unique in the group.
        code_version: for dead letters.
        policy: within which limits.
    """

    stage: Stage
    member: str
    code_version: str
    policy: Policy = field(default_factory=Policy)


class Runner:
    """Reads, hands batches to a handler, writes, commits."""

    def __init__(
        self,
        log: EventLog,
        worker: Worker,
        handler: Handler,
        *,
        clock: Clock,
        random: Random | None = None,
        meter: Meter | None = None,
    ) -> None:
        """Touches nothing yet; `random` spreads the delays of retries."""
        self._log = log
        self._worker = worker
        self._handler = handler
        self._clock = clock
        self._random = random or Random()  # noqa: S311 - delays, not secrets
        self._meter = meter or NoMeter()
        self._kernel = Kernel(worker.policy, self._random)
        self._writer = Writer(log, worker.stage, worker.code_version, clock)
        self._log_failures = 0
        self._last_error: str | None = None
        self._paused: frozenset[object] = frozenset()
        self.status = Status()
        """A picture of a moment ago; safe to read from any thread."""

    def run(self, stop: Event) -> None:
        """Work until told to stop; the batch in hand is finished first.

        What was read and not handed out is abandoned: it comes back after a restart.

        Raises:
            Halt: going on would lose or spoil data.
            Exception: whatever the handler did not expect. The process must end, and
                does so with the offset where it was.
        """
        reader = self._joined(stop)
        if reader is None:
            return
        with reader:
            while not stop.is_set():
                self.round(reader)

    def round(self, reader: GroupReader) -> None:
        """Read once and, if a batch is due, work it off."""
        try:
            self._read(reader)
            self._work(reader)
            self._commit(reader)
            self._log_failures = 0
        except DependencyDown as exc:
            self._wait_for_log(exc)
        self._show()

    def _joined(self, stop: Event) -> GroupReader | None:
        topics = STAGES[self._worker.stage]
        while not stop.is_set():
            try:
                return self._log.join(
                    self._worker.stage, topics, member=self._worker.member
                )
            except DependencyDown as exc:
                self._wait_for_log(exc)
        return None

    def _read(self, reader: GroupReader) -> None:
        due_in_s = self._kernel.due_in_s(self._clock.monotonic_s())
        records = reader.poll(
            records_max=self._worker.policy.batch.records_max,
            timeout_s=POLL_S if due_in_s is None else min(POLL_S, due_in_s),
        )
        epochs = reader.assignment()
        if self._kernel.assign(epochs):
            self._meter.assigned()
        self._kernel.accept(records, self._clock.monotonic_s())
        self._pause(reader)

    def _pause(self, reader: GroupReader) -> None:
        epochs = reader.assignment()
        paused = self._kernel.paused()
        told = frozenset((p, epoch, p in paused) for p, epoch in epochs.items())
        if told != self._paused:
            reader.pause(paused)
            reader.resume(epochs.keys() - paused)
            self._paused = told

    def _work(self, reader: GroupReader) -> None:
        started_s = self._clock.monotonic_s()
        batch = self._kernel.next_batch(started_s)
        if not batch:
            return
        self._show()
        try:
            with reader.kept():
                settlement = self._settled(batch)
        except DependencyDown as exc:
            self._note(exc)
            self._kernel.postpone(self._clock.monotonic_s())
            return
        finished_s = self._clock.monotonic_s()
        self._kernel.finish(settlement, finished_s)
        measure(
            self._meter,
            batch,
            settlement,
            took_s=finished_s - started_s,
            now=self._clock.now(),
        )

    def _settled(self, batch: Sequence[Delivery]) -> Settlement:
        return self._writer.settle(self._kernel, self._handler.handle(batch))

    def _commit(self, reader: GroupReader) -> None:
        offsets = self._kernel.commits()
        if offsets:
            reader.commit(offsets)
            self._kernel.committed(offsets)
            self._meter.committed(offsets)

    def _wait_for_log(self, error: DependencyDown) -> None:
        self._note(error)
        self._log_failures += 1
        self._clock.sleep(_LOG_RETRY.delay_s(self._log_failures, self._random))

    def _note(self, error: DependencyDown) -> None:
        self._last_error = type(error).__name__
        self._meter.down(error.name)
        _logger.warning("%s", error)

    def _show(self) -> None:
        self.status = replace(self._kernel.status(), last_error=self._last_error)
