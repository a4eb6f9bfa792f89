"""tocsin search, show, status and wait."""

import time
from collections.abc import Sequence
from typing import Annotated

import typer

from services.desk.answers import (
    CaseAnswer,
    CasesAnswer,
    StreamAnswer,
    facets,
    hit_summary,
    stages,
    summary,
)
from services.desk.labels import label
from services.desk.parameters import Parameters
from tocsin.cli.options import Data, Json, Set, settings_from
from tocsin.cli.output import console, notes, print_json, print_table
from tocsin.clock import SystemClock
from tocsin.errors import DependencyDown, NotFound
from tocsin.operations.lag import LagWatch, StreamLag
from tocsin.operations.letters import DeadLetters
from tocsin.operations.related import Related, related
from tocsin.search.fields import FACETS
from tocsin.wiring import open_index, open_log

POLL_S = 0.2
SHOWN_MAX = 2


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(search)
    app.command()(show)
    app.command()(status)
    app.command()(wait)


def search(
    *,
    query: Annotated[str, typer.Argument(help="In the search grammar.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=100)] = 20,
    sort: Annotated[str, typer.Option(help="A field; - in front: highest first.")] = (
        "-priority"
    ),
    cursor: Annotated[str, typer.Option(help="next_cursor of the page before.")] = "",
    data: Data = None,
    set_: Set = None,
    json_: Json = False,
) -> None:
    """Search cases."""
    settings = settings_from(data, set_)
    clock = SystemClock()
    given = {"q": query, "limit": str(limit), "sort": sort, "cursor": cursor}
    request = Parameters(given.items()).request(facets=FACETS, highlight=True)
    with open_log(settings, clock) as log, open_index(settings) as index:
        page = index.search(request)
        now = LagWatch(log, clock).look()
        answer = CasesAnswer(
            total=page.total,
            cases=tuple(hit_summary(hit, now.at.date()) for hit in page.hits),
            facets=facets(page, label),
            next_cursor=page.after,
            index_lag_seconds=now.lag_s,
        )
    if json_:
        print_json(answer)
    else:
        print_cases(answer)


def print_cases(answer: CasesAnswer, *, title: str = "") -> None:
    """Cases as a table for people."""
    rows = [
        (
            case.priority,
            _few([label("country", code) for code in case.countries_alleged]),
            _few(case.manufacturers),
            _few(case.goods),
            _few([label("indicator", id) for id in case.indicators]),
            case.case_id,
        )
        for case in answer.cases
    ]
    columns = ("Priority", "Where", "Manufacturer", "Goods", "Indicators", "Case")
    print_table(columns, rows, title=title)
    console.print(f"{answer.total} cases")


def _few(values: Sequence[str]) -> str:
    """The first values, and how many more there are."""
    more = len(values) - SHOWN_MAX
    return ", ".join(values[:SHOWN_MAX]) + (f" +{more}" if more > 0 else "")


def show(
    *, case_id: str, data: Data = None, set_: Set = None, json_: Json = False
) -> None:
    """Show one case."""
    settings = settings_from(data, set_)
    clock = SystemClock()
    with open_log(settings, clock) as log, open_index(settings) as index:
        found = index.get([case_id]).get(case_id)
        if found is None:
            raise NotFound(f"no case {case_id}")
        now = LagWatch(log, clock).look()
        answer = CaseAnswer(
            summary=summary(found.document, now.at.date()),
            case=found.document.case,
            index_lag_seconds=now.lag_s,
        )
        others = related(index, found.document)
    if json_:
        print_json(answer)
        return
    told = answer.summary.model_dump(mode="json", exclude_none=True)
    print_table(("Field", "Value"), ((n, _plain(v)) for n, v in told.items() if v))
    if assessed := answer.case.assessment or answer.case.enrichment:
        parts = ((p.part, p.points, p.reason) for p in assessed.priority.parts)
        print_table(("Part of the priority", "Points", "Why"), parts)
    if others.cases:
        print_related(others)


def print_related(found: Related) -> None:
    """The related cases as a table for people."""
    columns = ("Related case", "Why", "How much")
    near = (
        (
            row.case_id,
            f"{row.other_evidence_id} reads like {row.evidence_id}",
            f"{row.jaccard:.2f}",
        )
        for row in found.near
    )
    makers = (
        (row.case_id, f"the same maker: {row.other_name}", f"{row.score:.2f}")
        for row in found.same_maker
    )
    print_table(columns, (*near, *makers))
    console.print(
        f"{found.sources} independent sources in {len(found.cases) + 1} cases"
    )


def _plain(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def status(*, data: Data = None, set_: Set = None, json_: Json = False) -> None:
    """Say how far behind the stages are."""
    settings = settings_from(data, set_)
    clock = SystemClock()
    with open_log(settings, clock) as log, open_index(settings) as index:
        now = LagWatch(log, clock).look()
        answer = StreamAnswer(
            at=now.at,
            stages=stages(now, DeadLetters(log, clock).open_by_stage()),
            cases=index.count(),
            index_lag_seconds=now.lag_s,
        )
    if json_:
        print_json(answer)
        return
    columns = ("Stage", "Behind", "Oldest, s", "Workers", "Dead letters")
    print_table(
        columns,
        (
            (
                stage.stage,
                stage.records_behind,
                round(stage.oldest_unprocessed_seconds, 1),
                ", ".join(stage.members) or "none",
                stage.dead_letters,
            )
            for stage in answer.stages
        ),
    )
    console.print(f"{answer.cases} cases in the index")


def wait(
    *,
    timeout: Annotated[float, typer.Option(help="Seconds to wait at most.")] = 600.0,
    data: Data = None,
    set_: Set = None,
    json_: Json = False,
) -> None:
    """Wait until all that was accepted is searchable or in the dead letters."""
    settings = settings_from(data, set_)
    clock = SystemClock()
    with open_log(settings, clock) as log:
        _wait(LagWatch(log, clock), timeout)
    if json_:
        print_json({"done": True})
    else:
        notes.print("all is searchable or in the dead letters")


def _wait(watch: LagWatch, timeout_s: float) -> None:
    """Ask until nothing is left; a log that is away for a moment is asked again."""
    end_s = time.monotonic() + timeout_s
    while True:
        try:
            now = watch.look()
        except DependencyDown:
            if time.monotonic() >= end_s:
                raise
        else:
            if now.is_done:
                return
            if time.monotonic() >= end_s:
                raise DependencyDown("the pipeline", _behind(now))
        time.sleep(POLL_S)


def _behind(now: StreamLag) -> str:
    told = []
    for stage in now.stages:
        if stage.records_behind:
            who = "" if stage.members else ", and no worker runs: start `tocsin up`"
            told.append(f"{stage.stage} is {stage.records_behind} records behind{who}")
    return "; ".join(told)
