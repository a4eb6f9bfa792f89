"""The Faust worker loses nothing, whatever happens to its process."""

import signal
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from schemas.topics import RECORD_BYTES_MAX
from services.enrich.faust_host import CRASHED
from tests.engines.engines import Engines
from tests.faults.engines.letters import letters_refused
from tests.live.stage import (
    DONE_LIMIT_S,
    Stage,
    check_nothing_is_lost,
    publish,
    wait_until,
)
from tocsin.log.base import NewRecord
from tocsin.log.kafka import KafkaLog

pytestmark = pytest.mark.live

FAILS_AT_BATCH = 12
RESTART_LIMIT_S = 10.0
# Less than a session lasts: a stop waits for no member that is gone.
STOP_LIMIT_S = 15.0


@pytest.fixture
def stage(
    engines: Engines, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Stage]:
    """A stage with topics of its own."""
    name = f"faust.{abs(hash(request.node.name))}.{time.time_ns()}"
    with KafkaLog(engines.bootstrap, client_id="test") as log:
        stage = Stage(engines, name, log, tmp_path)
        stage.create()
        yield stage
        assert not list(tmp_path.glob("*-data"))
        stage.end()


@pytest.mark.parametrize(
    ("failure", "code"),
    [
        ("killed before the write", -signal.SIGKILL),
        ("killed after the write", -signal.SIGKILL),
        ("terminated", 0),
        ("raises", CRASHED),
    ],
)
def test_a_worker_that_fails_and_starts_again_loses_nothing(
    stage: Stage, failure: str, code: int
) -> None:
    publish(stage)
    failing = stage.start(failure, FAILS_AT_BATCH)
    assert failing.wait(DONE_LIMIT_S) == code
    written, left = stage.count(stage.outputs), stage.lag()
    assert 0 < left < stage.count(stage.name)
    stage.start()
    restart_s = wait_until(lambda: stage.count(stage.outputs) > written, DONE_LIMIT_S)
    wait_until(lambda: stage.lag() == 0, DONE_LIMIT_S)
    check_nothing_is_lost(stage)
    print(f"{failure}: first new output {restart_s:.1f} s after the restart")  # noqa: T201 - a measure, shown with -s
    assert restart_s < RESTART_LIMIT_S


def test_a_worker_that_joins_and_one_that_leaves_lose_nothing(stage: Stage) -> None:
    publish(stage, range(2_000))
    first = stage.start()
    wait_until(lambda: stage.count(stage.outputs) > 0, DONE_LIMIT_S)
    second = stage.start("terminated", 12, member="w2")
    publishing = iter(range(2_000, 1_000_000, 500))

    def has_left_and_was_fed() -> bool:
        # While it starts, the first one works: its partitions must not run dry.
        if stage.lag() < 1_000:
            start = next(publishing)
            publish(stage, range(start, start + 500))
        return second.poll() is not None

    wait_until(has_left_and_was_fed, DONE_LIMIT_S)
    assert second.returncode == 0
    publish(stage, range(1_000_000, 1_001_000))
    wait_until(lambda: stage.lag() == 0, DONE_LIMIT_S)
    assert first.poll() is None
    check_nothing_is_lost(stage)


def test_a_worker_more_than_there_are_partitions_waits_and_does_no_harm(
    stage: Stage,
) -> None:
    narrow = replace(stage, name=f"{stage.name}.narrow", partitions=1)
    narrow.create()
    publish(narrow)
    both = [narrow.start(member="w1"), narrow.start(member="w2")]
    wait_until(lambda: len(narrow.log.members(narrow.name)) == 2, DONE_LIMIT_S)
    publish(narrow, range(1_000, 2_000))
    wait_until(lambda: narrow.lag() == 0, DONE_LIMIT_S)
    check_nothing_is_lost(narrow)
    for worker in both:
        worker.terminate()
    assert [worker.wait(STOP_LIMIT_S) for worker in both] == [0, 0]


def test_records_of_the_largest_size_pass_and_larger_outputs_are_letters(
    stage: Stage,
) -> None:
    random = Random(1)  # noqa: S311 - bytes that do not compress
    largest = random.randbytes(RECORD_BYTES_MAX - len("case0"))
    doubled = b"double" + random.randbytes(RECORD_BYTES_MAX - len("doublecase1"))
    values = [largest, doubled, b"small"]
    stage.log.append(
        [NewRecord(stage.name, f"case{i}", v) for i, v in enumerate(values)]
    )
    stage.start()
    wait_until(lambda: stage.lag() == 0, DONE_LIMIT_S)
    outputs = {record.value for record in stage.records(stage.outputs)}
    assert outputs == {largest, b"small"}
    (letter,) = stage.records(stage.letters)
    assert b"output_rejected" in (letter.value or b"")


def test_while_letters_are_refused_the_offset_does_not_move(stage: Stage) -> None:
    assert letters_refused(stage) > 0


def test_records_that_retention_took_unread_end_the_worker(stage: Stage) -> None:
    publish(stage)
    failing = stage.start("killed before the write", FAILS_AT_BATCH)
    assert failing.wait(DONE_LIMIT_S) == -signal.SIGKILL
    stage.configure(stage.name, "retention.ms", "1")
    wait_until(lambda: stage.left() == 0, DONE_LIMIT_S)
    stage.configure(stage.name, "retention.ms", None)
    gone = {source: at for source, at in stage.committed() if at < stage.first(source)}
    assert gone
    publish(stage)
    assert stage.start().wait(DONE_LIMIT_S) == CRASHED
    assert gone.items() <= dict(stage.committed()).items()
