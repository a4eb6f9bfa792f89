"""The pipeline of production on both engines, and what became of its reports."""

import signal
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from random import Random

from schemas.topics import ENRICHED, TOPICS
from tests.engines.engines import Engines
from tests.pipeline.world import LAG_LOOK_S, World, stories, until
from tocsin.errors import DependencyDown
from tocsin.log.base import Record, TopicPartition

REPORTS = 60
"""Enough that a worker has some in hand and some before it when a fault strikes."""

AT_ONCE = 10
_READ_RECORDS = 1_000
_TODAY = {"enrich": "tests.faults.engines.enriching", "index": "services.index"}
_NEWER = {stage: f"tests.faults.engines.newer.{stage}" for stage in _TODAY}


@dataclass(frozen=True, slots=True)
class Found:
    """What came of a fault.

    Attributes:
        struck: how often it struck.
        lost: reports that are not searchable with what enrichment found.
        repeated: outputs of enrichment that were written once more.
        duplicated: cases that a search finds too many.
        recovery_s: from the end of each strike until all was handled and committed.
    """

    struck: int
    lost: int
    repeated: int
    duplicated: int
    recovery_s: list[float]


@dataclass
class Plant:
    """Running workers, the engines under them, and the reports of one fault.

    Attributes:
        word: stands in each of its reports, and in no others.
    """

    engines: Engines
    world: World
    random: Random
    word: str
    recovery_s: list[float] = field(default_factory=list)
    case_ids: list[str] = field(default_factory=list)
    _counts: dict[str, int] = field(default_factory=dict)

    def take(self, count: int = REPORTS) -> None:
        """Take reports in, as often as it needs until each is confirmed."""
        word = f"{self.word}x{len(self._counts)}"
        self._counts[word] = count
        told = stories(word, count)
        for start in range(0, count, AT_ONCE):
            until(partial(self._taken, told[start : start + AT_ONCE]), "taken")

    def _taken(self, told: list[dict[str, object]]) -> bool:
        try:
            receipts = self.world.submit(*told)
        except DependencyDown:
            return False
        self.case_ids += [receipt.case_id for receipt in receipts]
        return True

    def start(self, *names: str, newer: bool = False) -> None:
        """Start workers where they do not run, of this version or of a next one.

        `enrich` and `index`; `index-2` is one more that shares its stage's work.
        """
        for name in names:
            modules = _NEWER if newer else _TODAY
            self.world.start_as(name, modules[name.partition("-")[0]])

    def pause(self, least_s: float, most_s: float) -> None:
        """Let the workers get somewhere, nobody knows where."""
        time.sleep(self.random.uniform(least_s, most_s))

    def restart(self, name: str) -> None:
        """SIGKILL, and another process under the same name."""
        self.world.kill(name)
        self.start(name)

    def recover(self) -> None:
        """Wait until all is handled and committed, and note the seconds."""
        since_s = time.monotonic()
        self.world.wait()
        self.recovery_s.append(time.monotonic() - since_s)

    def committed(self, group: str) -> dict[TopicPartition, int]:
        """How far a group is; empty while nobody can say."""
        try:
            return dict(self.world.log.committed(group, list(TOPICS)))
        except DependencyDown:
            return {}

    def outputs(self) -> list[Record]:
        """What enrichment wrote about these reports, with all repeats."""
        mine = set(self.case_ids)
        return [record for record in self._records(ENRICHED.name) if record.key in mine]

    def found(self, struck: int) -> Found:
        """Look at the log and the index when all is quiet."""
        assert set(self.world.processes) == {"enrich", "index"}
        stored = self.world.index.get(self.case_ids)
        searchable = {c for c, s in stored.items() if s.document.stage == "enriched"}
        verification = self.world.verify()
        lost = set(self.case_ids) - searchable
        ids = Counter(record.headers["ce_id"] for record in self.outputs())
        return Found(
            struck,
            max(len(lost), verification.lost + verification.unaccounted),
            ids.total() - len(ids),
            sum(self._too_many(word) for word in self._counts) + verification.phantom,
            self.recovery_s,
        )

    def _too_many(self, word: str) -> int:
        return max(0, self.world.search(word).total - self._counts[word])

    def _records(self, topic: str) -> Iterator[Record]:
        for source, (first, end) in self.world.log.bounds([topic]).items():
            offset = first
            while offset < end:
                records = self.world.log.read(
                    source, offset=offset, records_max=_READ_RECORDS
                )
                yield from records
                offset = records[-1].offset + 1


def running_plant(engines: Engines, world: World, word: str) -> Plant:
    """A plant whose workers are at work, and have nothing left to do."""
    plant = Plant(engines, world, Random(1), word)  # noqa: S311 - a test's dice
    plant.start(*_TODAY)
    plant.take(1)
    world.wait()
    return plant


@contextmanager
def doubled(plant: Plant) -> Iterator[None]:
    """A second worker of each stage inside the block."""
    seconds = ("enrich-2", "index-2")
    plant.start(*seconds)
    for stage in ("enrich", "index"):
        await_two(plant, stage)
    try:
        yield
    finally:
        for name in seconds:
            if plant.world.is_running(name):
                # Who sleeps hears nothing but this.
                plant.world.signal(name, signal.SIGCONT)
                plant.world.end(name)


def await_two(plant: Plant, stage: str) -> None:
    """Wait until both workers of a stage are members of its group."""
    until(
        lambda: members(plant, stage) == 2,
        f"two members of {stage}",
        look_s=LAG_LOOK_S,
    )


def members(plant: Plant, stage: str) -> int:
    """How many workers a stage has; 0 while nobody can say."""
    try:
        return len(plant.world.log.members(stage))
    except DependencyDown:
        return 0
