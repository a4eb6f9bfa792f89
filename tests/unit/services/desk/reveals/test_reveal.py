"""What may follow what, and for how long."""

from datetime import timedelta

import pytest

from services.desk.accounts.person import Person
from services.desk.reveals.reveal import Decision, Reveal
from tests.manual_clock import START
from tocsin.web.problems import Problem

ADA = Person("p-ada", "Ada", frozenset())
BO = Person("p-bo", "Bo", frozenset())
ASKED = Reveal("r-1", "case-1", ADA.id, ADA.name, "to ask for the contract", START)
HOUR = timedelta(hours=1)


def refusal(reveal: Reveal, decision: Decision, by: Person, after: timedelta) -> str:
    with pytest.raises(Problem) as caught:
        reveal.decided(decision, by, START + after)
    assert caught.value.status == 409
    return caught.value.detail


def test_a_second_officer_has_a_day() -> None:
    assert ASKED.state(START + 24 * HOUR - timedelta(seconds=1)) == "waiting"
    assert ASKED.state(START + 24 * HOUR) == "expired"
    told = refusal(ASKED, "approved", BO, 24 * HOUR)
    assert told == "This request is expired."


def test_who_asked_has_eight_hours_from_the_approval() -> None:
    approved = ASKED.decided("approved", BO, START + 23 * HOUR)
    assert approved.state(START + 30 * HOUR) == "approved"
    assert approved.state(START + 31 * HOUR) == "expired"
    with pytest.raises(Problem, match="This request is expired"):
        approved.seen(ADA, START + 31 * HOUR)


def test_nobody_decides_about_their_own() -> None:
    told = "A second person decides, never who asked."
    assert refusal(ASKED, "approved", ADA, HOUR) == told
    assert refusal(ASKED, "refused", ADA, HOUR) == told


def test_only_who_asked_withdraws_and_sees() -> None:
    told = refusal(ASKED, "withdrawn", BO, HOUR)
    assert told == "Who asked withdraws it; refuse it instead."
    approved = ASKED.decided("approved", BO, START)
    with pytest.raises(Problem, match="Only who asked sees it"):
        approved.seen(BO, START)


def test_what_waits_is_not_seen() -> None:
    with pytest.raises(Problem, match="This request is waiting"):
        ASKED.seen(ADA, START)


def test_an_approval_can_be_taken_back_until_it_was_seen() -> None:
    approved = ASKED.decided("approved", BO, START)
    assert approved.decided("refused", BO, START).state(START) == "refused"
    assert approved.decided("withdrawn", ADA, START).state(START) == "withdrawn"
    seen = approved.seen(ADA, START + HOUR)
    assert seen.state(START + HOUR) == "seen"
    assert refusal(seen, "refused", BO, 2 * HOUR) == "This request is seen."


def test_it_is_seen_once() -> None:
    seen = ASKED.decided("approved", BO, START).seen(ADA, START)
    with pytest.raises(Problem, match="This request is seen"):
        seen.seen(ADA, START)


@pytest.mark.parametrize("decision", ["refused", "withdrawn"])
def test_what_ended_does_not_go_on(decision: Decision) -> None:
    by = BO if decision == "refused" else ADA
    ended = ASKED.decided(decision, by, START)
    assert refusal(ended, "approved", BO, HOUR) == f"This request is {decision}."


def test_an_approval_is_not_given_twice() -> None:
    """A second one would begin the eight hours anew."""
    approved = ASKED.decided("approved", BO, START)
    assert refusal(approved, "approved", BO, HOUR) == "This request is approved."
