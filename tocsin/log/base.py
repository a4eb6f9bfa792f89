"""The log as Tocsin sees it. Adapters: `kafka` and `sqlite`."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, Protocol, Self

from schemas.topics import Topic


class TopicPartition(NamedTuple):
    """One partition of one topic."""

    topic: str
    partition: int


class Position(NamedTuple):
    """Where a record stands for ever."""

    topic: str
    partition: int
    offset: int


@dataclass(frozen=True, slots=True)
class NewRecord:
    """A record to append. `value=None` is a tombstone."""

    topic: str
    key: str
    value: bytes | None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Record:
    """A record of the log. `time` is when the log took it, in UTC.

    `key` and header values are decoded with `errors="replace"`: a poison record must be
    readable enough to be dead-lettered.
    """

    topic: str
    partition: int
    offset: int
    key: str
    value: bytes | None
    headers: Mapping[str, str]
    time: datetime

    @property
    def source(self) -> TopicPartition:
        """The partition it came from."""
        return TopicPartition(self.topic, self.partition)

    @property
    def position(self) -> Position:
        """Where it stands."""
        return Position(self.topic, self.partition, self.offset)


class PartitionBounds(NamedTuple):
    """First offset still kept and the offset that the next record will get."""

    first: int
    end: int


class GroupReader(Protocol):
    """A member of a consumer group.

    At least once: a record that was polled and not committed comes back to this group
    after a restart. Not thread-safe, except `wake`.
    """

    def poll(self, *, records_max: int, timeout_s: float) -> Sequence[Record]:
        """The next records of the assigned, unpaused partitions, in offset order.

        Returns early with what there is; an empty sequence after `timeout_s`.
        Rebalances happen inside this call and show in `assignment`.

        Raises:
            DependencyDown: the log does not answer.
            Halt: offsets that were not read yet are gone (retention), or a later run
                took this member's name over.
        """

    def assignment(self) -> Mapping[TopicPartition, int]:
        """The partitions held now -> epoch.

        A partition that was lost and regained has a higher epoch: what was read under
        the old one must not be committed.
        """

    def commit(self, offsets: Mapping[TopicPartition, int]) -> None:
        """Store the next offset to read of each partition, durably.

        Offsets of partitions that this member no longer holds are dropped: their new
        owner reads those records again.

        Raises:
            DependencyDown: the log does not answer; nothing may be assumed stored.
        """

    def pause(self, partitions: Iterable[TopicPartition]) -> None:
        """Poll nothing from these until `resume`; membership is kept.

        What is not held is passed over, here, in `resume`, `seek` and `commit`: a
        partition may have been lost in the latest poll. A new epoch starts unpaused.
        """

    def resume(self, partitions: Iterable[TopicPartition]) -> None:
        """Poll from these again."""

    def seek(self, partition: TopicPartition, offset: int) -> None:
        """Read this partition from an offset next."""

    def kept(self) -> AbstractContextManager[None]:
        """Stay a member until the end of the block, which works and does not poll."""

    def wake(self) -> None:
        """Make a poll that waits return now, or else the next one.

        Safe from signal handlers and threads.
        """

    def close(self) -> None:
        """Leave the group at once, so that others need not wait for a timeout."""

    def __enter__(self) -> Self:
        """Itself."""

    def __exit__(self, *exc: object) -> None:
        """Close."""


class EventLog(Protocol):
    """Append-only topics of partitions; a key always lands in the same partition."""

    def apply(self, topics: Iterable[Topic]) -> Sequence[str]:
        """Create the topics that are missing; the names of those created.

        Raises:
            Halt: a topic exists with another number of partitions.
        """

    def append(self, records: Sequence[NewRecord]) -> Sequence[Position]:
        """Append, in order for each key; returns when all of them are durable.

        Safe from many threads at once.

        Raises:
            OutcomeUnknown: sent, and not confirmed in time, or only in part; repeat
                with the same ids.
            DependencyDown: certainly not written (no broker, disk full).
            Halt: there is no such topic, or no right to write to it.
            Reject: too_large; nothing is written.
        """

    def join(self, group: str, topics: Iterable[str], *, member: str) -> GroupReader:
        """Become a member of a consumer group; starts at the oldest record.

        Args:
            group: the consumer group; one for each stage.
            topics: what to read.
            member: a stable name of this worker (static membership): after a restart
                under the same name it gets its partitions back at once. Letters,
                digits, `.`, `_` and `-`.

        Members that read the same topics hold the same partition numbers of each:
        one case is with one worker, whatever topic its event is in.

        Raises:
            DependencyDown: the log does not answer.
            Halt: there is no such topic.
        """

    def read(
        self, partition: TopicPartition, *, offset: int, records_max: int
    ) -> Sequence[Record]:
        """Records from an offset on, outside any group; empty only at the end."""

    def walk(
        self, bounds: Mapping[TopicPartition, PartitionBounds]
    ) -> Iterator[Record]:
        """All records between bounds, without their values: `value` is None.

        In the order of offsets in each partition. For millions of records: it holds
        few of them at a time, and keeps nobody else from the log.

        Raises:
            DependencyDown: the log does not answer.
            Halt: records between the bounds are gone (retention).
        """

    def bounds(self, topics: Iterable[str]) -> Mapping[TopicPartition, PartitionBounds]:
        """First and end offset of every partition of the topics."""

    def committed(
        self, group: str, topics: Iterable[str]
    ) -> Mapping[TopicPartition, int]:
        """Next offset to read of each partition; absent where none was committed."""

    def members(self, group: str) -> Sequence[str]:
        """Names of the members that are alive now."""

    def ping(self) -> None:
        """Answer, or raise DependencyDown."""

    def close(self) -> None:
        """Flush and let go of connections and files."""

    def __enter__(self) -> Self:
        """Itself."""

    def __exit__(self, *exc: object) -> None:
        """Close."""
