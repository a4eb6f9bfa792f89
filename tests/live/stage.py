"""One topic with its outputs and letters on a real broker, and Faust workers on it."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from kafka import KafkaAdminClient
from kafka.admin import ConfigResource, ConfigResourceType

from schemas.events import AllegationEnriched, AllegationReceived, DeadLettered
from schemas.topics import Topic
from tocsin.errors import DependencyDown
from tocsin.ids import letter_id
from tocsin.log.base import NewRecord, Record, TopicPartition
from tocsin.log.kafka import KafkaLog

ROOT = Path(__file__).parents[2]
PARTITIONS = 4
DONE_LIMIT_S = 200.0
STEP_S = 0.05


class Brokers(Protocol):
    """Where the topics are."""

    @property
    def bootstrap(self) -> str:
        """Addresses, host:port with commas."""

    @property
    def kafka_url(self) -> str:
        """The same as Tocsin's settings have it."""


@dataclass
class Stage:
    """One topic with its outputs and letters, and a worker on it."""

    engines: Brokers
    name: str
    log: KafkaLog
    folder: Path
    partitions: int = PARTITIONS
    starts: int = 0
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def create(self, *, letters: bool = True) -> None:
        """The topics that are missing; that of letters can be left out."""
        topics = [
            Topic(self.name, (AllegationReceived,), partitions=self.partitions),
            Topic(self.outputs, (AllegationEnriched,), partitions=self.partitions),
        ]
        if letters:
            topics.append(
                Topic(self.letters, (DeadLettered,), partitions=self.partitions)
            )
        self.log.apply(topics)

    def configure(self, topic: str, setting: str, value: str | None) -> None:
        """Change a setting of a topic, as an operator may; None: the default."""
        resource = ConfigResource(ConfigResourceType.TOPIC, topic, {setting: value})
        with KafkaAdminClient(bootstrap_servers=self.engines.bootstrap) as admin:
            (admin.alter_configs if value else admin.reset_configs)([resource])

    def end(self) -> None:
        """Kill whatever runs."""
        for process in self.running:
            process.kill()
            process.wait(30)

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

    def committed(self) -> list[tuple[TopicPartition, int]]:
        """How far the group is, where it has committed anything."""
        return list(self.log.committed(self.name, [self.name]).items())

    def first(self, source: TopicPartition) -> int:
        """Offset of the oldest record that a partition still holds."""
        return self.log.bounds([self.name])[source].first

    def repeated(self) -> int:
        """Outputs that were written once more."""
        values = [record.value for record in self.records(self.outputs)]
        return len(values) - len(set(values))

    def lag(self) -> int:
        """Records that are not committed."""
        try:
            committed = sum(offset for _, offset in self.committed())
        except DependencyDown:  # a fresh broker makes its coordinator just now
            committed = 0
        return self.count(self.name) - committed

    def left(self) -> int:
        """Records that the topic still holds."""
        bounds = self.log.bounds([self.name]).values()
        return sum(end - first for first, end in bounds)

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


def check_no_offset_passed_the_poison(stage: Stage) -> None:
    """What could not become a letter is not committed, nor anything after it."""
    committed = dict(stage.committed())
    deadly = [
        record
        for record in stage.records(stage.name)
        if record.value is None or record.value.startswith(b"poison")
    ]
    assert all(committed.get(r.source, 0) <= r.offset for r in deadly)
