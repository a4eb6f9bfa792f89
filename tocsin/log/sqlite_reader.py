"""A member of a consumer group of the SQLite log."""

import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple, Self

from tocsin.clock import Clock
from tocsin.errors import Halt, TocsinError
from tocsin.log import sqlite_groups as groups
from tocsin.log.base import Record, TopicPartition
from tocsin.log.limits import READ_BYTES_MAX
from tocsin.log.sqlite_file import open_file, transaction, translated
from tocsin.log.sqlite_lease import RENEWALS_PER_LEASE, kept
from tocsin.log.sqlite_records import (
    StoredTopic,
    committed_offsets,
    microseconds,
    partition_bounds,
    select,
)
from tocsin.log.waker import Waker

LOOK_AGAIN_S = 0.01
"""Another process's append is seen within this; a look costs some 10 microseconds."""


class Interest(NamedTuple):
    """Who reads what."""

    group: str
    member: str
    topics: Sequence[StoredTopic]


class SqliteReader:
    """A member of a consumer group; see `GroupReader`."""

    def __init__(
        self, path: Path, interest: Interest, *, clock: Clock, lease: timedelta
    ) -> None:
        """Enter the group, in place of an earlier run under the same name."""
        self.bell = Waker()
        self.closed = False
        self._path = path
        self._clock = clock
        self._lease_us = lease // timedelta(microseconds=1)
        self._topics = {topic.name: topic for topic in interest.topics}
        self._slots = max(topic.partitions for topic in interest.topics)
        self._epochs: dict[int, int] = {}
        self._positions: dict[TopicPartition, int] = {}
        self._paused: set[TopicPartition] = set()
        self._turn = 0
        self._seen_version = -1
        self._unread = True
        self._renew_at_us = 0
        self._db = open_file(path)
        with translated(path), transaction(self._db):
            self._me = groups.enter(
                self._db, interest.group, interest.member, self._lease_end_us()
            )

    def poll(self, *, records_max: int, timeout_s: float) -> Sequence[Record]:
        """The next records; see `GroupReader.poll`.

        Raises:
            DependencyDown: the file cannot be read or written.
            Halt: records that were not read are gone, or a later run of this worker
                has taken its name over.
        """
        # Real time, whatever the clock says: this waits for other processes.
        deadline_s = time.monotonic() + timeout_s
        while True:
            with translated(self._path):
                found = self._next_records(records_max)
            left_s = deadline_s - time.monotonic()
            if found or left_s <= 0 or self.bell.wait(min(left_s, LOOK_AGAIN_S)):
                return found

    def assignment(self) -> Mapping[TopicPartition, int]:
        """The partitions held now -> epoch."""
        return {
            TopicPartition(topic.name, slot): epoch
            for slot, epoch in self._epochs.items()
            for topic in self._topics.values()
            if slot < topic.partitions
        }

    def commit(self, offsets: Mapping[TopicPartition, int]) -> None:
        """Store offsets of what is still held; see `GroupReader.commit`.

        Raises:
            DependencyDown: the file cannot be written; nothing is stored.
        """
        held = {
            source: offset
            for source, offset in offsets.items()
            if source in self._positions
        }
        if not held:
            return
        with translated(self._path), transaction(self._db):
            groups.renew(self._db, self._me, self._lease_end_us())
            for (topic, partition), offset in held.items():
                place = (self._topics[topic].id, partition)
                epoch = self._epochs[partition]
                groups.store_commit(self._db, self._me, epoch, place, offset)

    def pause(self, partitions: Iterable[TopicPartition]) -> None:
        """Poll nothing from those of these that are held, until `resume`."""
        self._paused |= self._positions.keys() & set(partitions)

    def resume(self, partitions: Iterable[TopicPartition]) -> None:
        """Poll from these again."""
        self._paused -= set(partitions)
        self._unread = True

    def seek(self, partition: TopicPartition, offset: int) -> None:
        """Read this partition from an offset next, if it is held."""
        if partition in self._positions:
            self._positions[partition] = offset
            self._unread = True

    def kept(self) -> AbstractContextManager[None]:
        """Keep the share without polling; see `GroupReader.kept`."""
        lease = timedelta(microseconds=self._lease_us)
        return kept(self._path, self._me, lease, self._lease_end_us)

    def wake(self) -> None:
        """Make a poll that waits return now."""
        self.bell.wake()

    def close(self) -> None:
        """Leave the group at once."""
        # The lease ends by itself; and a fenced run has nothing left to give back.
        with (
            suppress(TocsinError),
            translated(self._path),
            transaction(self._db),
        ):
            groups.leave(self._db, self._me)
        self._db.close()
        self.bell.close()
        self.closed = True

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, *exc: object) -> None:
        """Close."""
        self.close()

    def _next_records(self, records_max: int) -> list[Record]:
        """Look for changes, of the group and of the topics, and read."""
        (version,) = self._db.execute("PRAGMA data_version").fetchone()
        if version != self._seen_version or self._now_us() >= self._renew_at_us:
            self._seen_version = version
            self._keep_share()
            self._unread = True
        return self._read(records_max) if self._unread else []

    def _keep_share(self) -> None:
        """Renew the lease when due; let partitions go and take others."""
        now_us = self._now_us()
        groups.check_not_fenced(self._db, self._me)
        state = groups.load(self._db, self._me.group, now_us)
        change = state.change_for(self._me.member, self._slots)
        if now_us >= self._renew_at_us or change.release or change.take:
            state = self._change_share(now_us)
        self._hold(state.held_by(self._me.member))

    def _change_share(self, now_us: int) -> groups.GroupState:
        with transaction(self._db):
            groups.check_not_fenced(self._db, self._me)
            groups.renew(self._db, self._me, self._lease_end_us())
            state = groups.load(self._db, self._me.group, now_us)
            change = state.change_for(self._me.member, self._slots)
            groups.apply_change(self._db, self._me, change)
            state = groups.load(self._db, self._me.group, now_us)
        self._renew_at_us = now_us + self._lease_us // RENEWALS_PER_LEASE
        return state

    def _hold(self, epochs: dict[int, int]) -> None:
        """Take note of what is held; start where the group left off."""
        if epochs == self._epochs:
            return
        kept = {slot for slot in epochs if self._epochs.get(slot) == epochs[slot]}
        self._epochs = epochs
        committed = committed_offsets(
            self._db, self._me.group, list(self._topics.values())
        )
        positions: dict[TopicPartition, int] = {}
        for source in self.assignment():
            if source.partition in kept:
                positions[source] = self._positions[source]
            else:
                positions[source] = self._start(source, committed.get(source))
        self._positions = positions
        self._paused &= {source for source in positions if source.partition in kept}

    def _start(self, source: TopicPartition, committed: int | None) -> int:
        """Where to read on, or the oldest record when nothing was committed."""
        topic = self._topics[source.topic]
        bounds = partition_bounds(self._db, topic, source.partition)
        if committed is not None and committed > bounds.end:
            raise Halt(
                f"{topic.name} partition {source.partition} ends at {bounds.end}, and "
                f"{committed} was committed: this is not the log that was read before"
            )
        return bounds.first if committed is None else committed

    def _read(self, records_max: int) -> list[Record]:
        """Records of each partition in turn, up to the limits."""
        sources = [source for source in self._positions if source not in self._paused]
        self._turn += 1
        start = self._turn % len(sources) if sources else 0
        found: list[Record] = []
        bytes_left = READ_BYTES_MAX
        for source in sources[start:] + sources[:start]:
            topic = self._topics[source.topic]
            offset, wanted = self._positions[source], records_max - len(found)
            for record in select(self._db, topic, source.partition, offset, wanted):
                self._advance(record, topic)
                found.append(record)
                bytes_left -= len(record.value or b"")
                if bytes_left <= 0:
                    return found
            if len(found) >= records_max:
                return found
        self._unread = False
        return found

    def _advance(self, record: Record, topic: StoredTopic) -> None:
        expected = self._positions[record.source]
        if record.offset != expected and not topic.compacted:
            raise Halt(
                f"offsets {expected} to {record.offset - 1} of {topic.name} partition "
                f"{record.partition} are gone and were not read"
            )
        self._positions[record.source] = record.offset + 1

    def _now_us(self) -> int:
        return microseconds(self._clock.now())

    def _lease_end_us(self) -> int:
        return self._now_us() + self._lease_us
