"""Records for the tests of delivery."""

from datetime import UTC, datetime

from schemas.topics import RECEIVED
from tocsin.log.base import Record, TopicPartition

TIME = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
P0 = TopicPartition(RECEIVED.name, 0)
P1 = TopicPartition(RECEIVED.name, 1)


def record(offset: int, *, partition: int = 0, key: str = "a", size: int = 1) -> Record:
    """A received record of some bytes."""
    return Record(
        topic=RECEIVED.name,
        partition=partition,
        offset=offset,
        key=key,
        value=b"x" * size,
        headers={},
        time=TIME,
    )
