"""What the demonstration shows: samples in, explained and searchable cases out."""

import json
from collections.abc import Iterator
from threading import Event
from typing import Any

from services.intake.service import open_reception
from tocsin.cli.importing import import_rows
from tocsin.cli.output import console, notes, print_json, progress
from tocsin.cli.rows import Row
from tocsin.cli.searching import lag_of, print_cases, request_of, search_cases
from tocsin.cli.waiting import wait_for_stages
from tocsin.clock import Clock, SystemClock
from tocsin.operations.lag import LagWatch, StreamLag
from tocsin.samples import load_samples, sample_file
from tocsin.settings import Settings
from tocsin.wiring import open_index, open_log

TOP_CASES = 10
FOUND_CASES = 3
WAIT_S = 300.0

SEARCHES = (
    ("passports of workers in Malaysia", "passport* country:MY"),
    (
        "debt bondage or withheld wages, not in fishing",
        "indicator:(debt_bondage OR withholding_of_wages) NOT goods:fish",
    ),
    ("cases that an official list touches", "has:list priority:>=40"),
)


def demonstrate(settings: Settings, stop: Event, *, as_json: bool) -> bool:
    """Load the samples, wait until they are searchable, and show what came of them.

    Returns:
        Whether it came so far: False where `stop` was set before. What was taken in is
        kept, and worked off by the next run.

    Raises:
        DependencyDown: they are not searchable within five minutes.
    """
    clock = SystemClock()
    with open_log(settings, clock) as log, open_index(settings) as index:
        with open_reception(settings, log, clock) as reception:
            folder = sample_file(next(_file_names())).parent
            tally = import_rows(_rows(), reception, folder=folder)
        notes.print(f"{tally.accepted} samples taken in, {tally.repeated} known before")
        for reject in tally.rejects:
            notes.print(f"line {reject['line']}: {'; '.join(reject['reasons'])}")
        watch = LagWatch(log, clock)
        if not _is_searchable(watch, clock, stop):
            return False
        today, lag = clock.now().date(), lag_of(log, clock)
        requests = {
            "top": request_of(limit=str(TOP_CASES)),
            **{q: request_of(q=q, limit=str(FOUND_CASES)) for _, q in SEARCHES},
        }
        answers = {
            name: search_cases(index, request, today, lag)
            for name, request in requests.items()
        }
    if as_json:
        told: dict[str, Any] = {
            "accepted": tally.accepted,
            "repeated": tally.repeated,
            "rejected": tally.rejected,
            "searches": {q: a.model_dump(mode="json") for q, a in answers.items()},
        }
        print_json(told)
        return True
    print_cases(answers["top"], title="The cases that deserve attention first")
    for what, query in SEARCHES:
        console.print(f"\nSearch: {what}\n  {query}")
        print_cases(answers[query])
    return True


def _rows() -> Iterator[Row]:
    for number, sample in enumerate(load_samples(), start=1):
        yield Row(number, json.dumps(sample).encode())


def _file_names() -> Iterator[str]:
    for sample in load_samples():
        for item in sample.get("evidence", ()):
            if "upload" in item:
                yield item["upload"]


def _is_searchable(watch: LagWatch, clock: Clock, stop: Event) -> bool:
    """Wait until all is; False where `stop` was set before."""
    cases = len(load_samples())
    with progress() as bar:
        task = bar.add_task("searchable", total=cases)

        def show(now: StreamLag) -> None:
            behind = max((stage.records_behind for stage in now.stages), default=0)
            bar.update(task, completed=max(cases - behind, 0))

        return wait_for_stages(watch, clock, timeout_s=WAIT_S, stop=stop, show=show)
