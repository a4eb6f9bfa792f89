"""Each fault, tried in some histories and on real processes: nothing is lost."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.afflicted import FAULTS, Fault
from tests.faults.documents import open_documents
from tests.faults.full_disk import has_a_disk_to_fill, on_a_full_disk
from tests.faults.processes import asleep_and_back, killed_in_a_burst
from tests.faults.replaying import (
    LETTER_COUNT,
    MANY_LETTERS,
    replay_in_spite_of_kills,
    replayed_by_processes,
)
from tests.pipeline.sabotage import CommitsFirst, ForgetsOrder, PassesGaps
from tocsin.delivery.runner import Runner

SEEDS = 30
NAMES = [fault.name for fault in FAULTS]


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """Thousands of failures on purpose are not worth a line each."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("fault", FAULTS, ids=NAMES)
def test_a_fault_loses_nothing_and_keeps_the_order(fault: Fault) -> None:
    assert sum(fault.history(seed)[0].struck for seed in range(SEEDS)) >= SEEDS // 2


@pytest.mark.parametrize(
    ("sabotaged", "name"),
    [
        (CommitsFirst, "killed before the write"),
        (PassesGaps, "killed before the write"),
        (ForgetsOrder, "written, and not confirmed"),
    ],
)
def test_a_fault_shows_what_a_sabotaged_worker_loses(
    sabotaged: type[Runner], name: str
) -> None:
    fault = FAULTS[NAMES.index(name)]
    with pytest.raises(AssertionError, match=r"is lost|is broken"):
        _ = [fault.history(seed, sabotaged) for seed in range(SEEDS)]


def test_what_was_written_twice_is_in_the_index_once(tmp_path: Path) -> None:
    repeated = 0
    with open_documents(tmp_path) as documents:
        for name in ("killed before the commit", "everything read again"):
            world, _ = FAULTS[NAMES.index(name)].history(3)
            outputs = world.outputs()
            repeated += len(outputs) - len(set(outputs))
            assert documents.duplicates(outputs) == 0
    assert repeated > 0


def test_a_replay_that_is_killed_goes_on_and_sends_every_letter() -> None:
    kills = 0
    for seed in range(SEEDS):
        struck, again = replay_in_spite_of_kills(seed)
        kills += struck
        assert len(again) == LETTER_COUNT
    assert kills > SEEDS


def test_a_burst_of_kills_of_real_processes_loses_nothing(tmp_path: Path) -> None:
    trial = killed_in_a_burst(tmp_path, kills=6, seed=1)
    assert (trial.struck, trial.inputs, trial.lost) == (6, 240, 0)


def test_a_real_process_that_slept_through_its_lease_spoils_nothing(
    tmp_path: Path,
) -> None:
    trial = asleep_and_back(tmp_path, times=1, seed=1)
    assert (trial.struck, trial.inputs, trial.lost) == (1, 80, 0)


def test_a_replay_by_real_processes_that_are_killed_sends_every_letter(
    tmp_path: Path,
) -> None:
    trial = replayed_by_processes(tmp_path, kills=2, seed=1)
    assert (trial.struck, trial.inputs, trial.lost) == (2, MANY_LETTERS, 0)
    assert trial.repeated <= 2


def test_workers_outlive_a_disk_that_is_really_full() -> None:
    if not has_a_disk_to_fill():
        pytest.skip("this machine mounts no disk for a process alone")
    trial = on_a_full_disk(1)
    assert (trial.struck, trial.lost) == (1, 0)
    assert trial.inputs >= 200
