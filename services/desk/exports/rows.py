"""The cases of a search as rows of a table."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from services.desk.answers import CaseSummary, hit_summary
from services.desk.cells import Cell
from tocsin.search.base import SearchIndex, SearchRequest

PAGE_CASES = 200
"""At some 20 KB a case, 4 MB in memory at a time."""

HEADER = tuple(name for name in CaseSummary.model_fields if name != "snippets")

Told = Callable[[int], None]
"""Is told how many rows were found so far, page by page."""


def rows(
    index: SearchIndex,
    request: SearchRequest,
    *,
    today: date,
    rows_max: int,
    tell: Told,
) -> Iterator[tuple[Cell, ...]]:
    """A row for each case, in the order of the search, at most so many.

    Raises:
        BadQuery: the search makes no sense.
        DependencyDown: the index does not answer.
    """
    after: str | None = None
    found = 0
    while found < rows_max:
        limit = min(PAGE_CASES, rows_max - found)
        page = index.search(replace(request, limit=limit, after=after))
        yield from (_row(hit_summary(hit, today)) for hit in page.hits)
        found += len(page.hits)
        tell(found)
        after = page.after
        if after is None:
            return


def _row(case: CaseSummary) -> tuple[Cell, ...]:
    return tuple(_cell(getattr(case, name)) for name in HEADER)


def _cell(value: Any) -> Cell:  # noqa: ANN401 - a field of a summary
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case int() | float() | str():
            return value
        case datetime():
            return value.isoformat(timespec="seconds")
        case date():
            return value.isoformat()
        case _:
            return "; ".join(value)
