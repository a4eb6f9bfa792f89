"""The kernel's rules, one by one."""

from random import Random

import pytest

from tests.unit.tocsin.delivery.records import P0, P1, TIME, record
from tocsin.delivery.buffer import BatchPolicy
from tocsin.delivery.kernel import Kernel, Policy
from tocsin.delivery.outcome import Dead, Delivery, Done, Retry, Skip
from tocsin.delivery.retry import RetryPolicy
from tocsin.errors import Halt
from tocsin.log.base import NewRecord, Record

OUTPUT = NewRecord("out", "a", b"1")
DOWN = Retry("down", counts=False, after_s=1.0)
TIMEOUT = Retry("timeout", counts=True, after_s=1.0)


def kernel_of(*records: Record, policy: Policy | None = None) -> Kernel:
    batch = BatchPolicy(age_max_s=0.0, buffer_records_max=8)
    kernel = Kernel(
        policy or Policy(batch=batch, retry=RetryPolicy(attempts_max=3)),
        Random(1),  # noqa: S311 - delays, not secrets
    )
    kernel.assign({P0: 1, P1: 1})
    kernel.accept(records, now_s=0.0)
    return kernel


def offsets(batch: tuple[Delivery, ...]) -> list[int]:
    return [delivery.record.offset for delivery in batch]


def test_a_done_batch_gives_its_outputs_and_then_its_offset() -> None:
    kernel = kernel_of(record(0), record(1))
    assert offsets(kernel.next_batch(0.0)) == [0, 1]
    settlement = kernel.settle([Done((OUTPUT,)), Skip()])
    assert settlement.outputs == (OUTPUT,)
    assert settlement.letters == ()
    assert kernel.commits() == {}
    kernel.finish(settlement, 0.0)
    assert kernel.commits() == {P0: 2}
    kernel.committed({P0: 2})
    assert kernel.commits() == {}


def test_one_batch_is_in_flight_at_a_time() -> None:
    kernel = kernel_of(record(0))
    kernel.next_batch(0.0)
    kernel.accept([record(1)], now_s=0.0)
    assert kernel.next_batch(0.0) == ()


def test_a_dead_record_gives_a_letter_and_moves_the_offset() -> None:
    kernel = kernel_of(record(0))
    kernel.next_batch(0.0)
    settlement = kernel.settle([Dead("not_json", "ValueError")])
    (letter,) = settlement.letters
    assert (letter.record, letter.attempt) == (record(0), 1)
    kernel.finish(settlement, 0.0)
    assert kernel.commits() == {P0: 1}


def test_a_retried_record_comes_again_as_the_next_attempt() -> None:
    kernel = kernel_of(record(0))
    kernel.next_batch(0.0)
    kernel.finish(kernel.settle([TIMEOUT]), 0.0)
    assert kernel.next_batch(0.5) == ()
    assert kernel.due_in_s(0.5) == 0.5
    assert kernel.next_batch(1.0) == (Delivery(record(0), attempt=2),)
    assert kernel.commits() == {}


def test_the_third_failure_of_three_is_a_letter() -> None:
    kernel = kernel_of(record(0))
    for attempt in (1, 2):
        assert kernel.next_batch(attempt * 10.0)[0].attempt == attempt
        kernel.finish(kernel.settle([TIMEOUT]), attempt * 10.0)
    kernel.next_batch(30.0)
    settlement = kernel.settle([TIMEOUT])
    kernel.finish(settlement, 30.0)
    (letter,) = settlement.letters
    assert letter.dead == Dead(
        "retries_spent", "3 attempts failed; the last one: timeout"
    )
    assert letter.attempt == 3
    assert kernel.commits() == {P0: 1}


def test_waiting_for_a_dependency_is_never_counted() -> None:
    kernel = kernel_of(record(0))
    for turn in range(100):
        assert kernel.next_batch(turn * 10.0) == (Delivery(record(0), attempt=1),)
        kernel.finish(kernel.settle([DOWN]), turn * 10.0)


def test_a_dependency_may_not_ask_for_more_than_the_cap() -> None:
    kernel = kernel_of(record(0))
    kernel.next_batch(0.0)
    kernel.finish(kernel.settle([Retry("busy", counts=False, after_s=9e9)]), 0.0)
    assert kernel.due_in_s(0.0) == 30.0


def test_a_partition_in_retry_is_held_and_the_others_go_on() -> None:
    kernel = kernel_of(record(0), record(0, partition=1, key="b"))
    kernel.next_batch(0.0)
    kernel.finish(kernel.settle([DOWN, Done()]), 0.0)
    kernel.accept([record(1, key="c"), record(1, partition=1, key="b")], now_s=0.0)
    assert kernel.paused() == {P0}
    assert kernel.status().in_retry == {P0}
    batch = kernel.next_batch(0.0)
    assert [d.record.partition for d in batch] == [1]
    kernel.finish(kernel.settle([Done()]), 0.0)
    assert kernel.commits() == {P1: 2}
    assert offsets(kernel.next_batch(1.0)) == [0, 1]
    kernel.finish(kernel.settle([Done(), Done()]), 1.0)
    assert kernel.commits() == {P0: 2, P1: 2}
    assert kernel.paused() == set()


def test_a_later_record_of_a_retried_key_waits_and_others_do_not() -> None:
    kernel = kernel_of(record(0, key="a"), record(1, key="b"), record(2, key="a"))
    kernel.next_batch(0.0)
    settlement = kernel.settle([TIMEOUT, Done(), Done((OUTPUT,))])
    assert settlement.outputs == ()
    kernel.finish(settlement, 0.0)
    assert kernel.commits() == {}
    assert kernel.next_batch(1.0) == (
        Delivery(record(0, key="a"), attempt=2),
        Delivery(record(2, key="a"), attempt=1),
    )
    kernel.finish(kernel.settle([Done(), Done()]), 1.0)
    assert kernel.commits() == {P0: 3}


def test_a_dead_record_does_not_hold_its_key() -> None:
    kernel = kernel_of(record(0), record(1))
    kernel.next_batch(0.0)
    assert kernel.settle([Dead("x", ""), Done((OUTPUT,))]).outputs == (OUTPUT,)


def test_a_postponed_batch_comes_back_whole_and_uncounted() -> None:
    kernel = kernel_of(record(0), record(1))
    kernel.next_batch(0.0)
    kernel.postpone(0.0)
    assert kernel.commits() == {}
    wait_s = kernel.due_in_s(0.0)
    assert wait_s is not None
    assert 0.0 < wait_s <= 1.0
    assert kernel.next_batch(wait_s / 2) == ()
    assert kernel.next_batch(wait_s) == (
        Delivery(record(0), attempt=1),
        Delivery(record(1), attempt=1),
    )


def test_when_most_records_die_the_worker_halts_before_any_letter() -> None:
    kernel = kernel_of(*(record(offset) for offset in range(20)))
    kernel.next_batch(0.0)
    with pytest.raises(Halt):
        kernel.settle([Dead("x", "")] * 20)


def test_a_handler_must_answer_for_each_record() -> None:
    kernel = kernel_of(record(0), record(1))
    kernel.next_batch(0.0)
    with pytest.raises(Halt, match="1 outcomes for 2 records"):
        kernel.settle([Done()])


def test_what_a_lost_partition_left_in_hand_has_no_effect() -> None:
    kernel = kernel_of(record(0), record(0, partition=1))
    kernel.next_batch(0.0)
    kernel.assign({P1: 1})
    settlement = kernel.settle([Done((OUTPUT,)), Done()])
    assert settlement.outputs == ()
    kernel.finish(settlement, 0.0)
    assert kernel.commits() == {P1: 1}


def test_what_a_lost_partition_left_waiting_is_not_handed_out() -> None:
    kernel = kernel_of(record(0), record(0, partition=1))
    kernel.assign({P1: 1})
    assert [d.record.partition for d in kernel.next_batch(0.0)] == [1]
    assert kernel.status().waiting == 0


def test_a_record_whose_partition_was_lost_during_the_write_does_not_come_back() -> (
    None
):
    kernel = kernel_of(record(0))
    kernel.next_batch(0.0)
    settlement = kernel.settle([DOWN])
    kernel.assign({P1: 1})
    kernel.finish(settlement, 0.0)
    assert kernel.status().waiting == 0
    assert kernel.status().in_retry == frozenset()


def test_a_partition_lost_and_regained_starts_again() -> None:
    kernel = kernel_of(record(0), record(1))
    kernel.next_batch(0.0)
    kernel.assign({P0: 2, P1: 1})
    kernel.accept([record(0)], now_s=0.0)
    kernel.finish(kernel.settle([Retry("x", counts=True), Done()]), 0.0)
    assert kernel.commits() == {}
    assert kernel.next_batch(0.0) == (Delivery(record(0), attempt=1),)


def test_a_postponed_batch_leaves_lost_partitions_behind() -> None:
    kernel = kernel_of(record(0), record(0, partition=1))
    kernel.next_batch(0.0)
    kernel.assign({P1: 1})
    kernel.postpone(0.0)
    assert [d.record.partition for d in kernel.next_batch(99.0)] == [1]


def test_above_high_water_all_is_paused_until_half_is_worked_off() -> None:
    policy = Policy(
        batch=BatchPolicy(records_max=2, age_max_s=0.0, buffer_records_max=8)
    )
    kernel = kernel_of(*(record(offset) for offset in range(8)), policy=policy)
    assert kernel.paused() == {P0, P1}
    for _ in range(2):
        assert kernel.paused() == {P0, P1}
        kernel.next_batch(0.0)
        kernel.finish(kernel.settle([Done(), Done()]), 0.0)
    assert kernel.paused() == set()


def test_bytes_count_for_high_water_as_well() -> None:
    policy = Policy(batch=BatchPolicy(buffer_bytes_max=100))
    assert kernel_of(record(0, size=100), policy=policy).paused() == {P0, P1}


def test_the_status_tells_what_is_in_hand() -> None:
    kernel = kernel_of(record(0), record(1))
    kernel.next_batch(0.0)
    kernel.accept([record(2)], now_s=0.0)
    status = kernel.status()
    assert (status.in_flight, status.waiting) == (2, 1)
    assert status.oldest_unfinished == TIME
