"""An event log in memory whose faults a test chooses. Test support, not an adapter."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Self

from schemas.topics import Topic
from tests.manual_clock import ManualClock
from tocsin.errors import DependencyDown
from tocsin.log.base import (
    NewRecord,
    PartitionBounds,
    Position,
    Record,
    TopicPartition,
)

TIME = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
PARTITIONS = 3


def no_fault(_step: str) -> None:
    """What a test replaces to make a step fail."""


@dataclass
class MemoryLog:
    """Partitions as lists; one group's offsets; ownership told by the test.

    Attributes:
        fault: called with the name of each step (join, poll, bounds, append TOPIC,
            commit) before it happens, and after a write (appended TOPIC, committed);
            raises what the test wants.
        clock: goes on while a poll finds nothing.
        owners: partition -> (member, epoch) that holds it.
        kept: members that asked to be kept while they work.
    """

    topics: Sequence[str]
    fault: Callable[[str], None] = no_fault
    clock: ManualClock = field(default_factory=ManualClock)
    records: dict[TopicPartition, list[Record]] = field(default_factory=dict)
    offsets: dict[TopicPartition, int] = field(default_factory=dict)
    owners: dict[TopicPartition, tuple[str, int]] = field(default_factory=dict)
    kept: set[str] = field(default_factory=set)

    def partition_of(self, record: NewRecord) -> TopicPartition:
        """The same key always lands in the same partition, in every process."""
        return TopicPartition(record.topic, sum(record.key.encode()) % PARTITIONS)

    def give(self, member: str, partitions: Iterable[TopicPartition]) -> None:
        """Hand partitions to a member, under a new epoch."""
        for partition in partitions:
            _, epoch = self.owners.get(partition, ("", 0))
            self.owners[partition] = (member, epoch + 1)

    def partitions(self) -> list[TopicPartition]:
        """What the group reads."""
        return [TopicPartition(t, p) for t in self.topics for p in range(PARTITIONS)]

    def append(self, records: Sequence[NewRecord]) -> Sequence[Position]:
        """Append one by one: a fault in the middle leaves those before it written."""
        return [self._append(record) for record in records]

    def _append(self, new: NewRecord) -> Position:
        self.fault("append " + new.topic)
        source = self.partition_of(new)
        kept = self.records.setdefault(source, [])
        record = Record(
            topic=new.topic,
            partition=source.partition,
            offset=len(kept),
            key=new.key,
            value=new.value,
            headers=dict(new.headers),
            time=TIME,
        )
        kept.append(record)
        self.fault("appended " + new.topic)
        return record.position

    def join(self, group: str, topics: Iterable[str], *, member: str) -> "MemoryReader":
        """A member that holds all partitions, unless the test hands them around."""
        self.fault("join")
        assert group
        assert set(topics) == set(self.topics)
        if not self.owners:
            self.give(member, self.partitions())
        return MemoryReader(self, member)

    def all_of(self, topic: str) -> list[Record]:
        """Every record of a topic."""
        return [
            record
            for source, kept in sorted(self.records.items())
            if source.topic == topic
            for record in kept
        ]

    def apply(self, topics: Iterable[Topic]) -> Sequence[str]:
        """Nothing to create."""
        return [topic.name for topic in topics if topic.name not in self.topics]

    def read(
        self, partition: TopicPartition, *, offset: int, records_max: int
    ) -> Sequence[Record]:
        """Records from an offset on."""
        return self.records.get(partition, [])[offset : offset + records_max]

    def walk(
        self, bounds: Mapping[TopicPartition, PartitionBounds]
    ) -> Iterator[Record]:
        """Records between bounds, without values."""
        for source, (first, end) in bounds.items():
            for record in self.records.get(source, [])[first:end]:
                yield replace(record, value=None)

    def bounds(self, topics: Iterable[str]) -> Mapping[TopicPartition, PartitionBounds]:
        """All is kept."""
        self.fault("bounds")
        return {
            source: PartitionBounds(0, len(kept))
            for source, kept in self.records.items()
            if source.topic in set(topics)
        }

    def committed(
        self, group: str, topics: Iterable[str]
    ) -> Mapping[TopicPartition, int]:
        """Offsets of the one group."""
        assert group
        return {p: o for p, o in self.offsets.items() if p.topic in set(topics)}

    def members(self, group: str) -> Sequence[str]:
        """Owners of partitions."""
        assert group
        return sorted({member for member, _ in self.owners.values()})

    def ping(self) -> None:
        """Always there."""

    def close(self) -> None:
        """Nothing to let go of."""

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, *exc: object) -> None:
        """Nothing to let go of."""


class MemoryReader:
    """A member. It learns of a rebalance in `poll`, as Kafka's does."""

    def __init__(self, log: MemoryLog, member: str) -> None:
        """Hold nothing until the first poll."""
        self._log = log
        self._member = member
        self._epochs: dict[TopicPartition, int] = {}
        self._next: dict[TopicPartition, int] = {}
        self.paused: set[TopicPartition] = set()
        self.polls = 0
        self.woken = 0

    def poll(self, *, records_max: int, timeout_s: float) -> Sequence[Record]:
        """What there is, one partition after the other."""
        assert timeout_s >= 0
        self.polls += 1
        self._log.fault("poll")
        self._rebalance()
        polled: list[Record] = []
        for partition in sorted(self._epochs.keys() - self.paused):
            start = self._next[partition]
            kept = self._log.records.get(partition, [])
            found = kept[start : start + records_max - len(polled)]
            self._next[partition] = start + len(found)
            polled += found
        if not polled:
            self._log.clock.sleep(timeout_s)
        return polled

    def _rebalance(self) -> None:
        held = {
            partition: epoch
            for partition, (member, epoch) in self._log.owners.items()
            if member == self._member
        }
        for partition, epoch in held.items():
            if self._epochs.get(partition) != epoch:
                self._next[partition] = self._log.offsets.get(partition, 0)
                self.paused.discard(partition)
        self._epochs = held

    def assignment(self) -> Mapping[TopicPartition, int]:
        """As of the last poll."""
        return dict(self._epochs)

    def commit(self, offsets: Mapping[TopicPartition, int]) -> None:
        """Store what this member still holds, and only that."""
        for partition, offset in sorted(offsets.items()):
            self._log.fault("commit")
            owner = (self._member, self._epochs.get(partition))
            if self._log.owners.get(partition) == owner:
                self._log.offsets[partition] = offset
            self._log.fault("committed")

    def pause(self, partitions: Iterable[TopicPartition]) -> None:
        """Poll nothing from these."""
        self.paused |= set(partitions)

    def resume(self, partitions: Iterable[TopicPartition]) -> None:
        """Poll from these again."""
        self.paused -= set(partitions)

    def seek(self, partition: TopicPartition, offset: int) -> None:
        """Read from there next."""
        self._next[partition] = offset

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Note it in the log: members have no lease here."""
        self._log.kept.add(self._member)
        yield
        self._log.kept.discard(self._member)

    def wake(self) -> None:
        """A poll never waits here."""
        self.woken += 1

    def close(self) -> None:
        """Ownership is the test's to tell."""

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, *exc: object) -> None:
        """Close."""
        self.close()


def down(step: str) -> DependencyDown:
    """The error of a log that does not answer."""
    return DependencyDown("log", f"{step} failed on purpose")
