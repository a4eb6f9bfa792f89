"""Signing in: sessions open for a while, and what ends them."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import structlog
from argon2 import PasswordHasher

from services.desk.accounts import links, people
from services.desk.accounts.accounts import Accounts
from services.desk.accounts.entry import (
    NoEntry,
    Subject,
    change_password,
    sign_in,
    sign_in_subject,
    sign_out,
)
from services.desk.accounts.passwords import Passwords
from services.desk.accounts.person import Role
from services.desk.accounts.recognition import by_session
from services.desk.accounts.staff import disable, enable, give_roles
from tests.manual_clock import ManualClock
from tests.unit.services.desk.accounts.staffed import PASSWORD, add_person
from tocsin.web.problems import Problem

OTHER = "velvet hammer ocean plum"
ISSUER = "https://id.example.org"


class Counting(PasswordHasher):
    """Counts how often it looked."""

    verified = 0

    def verify(self, *args: Any, **kwargs: Any) -> Any:
        self.verified += 1
        return super().verify(*args, **kwargs)


def entered(accounts: Accounts, login: str = "ada", password: str = PASSWORD) -> str:
    return sign_in(accounts, login, password, "192.0.2.1")


def test_a_session_opens_as_the_person_with_their_roles(accounts: Accounts) -> None:
    id = add_person(accounts, "Ada", Role.REVIEWER, Role.ANALYST)
    found = by_session(accounts, entered(accounts))
    assert found is not None
    assert (found.id, found.name) == (id, "Ada")
    assert found.roles == {Role.REVIEWER, Role.ANALYST}


def test_a_login_is_the_same_however_it_is_written(accounts: Accounts) -> None:
    add_person(accounts, "Ada")
    assert by_session(accounts, entered(accounts, " ADA "))


def test_wrong_password_and_unknown_login_are_answered_alike(
    accounts: Accounts,
) -> None:
    add_person(accounts, "Ada")
    told = []
    for login, password in (("ada", OTHER), ("nobody", OTHER), ("", "")):
        with pytest.raises(NoEntry) as refused:
            entered(accounts, login, password)
        told.append(str(refused.value))
    assert len(set(told)) == 1


def test_an_unknown_login_takes_a_hash_too(accounts: Accounts) -> None:
    """The time of a hash is what would tell them apart; it is spent for both."""
    hasher = Counting(time_cost=1, memory_cost=8, parallelism=1)
    counted = replace(accounts, passwords=Passwords(hasher))
    add_person(counted, "Ada")
    for login in ("ada", "nobody"):
        with pytest.raises(NoEntry):
            entered(counted, login, OTHER)
    assert hasher.verified == 2


def test_an_unknown_login_is_slowed_down_like_a_known_one(accounts: Accounts) -> None:
    for _ in range(7):
        with pytest.raises(NoEntry):
            entered(accounts, "nobody")
    with pytest.raises(Problem, match="too-many-tries"):
        entered(accounts, "nobody")


def test_an_account_without_a_password_lets_nobody_in(accounts: Accounts) -> None:
    with accounts.writing() as connection:
        people.add(connection, name="Ada", login="ada", roles=(), now=accounts.now())
    for password in ("", PASSWORD):
        with pytest.raises(NoEntry):
            entered(accounts, "ada", password)


def test_a_session_ends_after_half_an_hour_without_a_request(
    accounts: Accounts, clock: ManualClock
) -> None:
    add_person(accounts, "Ada")
    token = entered(accounts)
    clock.passed_s += 29 * 60
    assert by_session(accounts, token)
    clock.passed_s += 29 * 60
    assert by_session(accounts, token)
    clock.passed_s += 30 * 60
    assert by_session(accounts, token) is None


def test_a_page_that_asks_by_itself_keeps_no_session_open(
    accounts: Accounts, clock: ManualClock
) -> None:
    add_person(accounts, "Ada")
    token = entered(accounts)
    clock.passed_s += 29 * 60
    assert by_session(accounts, token, is_attended=False)
    clock.passed_s += 60
    assert by_session(accounts, token, is_attended=False) is None


def test_a_session_ends_after_twelve_hours_however_it_is_used(
    accounts: Accounts, clock: ManualClock
) -> None:
    add_person(accounts, "Ada")
    token = entered(accounts)
    for _ in range(12 * 60 - 1):
        clock.passed_s += 60
        if clock.passed_s % 1200 == 0:
            assert by_session(accounts, token)
    clock.passed_s += 60
    assert by_session(accounts, token) is None


def test_signing_out_ends_this_session_only(accounts: Accounts) -> None:
    add_person(accounts, "Ada")
    here, there = entered(accounts), entered(accounts)
    sign_out(accounts, here)
    assert by_session(accounts, here) is None
    assert by_session(accounts, there)


def test_a_disabled_person_is_out_at_once_and_does_not_come_back(
    accounts: Accounts,
) -> None:
    id = add_person(accounts, "Ada")
    add_person(accounts, "Bo", Role.ADMINISTRATOR)
    token = entered(accounts)
    disable(accounts, id, by="test")
    assert by_session(accounts, token) is None
    with pytest.raises(NoEntry):
        entered(accounts)
    enable(accounts, id, by="test")
    assert by_session(accounts, token) is None
    assert by_session(accounts, entered(accounts))


def test_roles_that_are_taken_away_are_gone_at_the_next_request(
    accounts: Accounts,
) -> None:
    id = add_person(accounts, "Ada", Role.REVIEWER)
    add_person(accounts, "Bo", Role.ADMINISTRATOR)
    token = entered(accounts)
    give_roles(accounts, id, (), by="test")
    found = by_session(accounts, token)
    assert found is not None
    assert found.roles == frozenset()


def test_a_new_password_ends_all_sessions_but_the_one_it_starts(
    accounts: Accounts,
) -> None:
    id = add_person(accounts, "Ada")
    before = entered(accounts)
    token = change_password(accounts, id, old=PASSWORD, new=OTHER, address="a")
    assert by_session(accounts, before) is None
    assert by_session(accounts, token)
    with pytest.raises(NoEntry):
        entered(accounts)
    assert entered(accounts, password=OTHER)


def test_a_password_is_changed_by_who_knows_the_old_one(accounts: Accounts) -> None:
    id = add_person(accounts, "Ada")
    with pytest.raises(NoEntry, match="present password"):
        change_password(accounts, id, old=OTHER, new=OTHER, address="a")
    assert entered(accounts)


def test_neither_tokens_nor_passwords_stand_in_the_database(
    accounts: Accounts,
) -> None:
    id = add_person(accounts, "Ada")
    token = entered(accounts)
    with accounts.writing() as connection:
        link = links.make(connection, id, accounts.now(), timedelta(days=1))
        raw = connection.connection.driver_connection
        assert raw is not None
        dumped = "\n".join(raw.iterdump())
    assert 'INSERT INTO "sessions"' in dumped
    assert not [one for one in (token, link, PASSWORD) if one in dumped]


def test_a_failed_sign_in_logs_no_login(accounts: Accounts) -> None:
    with structlog.testing.capture_logs() as logged, pytest.raises(NoEntry):
        entered(accounts, "my password by mistake")
    assert [line["event"] for line in logged] == ["sign_in_failed"]
    assert "mistake" not in str(logged)


def subject(*roles: Role, name: str = "Cleo") -> Subject:
    return Subject(ISSUER, "subject-1", name, frozenset(roles))


def test_somebody_of_a_provider_gets_an_account_when_they_first_come(
    accounts: Accounts,
) -> None:
    first = by_session(accounts, sign_in_subject(accounts, subject(Role.ANALYST)))
    again = by_session(
        accounts, sign_in_subject(accounts, subject(Role.REVIEWER, name="Cleo B"))
    )
    assert first is not None
    assert again is not None
    assert first.id == again.id
    assert again.name == "Cleo B"
    assert again.roles == {Role.REVIEWER}


def test_the_same_subject_of_another_provider_is_somebody_else(
    accounts: Accounts,
) -> None:
    ours = by_session(accounts, sign_in_subject(accounts, subject(Role.ANALYST)))
    other = Subject(f"{ISSUER}/other", "subject-1", "Cleo", frozenset({Role.ANALYST}))
    theirs = by_session(accounts, sign_in_subject(accounts, other))
    assert ours is not None
    assert theirs is not None
    assert ours.id != theirs.id


def test_somebody_without_a_role_there_is_not_let_in(accounts: Accounts) -> None:
    with pytest.raises(NoEntry, match="no role"):
        sign_in_subject(accounts, subject())
    assert not accounts.exist()


def test_somebody_who_lost_the_role_there_loses_it_here(accounts: Accounts) -> None:
    token = sign_in_subject(accounts, subject(Role.ANALYST))
    with pytest.raises(NoEntry):
        sign_in_subject(accounts, subject())
    found = by_session(accounts, token)
    assert found is not None
    assert found.roles == frozenset()


def test_somebody_of_a_provider_who_is_disabled_here_stays_out(
    accounts: Accounts,
) -> None:
    add_person(accounts, "Bo", Role.ADMINISTRATOR)
    known = by_session(accounts, sign_in_subject(accounts, subject(Role.ANALYST)))
    assert known is not None
    disable(accounts, known.id, by="test")
    with pytest.raises(NoEntry):
        sign_in_subject(accounts, subject(Role.ANALYST))
