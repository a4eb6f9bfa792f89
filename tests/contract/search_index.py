"""What every `SearchIndex` does, adapter by adapter the same."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import pytest

from schemas.case import CaseDocument
from tests.documents import document
from tocsin.errors import BadQuery
from tocsin.search.base import (
    Bucket,
    FacetValue,
    Interval,
    Marker,
    SearchIndex,
    SearchPage,
    SearchRequest,
    Sort,
    Write,
)
from tocsin.search.grammar import parse

MakeIndex = Callable[[], SearchIndex]


def fill(index: SearchIndex, *documents: CaseDocument) -> None:
    """Write new documents and make them searchable."""
    results = index.write([Write(doc, None) for doc in documents])
    assert [result.fate for result in results] == ["written"] * len(documents)
    index.refresh()


def request(text: str = "", **fields: object) -> SearchRequest:
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
    return datetime(year, month, day, hour, tzinfo=UTC)


SEARCHES: list[tuple[str, list[str]]] = [
    ("cotton", ["a", "b"]),
    ("COTTON", ["a", "b"]),
    ("cotton AND school", ["b"]),
    ("cotton school", ["b"]),
    ("school OR tea", ["b", "c"]),
    ("cotton -school", ["a"]),
    ("NOT cotton", ["c"]),
    ("-cotton -tea", []),
    ('"kept passports"', ["a"]),
    ('"passports kept"', []),
    ("passp*", ["a"]),
    ("pasport~1", []),
    ("pasports~1", ["a"]),
    ("cottno~1", ["a", "b"]),
    ("pasprts~2", ["a"]),
    ("(school OR passports) cotton", ["a", "b"]),
    ("text:cotton", ["a", "b"]),
    ("name:cotton", []),
    ('name:"veltrano textile"', ["a"]),
    ("veltrano", ["a"]),
    ('"textile mirovian"', []),
    ("estate", ["c"]),
    ("country:TR", ["a"]),
    ("country:tr", ["a"]),
    ("country:t*", ["a"]),
    ('country:"t*"', []),
    ("country:t.", []),
    ("has:country", ["a"]),
    ("-has:assignee", ["b", "c"]),
    ("priority:>=60", ["a"]),
    ("priority:10..60", ["a", "b"]),
    ("priority:5", ["c"]),
    ("received:2026-03", ["b"]),
    ("received:2026-01..2026-03", ["a", "b"]),
    ("received:>=2026-03-14", ["b", "c"]),
    ("received:<2026-03", ["a"]),
    ("alleges:true", ["a"]),
    ("-alleges:true", ["b", "c"]),
    ("has:alleges", ["a", "b"]),
    ("has:name", ["a"]),
    ("id:b", ["b"]),
    ('"!!" cotton', ["a", "b"]),
]

SCRIPTS: list[tuple[str, list[str]]] = [
    ("cafe", ["fr", "nfd"]),
    ("CAFÉ", ["fr", "nfd"]),
    ("cafe\u0301", ["fr", "nfd"]),
    ("caf*", ["fr", "nfd"]),
    ("CAF\u00c9*", ["fr", "nfd"]),
    ("eau", ["fr"]),
    ("l'eau", ["fr"]),
    ("l\u2019eau", ["fr"]),
    ("istanbul", ["tr"]),
    ("İstanbul", ["tr"]),
    ("iscilik", ["tr"]),
    ("işçilik", ["tr"]),
    ("hauptstrasse", ["de"]),
    ("强迫", ["zh"]),
    ("强迫劳动", ["zh"]),
    ("迫强", []),
    ('"劳动力"', ["zh"]),
    ("工厂*", ["zh"]),
    ("ที่", ["th"]),
    ("труд", ["ru"]),
    ("ТРУД", ["ru"]),
    ("السخرة", ["ar"]),
    ("example", ["web"]),
    ("www.mill.example", ["web"]),
    ("a1b2", ["web"]),
]

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


class SearchIndexContract:
    """Subclass it and give a fixture `make_index`: opens the same index each time."""

    @pytest.fixture
    def index(self, make_index: MakeIndex) -> SearchIndex:
        index = make_index()
        index.apply()
        return index

    # words

    def test_a_search_finds(
        self, index: SearchIndex, subtests: pytest.Subtests
    ) -> None:
        fill(
            index,
            document(
                "a",
                text="They kept passports in the cotton mill.",
                organization_names=("Veltrano Textile", "Mirovian Trading"),
                countries_alleged=("TR",),
                assignee="ana",
                alleges_forced_labor=True,
                priority=60,
                received_at=on(2026, 1, 31, 23),
            ),
            document(
                "b",
                text="Cotton is picked by a school.",
                priority=10,
                alleges_forced_labor=False,
                received_at=on(2026, 3, 31, 23),
            ),
            document("c", title="Tea estate", priority=5, received_at=on(2026, 4, 1)),
        )
        for text, ids in SEARCHES:
            with subtests.test(text):
                assert found(index, text) == ids

    def test_every_script_is_found(
        self, index: SearchIndex, subtests: pytest.Subtests
    ) -> None:
        fill(
            index,
            document("fr", text="Le café n'a pas de l'eau."),
            document("nfd", text="cafe\u0301"),
            document("tr", text="İstanbul: zorla işçilik"),
            document("de", text="Hauptstraße"),
            document("zh", text="这家工厂强迫劳动力加班"),
            document("th", text="แรงงานที่ถูกบังคับ"),
            document("ru", text="принудительный труд"),
            document("ar", text="العمل السخرة"),
            document("web", text="see http://www.mill.example/a1b2?x_y"),
        )
        for text, ids in SCRIPTS:
            with subtests.test(text):
                assert found(index, text) == ids

    # filters and counts

    def test_filters_narrow_a_search(
        self, index: SearchIndex, subtests: pytest.Subtests
    ) -> None:
        self.fill_three(index)
        for filters, ids in FILTERS:
            with subtests.test(str(filters)):
                assert found(index, filters=filters) == ids

    def fill_three(self, index: SearchIndex) -> None:
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

    def test_a_facet_leaves_out_its_own_filter_only(self, index: SearchIndex) -> None:
        self.fill_three(index)
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
        self.fill_three(index)
        page = index.search(
            request("priority:<50", facets=("goods",), facet_values_max=2)
        )
        assert page.facets == {
            "goods": [FacetValue("cotton", 1), FacetValue("cotton yarn", 1)]
        }

    def test_an_aggregate_counts_a_filtered_search(self, index: SearchIndex) -> None:
        self.fill_three(index)
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
        self.fill_three(index)
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
        self.fill_three(index)
        cursor = index.search(request(limit=1)).after
        with pytest.raises(BadQuery):
            index.search(request(sort=Sort("received"), after=cursor))

    # order and pages

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

    def test_a_page_says_whether_there_is_another(self, index: SearchIndex) -> None:
        self.fill_three(index)
        assert index.search(request(limit=2)).after is not None
        assert index.search(request(limit=3)).after is None
        empty = index.search(request(limit=0))
        assert empty == SearchPage(total=3, hits=[], facets={}, after=None)

    @pytest.mark.parametrize(
        ("text", "snippet"),
        [
            ("passports", "He kept our «passports» in a safe."),
            ('"OUR passports"', "He kept «our passports» in a safe."),
            ("pasports~1", "He kept our «passports» in a safe."),
            ("pass* -tea", "He kept our «passports» in a safe."),
        ],
    )
    def test_snippets_mark_what_was_found(
        self, index: SearchIndex, text: str, snippet: str
    ) -> None:
        fill(index, document("a", text="He kept our passports in a safe."))
        page = index.search(request(text, highlight=True))
        assert page.hits[0].snippets == (snippet,)

    # writing

    def test_a_document_is_read_back_as_written_before_a_refresh(
        self, index: SearchIndex
    ) -> None:
        doc = document("a", text="\u0000 \U0001f600 «x» 强", tags=("a", "b"))
        index.write([Write(doc, None)])
        stored = index.get(["a", "missing"])
        assert list(stored) == ["a"]
        assert stored["a"].document == doc

    def test_only_the_last_token_may_write(self, index: SearchIndex) -> None:
        fill(index, document("a", version=1))
        token = index.get(["a"])["a"].token
        second, third = document("a", version=2), document("a", version=3)
        assert index.write([Write(second, token)])[0].fate == "written"
        assert index.write([Write(third, token)])[0].fate == "conflict"
        assert index.get(["a"])["a"].document.version == 2

    def test_a_case_is_created_once(self, index: SearchIndex) -> None:
        fill(index, document("a", version=1))
        again = index.write([Write(document("a", version=2), None)])
        assert [result.fate for result in again] == ["conflict"]
        assert index.count() == 1

    def test_a_changed_case_is_found_by_its_new_words_only(
        self, index: SearchIndex
    ) -> None:
        fill(index, document("a", text="cotton", tags=("old",)))
        token = index.get(["a"])["a"].token
        index.write([Write(document("a", text="tea", tags=("new",)), token)])
        index.refresh()
        assert (found(index, "cotton"), found(index, "tea")) == ([], ["a"])
        assert found(index, filters={"tag": ["old"]}) == []

    def test_each_write_has_its_own_result(self, index: SearchIndex) -> None:
        fill(index, document("b"))
        results = index.write(
            [
                Write(document("a"), None),
                Write(document("b"), None),
                Write(document("c", external_id="x" * 40_000), None),
                Write(document("d"), None),
            ]
        )
        assert [(result.case_id, result.fate) for result in results] == [
            ("a", "written"),
            ("b", "conflict"),
            ("c", "rejected"),
            ("d", "written"),
        ]
        assert results[2].reason == "keyword_too_long:external_id"
        index.refresh()
        assert found(index) == ["a", "b", "d"]

    def test_nothing_is_written_for_nothing(self, index: SearchIndex) -> None:
        assert index.write([]) == []
        assert index.get([]) == {}

    @pytest.mark.parametrize(
        "text",
        [
            "x" * 1_000_000 + " tail",
            "word " * 200_000 + " tail",
            "强" * 300_000 + " tail",
            "\U0001f600\u200b\ufeff\u202e\u0000 tail",
            '"}{\\u0000</script> tail',
        ],
        ids=["one long word", "a million letters", "no blanks", "signs", "markup"],
    )
    def test_hostile_text_is_kept_and_found(
        self, index: SearchIndex, text: str
    ) -> None:
        fill(index, document("a", text=text))
        assert found(index, "tail", highlight=True) == ["a"]
        assert index.get(["a"])["a"].document.text == text

    def test_a_keyword_up_to_the_limit_is_found(self, index: SearchIndex) -> None:
        value = "é" * 16_383
        fill(index, document("a", organizations=(value,)))
        assert found(index, filters={"organization": [value]}) == ["a"]

    def test_too_long_an_id_is_rejected(self, index: SearchIndex) -> None:
        results = index.write([Write(document("i" * 513), None)])
        assert (results[0].fate, results[0].reason) == ("rejected", "id_too_long")

    def test_markers_name_every_case_once_in_order(self, index: SearchIndex) -> None:
        fill(index, document("c"), document("a", stage="failed"))
        fill(index, document("b", received_id=None, stage="enriched"))
        assert list(index.markers(page_size=2)) == [
            Marker("a", "received-a", "failed"),
            Marker("b", None, "enriched"),
            Marker("c", "received-c", "received"),
        ]
        assert index.count() == 3

    def test_apply_changes_nothing_the_second_time(
        self, index: SearchIndex, make_index: MakeIndex
    ) -> None:
        fill(index, document("a"))
        other = make_index()
        other.apply()
        assert found(other) == ["a"]
        index.ping()

    def test_what_another_instance_writes_is_found(
        self, index: SearchIndex, make_index: MakeIndex
    ) -> None:
        other = make_index()
        assert found(other) == []
        fill(index, document("a"))
        assert found(other) == ["a"]
        other.write([Write(document("b"), None)])
        other.refresh()
        assert found(index) == ["a", "b"]

    # rebuild

    def test_a_rebuild_is_unseen_until_promoted(self, index: SearchIndex) -> None:
        fill(index, document("old"))
        rebuild = index.rebuild()
        fill(rebuild.index, document("new"))
        assert found(index) == ["old"]
        assert rebuild.index.count() == 1
        rebuild.promote()
        assert found(index) == ["new"]

    def test_writers_follow_a_promotion_and_old_tokens_end(
        self, index: SearchIndex, make_index: MakeIndex
    ) -> None:
        writer = make_index()
        fill(writer, document("a", version=1))
        token = writer.get(["a"])["a"].token
        rebuild = index.rebuild()
        fill(rebuild.index, document("a", version=5))
        rebuild.promote()
        stale, fresh = Write(document("a", version=2), token), document("b")
        assert writer.write([stale])[0].fate == "conflict"
        assert writer.write([Write(fresh, None)])[0].fate == "written"
        index.refresh()
        assert found(index) == ["a", "b"]
        assert index.get(["a"])["a"].document.version == 5

    def test_an_abandoned_rebuild_leaves_the_live_one(self, index: SearchIndex) -> None:
        fill(index, document("a"))
        rebuild = index.rebuild()
        fill(rebuild.index, document("b"))
        rebuild.abandon()
        assert found(index) == ["a"]
        again = index.rebuild()
        assert again.index.count() == 0
        again.abandon()

    def test_two_promotions_in_a_row_leave_the_last(self, index: SearchIndex) -> None:
        for case_id in ("first", "second", "third"):
            rebuild = index.rebuild()
            fill(rebuild.index, document(case_id))
            rebuild.promote()
            assert found(index) == [case_id]
