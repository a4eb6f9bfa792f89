"""What the demonstration shows: samples in, explained and searchable cases out."""

import json
import time
from collections.abc import Iterator
from threading import Event
from typing import Any

from services.desk.answers import CasesAnswer, facets, hit_summary
from services.desk.labels import label
from services.desk.parameters import Parameters
from services.intake.service import open_reception
from tocsin.cli.importing import import_rows
from tocsin.cli.looking import print_cases
from tocsin.cli.output import console, notes, print_json, progress
from tocsin.cli.rows import Row
from tocsin.clock import SystemClock
from tocsin.errors import DependencyDown
from tocsin.operations.lag import LagWatch
from tocsin.samples import load_samples, sample_file
from tocsin.search.base import SearchIndex
from tocsin.search.fields import FACETS
from tocsin.settings import Settings
from tocsin.wiring import open_index, open_log

TOP_CASES = 10
WAIT_S = 300.0
POLL_S = 0.1

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
        if not _is_searchable(watch, len(load_samples()), stop):
            return False
        answers = {
            "top": _search(index, watch, "", TOP_CASES),
            **{q: _search(index, watch, q, 3) for _, q in SEARCHES},
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


def _is_searchable(watch: LagWatch, cases: int, stop: Event) -> bool:
    """Wait until all is; False where `stop` was set before."""
    end_s = time.monotonic() + WAIT_S
    with progress() as bar:
        task = bar.add_task("searchable", total=cases)
        while not (now := watch.look()).is_done:
            behind = max((stage.records_behind for stage in now.stages), default=0)
            bar.update(task, completed=max(cases - behind, 0))
            if time.monotonic() > end_s:
                raise DependencyDown("the pipeline", "samples are not searchable yet")
            if stop.wait(POLL_S):
                return False
        bar.update(task, completed=cases)
    return True


def _search(index: SearchIndex, watch: LagWatch, query: str, limit: int) -> CasesAnswer:
    given = {"q": query, "limit": str(limit)}
    page = index.search(Parameters(given.items()).request(facets=FACETS))
    now = watch.look()
    return CasesAnswer(
        total=page.total,
        cases=tuple(hit_summary(hit, now.at.date()) for hit in page.hits),
        facets=facets(page, label),
        next_cursor=page.after,
        index_lag_seconds=now.lag_s,
    )
