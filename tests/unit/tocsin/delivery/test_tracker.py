"""The tracker never lets a commit pass an unfinished record."""

from hypothesis import given
from hypothesis import strategies as st

from tests.unit.tocsin.delivery.records import P0, P1, record
from tocsin.delivery.tracker import OffsetTracker


def tracker_of(*offsets: int, epoch: int = 1) -> OffsetTracker:
    tracker = OffsetTracker()
    tracker.assign({P0: epoch})
    for offset in offsets:
        tracker.track(record(offset))
    return tracker


def test_nothing_is_committable_before_anything_is_finished() -> None:
    assert tracker_of(3, 4).committable() == {}


def test_a_finished_record_behind_an_unfinished_one_is_not_committable() -> None:
    tracker = tracker_of(2585, 2586, 2587)
    assert tracker.finish(record(2586).position, epoch=1)
    assert tracker.finish(record(2587).position, epoch=1)
    assert tracker.committable() == {}
    assert tracker.lowest_unfinished(P0) == 2585


def test_finishing_the_head_commits_all_that_waited_behind_it() -> None:
    tracker = tracker_of(2585, 2586, 2587)
    tracker.finish(record(2586).position, epoch=1)
    tracker.finish(record(2585).position, epoch=1)
    assert tracker.committable() == {P0: 2587}
    assert tracker.lowest_unfinished(P0) == 2587


def test_offsets_that_compaction_left_out_are_no_gap() -> None:
    tracker = tracker_of(3, 7, 20)
    for offset in (3, 7, 20):
        tracker.finish(record(offset).position, epoch=1)
    assert tracker.committable() == {P0: 21}
    assert tracker.lowest_unfinished(P0) is None


def test_partitions_are_counted_apart() -> None:
    tracker = OffsetTracker()
    tracker.assign({P0: 1, P1: 1})
    tracker.track(record(5))
    tracker.track(record(9, partition=1))
    tracker.finish(record(9, partition=1).position, epoch=1)
    assert tracker.committable() == {P1: 10}


def test_a_revoked_partition_is_dropped() -> None:
    tracker = tracker_of(0, 1)
    tracker.finish(record(0).position, epoch=1)
    assert tracker.assign({P1: 1}) == {P0, P1}
    assert tracker.committable() == {}
    assert tracker.held() == {P1}


def test_a_late_completion_of_an_old_assignment_is_ignored() -> None:
    tracker = tracker_of(0, 1)
    assert tracker.assign({P0: 2}) == {P0}
    assert tracker.track(record(0)) == 2
    assert not tracker.finish(record(0).position, epoch=1)
    assert tracker.committable() == {}


def test_the_same_assignment_again_changes_nothing() -> None:
    tracker = tracker_of(0)
    tracker.finish(record(0).position, epoch=1)
    assert tracker.assign({P0: 1}) == set()
    assert tracker.committable() == {P0: 1}


def test_a_record_of_a_partition_that_is_not_held_is_not_tracked() -> None:
    assert tracker_of().track(record(0, partition=1)) is None


def test_a_record_delivered_twice_under_one_assignment_is_tracked_once() -> None:
    tracker = tracker_of(0, 1)
    assert tracker.track(record(1)) is None
    assert tracker.track(record(2)) == 1


def test_finishing_twice_is_as_good_as_once() -> None:
    tracker = tracker_of(0, 1)
    tracker.finish(record(0).position, epoch=1)
    tracker.finish(record(0).position, epoch=1)
    assert tracker.committable() == {P0: 1}


@given(
    gaps=st.lists(st.integers(1, 5), min_size=1, max_size=30),
    order=st.randoms(use_true_random=False),
)
def test_in_any_order_of_finishing_no_commit_passes_an_unfinished_record(
    gaps: list[int], order: object
) -> None:
    offsets = [sum(gaps[: i + 1]) for i in range(len(gaps))]
    tracker = tracker_of(*offsets)
    shuffled = list(offsets)
    order.shuffle(shuffled)  # type: ignore[attr-defined]  # a random.Random
    unfinished = set(offsets)
    for offset in shuffled:
        tracker.finish(record(offset).position, epoch=1)
        unfinished.remove(offset)
        committed = tracker.committable().get(P0)
        assert committed is None or all(committed <= left for left in unfinished)
        assert tracker.lowest_unfinished(P0) == min(unfinished, default=None)
    assert tracker.committable() == {P0: offsets[-1] + 1}
