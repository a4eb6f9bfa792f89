"""How every index filters and counts."""

from collections.abc import Sequence

import pytest

from tests.contract.index_under_test import (
    IndexContract,
    fill_three,
    found,
    request,
)
from tocsin.errors import BadQuery
from tocsin.search.base import (
    Bucket,
    FacetValue,
    Interval,
    SearchIndex,
    SearchRequest,
    Sort,
)

FILTERS: list[tuple[dict[str, list[str]], list[str]]] = [
    ({}, ["a", "b", "c"]),
    ({"status": ["new"]}, ["a", "b"]),
    ({"status": ["new", "closed"]}, ["a", "b", "c"]),
    ({"status": ["!new"]}, ["c"]),
    ({"goods": ["cotton"], "country": ["TR"]}, ["b"]),
    ({"country": ["CN", "!TR"]}, ["a"]),
    ({"country": ["!CN", "!TR"]}, ["c"]),
    ({"goods": ["cotton yarn"]}, ["b"]),
    ({"goods": ["Cotton"]}, ["a", "b"]),
    ({"priority": [">=50"]}, ["a"]),
    ({"priority": ["1..9", "50..60"]}, ["a", "c"]),
    ({"received": ["2026-02..2026-03"]}, ["b"]),
    ({"alleges": ["true"]}, ["a"]),
    ({"name": ["blue river"]}, ["a"]),
    ({"status": []}, ["a", "b", "c"]),
]


class FilteringContract(IndexContract):
    """Filters, facets, aggregates and histograms."""

    def test_filters_narrow_a_search(
        self, index: SearchIndex, subtests: pytest.Subtests
    ) -> None:
        fill_three(index)
        for filters, ids in FILTERS:
            with subtests.test(str(filters)):
                assert found(index, filters=filters) == ids

    def test_a_facet_leaves_out_its_own_filter_only(self, index: SearchIndex) -> None:
        fill_three(index)
        page = index.search(
            request(
                filters={"status": ["new"], "goods": ["tea"]},
                facets=("status", "goods", "country"),
            )
        )
        assert page.total == 0
        assert page.facets == {
            "status": [FacetValue("closed", 1)],
            "goods": [FacetValue("cotton", 2), FacetValue("cotton yarn", 1)],
            "country": [],
        }

    def test_facets_count_the_search_and_are_cut(self, index: SearchIndex) -> None:
        fill_three(index)
        page = index.search(
            request("priority:<50", facets=("goods",), facet_values_max=2)
        )
        assert page.facets == {
            "goods": [FacetValue("cotton", 1), FacetValue("cotton yarn", 1)]
        }

    def test_an_aggregate_counts_a_filtered_search(self, index: SearchIndex) -> None:
        fill_three(index)
        asked = request(filters={"status": ["new"]})
        assert index.aggregate(asked, by="goods", values_max=9) == [
            Bucket("cotton", 2, 55),
            Bucket("cotton yarn", 1, 20),
        ]
        by_status = index.aggregate(request(), by="status", values_max=9)
        assert [bucket.cases for bucket in by_status] == [2, 1]
        assert (
            sum(bucket.cases for bucket in by_status) == index.search(request()).total
        )

    @pytest.mark.parametrize(
        ("interval", "buckets"),
        [
            (
                "day",
                [
                    Bucket("2026-01-31", 1, 55),
                    Bucket("2026-02-01", 1, 20),
                    Bucket("2027-02-01", 1, 5),
                ],
            ),
            (
                "month",
                [
                    Bucket("2026-01", 1, 55),
                    Bucket("2026-02", 1, 20),
                    Bucket("2027-02", 1, 5),
                ],
            ),
            ("year", [Bucket("2026", 2, 55), Bucket("2027", 1, 5)]),
        ],
    )
    def test_a_histogram_counts_spans_of_time(
        self, index: SearchIndex, interval: Interval, buckets: Sequence[Bucket]
    ) -> None:
        fill_three(index)
        assert index.histogram(request(), interval=interval) == buckets

    @pytest.mark.parametrize(
        "wrong",
        [
            request(filters={"colour": ["red"]}),
            request(filters={"priority": ["high"]}),
            request(filters={"status": ["x"] * 201}),
            request(facets=("text",)),
            request(sort=Sort("title")),
            request(limit=1001),
            request(limit=-1),
            request(after="nonsense"),
            request(after="WzEsMiwzLDRd"),
        ],
    )
    def test_what_makes_no_sense_is_a_bad_query(
        self, index: SearchIndex, wrong: SearchRequest
    ) -> None:
        with pytest.raises(BadQuery):
            index.search(wrong)

    def test_a_cursor_of_another_order_is_a_bad_query(self, index: SearchIndex) -> None:
        fill_three(index)
        cursor = index.search(request(limit=1)).after
        with pytest.raises(BadQuery):
            index.search(request(sort=Sort("received"), after=cursor))
