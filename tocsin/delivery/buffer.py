"""Records that were delivered and are not finished, until their batch is due."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tocsin.delivery.breaker import BreakerPolicy
from tocsin.log.base import Record, TopicPartition


@dataclass(frozen=True, slots=True)
class BatchPolicy:
    """Limits of a batch and of what may wait for one.

    Attributes:
        records_max: one batch of the language model; larger ones gain nothing.
        first_records_max: the first batch after a start, which meets cold caches; each
            has room for twice as many as the one before. So what waited for the start
            is not kept waiting for a whole batch of others. As many as the breaker
            weighs: if all of them die, it halts before the first letter.
        bytes_max: one batch in memory several times over (bytes, text, tokens).
        age_max_s: how long the first record waits for company; 0: not at all.
        buffer_records_max: high water: more is not asked of the log. Reading goes on
            at half of it, so that it does not stop and start with every record.
        buffer_bytes_max: the same in bytes of values.
    """

    records_max: int = 64
    first_records_max: int = BreakerPolicy().sample_min
    bytes_max: int = 16 * 1024 * 1024
    age_max_s: float = 0.05
    buffer_records_max: int = 512
    buffer_bytes_max: int = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Pending:
    """A record in hand.

    Attributes:
        epoch: of the assignment that it was read under.
        turn: its place in the order of arrival.
        arrived_s: on the steady clock.
        attempt: as in `Delivery`.
        failures: attempts that failed for whatever reason; the next delay grows.
    """

    record: Record
    epoch: int
    turn: int
    arrived_s: float
    attempt: int = 1
    failures: int = 0

    @property
    def size(self) -> int:
        """Bytes of the value."""
        return len(self.record.value or b"")


class Buffer:
    """Queues by partition, in offset order; a held partition waits as a whole."""

    def __init__(self, policy: BatchPolicy) -> None:
        """Start empty."""
        self._policy = policy
        self._records_max = min(policy.first_records_max, policy.records_max)
        self._queues: dict[TopicPartition, deque[Pending]] = {}
        self._held_until_s: dict[TopicPartition, float] = {}
        # Counted as they come and go: it is asked for with every record.
        self._size = 0

    def put(self, pending: Pending) -> None:
        """Add a record that has just arrived."""
        self._queues.setdefault(pending.record.source, deque()).append(pending)
        self._size += pending.size

    def put_back(self, batch: Sequence[Pending]) -> None:
        """Return records of a batch to the heads of their queues, in order."""
        for pending in reversed(batch):
            self._queues.setdefault(pending.record.source, deque()).appendleft(pending)
            self._size += pending.size

    def drop(self, partitions: Iterable[TopicPartition]) -> None:
        """Forget partitions that were lost."""
        for partition in partitions:
            dropped = self._queues.pop(partition, ())
            self._size -= sum(pending.size for pending in dropped)
            self._held_until_s.pop(partition, None)

    def hold(self, partition: TopicPartition, until_s: float) -> None:
        """Hand out nothing of a partition before a moment."""
        self._held_until_s[partition] = until_s

    def release(self, partition: TopicPartition) -> None:
        """End a hold."""
        self._held_until_s.pop(partition, None)

    def held(self) -> Mapping[TopicPartition, float]:
        """Partitions in retry -> when they may go on."""
        return self._held_until_s

    def take(self, now_s: float) -> list[Pending]:
        """The next batch where one is due, in order of arrival."""
        ready = self._ready(now_s)
        if not self._is_due(ready, now_s):
            return []
        batch: list[Pending] = []
        size = 0
        for pending in _by_turn(ready):
            size += pending.size
            if batch and (
                len(batch) >= self._records_max or size > self._policy.bytes_max
            ):
                break
            batch.append(pending)
        for pending in batch:
            self._queues[pending.record.source].popleft()
            self._size -= pending.size
        self._records_max = min(2 * self._records_max, self._policy.records_max)
        return batch

    def due_in_s(self, now_s: float) -> float | None:
        """Seconds until a batch can be due if nothing else arrives; None: never."""
        if self._is_due(self._ready(now_s), now_s):
            return 0.0
        moments = [
            max(
                queue[0].arrived_s + self._policy.age_max_s,
                self._held_until_s.get(partition, now_s),
            )
            for partition, queue in self._queues.items()
            if queue
        ]
        return max(0.0, min(moments) - now_s) if moments else None

    def oldest(self) -> datetime | None:
        """When the log took the oldest record that waits here."""
        times = (queue[0].record.time for queue in self._queues.values() if queue)
        return min(times, default=None)

    def count(self) -> int:
        """Records that wait."""
        return sum(map(len, self._queues.values()))

    def size(self) -> int:
        """Bytes of the values that wait."""
        return self._size

    def _ready(self, now_s: float) -> list[deque[Pending]]:
        return [
            queue
            for partition, queue in self._queues.items()
            if queue and self._held_until_s.get(partition, now_s) <= now_s
        ]

    def _is_due(self, ready: Sequence[deque[Pending]], now_s: float) -> bool:
        if not ready:
            return False
        # Written as a sum: `due_in_s` returns exactly the wait that makes it true.
        if min(q[0].arrived_s for q in ready) + self._policy.age_max_s <= now_s:
            return True
        if sum(map(len, ready)) >= self._records_max:
            return True
        return sum(p.size for q in ready for p in q) >= self._policy.bytes_max


def _by_turn(queues: Sequence[deque[Pending]]) -> Iterator[Pending]:
    """Merge the queues by turn, offset order kept within each."""
    iterators = [iter(queue) for queue in queues]
    heads = [next(iterator) for iterator in iterators]
    while heads:
        index = min(range(len(heads)), key=lambda i: heads[i].turn)
        yield heads[index]
        following = next(iterators[index], None)
        if following is None:
            del heads[index], iterators[index]
        else:
            heads[index] = following
