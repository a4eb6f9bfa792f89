"""Guessing is slowed down, for one login and for one address."""

import pytest

from services.desk.accounts.delays import ENTRIES_MAX, Delays
from tests.manual_clock import ManualClock
from tocsin.web.problems import Problem


def fail(delays: Delays, times: int, *, login: str = "ada", at: str = "a") -> None:
    for _ in range(times):
        delays.book(login=login, address=at)


def test_three_failures_cost_nothing(clock: ManualClock) -> None:
    fail(Delays(clock), 4)
    assert clock.slept == []


def test_the_next_ones_wait_longer_and_longer(clock: ManualClock) -> None:
    fail(Delays(clock), 7)
    assert clock.slept == [1.0, 2.0, 4.0]


def test_a_wait_of_more_than_four_seconds_is_for_the_caller(clock: ManualClock) -> None:
    delays = Delays(clock)
    fail(delays, 7)
    with pytest.raises(Problem) as refused:
        delays.book(login="ada", address="a")
    answer = refused.value.response()
    assert answer.status_code == 429
    assert answer.headers["retry-after"] == "8"


def test_a_try_that_was_refused_does_not_count(clock: ManualClock) -> None:
    delays = Delays(clock)
    fail(delays, 7)
    for _ in range(50):
        with pytest.raises(Problem):
            delays.book(login="ada", address="a")
    clock.passed_s += 8.0
    delays.book(login="ada", address="a")


def test_the_wait_for_a_login_ends_at_five_minutes(clock: ManualClock) -> None:
    delays = Delays(clock)
    for n in range(40):
        delays.book(login="ada", address=f"address {n}")
        clock.passed_s += 300.0
    delays.book(login="ada", address="another")


def test_many_logins_from_one_address_are_slowed_down_too(clock: ManualClock) -> None:
    delays = Delays(clock)
    for n in range(21):
        fail(delays, 1, login=f"login {n}")
    assert clock.slept == []
    fail(delays, 1, login="the next")
    assert clock.slept == [1.0]


def test_others_are_not_slowed_down(clock: ManualClock) -> None:
    delays = Delays(clock)
    fail(delays, 7)
    clock.slept.clear()
    delays.book(login="bo", address="b")
    assert clock.slept == []


def test_a_success_forgets_the_failures_of_the_login(clock: ManualClock) -> None:
    delays = Delays(clock)
    fail(delays, 4)
    delays.succeeded(login="ada", address="a")
    fail(delays, 4)
    assert clock.slept == []


def test_an_hour_without_a_failure_forgets_them(clock: ManualClock) -> None:
    delays = Delays(clock)
    fail(delays, 7)
    clock.passed_s += 3600.0
    clock.slept.clear()
    fail(delays, 4)
    assert clock.slept == []


def test_tries_at_the_same_time_wait_for_each_other(clock: ManualClock) -> None:
    """None of them is known to be wrong when the next one comes."""
    delays = Delays(clock)
    before_s = clock.passed_s
    for _ in range(6):
        delays.book(login="ada", address="a")
        clock.passed_s = before_s
    with pytest.raises(Problem):
        delays.book(login="ada", address="a")


def test_what_is_remembered_is_bounded(clock: ManualClock) -> None:
    delays = Delays(clock)
    for n in range(ENTRIES_MAX):
        delays.book(login=f"login {n}", address=f"address {n}")
    assert len(delays._failures) == ENTRIES_MAX  # noqa: SLF001 - what is promised
