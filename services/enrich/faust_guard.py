"""What Faust may commit: nothing past a record that is not finished.

`Consumer._new_offset` of faust-streaming 0.15.3 can commit past a message in flight
(its issue 606; tests/live/test_faust_worker.py). Here our own tracker answers instead,
a second gate stands before the commit itself, and a self-check refuses to start when a
later Faust goes another way.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from random import Random
from typing import ClassVar

from services.enrich.faust_fetching import FetchingThread
from services.enrich.faust_plain import TP, Consumer, ConsumerT, Transport
from tocsin.delivery.buffer import BatchPolicy
from tocsin.delivery.kernel import Kernel, Policy
from tocsin.delivery.outcome import Done, Retry
from tocsin.delivery.status import Meter, NoMeter
from tocsin.errors import Halt
from tocsin.log.base import Record, TopicPartition

# The case of Faust's issue 606: the head is in flight, those behind it are finished.
_CHECKED = TopicPartition("self-check", 0)
_HEAD = 2585
_BEHIND = range(2586, 2590)


class CommitGuard:
    """Answers for the offsets of one kernel."""

    def __init__(self, kernel: Kernel, meter: Meter) -> None:
        """Guard what this kernel has in hand, and count what is committed."""
        self._kernel = kernel
        self._meter = meter

    def committable(self, partition: TP) -> int | None:
        """The next offset after the contiguous finished prefix."""
        return self._kernel.commits().get(_ours(partition))

    def check(self, offsets: Mapping[TP, int]) -> None:
        """Raise Halt if a commit would pass an unfinished record."""
        for partition, offset in offsets.items():
            lowest = self._kernel.lowest_unfinished(_ours(partition))
            if lowest is not None and offset > lowest:
                raise Halt(f"Faust would commit {offset} past {lowest}: {partition}")

    def committed(self, offsets: Mapping[TP, int]) -> None:
        """The log has stored these next offsets."""
        self._meter.committed({_ours(p): offset for p, offset in offsets.items()})


class GuardedConsumer(Consumer):
    """Faust's consumer, asking a guard before it commits; without one it never does."""

    guard: CommitGuard | None = None

    def _new_consumer_thread(self) -> FetchingThread:
        return FetchingThread(self, loop=self.loop, beacon=self.beacon)

    def _new_offset(self, tp: TP) -> int | None:
        # Faust's own lists of what was acknowledged would only grow: they go.
        self._acked[tp].clear()
        self._acked_index[tp].clear()
        self._gap.pop(tp, None)
        return self.guard.committable(tp) if self.guard else None

    async def _commit(self, offsets: Mapping[TP, int]) -> bool:
        if self.guard is None:
            return False
        self.guard.check(offsets)
        is_stored = await super()._commit(offsets)
        if is_stored:
            self.guard.committed(offsets)
        return is_stored

    async def start_of(self, tp: TP) -> int:
        """Where reading a partition must begin: nothing before it may be missing."""
        committed = self._committed_offset[tp]
        if committed is not None and committed > 0:
            return committed
        return (await self.earliest_offsets(tp))[tp]


class GuardedTransport(Transport):
    """Faust's transport with that consumer."""

    Consumer: ClassVar[type[ConsumerT]] = GuardedConsumer


def check_guard(consumer: GuardedConsumer) -> None:
    """Play the known case to the worker's own consumer before it starts.

    Raises:
        Halt: Faust would commit past a gap, or would not commit what is finished.
    """
    guard = consumer.guard
    kernel = Kernel(
        Policy(batch=BatchPolicy(age_max_s=0.0)),
        Random(0),  # noqa: S311 - draws nothing
    )
    consumer.guard = CommitGuard(kernel, NoMeter())
    kernel.assign({_CHECKED: 1})
    kernel.accept([_record(offset) for offset in (_HEAD, *_BEHIND)], now_s=0.0)
    kernel.next_batch(0.0)
    again = Retry("self-check", counts=False, after_s=0.0)
    kernel.finish(kernel.settle([again, *(Done() for _ in _BEHIND)]), 0.0)
    with_a_gap = _chosen(consumer)
    kernel.next_batch(0.0)
    kernel.finish(kernel.settle([Done()]), 0.0)
    without = _chosen(consumer)
    consumer.guard = guard
    if (with_a_gap, without) != (None, _BEHIND.stop):
        raise Halt(f"self-check: Faust would commit {with_a_gap}, then {without}")


def _chosen(consumer: GuardedConsumer) -> int | None:
    """What Faust would commit, by the path that its commits take."""
    partition = TP(*_CHECKED)
    consumer._committed_offset[partition] = _HEAD  # noqa: SLF001 - no other way in
    consumer._acked[partition].extend(_BEHIND)  # noqa: SLF001 - no other way in
    chosen = consumer._filter_committable_offsets([partition])  # noqa: SLF001 - as above
    del consumer._committed_offset[partition]  # noqa: SLF001 - no other way in
    del consumer._acked[partition]  # noqa: SLF001 - no other way in
    return chosen.get(partition)


def _record(offset: int) -> Record:
    return Record(*_CHECKED, offset, str(offset), None, {}, datetime.now(UTC))


def _ours(partition: TP) -> TopicPartition:
    return TopicPartition(partition.topic, partition.partition)
