"""The rules of delivery as a state machine: no log, no thread, no clock of its own.

Order of one round, which whoever drives the kernel must keep:
`assign`, `accept`, `next_batch`, the handler, `settle`, outputs durable, letters
durable, `finish`, commit of `commits()`, `committed`.
Proof: tests/pipeline/test_crash_simulation.py.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random

from tocsin.delivery.breaker import Breaker, BreakerPolicy
from tocsin.delivery.buffer import BatchPolicy, Buffer, Pending
from tocsin.delivery.letters import Letter
from tocsin.delivery.outcome import Dead, Delivery, Done, Outcome, Retry, Skip
from tocsin.delivery.retry import RetryPolicy
from tocsin.delivery.status import Status
from tocsin.delivery.tracker import OffsetTracker
from tocsin.errors import Halt
from tocsin.log.base import NewRecord, Record, TopicPartition

RETRIES_SPENT = "retries_spent"
_BEHIND_A_RETRY = Retry("behind_a_retry", counts=False)


@dataclass(frozen=True, slots=True)
class Policy:
    """Every limit of delivery."""

    batch: BatchPolicy = field(default_factory=BatchPolicy)
    retry: RetryPolicy = field(default_factory=RetryPolicy)
    breaker: BreakerPolicy = field(default_factory=BreakerPolicy)


@dataclass(frozen=True, slots=True)
class Settlement:
    """What a batch comes to.

    Attributes:
        outcomes: one a record of the batch, after the rules: budgets, order of keys.
        letters: to be written after the outputs and before `Kernel.finish`.
    """

    outcomes: tuple[Outcome, ...]
    letters: tuple[Letter, ...]

    @property
    def outputs(self) -> tuple[NewRecord, ...]:
        """What to append, in order."""
        return tuple(
            output
            for outcome in self.outcomes
            if isinstance(outcome, Done)
            for output in outcome.outputs
        )


class Kernel:
    """Batches, fates and offsets of one worker. One batch is in flight at a time."""

    def __init__(self, policy: Policy, random: Random) -> None:
        """Start without partitions; `random` spreads the delays."""
        self._policy = policy
        self._random = random
        self._tracker = OffsetTracker()
        self._buffer = Buffer(policy.batch)
        self._breaker = Breaker(policy.breaker)
        self._batch: list[Pending] = []
        self._committed: dict[TopicPartition, int] = {}
        self._turn = 0
        self._outages = 0
        self._outage_until_s = 0.0
        self._is_full = False

    def assign(self, epochs: Mapping[TopicPartition, int]) -> bool:
        """Take over an assignment: forget what was read under another one.

        Returns:
            Whether other partitions are held now, or the same ones anew.
        """
        changed = self._tracker.assign(epochs)
        self._buffer.drop(changed)
        for partition in changed:
            self._committed.pop(partition, None)
        return bool(changed and epochs)

    def accept(self, records: Iterable[Record], now_s: float) -> None:
        """Take delivery, under the assignment last told."""
        for record in records:
            epoch = self._tracker.track(record)
            if epoch is not None:
                self._turn += 1
                self._buffer.put(Pending(record, epoch, self._turn, now_s))

    def next_batch(self, now_s: float) -> tuple[Delivery, ...]:
        """What to hand to the handler now; empty while nothing is due."""
        if not self._batch and now_s >= self._outage_until_s:
            self._batch = self._buffer.take(now_s)
            return tuple(Delivery(p.record, p.attempt) for p in self._batch)
        return ()

    def due_in_s(self, now_s: float) -> float | None:
        """Seconds until `next_batch` can answer; None: not before more arrives."""
        due_s = self._buffer.due_in_s(now_s)
        return None if due_s is None else max(due_s, self._outage_until_s - now_s)

    def settle(self, outcomes: Sequence[Outcome]) -> Settlement:
        """Apply the rules to a handler's outcomes. Changes nothing.

        Raises:
            Halt: the handler did not answer for each record, or most records die.
        """
        if len(outcomes) != len(self._batch):
            raise Halt(f"{len(outcomes)} outcomes for {len(self._batch)} records")
        ruled = self._ruled(outcomes)
        dead = sum(isinstance(outcome, Dead) for outcome in ruled)
        alive = sum(isinstance(outcome, Done | Skip) for outcome in ruled)
        self._breaker.weigh(dead=dead, alive=alive)
        letters = tuple(
            Letter(pending.record, outcome, pending.attempt)
            for pending, outcome in zip(self._batch, ruled, strict=True)
            if isinstance(outcome, Dead)
        )
        return Settlement(tuple(ruled), letters)

    def finish(self, settlement: Settlement, now_s: float) -> None:
        """Outputs and letters are durable: the batch is over."""
        again: list[Pending] = []
        holds: dict[TopicPartition, float] = {}
        for pending, outcome in zip(self._batch, settlement.outcomes, strict=True):
            source = pending.record.source
            if not isinstance(outcome, Retry):
                self._tracker.finish(pending.record.position, pending.epoch)
                continue
            if not self._is_current(pending):
                continue
            failed = self._failed(pending, outcome)
            again.append(failed)
            delay_s = self._delay_s(failed, outcome)
            holds[source] = max(holds.get(source, now_s), now_s + delay_s)
        for pending in self._batch:
            self._buffer.release(pending.record.source)
        for partition, until_s in holds.items():
            self._buffer.hold(partition, until_s)
        self._buffer.put_back(again)
        self._breaker.note(
            dead=len(settlement.letters),
            alive=sum(isinstance(o, Done | Skip) for o in settlement.outcomes),
        )
        self._batch = []
        self._outages = 0

    def postpone(self, now_s: float) -> None:
        """A dependency is down: the whole batch comes again, and none counts as tried.

        Nothing else is handed out meanwhile: it would meet the same outage.
        """
        self._buffer.put_back([p for p in self._batch if self._is_current(p)])
        self._batch = []
        self._outages += 1
        delay_s = self._policy.retry.delay_s(self._outages, self._random)
        self._outage_until_s = now_s + delay_s

    def commits(self) -> dict[TopicPartition, int]:
        """Partition -> next offset, where it has moved since the last commit."""
        return {
            partition: offset
            for partition, offset in self._tracker.committable().items()
            if self._committed.get(partition) != offset
        }

    def committed(self, offsets: Mapping[TopicPartition, int]) -> None:
        """Note what the log has stored."""
        self._committed.update(offsets)

    def lowest_unfinished(self, partition: TopicPartition) -> int | None:
        """The offset that no commit may pass; None where all is finished."""
        return self._tracker.lowest_unfinished(partition)

    def paused(self) -> set[TopicPartition]:
        """Partitions to ask nothing of: in retry, or all of them above high water."""
        return self._tracker.held() if self.is_full() else set(self._buffer.held())

    def is_full(self) -> bool:
        """Whether nothing may be read: from high water until half is worked off."""
        limits = self._policy.batch
        count = self._buffer.count() + len(self._batch)
        size = self._buffer.size() + sum(p.size for p in self._batch)
        if count >= limits.buffer_records_max or size >= limits.buffer_bytes_max:
            self._is_full = True
        elif (
            count <= limits.buffer_records_max // 2
            and size <= limits.buffer_bytes_max // 2
        ):
            self._is_full = False
        return self._is_full

    def status(self) -> Status:
        """What an operator wants to know of it."""
        oldest = [self._buffer.oldest(), *(p.record.time for p in self._batch)]
        return Status(
            in_flight=len(self._batch),
            waiting=self._buffer.count(),
            oldest_unfinished=min((t for t in oldest if t), default=None),
            paused=frozenset(self.paused()),
            in_retry=frozenset(self._buffer.held()),
            outages=self._outages,
        )

    def _ruled(self, outcomes: Sequence[Outcome]) -> list[Outcome]:
        ruled: list[Outcome] = []
        waiting: set[tuple[TopicPartition, str]] = set()
        for pending, said in zip(self._batch, outcomes, strict=True):
            case = (pending.record.source, pending.record.key)
            outcome = said
            if not self._is_current(pending):
                outcome = Skip()
            elif case in waiting:
                outcome = _BEHIND_A_RETRY
            elif isinstance(said, Retry):
                outcome = self._retried(pending, said)
            if isinstance(outcome, Retry):
                waiting.add(case)
            ruled.append(outcome)
        return ruled

    def _retried(self, pending: Pending, retry: Retry) -> Retry | Dead:
        if retry.counts and self._policy.retry.is_spent(pending.attempt):
            message = f"{pending.attempt} attempts failed; the last one: {retry.reason}"
            return Dead(RETRIES_SPENT, message)
        return retry

    def _failed(self, pending: Pending, retry: Retry) -> Pending:
        if retry is _BEHIND_A_RETRY:
            return pending
        return replace(
            pending,
            attempt=pending.attempt + retry.counts,
            failures=pending.failures + 1,
        )

    def _delay_s(self, pending: Pending, retry: Retry) -> float:
        if retry is _BEHIND_A_RETRY:
            return 0.0
        if retry.after_s is not None:
            return min(max(retry.after_s, 0.0), self._policy.retry.cap_s)
        return self._policy.retry.delay_s(pending.failures, self._random)

    def _is_current(self, pending: Pending) -> bool:
        return self._tracker.epoch(pending.record.source) == pending.epoch
