"""What the contract of the log is tested with: a log, its records, patience."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from time import monotonic
from uuid import uuid4

import pytest

from schemas.topics import Topic
from tocsin.log.base import (
    EventLog,
    GroupReader,
    NewRecord,
    Record,
)

PATIENCE_S = 60.0
"""Only a failing test waits this long."""

MEMBER = Path(__file__).with_name("member_process.py")


class LogUnderTest(ABC):
    """One log, opened as often as a test likes, as several processes would."""

    def __init__(self, url: str, open_log: Callable[[], EventLog]) -> None:
        """`url` is what `member_process.py` opens."""
        self.url = url
        self._open_log = open_log
        self.handles = ExitStack()

    def open(self) -> EventLog:
        """A handle of its own; closed after the test."""
        return self.handles.enter_context(self._open_log())

    @abstractmethod
    def write_raw(self, topic: str, key: bytes, value: bytes, header: bytes) -> None:
        """Append to partition 0 what no writer of ours would; `header` is `note`."""


def new_topic(partitions: int = 4) -> Topic:
    """A topic that no other test uses."""
    return Topic(f"test.{uuid4().hex}", (), partitions=partitions)


def numbered(topic: Topic, count: int, *, key: str | None = None) -> list[NewRecord]:
    """Records with values b"0", b"1", ... under a key each, or all under one."""
    return [
        NewRecord(topic.name, key or f"case-{number}", str(number).encode())
        for number in range(count)
    ]


def values(records: Sequence[Record]) -> list[int]:
    """The numbers of `numbered` records."""
    return [int(record.value or b"-1") for record in records]


def read_on(reader: GroupReader, count: int) -> list[Record]:
    """Poll until that many records came."""
    found: list[Record] = []

    def is_enough() -> bool:
        found.extend(reader.poll(records_max=500, timeout_s=0.2))
        return len(found) >= count

    until(is_enough)
    return found


def read_all(log: EventLog, topic: Topic) -> list[Record]:
    """Every record of a topic, outside any group."""
    found: list[Record] = []
    for source, (first, end) in log.bounds([topic.name]).items():
        offset = first
        while offset < end:
            read = log.read(source, offset=offset, records_max=10_000)
            found += read
            offset = read[-1].offset + 1
    return found


def share_out(readers: Sequence[GroupReader], topic: Topic) -> None:
    """Poll until the partitions are fairly shared; the topic is empty."""
    fair = topic.partitions // len(readers)

    def is_fair() -> bool:
        assert not poll_together(readers)
        return all(len(reader.assignment()) == fair for reader in readers)

    until(is_fair)


def poll_together(readers: Sequence[GroupReader]) -> list[Record]:
    """One short poll of each, at the same time, as members in processes would."""
    with ThreadPoolExecutor(len(readers)) as pool:
        polls = [
            pool.submit(reader.poll, records_max=10, timeout_s=0.2)
            for reader in readers
        ]
        return [record for poll in polls for record in poll.result()]


def until(condition: Callable[[], bool]) -> None:
    """Try again until it holds."""
    deadline = monotonic() + PATIENCE_S
    while not condition():
        assert monotonic() < deadline, "it did not happen in time"


def commit_all(reader: GroupReader, records: Sequence[Record]) -> None:
    """Commit what was read."""
    reader.commit({record.source: record.offset + 1 for record in records})


class LogContract:
    """A part of the contract. A subclass has a fixture `under_test`."""

    @pytest.fixture
    def log(self, under_test: LogUnderTest) -> Iterator[EventLog]:
        """A handle of the log under test."""
        with under_test.handles:
            yield under_test.open()

    @pytest.fixture
    def topic(self, log: EventLog) -> Topic:
        """An empty topic of four partitions."""
        topic = new_topic()
        log.apply([topic])
        return topic

    @pytest.fixture
    def group(self) -> str:
        """A consumer group that no other test uses."""
        return f"group-{uuid4().hex}"
