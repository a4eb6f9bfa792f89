"""Rows of the SQLite log as records, and records as rows."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from schemas.topics import Topic
from tocsin.errors import Halt
from tocsin.log.base import (
    NewRecord,
    PartitionBounds,
    Position,
    Record,
    TopicPartition,
)
from tocsin.log.partitioning import partition_of

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class StoredTopic(NamedTuple):
    """A topic as the file knows it."""

    id: int
    name: str
    partitions: int
    compacted: bool


class NewRow(NamedTuple):
    """A record to append, as the columns have it."""

    topic: StoredTopic
    partition: int
    key: bytes
    headers: bytes
    value: bytes | None


def microseconds(moment: datetime) -> int:
    """Microseconds since 1970 in UTC."""
    return (moment - _EPOCH) // _MICROSECOND


def create_topic(db: sqlite3.Connection, topic: Topic) -> bool:
    """Whether the topic was missing and is there now. Call it in a transaction.

    Raises:
        Halt: it exists with another number of partitions.
    """
    found = find_topic(db, topic.name)
    if found is None:
        db.execute(
            "INSERT INTO topics (name, partitions, compacted) VALUES (?, ?, ?)",
            (topic.name, topic.partitions, topic.cleanup == "compact"),
        )
        return True
    if found.partitions != topic.partitions:
        raise Halt(
            f"{topic.name} has {found.partitions} partitions, not {topic.partitions}: "
            "a change would send later events of a case to another worker"
        )
    return False


def find_topic(db: sqlite3.Connection, name: str) -> StoredTopic | None:
    """The topic of that name."""
    row = db.execute(
        "SELECT id, name, partitions, compacted FROM topics WHERE name = ?", (name,)
    ).fetchone()
    return None if row is None else StoredTopic(row[0], row[1], row[2], bool(row[3]))


def as_row(topic: StoredTopic, record: NewRecord) -> NewRow:
    """A record made ready for `insert`."""
    headers = json.dumps(dict(record.headers), ensure_ascii=False)
    return NewRow(
        topic=topic,
        partition=partition_of(record.key, topic.partitions),
        key=record.key.encode(),
        headers=headers.encode(),
        value=record.value,
    )


def insert(db: sqlite3.Connection, row: NewRow, time_us: int) -> Position:
    """Append one record. Call it in a transaction.

    In a compacted topic a record replaces the earlier ones of its key, at once.
    """
    topic = row.topic
    offset = end_offset(db, topic.id, row.partition)
    if topic.compacted:
        db.execute(
            "DELETE FROM records WHERE topic = ? AND key = ? AND compacted = 1",
            (topic.id, row.key),
        )
    db.execute(
        'INSERT INTO records (topic, "partition", "offset", time_us, compacted, key,'
        " headers, value) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(topic.id, row.partition, offset, time_us, topic.compacted),
            *(row.key, row.headers, row.value),
        ),
    )
    return Position(topic.name, row.partition, offset)


def select(
    db: sqlite3.Connection, topic: StoredTopic, partition: int, offset: int, limit: int
) -> Iterator[Record]:
    """Records of a partition from an offset on, read one by one."""
    rows = db.execute(
        'SELECT "offset", time_us, key, headers, value FROM records'
        ' WHERE topic = ? AND "partition" = ? AND "offset" >= ?'
        ' ORDER BY "offset" LIMIT ?',
        (topic.id, partition, offset, limit),
    )
    for row in rows:
        yield _record(topic, partition, row)


def _record(
    topic: StoredTopic, partition: int, row: tuple[int, int, bytes, bytes, bytes | None]
) -> Record:
    offset, time_us, key, headers, value = row
    return Record(
        topic=topic.name,
        partition=partition,
        offset=offset,
        key=key.decode(errors="replace"),
        value=value,
        headers=json.loads(headers.decode(errors="replace")),
        time=_EPOCH + timedelta(microseconds=time_us),
    )


def select_headings(
    db: sqlite3.Connection, topic: StoredTopic, partition: int, bounds: PartitionBounds
) -> list[Record]:
    """Records of a partition between bounds, without their values."""
    rows = db.execute(
        'SELECT "offset", time_us, key, headers, NULL FROM records'
        ' WHERE topic = ? AND "partition" = ? AND "offset" >= ? AND "offset" < ?'
        ' ORDER BY "offset"',
        (topic.id, partition, *bounds),
    )
    return [_record(topic, partition, row) for row in rows]


def end_offset(db: sqlite3.Connection, topic_id: int, partition: int) -> int:
    """The offset of the next record. The newest record is never deleted."""
    (last,) = db.execute(
        'SELECT max("offset") FROM records WHERE topic = ? AND "partition" = ?',
        (topic_id, partition),
    ).fetchone()
    return 0 if last is None else int(last) + 1


def partition_bounds(
    db: sqlite3.Connection, topic: StoredTopic, partition: int
) -> PartitionBounds:
    """First offset still kept, and the next one to be given."""
    end = end_offset(db, topic.id, partition)
    (first,) = db.execute(
        'SELECT min("offset") FROM records WHERE topic = ? AND "partition" = ?',
        (topic.id, partition),
    ).fetchone()
    return PartitionBounds(end if first is None else int(first), end)


def committed_offsets(
    db: sqlite3.Connection, group: str, topics: Sequence[StoredTopic]
) -> dict[TopicPartition, int]:
    """What a group committed, of these topics."""
    found: dict[TopicPartition, int] = {}
    for topic in topics:
        rows = db.execute(
            'SELECT "partition", "offset" FROM commits WHERE "group" = ? AND topic = ?',
            (group, topic.id),
        )
        found |= {TopicPartition(topic.name, row[0]): row[1] for row in rows}
    return found
