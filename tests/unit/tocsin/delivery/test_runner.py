"""The loop keeps the order: outputs, letters, offset."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Event

import pytest

from schemas.topics import ENRICHED, RECEIVED, STAGES
from tests.memory_log import MemoryLog, down
from tocsin.delivery.buffer import BatchPolicy
from tocsin.delivery.kernel import Policy
from tocsin.delivery.outcome import Dead, Delivery, Done, Outcome, Retry
from tocsin.delivery.runner import Runner, Worker
from tocsin.delivery.status import NoMeter
from tocsin.errors import DependencyDown, Halt, Reject
from tocsin.log.base import NewRecord, TopicPartition

LETTERS = RECEIVED.dead_letters
WORKER = Worker(
    "enrich", "w1", "0.1.0", Policy(batch=BatchPolicy(age_max_s=0.0, records_max=4))
)


def copied(delivery: Delivery) -> Outcome:
    """An output that tells where it came from."""
    record = delivery.record
    return Done((NewRecord(ENRICHED.name, record.key, record.value),))


@dataclass
class Handling:
    """A handler made of a function for each record."""

    outcome: Callable[[Delivery], Outcome] = copied
    seen: list[tuple[bytes | None, int]] = field(default_factory=list)

    def handle(self, deliveries: Sequence[Delivery]) -> Sequence[Outcome]:
        """Note what was seen."""
        self.seen += [(d.record.value, d.attempt) for d in deliveries]
        return [self.outcome(delivery) for delivery in deliveries]


class Until(Event):
    """A stop that comes by itself once a condition holds, or too late."""

    def __init__(self, condition: Callable[[], bool]) -> None:
        super().__init__()
        self._condition = condition
        self._asked = 0

    def is_set(self) -> bool:
        self._asked += 1
        assert self._asked < 500, "the worker gets nowhere"
        return self._condition()


class Counting(NoMeter):
    """A meter that remembers."""

    def __init__(self) -> None:
        self.fates: list[dict[str, int]] = []
        self.reasons: list[str] = []
        self.downs: list[str] = []

    def handled(self, fates: object, *, took_s: float) -> None:
        assert took_s >= 0
        self.fates.append(dict(fates))  # type: ignore[call-overload]  # a Mapping

    def dead(self, reason: str) -> None:
        self.reasons.append(reason)

    def down(self, dependency: str) -> None:
        self.downs.append(dependency)


def log_of(*values: str) -> MemoryLog:
    """One record a value; its first character is the key."""
    log = MemoryLog(STAGES["enrich"])
    log.append([NewRecord(RECEIVED.name, v[0], v.encode()) for v in values])
    return log


def outputs(log: MemoryLog) -> list[bytes | None]:
    return [record.value for record in log.all_of(ENRICHED.name)]


def committed(log: MemoryLog) -> int:
    return sum(log.offsets.values())


def run_until_committed(
    log: MemoryLog, handler: Handling, count: int, meter: Counting | None = None
) -> Runner:
    runner = Runner(log, WORKER, handler, clock=log.clock, meter=meter)
    runner.run(Until(lambda: committed(log) == count))
    return runner


def test_a_worker_stays_a_member_while_it_works() -> None:
    """Its batch would go to another, and from there back, for as long as both live."""
    log, kept = log_of("a1"), []

    def noted(delivery: Delivery) -> Outcome:
        kept.append(set(log.kept))
        return copied(delivery)

    run_until_committed(log, Handling(noted), 1)
    assert kept == [{"w1"}]
    assert log.kept == set()


def test_every_record_is_handled_once_and_committed() -> None:
    log = log_of("a1", "b1", "a2", "c1", "a3", "a4")
    meter = Counting()
    run_until_committed(log, Handling(), 6, meter)
    assert sorted(filter(None, outputs(log))) == [
        b"a1",
        b"a2",
        b"a3",
        b"a4",
        b"b1",
        b"c1",
    ]
    assert [fates["done"] for fates in meter.fates] == [4, 2]


def test_a_second_run_finds_nothing_left() -> None:
    log = log_of("a1", "a2")
    run_until_committed(log, Handling(), 2)
    handler = Handling()
    rounds = iter([False, False, True])
    Runner(log, WORKER, handler, clock=log.clock).run(Until(lambda: next(rounds)))
    assert handler.seen == []


def test_a_dead_record_is_set_aside_and_the_rest_goes_on() -> None:
    log = log_of("a1", "a2", "a3")
    meter = Counting()

    def outcome(delivery: Delivery) -> Outcome:
        if delivery.record.value == b"a2":
            return Dead("bad", "for a test")
        return copied(delivery)

    run_until_committed(log, Handling(outcome), 3, meter)
    assert outputs(log) == [b"a1", b"a3"]
    (letter,) = log.all_of(LETTERS)
    assert letter.headers["ce_type"] == "tocsin.record.dead-lettered"
    assert meter.reasons == ["bad"]


def test_while_letters_cannot_be_written_the_offset_does_not_move() -> None:
    log = log_of("a1")
    failures = iter([True] * 5 + [False] * 99)
    seen: list[int] = []

    def fault(step: str) -> None:
        if step == "append " + LETTERS and next(failures):
            seen.append(committed(log))
            raise down(step)

    log.fault = fault
    run_until_committed(log, Handling(lambda _: Dead("bad", "")), 1)
    assert seen == [0, 0, 0, 0, 0]
    assert len(log.all_of(LETTERS)) == 1


def test_while_outputs_cannot_be_written_the_offset_does_not_move() -> None:
    log = log_of("a1", "a2")
    failures = iter([True, True, False, True] + [False] * 99)
    meter = Counting()

    def fault(step: str) -> None:
        if step == "append " + ENRICHED.name and next(failures):
            assert committed(log) == 0
            raise down(step)

    log.fault = fault
    handler = Handling()
    runner = run_until_committed(log, handler, 2, meter)
    assert meter.downs == ["log", "log", "log"]
    assert {attempt for _, attempt in handler.seen} == {1}
    assert outputs(log) == [b"a1", b"a1", b"a2"]
    assert runner.status.last_error == "DependencyDown"


def test_a_handler_whose_dependency_is_down_gets_the_same_batch_again() -> None:
    log = log_of("a1", "a2")
    failures = iter([True, True, False])

    def outcome(delivery: Delivery) -> Outcome:
        if next(failures, False):
            raise DependencyDown("index", "no answer")
        return copied(delivery)

    handler = Handling(outcome)
    run_until_committed(log, handler, 2)
    assert handler.seen == [(b"a1", 1), (b"a2", 1)] * 3


@pytest.mark.parametrize("step", ["poll", "commit", "join"])
def test_a_log_that_is_down_for_a_while_loses_and_repeats_nothing(step: str) -> None:
    log = log_of("a1", "a2")
    failures = iter([True] * 3 + [False] * 99)

    def fault(at: str) -> None:
        if at == step and next(failures):
            raise down(at)

    log.fault = fault
    run_until_committed(log, Handling(), 2)
    assert outputs(log) == [b"a1", b"a2"]


def test_an_unexpected_error_ends_the_worker_and_leaves_the_offset() -> None:
    log = log_of("a1", "a2")

    def outcome(_: Delivery) -> Outcome:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run_until_committed(log, Handling(outcome), 2)
    assert committed(log) == 0


def test_when_all_records_die_no_letter_is_written() -> None:
    log = log_of(*(f"a{i}" for i in range(40)))
    worker = Worker("enrich", "w1", "0.1.0", Policy(batch=BatchPolicy(age_max_s=0.0)))
    handler = Handling(lambda _: Dead("bug", ""))
    runner = Runner(log, worker, handler, clock=log.clock)
    with pytest.raises(Halt):
        runner.run(Until(lambda: False))
    assert log.all_of(LETTERS) == []
    assert committed(log) == 0


def test_only_the_record_whose_output_is_too_large_dies() -> None:
    log = log_of("a1", "a2", "a3")
    appended = log.append

    def append(records: Sequence[NewRecord]) -> object:
        if any(record.value == b"a2" for record in records):
            raise Reject("record_too_large", "9 MB")
        return appended(records)

    log.append = append  # type: ignore[method-assign, assignment]  # a broker's limit
    run_until_committed(log, Handling(), 3)
    assert outputs(log) == [b"a1", b"a3"]
    (letter,) = log.all_of(LETTERS)
    assert b"output_rejected" in (letter.value or b"")


def test_a_stop_finishes_the_batch_in_hand_and_abandons_the_rest() -> None:
    log = log_of(*(f"a{i}" for i in range(9)))
    stop = Event()

    def outcome(delivery: Delivery) -> Outcome:
        stop.set()
        return copied(delivery)

    handler = Handling(outcome)
    Runner(log, WORKER, handler, clock=log.clock).run(stop)
    assert len(handler.seen) == 4
    assert committed(log) == 4


def test_a_stop_is_heard_while_the_log_is_down() -> None:
    log = log_of("a1")
    asked = iter(range(99))

    def fault(step: str) -> None:
        raise down(step)

    log.fault = fault
    runner = Runner(log, WORKER, Handling(), clock=log.clock)
    runner.run(Until(lambda: next(asked) > 20))
    assert log.clock.passed_s > 0
    assert max(log.clock.slept) <= 1.0


def test_a_partition_in_retry_is_paused_and_goes_on_later() -> None:
    log = log_of("a1", "b1")
    paused: list[set[TopicPartition]] = []
    a = log.partition_of(NewRecord(RECEIVED.name, "a", None))

    def outcome(delivery: Delivery) -> Outcome:
        if delivery.record.key == "a" and delivery.attempt < 3:
            return Retry("slow", counts=True, after_s=0.0)
        return copied(delivery)

    runner = Runner(log, WORKER, Handling(outcome), clock=log.clock)
    with log.join("enrich", STAGES["enrich"], member="w1") as reader:
        for _ in range(4):
            runner.round(reader)
            paused.append(set(reader.paused))
    assert {a} in paused
    assert paused[-1] == set()
    assert sorted(filter(None, outputs(log))) == [b"a1", b"b1"]
    assert log.offsets[a] == 1
