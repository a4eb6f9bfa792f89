"""Hours at a steady load: does memory grow, do files stay open, does p99 last?

    python -m benchmarks.soak [--minutes 120] [--per-second 20] [--windows 24]

The embedded pair, with real processes. Reports of one sentence come by the clock,
whether or not earlier ones were answered (open loop). Give `--per-second` 70 % of what
`bench_pipeline` measures on the machine. Not among `make bench`: it takes its
time. Minutes tell of files and losses; the slope of memory takes an hour or two.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from statistics import linear_regression, quantiles
from typing import Any

from benchmarks.pairs import CORES, warmed
from benchmarks.reports import small_reports
from benchmarks.resident import resident_mib, with_descendants
from schemas.submission import Submission
from services.intake.reception import Reception
from services.intake.service import open_reception
from tests.pipeline.world import World, open_world

SENDERS = 16
SETTLED = 0.25
"""The first quarter fills caches; the slope is that of the rest."""

SLOPE_MIB_H_MAX = 20.0
"""Half a gigabyte a day, which the limits of the containers end within a week."""


@dataclass(frozen=True, slots=True)
class Window:
    """A part of the time.

    Attributes:
        at_h: its end, in hours since the start.
        p99_s: from when a report was due until it was answered.
        memory_mib: of both workers, with their children.
        files: that they hold open.
    """

    at_h: float
    p99_s: float
    memory_mib: float
    files: int


def main() -> int:
    """Print each window and the verdict; 1 where something grows or is lost."""
    options = _options()
    with (
        tempfile.TemporaryDirectory() as folder,
        open_world(Path(folder), enrich_processes=CORES, log_level="warning") as world,
    ):
        warmed(world)
        windows = list(_soaked(world, options))
        world.wait()
        verified = world.verify()
    settled = windows[int(len(windows) * SETTLED) :]
    slope, _ = linear_regression(
        [w.at_h for w in settled], [w.memory_mib for w in settled]
    )
    print(f"memory {slope:+.1f} MiB an hour (at most {SLOPE_MIB_H_MAX:+.0f})")
    print(f"open files {settled[0].files}, then {settled[-1].files}")
    print(f"p99 {settled[0].p99_s:.3f} s, then {settled[-1].p99_s:.3f} s")
    print(f"{verified.accepted} accepted, {verified.lost} lost")
    grows = slope > SLOPE_MIB_H_MAX or settled[-1].files > settled[0].files + SENDERS
    return int(grows or not verified.holds)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Hours at a steady load.")
    parser.add_argument("--minutes", type=float, default=120.0)
    parser.add_argument("--per-second", type=float, default=20.0)
    parser.add_argument("--windows", type=int, default=24)
    options = parser.parse_args()
    print(f"{CORES} cores, load {os.getloadavg()[0]:.1f} before")
    return options


def _soaked(world: World, options: argparse.Namespace) -> Iterator[Window]:
    window_s = options.minutes * 60 / options.windows
    count = max(100, int(window_s * options.per_second))
    pids = [process.pid for process in world.processes.values()]
    started_s = time.monotonic()
    with (
        open_reception(world.settings, world.log, world.clock) as reception,
        ThreadPoolExecutor(SENDERS) as pool,
    ):
        for number in range(options.windows):
            load = small_reports(count, prefix=f"soak{number}")
            took_s = _sent(reception, pool, load, options.per_second)
            window = Window(
                (time.monotonic() - started_s) / 3600,
                quantiles(took_s, n=100)[98],
                resident_mib(pids),
                sum(_open_files(pid) for pid in with_descendants(pids)),
            )
            print(
                f"{window.at_h * 60:7.1f} min  p99 {window.p99_s:.3f} s"
                f"  {window.memory_mib:.0f} MiB  {window.files} files",
                flush=True,
            )
            yield window


def _sent(
    reception: Reception,
    pool: ThreadPoolExecutor,
    load: Iterator[dict[str, Any]],
    per_s: float,
) -> list[float]:
    """Seconds from when each was due until it was answered."""

    def send(report: dict[str, Any], due_s: float) -> float:
        submission = Submission.model_validate(report)
        reception.receive(submission, uploads={}, channel="import")
        return time.monotonic() - due_s

    answers: list[Future[float]] = []
    started_s = time.monotonic()
    for number, report in enumerate(load):
        due_s = started_s + number / per_s
        time.sleep(max(0.0, due_s - time.monotonic()))
        answers.append(pool.submit(send, report, due_s))
    return [answer.result() for answer in answers]


def _open_files(pid: int) -> int:
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


if __name__ == "__main__":
    sys.exit(main())
