"""Guessing is slowed down, for one login and for one address."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import func, select

from services.desk.accounts.delays import Delays
from services.desk.accounts.tables import FAILURES
from tests.manual_clock import ManualClock
from tests.vaults import empty_database
from tocsin.database import closing_engine, reading
from tocsin.web.problems import Problem


def url_in(folder: Path) -> str:
    """The database of accounts in a folder."""
    return f"sqlite:///{folder}/accounts.db"


@pytest.fixture
def delays(tmp_path: Path, clock: ManualClock) -> Iterator[Delays]:
    (tmp_path / "accounts.db").write_bytes(empty_database())
    with closing_engine(url_in(tmp_path)) as engine:
        yield Delays(engine, clock)


def fail(delays: Delays, times: int, *, login: str = "ada", at: str = "a") -> None:
    for _ in range(times):
        delays.book(login=login, address=at)


def test_three_failures_cost_nothing(delays: Delays, clock: ManualClock) -> None:
    fail(delays, 4)
    assert clock.slept == []


def test_the_next_ones_wait_longer_and_longer(
    delays: Delays, clock: ManualClock
) -> None:
    fail(delays, 7)
    assert clock.slept == [1.0, 2.0, 4.0]


def test_a_wait_of_more_than_four_seconds_is_for_the_caller(delays: Delays) -> None:
    fail(delays, 7)
    with pytest.raises(Problem) as refused:
        delays.book(login="ada", address="a")
    answer = refused.value.response()
    assert answer.status_code == 429
    assert answer.headers["retry-after"] == "8"


def test_a_try_that_was_refused_does_not_count(
    delays: Delays, clock: ManualClock
) -> None:
    fail(delays, 7)
    for _ in range(50):
        with pytest.raises(Problem):
            delays.book(login="ada", address="a")
    clock.passed_s += 8.0
    delays.book(login="ada", address="a")


def test_the_wait_for_a_login_ends_at_five_minutes(
    delays: Delays, clock: ManualClock
) -> None:
    for n in range(40):
        delays.book(login="ada", address=f"address {n}")
        clock.passed_s += 300.0
    delays.book(login="ada", address="another")


def test_many_logins_from_one_address_are_slowed_down_too(
    delays: Delays, clock: ManualClock
) -> None:
    for n in range(21):
        fail(delays, 1, login=f"login {n}")
    assert clock.slept == []
    fail(delays, 1, login="the next")
    assert clock.slept == [1.0]


def test_others_are_not_slowed_down(delays: Delays, clock: ManualClock) -> None:
    fail(delays, 7)
    clock.slept.clear()
    delays.book(login="bo", address="b")
    assert clock.slept == []


def test_a_success_forgets_the_failures_of_the_login(
    delays: Delays, clock: ManualClock
) -> None:
    fail(delays, 4)
    delays.succeeded(login="ada", address="a")
    fail(delays, 4)
    assert clock.slept == []


def test_an_hour_without_a_failure_forgets_them(
    delays: Delays, clock: ManualClock
) -> None:
    fail(delays, 7)
    clock.passed_s += 3600.0
    clock.slept.clear()
    fail(delays, 4)
    assert clock.slept == []


def test_tries_at_the_same_time_wait_for_each_other(
    delays: Delays, clock: ManualClock
) -> None:
    """None of them is known to be wrong when the next one comes."""
    before_s = clock.passed_s
    for _ in range(6):
        delays.book(login="ada", address="a")
        clock.passed_s = before_s
    with pytest.raises(Problem):
        delays.book(login="ada", address="a")


def test_a_restart_forgets_nothing(
    tmp_path: Path, delays: Delays, clock: ManualClock
) -> None:
    fail(delays, 7)
    with closing_engine(url_in(tmp_path)) as engine:
        with pytest.raises(Problem):
            Delays(engine, clock).book(login="ada", address="a")
        Delays(engine, clock).book(login="bo", address="b")


def test_two_desks_count_together(
    tmp_path: Path, delays: Delays, clock: ManualClock
) -> None:
    with closing_engine(url_in(tmp_path)) as engine:
        other = Delays(engine, clock)
        with ThreadPoolExecutor(2) as threads:
            tries = [
                threads.submit(fail, desk, 2, login="eve", at="e")
                for desk in (delays, other)
            ]
        assert [one.result() for one in tries] == [None, None]
        assert clock.slept == []
        fail(other, 1, login="eve", at="e")
    assert clock.slept == [1.0]


def test_what_an_hour_has_passed_over_leaves_the_table(
    delays: Delays, clock: ManualClock
) -> None:
    for n in range(5):
        delays.book(login=f"login {n}", address="a")
    clock.passed_s += 3600.0
    delays.book(login="ada", address="b")
    assert kept(delays) == 2


def test_a_success_leaves_nothing_in_the_table(delays: Delays) -> None:
    delays.book(login="ada", address="a")
    delays.succeeded(login="ada", address="a")
    assert kept(delays) == 0


def test_neither_login_nor_address_stands_in_the_database(
    tmp_path: Path, delays: Delays
) -> None:
    delays.book(login="correct horse battery", address="192.0.2.77")
    files = [path.read_bytes() for path in tmp_path.glob("accounts.db*")]
    assert len(files) >= 1
    assert not any(b"battery" in raw or b"192.0.2.77" in raw for raw in files)


def test_a_clock_that_went_back_keeps_nobody_out_for_longer(
    delays: Delays, clock: ManualClock
) -> None:
    fail(delays, 7)
    clock.passed_s -= 1800.0
    with pytest.raises(Problem) as refused:
        delays.book(login="ada", address="a")
    assert refused.value.headers == {"Retry-After": "12"}


def kept(delays: Delays) -> int:
    """How many rows there are."""
    with reading(delays.engine, "accounts") as connection:
        return connection.scalar(select(func.count()).select_from(FAILURES)) or 0
