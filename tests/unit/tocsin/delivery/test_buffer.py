"""A batch is due when it is full, large or old enough."""

from tests.unit.tocsin.delivery.records import P0, P1, record
from tocsin.delivery.buffer import BatchPolicy, Buffer, Pending

POLICY = BatchPolicy(records_max=3, bytes_max=100, age_max_s=5.0)


def pending(
    turn: int, *, partition: int = 0, size: int = 1, at_s: float = 0
) -> Pending:
    return Pending(record(turn, partition=partition, size=size), 1, turn, at_s)


def buffer_of(*waiting: Pending) -> Buffer:
    buffer = Buffer(POLICY)
    for one in waiting:
        buffer.put(one)
    return buffer


def turns(batch: list[Pending]) -> list[int]:
    return [one.turn for one in batch]


def test_a_few_young_records_wait_for_company() -> None:
    buffer = buffer_of(pending(1), pending(2))
    assert buffer.take(now_s=4.9) == []
    assert buffer.due_in_s(now_s=4.0) == 1.0


def test_an_old_record_is_due_alone() -> None:
    assert turns(buffer_of(pending(1)).take(now_s=5.0)) == [1]


def test_a_full_batch_is_due_at_once() -> None:
    buffer = buffer_of(pending(1), pending(2), pending(3), pending(4))
    assert buffer.due_in_s(now_s=0.0) == 0.0
    assert turns(buffer.take(now_s=0.0)) == [1, 2, 3]
    assert buffer.count() == 1


def test_the_first_batches_after_a_start_are_small_and_grow_twofold() -> None:
    buffer = Buffer(BatchPolicy(records_max=10, first_records_max=2))
    for turn in range(40):
        buffer.put(pending(turn))
    assert [len(buffer.take(now_s=0.0)) for _ in range(5)] == [2, 4, 8, 10, 10]


def test_a_large_batch_is_due_and_keeps_to_its_bytes() -> None:
    buffer = buffer_of(pending(1, size=60), pending(2, size=60))
    assert turns(buffer.take(now_s=0.0)) == [1]
    assert buffer.size() == 60


def test_a_record_larger_than_a_batch_is_a_batch() -> None:
    assert turns(buffer_of(pending(1, size=1_000)).take(now_s=0.0)) == [1]


def test_partitions_take_turns_in_order_of_arrival() -> None:
    buffer = buffer_of(pending(1), pending(3), pending(2, partition=1))
    assert turns(buffer.take(now_s=0.0)) == [1, 2, 3]


def test_a_held_partition_waits_and_the_others_go_on() -> None:
    buffer = buffer_of(pending(1), pending(2, partition=1))
    buffer.hold(P0, until_s=10.0)
    assert turns(buffer.take(now_s=5.0)) == [2]
    assert buffer.take(now_s=9.9) == []
    assert buffer.due_in_s(now_s=9.0) == 1.0
    assert turns(buffer.take(now_s=10.0)) == [1]


def test_what_is_put_back_comes_first_and_in_order() -> None:
    buffer = buffer_of(pending(1), pending(2), pending(3), pending(4))
    batch = buffer.take(now_s=0.0)
    buffer.put_back(batch)
    assert buffer.size() == 4
    assert turns(buffer.take(now_s=0.0)) == [1, 2, 3]
    assert buffer.size() == 1


def test_a_dropped_partition_leaves_nothing_behind() -> None:
    buffer = buffer_of(pending(1), pending(2, partition=1))
    buffer.hold(P0, until_s=10.0)
    buffer.drop([P0])
    assert buffer.count() == 1
    assert buffer.size() == 1
    assert dict(buffer.held()) == {}
    assert P1 not in buffer.held()


def test_an_empty_buffer_is_never_due() -> None:
    assert buffer_of().due_in_s(now_s=0.0) is None
    assert buffer_of().take(now_s=99.0) == []
    assert buffer_of().oldest() is None
