"""Hours at a steady load: does memory grow, do files stay open, does p99 last?

    python -m benchmarks.soak [--real] [--minutes 120] [--per-second 20] [--windows 24]

The embedded pair, or with `--real` Kafka and Elasticsearch, with real processes. One
report in ten is a whole sample, the others have a sentence. Give `--per-second` 70 % of
what `bench_pipeline` measures on the machine. Not among `make bench`: it takes its
time. Minutes tell of files and losses; the slope of memory takes an hour or two.
"""

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import linear_regression

from benchmarks.pairs import CORES, PATIENCE_S, real_pair, run_folder, warmed
from benchmarks.steady import Load, Window, steady
from tests.engines.engines import Engines
from tests.pipeline.world import World, open_world

SETTLED = 0.25
"""The first quarter fills caches; the slope is that of the rest."""

SLOPE_MIB_H_MAX = 20.0
"""Half a gigabyte a day, which the limits of the containers end within a week."""

FILES_MORE_MAX = 16
"""Segments of an index come and go; a file for each hundredth report is a leak."""


def main() -> int:
    """Print each window and the verdict; 1 where something grows or is lost."""
    options = _options()
    windows = []
    with _pair(real=options.real) as (world, engines):
        warmed(world)
        ours = {name for worker in world.processes for name in (worker, f"{worker}+")}
        before = world.verify().accepted
        for window in steady(world, _load(options), engines):
            _print(window)
            windows.append(window)
        world.wait(patience_s=PATIENCE_S)
        verified = world.verify()
    settled = windows[int(len(windows) * SETTLED) :]
    print(verified)
    cases = frozenset[str]().union(*(window.cases for window in windows))
    lost = max(before + len(cases) - verified.accepted, 0) + verified.lost
    print(f"{len(cases)} answered, {lost} lost, {verified.phantom} too many")
    grows = [
        name for name in ours if name in settled[0].files and _grows(settled, name)
    ]
    print(f"growing: {', '.join(sorted(grows)) or 'nothing'}")
    return int(bool(grows or lost) or not verified.holds)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Hours at a steady load.")
    parser.add_argument("--real", action="store_true", help="Kafka and Elasticsearch")
    parser.add_argument("--minutes", type=float, default=120.0)
    parser.add_argument("--per-second", type=float, default=20.0)
    parser.add_argument("--windows", type=int, default=24)
    options = parser.parse_args()
    print(f"{CORES} cores, load {os.getloadavg()[0]:.1f} before")
    return options


def _load(options: argparse.Namespace) -> Load:
    window_s = options.minutes * 60 / options.windows
    count = max(100, int(window_s * options.per_second))
    return Load(options.per_second, count, options.windows)


@contextmanager
def _pair(*, real: bool) -> Iterator[tuple[World, Engines | None]]:
    with run_folder() as folder:
        if real:
            with real_pair(folder) as pair:
                yield pair
        else:
            given = {"enrich_processes": CORES}
            with open_world(folder, **given) as world:
                yield world, None


def _print(window: Window) -> None:
    memory = ", ".join(
        f"{name} {mib:.0f} MiB {window.files[name]} files"
        for name, mib in window.memory_mib.items()
    )
    print(
        f"{window.at_s / 60:6.1f} min  load {os.getloadavg()[0]:.1f}"
        f"  p50 {window.p50_s:.3f} p99 {window.p99_s:.3f} s"
        f"  {len(window.cases)} answered {window.refused} refused"
        f" {window.behind} behind  {memory}",
        flush=True,
    )


def _grows(settled: list[Window], name: str) -> bool:
    """Whether a group of processes holds ever more; prints what it holds."""
    slope, _ = linear_regression(
        [window.at_s / 3600 for window in settled],
        [window.memory_mib.get(name, 0.0) for window in settled],
    )
    files = [window.files.get(name, 0) for window in settled]
    print(
        f"{name}: memory {slope:+.1f} MiB an hour (at most {SLOPE_MIB_H_MAX:+.0f}),"
        f" open files {files[0]}, then {files[-1]}"
    )
    return slope > SLOPE_MIB_H_MAX or files[-1] > files[0] + FILES_MORE_MAX


if __name__ == "__main__":
    sys.exit(main())
