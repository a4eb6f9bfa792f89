"""The Faust worker loses nothing, whatever happens to its process."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest

from schemas.events import AllegationEnriched, AllegationReceived, DeadLettered
from schemas.topics import RECORD_BYTES_MAX, Topic
from services.enrich.faust_host import CRASHED
from tests.engines.engines import Engines
from tocsin.errors import DependencyDown
from tocsin.ids import letter_id
from tocsin.log.base import NewRecord, Record
from tocsin.log.kafka import KafkaLog

pytestmark = pytest.mark.live

ROOT = Path(__file__).parents[2]
PARTITIONS = 4
FAILS_AT_BATCH = 12
DONE_LIMIT_S = 200.0
RESTART_LIMIT_S = 10.0
STEP_S = 0.05


@dataclass
class Stage:
    """One topic with its outputs and letters, and a worker on it."""

    engines: Engines
    name: str
    log: KafkaLog
    folder: Path
    starts: int = 0
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def create(self) -> None:
        """The topics."""
        self.log.apply(
            [
                Topic(self.name, (AllegationReceived,), partitions=PARTITIONS),
                Topic(self.outputs, (AllegationEnriched,), partitions=PARTITIONS),
                Topic(self.letters, (DeadLettered,), partitions=PARTITIONS),
            ]
        )

    @property
    def outputs(self) -> str:
        """Topic of outputs."""
        return self.name + ".outputs"

    @property
    def letters(self) -> str:
        """Topic of dead letters."""
        return self.name + ".dead-letters"

    def start(
        self, failure: str = "never", at: int = 0, member: str = "w1"
    ) -> subprocess.Popen[bytes]:
        """A worker that fails in this way."""
        self.starts += 1
        command = [sys.executable, "-m", "tests.live.faust_process"]
        about = [self.engines.kafka_url, self.name, self.outputs, self.name, member]
        with (self.folder / f"worker{self.starts}.log").open("wb") as log:
            process = subprocess.Popen(
                [*command, *about, failure, str(at)],
                cwd=self.folder,
                env={**os.environ, "PYTHONPATH": str(ROOT)},
                stdout=log,
                stderr=log,
            )
        self.running.append(process)
        return process

    def count(self, topic: str) -> int:
        """Records of a topic."""
        return sum(bounds.end for bounds in self.log.bounds([topic]).values())

    def lag(self) -> int:
        """Records that are not committed."""
        try:
            committed = sum(self.log.committed(self.name, [self.name]).values())
        except DependencyDown:  # a fresh broker makes its coordinator just now
            committed = 0
        return self.count(self.name) - committed

    def records(self, topic: str) -> list[Record]:
        """All records of a topic."""
        found: list[Record] = []
        for source, bounds in self.log.bounds([topic]).items():
            offset = 0
            while offset < bounds.end:
                read = self.log.read(source, offset=offset, records_max=1_000)
                found += read
                offset = read[-1].offset + 1
        return found


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
        for process in stage.running:
            process.kill()
            process.wait(30)


def wait_until(is_true: Callable[[], bool], limit_s: float) -> float:
    """Seconds that it took."""
    started = time.monotonic()
    while not is_true():
        took_s = time.monotonic() - started
        assert took_s < limit_s, f"not within {limit_s} s"
        time.sleep(STEP_S)
    return time.monotonic() - started


def publish(stage: Stage, numbers: range = range(1_000)) -> None:
    """One record in a hundred is poison, and the last is a tombstone."""
    values = [
        (b"poison %d" if number % 100 == 50 else b"good %d") % number
        for number in numbers[:-1]
    ]
    stage.log.append(
        [
            *(
                NewRecord(stage.name, f"case{n % 37}", v, {"note": "héllo"})
                for n, v in enumerate(values)
            ),
            NewRecord(stage.name, "case0", None),
        ]
    )


def check_nothing_is_lost(stage: Stage) -> None:
    """Every record has its output or its letter; outputs of a key are in order."""
    inputs = stage.records(stage.name)
    outputs = {
        record.value: record for record in reversed(stage.records(stage.outputs))
    }
    letters = {record.headers["ce_id"] for record in stage.records(stage.letters)}
    deadly = [r for r in inputs if r.value is None or r.value.startswith(b"poison")]
    assert letters == {letter_id("enrich", *record.position) for record in deadly}
    assert outputs.keys() == {r.value for r in inputs} - {r.value for r in deadly}
    for key in {record.key for record in inputs}:
        first = [r.value for r in outputs.values() if r.key == key]
        assert sorted(first, key=lambda v: outputs[v].offset) == [
            r.value for r in inputs if r.key == key and r.value in outputs
        ]


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
    second = stage.start("terminated", 30, member="w2")
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
