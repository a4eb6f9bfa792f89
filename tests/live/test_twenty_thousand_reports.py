"""Twenty thousand small reports on the real engines: every id is accounted for."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from services.intake.service import open_reception
from tests.pipeline.world import World
from tocsin.cli.importing import Tally, import_rows
from tocsin.cli.rows import Row

REPORTS = 20_000
# Texts that many reports share are read once: here the pipeline is under test.
TEXTS = 20
TEXT = "Workers at Halvorin {n} Sdn Bhd in Klang say that wages are withheld."
# Two minutes on two cores of their own; a busy machine may need three times as long.
PATIENCE_S = 400.0


@pytest.mark.live
@pytest.mark.model
@pytest.mark.timeout(600)
def test_all_of_twenty_thousand_reports_become_searchable(
    real_world: World, tmp_path: Path, measured: Callable[[str], None]
) -> None:
    clock = real_world.clock
    before = real_world.verify()
    real_world.start("enrich", "index")
    started_s = clock.monotonic_s()
    tally = _imported(real_world, tmp_path)
    imported_s = clock.monotonic_s()
    real_world.wait(patience_s=PATIENCE_S)
    done_s = clock.monotonic_s()
    assert (tally.accepted, tally.repeated, tally.rejected) == (REPORTS, 0, 0)
    after = real_world.verify()
    verified_s = clock.monotonic_s()
    measured(
        f"{REPORTS} reports: {imported_s - started_s:.0f} s to take in, all searchable"
        f" {done_s - started_s:.0f} s after the first,"
        f" verified in {verified_s - done_s:.1f} s"
    )
    assert after.accepted - before.accepted == REPORTS
    assert after.searchable - before.searchable == REPORTS
    assert after.pending == 0
    assert after.holds
    total = real_world.search('manufacturer:"halvorin 7" external_id:many-7').total
    assert total == 1


def _imported(world: World, folder: Path) -> Tally:
    with open_reception(world.settings, world.log, world.clock) as reception:
        return import_rows(_rows(), reception, folder=folder)


def _rows() -> Iterator[Row]:
    for n in range(REPORTS):
        report = {"id": f"many-{n}", "narrative": TEXT.format(n=n % TEXTS)}
        yield Row(n + 1, json.dumps(report).encode())
