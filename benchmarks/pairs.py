"""The embedded pair and the real engines, warm as those that have run for a while."""

import argparse
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.reports import reports
from tests.engines.engines import Engines, cache_folder, make_engines
from tests.engines.kafka_server import JVM
from tests.pipeline.world import World, open_world

EMBEDDED, REAL = "embedded", "Kafka and Elasticsearch"
CORES = os.cpu_count() or 1
# A whole benchmark may work on a backlog of some thousand reports.
PATIENCE_S = 3_600.0
WARM_REPORTS = 1_000
"""Java compiles what it runs often: the engines take twice as much time for each of the
first few hundred reports as for those that come later."""


def options_of(purpose: str, **numbers: int) -> argparse.Namespace:
    """Options that all benchmarks of the pipeline take, and numbers of this one."""
    parser = argparse.ArgumentParser(description=purpose)
    parser.add_argument("--quick", action="store_true", help="small, for trying")
    parser.add_argument("--embedded-only", action="store_true")
    for name, usual in numbers.items():
        parser.add_argument(f"--{name}", type=int, default=usual)
    options = parser.parse_args()
    print(f"{CORES} cores, load {os.getloadavg()[0]:.1f} before")
    return options


def pairs(*, embedded_only: bool) -> Iterator[tuple[str, World]]:
    """(name, world) of each pair, one after the other, empty at first."""
    for name, world, _ in pairs_with_engines(embedded_only=embedded_only):
        yield name, world


def pairs_with_engines(
    *, embedded_only: bool
) -> Iterator[tuple[str, World, Engines | None]]:
    """The same, each with its engines; the embedded pair has none."""
    with run_folder() as folder:
        with embedded_pair(folder) as world:
            yield EMBEDDED, world, None
        if embedded_only:
            return
        with real_pair(folder) as (world, engines):
            yield REAL, world, engines


@contextmanager
def run_folder() -> Iterator[Path]:
    """A folder for one run, on the disk of the engines."""
    runs = cache_folder() / "runs"
    runs.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=runs) as name:
        yield Path(name)


@contextmanager
def embedded_pair(folder: Path) -> Iterator[World]:
    """A world on the embedded pair, empty at first."""
    with _world(folder / "embedded") as world:
        yield world


@contextmanager
def real_pair(folder: Path) -> Iterator[tuple[World, Engines]]:
    """Engines of its own, empty at first, and a world on them."""
    print(f"one broker, one search node, Java options: {' '.join(JVM)}")
    engines = make_engines(folder / "engines")
    try:
        engines.start()
        with _world(
            folder / "real",
            log_url=engines.kafka_url,
            index_url=engines.elastic_url,
        ) as world:
            yield world, engines
    finally:
        engines.stop()


@contextmanager
def _world(folder: Path, **given: str) -> Iterator[World]:
    named: Mapping[str, Any] = {"enrich_processes": CORES, "log_level": "warning"}
    with open_world(folder, **{**named, **given}) as world:
        yield world


def warmed(world: World, count: int = CORES * 8) -> None:
    """Start the workers and put so many reports through; each reader has read some."""
    world.start("enrich", "index")
    world.submit(*reports(count, prefix="warm"))
    world.wait(patience_s=PATIENCE_S)
