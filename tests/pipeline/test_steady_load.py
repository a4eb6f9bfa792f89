"""Twelve seconds of what `benchmarks/soak.py` does for two hours, by the same code."""

from pathlib import Path

import pytest

from benchmarks.pairs import warmed
from benchmarks.steady import Load, steady
from tests.pipeline.world import open_world

LOAD = Load(per_s=20.0, count=60, windows=4)
WARM = 16
FILES_MORE_MAX = 16
"""Segments of an index come and go. One file for each tenth report would be 18."""

MEMORY_MORE_MIB_MAX = 96.0
"""Caches fill in the first minutes, by some 30 MiB; half a megabyte kept of each report
would be as much again."""

P99_MAX_S = 20.0
"""It is a tenth of a second on a quiet machine; a sender gives up after twenty."""


@pytest.mark.model
def test_a_steady_load_leaves_no_files_open_and_loses_nothing(tmp_path: Path) -> None:
    with open_world(tmp_path) as world:
        warmed(world, WARM)
        windows = list(steady(world, LOAD))
        world.wait()
        verified = world.verify()
    cases = frozenset[str]().union(*(window.cases for window in windows))
    sent = LOAD.count * LOAD.windows
    assert (len(cases), verified.accepted) == (sent, sent + WARM)
    assert (verified.searchable, verified.lost, verified.phantom) == (sent + WARM, 0, 0)
    assert max(window.p99_s for window in windows) < P99_MAX_S
    first, *_, last = windows
    assert {"sender", "enrich", "enrich+", "index"} == set(last.files)
    for group in last.files:
        assert last.files[group] <= first.files[group] + FILES_MORE_MAX, group
        more_mib = last.memory_mib[group] - first.memory_mib[group]
        assert more_mib < MEMORY_MORE_MIB_MAX, group
