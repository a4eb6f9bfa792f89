"""The table of faults: how often each was tried, and what was lost by it."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests.faults.afflicted import FAULTS, Fault
from tests.faults.documents import Documents, open_documents
from tests.faults.processes import Trial, asleep_and_back, killed_in_a_burst
from tests.faults.replaying import LETTER_COUNT, replay_in_spite_of_kills

INDEXED = 5
"""Histories of each fault whose outputs go into a real index."""

SIMULATED = "simulated"
PROCESSES = "processes"


@dataclass(frozen=True, slots=True)
class Row:
    """What came of one fault.

    Attributes:
        number: its row in docs/reference/guarantees.md.
        setting: simulated, or real processes.
        tried: how often it struck.
        lost: records without their effect, or histories that broke a promise.
        repeated: outputs written more than once.
        duplicated: documents that are too many in an index of all outputs.
        recovery_s: median and worst time from the last strike until all was handled;
            in seconds of the simulation's own clock, or real ones.
    """

    number: int
    name: str
    setting: str
    tried: int
    lost: int
    repeated: int
    duplicated: int
    recovery_s: tuple[float, float] | None

    def cells(self) -> Sequence[str]:
        """As the page shows it."""
        took = (
            ""
            if self.recovery_s is None
            else "{:.1f} / {:.1f}".format(*self.recovery_s)
        )
        counts = (self.tried, self.lost, self.repeated, self.duplicated)
        return (
            str(self.number),
            self.name,
            self.setting,
            *(f"{n:,}" for n in counts),
            took,
        )


def rows(*, seeds: int, kills: int) -> Iterator[Row]:
    """Try every fault.

    Args:
        seeds: histories of each simulated fault.
        kills: of real processes.
    """
    with (
        tempfile.TemporaryDirectory() as folder,
        open_documents(Path(folder)) as documents,
    ):
        for fault in FAULTS:
            yield simulated(fault, range(seeds), documents)
        yield replayed(range(seeds))
        yield of_processes(
            2,
            "a burst of kills",
            lambda path: killed_in_a_burst(path, kills=kills, seed=1),
            documents,
        )
        yield of_processes(
            4,
            "asleep (SIGSTOP), then a zombie",
            lambda path: asleep_and_back(path, times=max(1, kills // 3), seed=1),
            documents,
        )


def simulated(fault: Fault, seeds: Sequence[int], documents: Documents) -> Row:
    """A fault in many histories."""
    tried = lost = repeated = duplicated = 0
    took_s = []
    for seed in seeds:
        try:
            world, recovery_s = fault.history(seed)
        except AssertionError:
            lost += 1
            continue
        outputs = world.outputs()
        tried += world.struck
        repeated += len(outputs) - len(set(outputs))
        took_s.append(recovery_s)
        if seed < INDEXED:
            duplicated += documents.duplicates(outputs)
    recovery = (median(took_s), max(took_s)) if took_s else None
    return Row(
        fault.number, fault.name, SIMULATED, tried, lost, repeated, duplicated, recovery
    )


def replayed(seeds: Sequence[int]) -> Row:
    """A replay of dead letters, killed in many histories."""
    tried = lost = repeated = 0
    for seed in seeds:
        kills, again = replay_in_spite_of_kills(seed)
        tried += kills
        lost += LETTER_COUNT - len(again)
        repeated += again.total() - len(again)
    name = "killed while dead letters are replayed"
    return Row(31, name, SIMULATED, tried, lost, repeated, 0, None)


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
