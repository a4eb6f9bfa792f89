"""tocsin search: cases as the desk's API answers them, or as a table for people."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

import typer

from services.desk.answers import CasesAnswer, cases_answer
from services.desk.labels import label
from services.desk.parameters import Parameters
from tocsin.cli.options import Data, Json, Set, settings_of
from tocsin.cli.output import console, print_json, print_table
from tocsin.clock import Clock, SystemClock
from tocsin.log import EventLog
from tocsin.operations.glance import Glance
from tocsin.operations.lag import LagWatch, StreamLag
from tocsin.search.base import SearchIndex, SearchRequest
from tocsin.search.fields import FACETS
from tocsin.wiring import open_index, open_log

SHOWN_MAX = 2
PATIENCE_S = 3.0
"""Longest wait for how far behind the index is: the first connection takes longest."""


def search(
    *,
    query: Annotated[str, typer.Argument(help="In the search grammar.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=100)] = 20,
    sort: Annotated[str, typer.Option(help="A field; - in front: highest first.")] = (
        "-priority"
    ),
    match: Annotated[
        str, typer.Option(help="How closely words are met: exact, near or sounds.")
    ] = "exact",
    cursor: Annotated[str, typer.Option(help="next_cursor of the page before.")] = "",
    data: Data = None,
    set_: Set = None,
    json_: Json = False,
) -> None:
    """Search cases."""
    settings = settings_of(data, set_, "log_url", "index_url")
    clock = SystemClock()
    request = request_of(
        q=query, match=match, limit=str(limit), sort=sort, cursor=cursor
    )
    with open_log(settings, clock) as log, open_index(settings) as index:
        answer = search_cases(index, request, clock.now().date(), lag_of(log, clock))
    if json_:
        print_json(answer)
    else:
        print_cases(answer)


def request_of(**given: str) -> SearchRequest:
    """A search with these parameters of the desk's API.

    Raises:
        BadQuery: a parameter that makes no sense.
    """
    return Parameters(given.items()).request(facets=FACETS, highlight=True)


def search_cases(
    index: SearchIndex, request: SearchRequest, today: date, lag: Glance[StreamLag]
) -> CasesAnswer:
    """One page of a search as of a day."""
    return cases_answer(index.search(request), label, today, lag.look())


def lag_of(log: EventLog, clock: Clock) -> Glance[StreamLag]:
    """How far behind the stages are, or that it is not known in time."""
    return Glance(LagWatch(log, clock).look, clock, patience_s=PATIENCE_S)


def print_cases(answer: CasesAnswer, *, title: str = "") -> None:
    """Cases as a table for people."""
    rows = [
        (
            case.priority,
            _few([label("country", code) for code in case.countries_alleged]),
            _few([label("manufacturer", name) for name in case.manufacturers]),
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
