"""Dead letters of one cause are settled together, and each is audited before."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.auditors import audited, auditor_of
from tests.lettered_log import die, empty_log
from tests.manual_clock import ManualClock
from tests.vaults import empty_database
from tocsin.errors import NotFound
from tocsin.log.sqlite import SqliteLog
from tocsin.operations.letters import DeadLetters
from tocsin.operations.rate import Rate
from tocsin.operations.settling import Chosen, Settler


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def log(tmp_path: Path, clock: ManualClock) -> Iterator[SqliteLog]:
    with empty_log(tmp_path, clock) as log:
        yield log


@pytest.fixture
def settler(tmp_path: Path, log: SqliteLog, clock: ManualClock) -> Iterator[Settler]:
    (tmp_path / "audit.db").write_bytes(empty_database())
    with auditor_of(tmp_path, f"sqlite:///{tmp_path}/audit.db", clock) as auditor:
        by = auditor.by("desk:p-1")
        rate = Rate(20.0, clock)
        yield Settler(DeadLetters(log, clock), by, "O. Lindqvist", rate)


def test_all_open_letters_of_a_cause_are_chosen_oldest_first(
    log: SqliteLog, settler: Settler
) -> None:
    crashed = [die(log, n) for n in (1, 2)]
    slow = die(log, 3, reason="text_timed_out")
    settler.discard([crashed[0]], "a test")
    letters = settler.letters
    assert Chosen(reason="text_crashed").among(letters) == [crashed[1]]
    assert Chosen(stage="index", reason="text_crashed").among(letters) == []
    both = Chosen((slow, crashed[1]), "enrich", "text_crashed").among(letters)
    assert both == [slow, crashed[1]]
    with pytest.raises(NotFound):
        Chosen(("none",)).among(letters)


def test_a_replay_is_audited_and_settles_each_letter(
    log: SqliteLog, settler: Settler
) -> None:
    ids = [die(log, n) for n in (1, 2)]
    settled = settler.replay(ids)
    assert (settled.done, settled.refused) == (tuple(ids), {})
    letter = settler.letters.get(ids[0])
    assert (letter.state, letter.settled_by) == ("replayed", "O. Lindqvist")
    assert audited(settler.auditor) == [
        ("desk:p-1", "dead-letter.replayed", ids[0], ""),
        ("desk:p-1", "dead-letter.replayed", ids[1], ""),
    ]


def test_replays_come_at_a_rate_and_discards_at_once(
    log: SqliteLog, settler: Settler, clock: ManualClock
) -> None:
    ids = [die(log, n) for n in range(1, 6)]
    settler.replay(ids[:3])
    assert clock.slept == pytest.approx([0.05, 0.05])
    settler.replay(ids[3:4])
    assert clock.slept == pytest.approx([0.05] * 3)
    settler.discard(ids[4:], "a test")
    settler.replay([*ids, "none"])
    assert len(clock.slept) == 3


def test_who_asks_twice_at_once_gets_no_more_turns() -> None:
    asked: list[float] = []

    class Counting(ManualClock):
        def sleep(self, seconds: float) -> None:
            asked.append(seconds)

    rate = Rate(20.0, Counting())
    for _ in range(4):
        rate.take()
    assert asked == pytest.approx([0.05, 0.10, 0.15])


@pytest.mark.parametrize("told", ["9" * 5_000, "none", "-1", ""])
def test_a_count_of_replays_that_is_none_is_no_bug(
    log: SqliteLog, settler: Settler, told: str
) -> None:
    id = die(log, 1, replays=told)
    assert settler.letters.foresee(id).replays == 0


def test_a_discarded_letter_keeps_the_reason(log: SqliteLog, settler: Settler) -> None:
    id = die(log, 1)
    settler.discard([id], "sent by a load test")
    letter = settler.letters.get(id)
    assert (letter.state, letter.settled_reason) == (
        "discarded",
        "sent by a load test",
    )
    assert audited(settler.auditor) == [
        ("desk:p-1", "dead-letter.discarded", id, "sent by a load test")
    ]


def test_what_is_refused_is_told_by_letter_and_leaves_no_row(
    log: SqliteLog, settler: Settler
) -> None:
    looping, well = die(log, 1, replays=3), die(log, 2)
    settler.discard([well], "a test")
    before = len(audited(settler.auditor))
    settled = settler.replay([looping, well, "none"])
    assert settled.done == ()
    assert settled.refused == {
        looping: f"{looping} died 4 times: mend the code or discard it",
        well: f"{well} is discarded already",
        "none": "no dead letter none",
    }
    assert settler.discard([well], "again").refused == {
        well: f"{well} is discarded already"
    }
    assert audited(settler.auditor, after=before) == []


def test_a_replay_is_foreseen_without_being_done(
    log: SqliteLog, settler: Settler
) -> None:
    fresh, looping = die(log, 1, replays=2), die(log, 2, replays=3)
    letters = settler.letters
    assert (letters.foresee(fresh).replays, letters.foresee(fresh).refused) == (2, None)
    assert letters.foresee(looping).refused is not None
    record = letters.foresee(fresh).record
    assert record is not None
    assert record.value == b"no page shows"
    assert [letter.state for letter in letters.list()] == ["open", "open"]
