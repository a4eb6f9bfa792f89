"""The table of faults: how often each was tried, and what was lost by it."""

import multiprocessing
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from statistics import median

from tests.faults.afflicted import FAULTS
from tests.faults.documents import Documents, open_documents
from tests.faults.engines.plant import Found
from tests.faults.engines.trying import (
    ENGINE_FAULTS,
    LETTERS_FAULTS,
    letters_struck,
    open_engines,
    struck,
)
from tests.faults.full_disk import on_a_full_disk
from tests.faults.processes import Trial, asleep_and_back, killed_in_a_burst
from tests.faults.replaying import replayed_by_processes
from tests.faults.row import ENGINES, PROCESSES, Row
from tests.faults.simulations import replayed, simulated


def rows(*, seeds: int, kills: int) -> Iterator[Row]:
    """Try every fault.

    The simulations run beside the rest, which mostly waits.

    Args:
        seeds: histories of each simulated fault.
        kills: of real processes.

    Raises:
        EnginesMissing: this machine cannot run Kafka or Elasticsearch; told before
            anything is tried.
    """
    with open_engines() as (engines, world), _pool() as pool:
        each = range(seeds)
        simulations = [pool.submit(simulated, n, each) for n in range(len(FAULTS))]
        simulations.append(pool.submit(replayed, each))
        for fault in ENGINE_FAULTS:
            found = struck(fault, engines, world)
            yield _on_engines(fault.number, fault.name, found)
        world.stop()
        for other in LETTERS_FAULTS:
            found = letters_struck(other, engines)
            yield _on_engines(other.number, other.name, found)
        yield from _of_processes(kills)
        for simulation in simulations:
            yield simulation.result()


def _pool() -> ProcessPoolExecutor:
    """As many processes as there are cores; the rest mostly waits."""
    return ProcessPoolExecutor(os.cpu_count(), multiprocessing.get_context("spawn"))


def _of_processes(kills: int) -> Iterator[Row]:
    times = max(1, kills // 3)
    with (
        tempfile.TemporaryDirectory() as folder,
        open_documents(Path(folder)) as documents,
    ):
        for number, name, try_it in _trials(kills, times):
            yield of_processes(number, name, try_it, documents)


def _trials(
    kills: int, times: int
) -> Sequence[tuple[int, str, Callable[[Path], Trial]]]:
    return (
        (
            2,
            "a burst of kills",
            lambda path: killed_in_a_burst(path, kills=kills, seed=1),
        ),
        (
            4,
            "asleep (SIGSTOP), then a zombie",
            lambda path: asleep_and_back(path, times=times, seed=1),
        ),
        (27, "the disk full", lambda _: on_a_full_disk(times)),
        (
            31,
            "killed while dead letters are replayed",
            lambda path: replayed_by_processes(path, kills=times, seed=1),
        ),
    )


def _on_engines(number: int, name: str, found: Found) -> Row:
    """What came of a fault on the engines."""
    return Row(
        number,
        name,
        ENGINES,
        found.struck,
        found.lost,
        found.repeated,
        found.duplicated,
        (median(found.recovery_s), max(found.recovery_s)),
    )


def of_processes(
    number: int, name: str, try_it: Callable[[Path], Trial], documents: Documents
) -> Row:
    """A fault of real processes on the embedded log."""
    with tempfile.TemporaryDirectory() as folder:
        trial = try_it(Path(folder))
    return Row(
        number,
        name,
        PROCESSES,
        trial.struck,
        trial.lost,
        trial.repeated,
        documents.duplicates(trial.written),
        (median(trial.recovery_s), max(trial.recovery_s)),
    )
