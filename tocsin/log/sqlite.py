"""The log in one SQLite file: nothing to install, every event on disk.

Several processes of one machine read and write it at once. The file must lie on a
local disk: locks of network file systems do not hold.
"""

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Self

from schemas.topics import Topic
from tocsin.clock import Clock
from tocsin.errors import Halt
from tocsin.log.base import (
    NewRecord,
    PartitionBounds,
    Position,
    Record,
    TopicPartition,
)
from tocsin.log.limits import check_sizes, up_to_bytes_max
from tocsin.log.sqlite_file import open_file, transaction, translated
from tocsin.log.sqlite_groups import alive_members
from tocsin.log.sqlite_reader import Interest, SqliteReader
from tocsin.log.sqlite_records import (
    StoredTopic,
    as_row,
    committed_offsets,
    create_topic,
    find_topic,
    microseconds,
    partition_bounds,
    select,
    select_headings,
)
from tocsin.log.sqlite_writer import GroupWriter

LEASE = timedelta(seconds=30)
"""How long a member may stay away between polls and commits before others take its
partitions. Longer than the slowest batch; a worker that is restarted under its name
does not wait for it."""

_WALK_RECORDS = 5_000
"""Without values they are small; appends may get in between."""


class SqliteLog:
    """An `EventLog` in one file."""

    def __init__(self, path: Path, *, clock: Clock, lease: timedelta = LEASE) -> None:
        """Open the file; makes it and its folder when they are missing.

        Raises:
            DependencyDown: the file cannot be opened or written.
            Halt: it is no log, or one of a later version of Tocsin.
        """
        self._path = path
        self._clock = clock
        self._lease = lease
        self._topics: dict[str, StoredTopic] = {}
        self._readers: set[SqliteReader] = set()
        self._db = open_file(path)
        self._db_lock = threading.Lock()
        self._writer = GroupWriter(path, clock=clock, on_commit=self._tell_readers)

    def apply(self, topics: Iterable[Topic]) -> Sequence[str]:
        """Create missing topics; see `EventLog.apply`."""
        with self._db_lock, translated(self._path), transaction(self._db):
            return [topic.name for topic in topics if create_topic(self._db, topic)]

    def append(self, records: Sequence[NewRecord]) -> Sequence[Position]:
        """Append all or none, durably; see `EventLog.append`."""
        check_sizes(records)
        if not records:
            return []
        rows = [as_row(self._topic(record.topic), record) for record in records]
        return self._writer.append(rows)

    def join(self, group: str, topics: Iterable[str], *, member: str) -> SqliteReader:
        """Become a member of a consumer group; see `EventLog.join`."""
        interest = Interest(group, member, [self._topic(name) for name in topics])
        reader = SqliteReader(
            self._path, interest, clock=self._clock, lease=self._lease
        )
        self._readers = {one for one in self._readers if not one.closed} | {reader}
        return reader

    def read(
        self, partition: TopicPartition, *, offset: int, records_max: int
    ) -> Sequence[Record]:
        """Records outside any group; see `EventLog.read`."""
        topic = self._topic(partition.topic)
        with self._db_lock, translated(self._path):
            rows = select(self._db, topic, partition.partition, offset, records_max)
            return list(up_to_bytes_max(rows))

    def walk(
        self, bounds: Mapping[TopicPartition, PartitionBounds]
    ) -> Iterator[Record]:
        """Records without values; see `EventLog.walk`."""
        for partition, (offset, end) in bounds.items():
            topic = self._topic(partition.topic)
            for start in range(offset, end, _WALK_RECORDS):
                upto = PartitionBounds(start, min(start + _WALK_RECORDS, end))
                with self._db_lock, translated(self._path):
                    rows = select_headings(self._db, topic, partition.partition, upto)
                yield from rows

    def bounds(self, topics: Iterable[str]) -> Mapping[TopicPartition, PartitionBounds]:
        """First and end offsets; see `EventLog.bounds`."""
        wanted = [self._topic(name) for name in topics]
        with self._db_lock, translated(self._path):
            return {
                TopicPartition(topic.name, partition): partition_bounds(
                    self._db, topic, partition
                )
                for topic in wanted
                for partition in range(topic.partitions)
            }

    def committed(
        self, group: str, topics: Iterable[str]
    ) -> Mapping[TopicPartition, int]:
        """What a group committed; see `EventLog.committed`."""
        wanted = [self._topic(name) for name in topics]
        with self._db_lock, translated(self._path):
            return committed_offsets(self._db, group, wanted)

    def members(self, group: str) -> Sequence[str]:
        """Names of the members whose lease lasts."""
        now_us = microseconds(self._clock.now())
        with self._db_lock, translated(self._path):
            return alive_members(self._db, group, now_us)

    def ping(self) -> None:
        """Find out whether the file can be written now; changes nothing.

        Raises:
            DependencyDown: it cannot.
        """
        with self._db_lock, translated(self._path):
            self._db.execute("BEGIN IMMEDIATE")
            self._db.execute("ROLLBACK")

    def close(self) -> None:
        """Write what was accepted and close the file. Its readers stay usable."""
        self._writer.close()
        self._db.close()

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, *exc: object) -> None:
        """Close."""
        self.close()

    def _topic(self, name: str) -> StoredTopic:
        """A topic; topics never change, so each is looked up once."""
        topic = self._topics.get(name)
        if topic is None:
            with self._db_lock, translated(self._path):
                topic = find_topic(self._db, name)
            if topic is None:
                raise Halt(f"there is no topic {name}: create it with `topics apply`")
            self._topics[name] = topic
        return topic

    def _tell_readers(self) -> None:
        """Save the readers of this process a wait."""
        for reader in self._readers:
            reader.bell.look()
