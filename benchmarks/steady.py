"""A load by the clock, and what the processes hold while it lasts.

Reports come whether or not earlier ones were answered (open loop), so a stop of the
system makes the wait of those that were due in it longer, and is not left out.
"""

import os
import time
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from typing import Any

from benchmarks.reports import reports, small_reports
from benchmarks.resident import own_mib, with_descendants
from schemas.submission import Submission
from services.intake.reception import Reception
from services.intake.service import open_reception
from tests.engines.engines import Engines
from tests.pipeline.world import World
from tocsin.errors import DependencyDown
from tocsin.operations.lag import LagWatch

SENDERS = 16
WHOLE_EVERY = 10
"""One report in so many is a sample in full; a sentence costs less to read."""

Groups = Mapping[str, Iterable[int]]


@dataclass(frozen=True, slots=True)
class Load:
    """What comes.

    Attributes:
        per_s: reports a second.
        count: reports in each window.
        windows: how many.
    """

    per_s: float
    count: int
    windows: int


@dataclass(frozen=True, slots=True)
class Window:
    """A part of the time.

    Attributes:
        at_s: its end, since the start.
        cases: of the reports that were answered.
        refused: reports that were told to come again, and did not.
        p50_s: from when a report was due until it was answered.
        p99_s: the same of the slowest in a hundred.
        behind: records that a stage had left at its end; None when the log was too
            busy to say.
        memory_mib: of each group of processes.
        files: that each group holds open.
    """

    at_s: float
    cases: frozenset[str]
    refused: int
    p50_s: float
    p99_s: float
    behind: int | None
    memory_mib: dict[str, float]
    files: dict[str, int]


def steady(
    world: World, load: Load, engines: Engines | None = None
) -> Iterator[Window]:
    """Each window, as it ends."""
    watch = LagWatch(world.log, world.clock)
    started_s = time.monotonic()
    with (
        open_reception(world.settings, world.log, world.clock) as reception,
        ThreadPoolExecutor(SENDERS) as pool,
    ):
        for number in range(load.windows):
            mixed = _mixed(load.count, prefix=f"soak{number}")
            answers = _answers(reception, pool, mixed, load.per_s)
            took_s = [wait_s for _, wait_s in answers]
            cuts = quantiles(took_s, n=100)
            groups = _groups(world, engines)
            yield Window(
                at_s=time.monotonic() - started_s,
                cases=frozenset(case for case, _ in answers if case),
                refused=sum(case is None for case, _ in answers),
                p50_s=cuts[49],
                p99_s=cuts[98],
                behind=_behind(watch),
                memory_mib={name: own_mib(ids) for name, ids in groups.items()},
                files={name: _open_files(ids) for name, ids in groups.items()},
            )


def _behind(watch: LagWatch) -> int | None:
    try:
        return sum(stage.records_behind for stage in watch.look().stages)
    except DependencyDown:
        return None


def _mixed(count: int, *, prefix: str) -> Iterator[dict[str, Any]]:
    whole = reports(count, prefix=prefix)
    small = small_reports(count, prefix=prefix)
    for number, (one, other) in enumerate(zip(whole, small, strict=True)):
        yield other if number % WHOLE_EVERY else one


def _answers(
    reception: Reception,
    pool: ThreadPoolExecutor,
    load: Iterable[dict[str, Any]],
    per_s: float,
) -> list[tuple[str | None, float]]:
    """(case or None where it was refused, seconds since it was due) of each."""

    def send(report: dict[str, Any], due_s: float) -> tuple[str | None, float]:
        submission = Submission.model_validate(report)
        try:
            receipt = reception.receive(submission, uploads={}, channel="import")
        except DependencyDown:
            return None, time.monotonic() - due_s
        return receipt.case_id, time.monotonic() - due_s

    answers: list[Future[tuple[str | None, float]]] = []
    started_s = time.monotonic()
    for number, report in enumerate(load):
        due_s = started_s + number / per_s
        time.sleep(max(0.0, due_s - time.monotonic()))
        answers.append(pool.submit(send, report, due_s))
    return [answer.result() for answer in answers]


def _groups(world: World, engines: Engines | None) -> Groups:
    """Name -> process ids; children are asked for anew, as they may be replaced."""
    groups: dict[str, Iterable[int]] = {"sender": [os.getpid()]}
    for name, process in world.processes.items():
        groups[name] = [process.pid]
        groups[f"{name}+"] = with_descendants([process.pid]) - {process.pid}
    if engines:
        for server in (engines.kafka, engines.elasticsearch):
            if server.process:
                groups[server.name] = [server.process.pid]
    return {name: ids for name, ids in groups.items() if ids}


def _open_files(pids: Iterable[int]) -> int:
    found = 0
    for pid in pids:
        # A child that has just ended holds nothing.
        with suppress(FileNotFoundError, ProcessLookupError):
            found += len(list(Path(f"/proc/{pid}/fd").iterdir()))
    return found
