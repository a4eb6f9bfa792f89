"""What every index keeps of what is written."""

import pytest

from tests.contract.index_under_test import (
    IndexContract,
    MakeIndex,
    fill,
    found,
)
from tests.documents import document
from tocsin.search.base import (
    Marker,
    SearchIndex,
    Write,
)


class WritingContract(IndexContract):
    """Writes, tokens and markers."""

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

    def test_expunging_keeps_what_is_there(
        self, index: SearchIndex, make_index: MakeIndex
    ) -> None:
        fill(index, document("a", text="passports"), document("b", text="wages"))
        index.write([Write(document("a", text="hours"), index.get(["a"])["a"].token)])
        index.expunge()
        index.expunge()
        for one in (index, make_index()):
            one.refresh()
            assert [found(one, word) for word in ("passports", "hours", "wages")] == [
                [],
                ["a"],
                ["b"],
            ]
        assert index.count() == 2

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
        fill(index, document("b", stage="enriched"))
        assert list(index.markers(page_size=2)) == [
            Marker("a", "failed"),
            Marker("b", "enriched"),
            Marker("c", "received"),
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
