"""Rows of faults that are simulated; each can be made in a process of its own."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from tests.faults.afflicted import FAULTS, Fault
from tests.faults.documents import Documents, open_documents
from tests.faults.replaying import LETTER_COUNT, replay_in_spite_of_kills
from tests.faults.row import SIMULATED, Row
from tocsin.logs import set_up_logs

INDEXED = 5
"""Histories of each fault whose outputs go into a real index."""


def simulated(number: int, seeds: Sequence[int]) -> Row:
    """A fault, by its place in FAULTS, in many histories."""
    # Thousands of failures on purpose are not worth a line each.
    set_up_logs("CRITICAL")
    with (
        tempfile.TemporaryDirectory() as folder,
        open_documents(Path(folder)) as documents,
    ):
        return _simulated(FAULTS[number], seeds, documents)


def _simulated(fault: Fault, seeds: Sequence[int], documents: Documents) -> Row:
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
    set_up_logs("CRITICAL")
    tried = lost = repeated = 0
    for seed in seeds:
        kills, again = replay_in_spite_of_kills(seed)
        tried += kills
        lost += LETTER_COUNT - len(again)
        repeated += again.total() - len(again)
    name = "killed while dead letters are replayed"
    return Row(31, name, SIMULATED, tried, lost, repeated, 0, None)
