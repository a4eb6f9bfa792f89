"""How every index is filled anew beside the live one."""

from tests.contract.index_under_test import (
    IndexContract,
    MakeIndex,
    fill,
    found,
)
from tests.documents import document
from tocsin.search.base import (
    SearchIndex,
    Write,
)


class RebuildingContract(IndexContract):
    """Rebuilds."""

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

    def test_what_is_live_is_not_thrown_away(self, index: SearchIndex) -> None:
        rebuild = index.rebuild()
        fill(rebuild.index, document("a"))
        rebuild.promote()
        # As somebody does who was interrupted before `promote` returned.
        rebuild.abandon()
        assert found(index) == ["a"]

    def test_two_promotions_in_a_row_leave_the_last(self, index: SearchIndex) -> None:
        for case_id in ("first", "second", "third"):
            rebuild = index.rebuild()
            fill(rebuild.index, document(case_id))
            rebuild.promote()
            assert found(index) == [case_id]
