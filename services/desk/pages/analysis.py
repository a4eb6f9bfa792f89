"""Counts of a search, for analysts: as tables, and as CSV."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from services.desk.cells import to_csv
from services.desk.labels import label
from services.desk.pages.address import Address
from services.desk.pages.facets import TITLES
from services.desk.parameters import Parameters
from tocsin.errors import BadQuery
from tocsin.search.base import Bucket, SearchIndex

PATH = "/desk/analysis"
CSV_PATH = "/desk/analysis.csv"
OVERVIEW_ROWS = 10
TABLE_ROWS = 1_000
"""What a person can read and a spreadsheet is glad of; more values are searched for."""

TABLES: Mapping[str, str] = {
    "manufacturer": TITLES["manufacturer"],
    "country": TITLES["country"],
    "region": TITLES["region"],
    "goods": TITLES["goods"],
    "indicator": TITLES["indicator"],
    "month": "Month received",
}
"""What the overview counts by."""

_QUOTES = frozenset('"“”„«»')


@dataclass(frozen=True, slots=True)
class TableRow:
    """One value: its cases, and the search for them.

    Attributes:
        permille: cases against the row with most, for a bar.
    """

    key: str
    label: str
    cases: int
    priority_max: int
    permille: int
    href: str


@dataclass(frozen=True, slots=True)
class Table:
    """Counts by one thing.

    Attributes:
        all_href: the same table with every row, when there are more.
    """

    by: str
    title: str
    rows: list[TableRow]
    csv_href: str
    all_href: str | None


@dataclass(frozen=True, slots=True)
class Analysis:
    """A search, counted.

    Attributes:
        is_overview: several tables, each with its first rows.
        search_href: the cases that were counted.
    """

    address: Address
    total: int
    tables: list[Table]
    is_overview: bool
    search_href: str
    overview_href: str


def analysis(index: SearchIndex, address: Address) -> Analysis:
    """Count the cases of a search: by one thing, or by all of TABLES.

    Raises:
        BadQuery: the search makes no sense, or nothing can be counted by that.
        DependencyDown: the index does not answer.
    """
    by = address.one("by")
    search = address.searching()
    total = index.search(Parameters(search.items).request()).total
    tables = (
        [_table(index, search, by, TABLE_ROWS)]
        if by
        else [_table(index, search, one, OVERVIEW_ROWS) for one in TABLES]
    )
    return Analysis(
        address=search,
        total=total,
        tables=tables,
        is_overview=not by,
        search_href=search.href("/desk/"),
        overview_href=search.href(PATH),
    )


def analysis_csv(index: SearchIndex, address: Address) -> bytes:
    """One table as CSV; same errors as `analysis`."""
    by = address.one("by")
    rows = _table(index, address.searching(), by, TABLE_ROWS).rows
    return to_csv(
        (by, "label", "cases", "highest_priority"),
        ((row.key, row.label, row.cases, row.priority_max) for row in rows),
    )


def _table(index: SearchIndex, search: Address, by: str, rows_max: int) -> Table:
    if by not in TITLES and by not in TABLES:
        raise BadQuery(f"by: give one of {', '.join((*TITLES, 'month'))}")
    request = Parameters(search.items).request()
    buckets: Sequence[Bucket]
    if by == "month":
        # The newest months are asked for; nobody has a thousand of them.
        buckets = index.histogram(request, interval="month")[::-1]
    else:
        buckets = index.aggregate(request, by=by, values_max=rows_max + 1)
    chosen = search.put("by", by)
    return Table(
        by=by,
        title=TABLES.get(by) or TITLES[by],
        rows=list(_rows(buckets[:rows_max], search, by)),
        csv_href=chosen.href(CSV_PATH),
        all_href=chosen.href(PATH) if len(buckets) > rows_max else None,
    )


def _rows(buckets: Sequence[Bucket], search: Address, by: str) -> Iterator[TableRow]:
    most = max((bucket.cases for bucket in buckets), default=1)
    for bucket in buckets:
        yield TableRow(
            key=bucket.key,
            label=label(by, bucket.key),
            cases=bucket.cases,
            priority_max=bucket.priority_max,
            permille=bucket.cases * 1000 // most,
            href=_search(search, by, bucket.key).href("/desk/"),
        )


def _search(search: Address, by: str, key: str) -> Address:
    """The search narrowed to a row of its table.

    A second value of one facet would widen it, and a month may only be a part of the
    span that was asked for: these go into the words.
    """
    name, value = ("received", key) if by == "month" else (by, f'"{key}"')
    if by != "month" and (by not in dict(search.items) or _QUOTES & set(key)):
        return search.drop(by).add(by, key)
    words = search.one("q")
    clause = f"{name}:{value}"
    return search.put("q", f"({words}) {clause}" if words else clause)
