"""An index under test, and what its suite does with it."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from schemas.case import CaseDocument
from tests.documents import document
from tocsin.search.base import SearchIndex, SearchRequest, Sort, Write
from tocsin.search.grammar import parse

MakeIndex = Callable[[], SearchIndex]


def fill(index: SearchIndex, *documents: CaseDocument) -> None:
    """Write new documents and make them searchable."""
    results = index.write([Write(doc, None) for doc in documents])
    assert [result.fate for result in results] == ["written"] * len(documents)
    index.refresh()


def request(text: str = "", **fields: object) -> SearchRequest:
    """A search with these words and fields."""
    return SearchRequest(parse(text), **fields)  # type: ignore[arg-type] # by keyword


def found(index: SearchIndex, text: str = "", **fields: object) -> list[str]:
    """Ids of the cases of a search, in order of id."""
    by_id = {"sort": Sort("id", descending=False), "limit": 1000, **fields}
    page = index.search(request(text, **by_id))
    ids = [hit.document.case_id for hit in page.hits]
    assert page.total == len(ids)
    return ids


def all_pages(index: SearchIndex, limit: int, sort: Sort) -> list[str]:
    """Ids of every case, page by page."""
    ids: list[str] = []
    after = None
    while True:
        page = index.search(request(sort=sort, limit=limit, after=after))
        ids += [hit.document.case_id for hit in page.hits]
        assert len(page.hits) <= limit
        if (after := page.after) is None:
            return ids


def on(year: int, month: int, day: int, hour: int = 0) -> datetime:
    """A time in UTC."""
    return datetime(year, month, day, hour, tzinfo=UTC)


def fill_three(index: SearchIndex) -> None:
    """Write three cases that differ in what filters and facets tell apart."""
    fill(
        index,
        document(
            "a",
            goods=("cotton",),
            countries_alleged=("CN",),
            organization_names=("Blue River Mills",),
            alleges_forced_labor=True,
            priority=55,
            received_at=on(2026, 1, 31, 23),
        ),
        document(
            "b",
            goods=("cotton", "cotton yarn"),
            countries_alleged=("CN", "TR"),
            priority=20,
            received_at=on(2026, 2, 1),
        ),
        document(
            "c",
            status="closed",
            goods=("tea",),
            priority=5,
            received_at=on(2027, 2, 1),
        ),
    )


class IndexContract:
    """Subclass it and give a fixture `make_index`: opens the same index each time."""

    @pytest.fixture
    def index(self, make_index: MakeIndex) -> SearchIndex:
        index = make_index()
        index.apply()
        return index
