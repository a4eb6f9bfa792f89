"""The place of a moment in a partition."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from schemas.topics import RECEIVED
from tests.manual_clock import START, ManualClock
from tocsin.log import NewRecord, TopicPartition
from tocsin.log.partitioning import partition_of
from tocsin.log.seeking import first_since
from tocsin.log.sqlite import SqliteLog

SOURCE = TopicPartition(RECEIVED.name, partition_of("case", RECEIVED.partitions))


@pytest.fixture
def log(tmp_path: Path) -> Iterator[SqliteLog]:
    """Thirty records of one partition, one a minute from noon."""
    clock = ManualClock()
    with SqliteLog(tmp_path / "log.sqlite", clock=clock) as log:
        log.apply([RECEIVED])
        for _ in range(30):
            log.append([NewRecord(RECEIVED.name, "case", b"")])
            clock.passed_s += 60.0
        yield log


@pytest.mark.parametrize(
    ("minutes", "offset"), [(-5.0, 0), (0.0, 0), (0.5, 1), (17.0, 17), (40.0, 30)]
)
def test_it_is_the_first_record_of_the_moment_or_after(
    log: SqliteLog, minutes: float, offset: int
) -> None:
    bounds = log.bounds([RECEIVED.name])[SOURCE]
    moment = START + timedelta(minutes=minutes)
    assert first_since(log, SOURCE, bounds, moment) == offset


def test_an_empty_partition_has_its_end(tmp_path: Path) -> None:
    with SqliteLog(tmp_path / "log.sqlite", clock=ManualClock()) as log:
        log.apply([RECEIVED])
        bounds = log.bounds([RECEIVED.name])[SOURCE]
        assert first_since(log, SOURCE, bounds, START) == 0
