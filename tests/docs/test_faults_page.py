"""The page of tried faults has each fault, and none that lost anything."""

from tests.docs.pages import page
from tests.faults.afflicted import FAULTS
from tests.faults.engines.trying import ENGINE_FAULTS, LETTERS_FAULTS
from tests.faults.row import ENGINES, PROCESSES, SIMULATED

ROWS = [
    [cell.strip() for cell in line.strip("| ").split(" | ")]
    for line in page("reference/faults.md").splitlines()
    if line.startswith("| ") and line[2].isdecimal()
]


def test_each_simulated_fault_stands_there() -> None:
    simulated = [(int(row[0]), row[1]) for row in ROWS if row[2] == SIMULATED]
    assert simulated == sorted(
        [(fault.number, fault.name) for fault in FAULTS]
        + [(31, "killed while dead letters are replayed")],
        key=lambda one: one[0],
    )


def test_real_processes_were_killed_and_stopped() -> None:
    assert {"2", "4"} <= {row[0] for row in ROWS if row[2] == PROCESSES}


def test_each_fault_of_the_engines_stands_there() -> None:
    faults = [(str(one.number), one.name) for one in (*ENGINE_FAULTS, *LETTERS_FAULTS)]
    tried = [(row[0], row[1]) for row in ROWS if row[2] == ENGINES]
    assert sorted(tried) == sorted(faults)


def test_each_fault_struck_and_nothing_was_lost_or_duplicated() -> None:
    assert [row[1] for row in ROWS if row[3] == "0"] == []
    assert [row[1] for row in ROWS if (row[4], row[6]) != ("0", "0")] == []
