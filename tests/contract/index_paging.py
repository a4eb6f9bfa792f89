"""In which order every index answers, page by page."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.contract.index_under_test import (
    IndexContract,
    all_pages,
    fill,
    fill_three,
    on,
    request,
)
from tests.documents import document
from tocsin.search.base import (
    SearchIndex,
    SearchPage,
    Sort,
    Write,
)


class PagingContract(IndexContract):
    """Order and pages."""

    @pytest.mark.parametrize(
        ("sort", "ids"),
        [
            (Sort("priority"), ["b", "c", "a"]),
            (Sort("priority", descending=False), ["a", "b", "c"]),
            (Sort("received"), ["c", "a", "b"]),
            (Sort("received", descending=False), ["a", "b", "c"]),
            (Sort("id"), ["c", "b", "a"]),
            (Sort("id", descending=False), ["a", "b", "c"]),
        ],
    )
    def test_ties_are_in_order_of_case_id(
        self, index: SearchIndex, sort: Sort, ids: list[str]
    ) -> None:
        early, late = on(2026, 1, 1), datetime(2026, 1, 1, 0, 0, 0, 1000, tzinfo=UTC)
        fill(
            index,
            document("c", priority=7, received_at=late),
            document("a", priority=3, received_at=early),
        )
        fill(index, document("b", priority=7, received_at=early))
        assert all_pages(index, 2, sort) == ids
        assert all_pages(index, 1, sort) == ids

    def test_2000_cases_are_paged_without_gap_or_repeat(
        self, index: SearchIndex
    ) -> None:
        ids = [f"case-{(number * 7919) % 2000:04}" for number in range(2000)]
        for start in range(0, 2000, 500):
            batch = ids[start : start + 500]
            fill(index, *(document(id_, priority=int(id_[-1]) % 3) for id_ in batch))
        paged = all_pages(index, 170, Sort("priority"))
        assert paged == sorted(ids, key=lambda id_: (-(int(id_[-1]) % 3), id_))

    @pytest.mark.parametrize("by", ["priority", "received", "id"])
    def test_from_any_case_on_the_search_goes_on(
        self, index: SearchIndex, by: str
    ) -> None:
        documents = [document(id_, priority=int(id_ > "b")) for id_ in "abcde"]
        fill(index, *documents)
        hits = index.search(request(sort=Sort(by))).hits
        ids = [hit.document.case_id for hit in hits]
        for place, hit in enumerate(hits, 1):
            rest = index.search(request(sort=Sort(by), after=hit.after)).hits
            assert [one.document.case_id for one in rest] == ids[place:]

    def test_a_search_goes_on_behind_a_case_that_it_finds_no_more(
        self, index: SearchIndex
    ) -> None:
        fill(index, *(document(id_, status="new") for id_ in "abc"))
        new = request(filters={"status": ["new"]}, limit=1)
        (first,) = index.search(new).hits
        taken = index.get(["a"])["a"]
        assert first.document.case_id == "a"
        moved = taken.document.model_copy(update={"status": "triage"})
        index.write([Write(moved, taken.token)])
        index.refresh()
        (second,) = index.search(replace(new, after=first.after)).hits
        assert second.document.case_id == "b"

    def test_a_page_says_whether_there_is_another(self, index: SearchIndex) -> None:
        fill_three(index)
        assert index.search(request(limit=2)).after is not None
        assert index.search(request(limit=3)).after is None
        empty = index.search(request(limit=0))
        assert empty == SearchPage(total=3, hits=[], facets={}, after=None)
