"""Every fault of the engines, struck on a pipeline that runs on them."""

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import TimeoutExpired

from tests.engines.engines import Engines, cache_folder, make_engines
from tests.faults.engines import outages, workers
from tests.faults.engines.letters import letters_missing, letters_refused
from tests.faults.engines.plant import Found, Plant, running_plant
from tests.live.stage import Stage
from tests.pipeline.world import World, open_world
from tocsin.errors import TocsinError
from tocsin.log.kafka import KafkaLog


@dataclass(frozen=True, slots=True)
class EngineFault:
    """A fault of the table.

    Attributes:
        number: its row in docs/reference/guarantees.md.
        name: what happens.
        strike: strikes that many times; how often it struck.
        times: for the table.
    """

    number: int
    name: str
    strike: Callable[[Plant, int], int]
    times: int


@dataclass(frozen=True, slots=True)
class LettersFault:
    """A fault of the topic of dead letters.

    Attributes:
        has_topic: whether the topic is there when the worker starts.
        strike: seconds until all was handled.
    """

    number: int
    name: str
    strike: Callable[[Stage], float]
    has_topic: bool
    times: int


ENGINE_FAULTS = (
    EngineFault(1, "killed at work", workers.killed_at_work, 10),
    EngineFault(2, "a burst of kills", workers.killed_in_a_burst, 30),
    EngineFault(
        3,
        "ended while Elasticsearch does not answer",
        workers.ended_while_the_index_is_slow,
        10,
    ),
    EngineFault(4, "asleep (SIGSTOP), then a zombie", workers.asleep_and_back, 5),
    EngineFault(5, "a storm of rebalances", workers.rebalanced_again_and_again, 10),
    EngineFault(
        6,
        "rebalances while Elasticsearch is away",
        outages.rebalanced_without_the_index,
        10,
    ),
    EngineFault(
        8,
        "the broker killed while reports come",
        outages.broker_killed_while_reports_come,
        10,
    ),
    EngineFault(9, "Kafka away for a minute", outages.without_the_broker, 1),
    EngineFault(9, "Elasticsearch away for a minute", outages.without_the_index, 1),
    EngineFault(15, "the disk of Elasticsearch nearly full", outages.flooded, 3),
    EngineFault(25, "everything read again", outages.read_again_from_the_start, 3),
    EngineFault(30, "two versions at once", workers.upgraded_one_by_one, 2),
)
LETTERS_FAULTS = (
    LettersFault(
        20, "dead letters are refused", letters_refused, has_topic=True, times=3
    ),
    LettersFault(
        20, "no topic of dead letters", letters_missing, has_topic=False, times=1
    ),
)


@contextmanager
def open_engines() -> Iterator[tuple[Engines, World]]:
    """Both engines, of their own, and an installation on them.

    Raises:
        EnginesMissing: this machine cannot run them.
    """
    runs = cache_folder() / "runs"
    runs.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=runs) as folder:
        engines = make_engines(Path(folder))
        try:
            engines.start()
            with open_world(
                Path(folder) / "world",
                log_url=engines.kafka_url,
                index_url=engines.elastic_url,
                log_level="error",
            ) as world:
                yield engines, world
        finally:
            engines.stop()


def struck(fault: EngineFault, engines: Engines, world: World) -> Found:
    """Strike a running pipeline; what came of it.

    What breaks the trial counts as a loss, and is told on stderr.
    """
    word = f"fault{fault.number}{fault.strike.__name__.replace('_', '')}"[:24]
    plant = running_plant(engines, world, word)
    try:
        return plant.found(fault.strike(plant, fault.times))
    except (AssertionError, TocsinError, TimeoutExpired) as exc:
        sys.stderr.write(f"{fault.name}: {type(exc).__name__} {exc}\n")
        world.stop()
        return Found(fault.times, 1, 0, 0, plant.recovery_s or [0.0])


def letters_struck(fault: LettersFault, engines: Engines) -> Found:
    """Strike workers on topics of their own; what came of it."""
    repeated, recovery_s = 0, []
    for _ in range(fault.times):
        with (
            tempfile.TemporaryDirectory() as folder,
            KafkaLog(engines.bootstrap, client_id="test") as log,
        ):
            stage = Stage(engines, f"letters.{time.time_ns()}", log, Path(folder))
            stage.create(letters=fault.has_topic)
            try:
                recovery_s.append(fault.strike(stage))
                repeated += stage.repeated()
            finally:
                stage.end()
    return Found(fault.times, 0, repeated, 0, recovery_s)
