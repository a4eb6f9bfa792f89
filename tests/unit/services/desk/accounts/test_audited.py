"""Who got in, who did not, and who changed that: each with its row, and no secret."""

import re
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from services.desk.accounts import keys, people, sessions
from services.desk.accounts.accounts import Accounts
from services.desk.accounts.entry import (
    NoEntry,
    Subject,
    change_password,
    sign_in,
    sign_in_subject,
    sign_out,
)
from services.desk.accounts.invitations import choose_password, link_for, make_first
from services.desk.accounts.person import Role
from services.desk.accounts.staff import (
    disable,
    enable,
    end_sessions,
    give_roles,
    invite,
    new_link,
)
from tests.auditors import audited
from tests.desk_accounts import GuardedDesk
from tests.manual_clock import ManualClock
from tests.unit.services.desk.accounts.forms import once, post
from tests.unit.services.desk.accounts.staffed import PASSWORD, add_person
from tocsin.errors import Conflict
from tocsin.web.problems import Problem

OTHER = "velvet hammer ocean plum"


def entered(accounts: Accounts, login: str = "ada", password: str = PASSWORD) -> str:
    return sign_in(accounts, login, password, "192.0.2.1")


def session_of(accounts: Accounts, token: str) -> str:
    with accounts.reading() as connection:
        found = sessions.find(connection, token, accounts.now())
    assert found is not None
    return found.id


def test_signing_in_and_out_is_audited(accounts: Accounts) -> None:
    id = add_person(accounts, "Ada")
    token = entered(accounts)
    session = session_of(accounts, token)
    sign_out(accounts, token)
    sign_out(accounts, token)
    assert audited(accounts.auditor) == [
        (f"desk:{id}", "session.started", session, ""),
        (f"desk:{id}", "session.ended", session, "signed out"),
    ]
    (first, _) = accounts.auditor.log.rows()
    assert first.entry.at == accounts.now()


def test_a_refused_sign_in_is_audited_without_what_was_typed(
    accounts: Accounts,
) -> None:
    id = add_person(accounts, "Ada")
    add_person(accounts, "Bo", Role.ADMINISTRATOR)
    for login, password in (("ada", OTHER), ("my password by mistake", OTHER)):
        with pytest.raises(NoEntry):
            entered(accounts, login, password)
    disable(accounts, id, by="bo")
    with pytest.raises(NoEntry):
        entered(accounts)
    assert audited(accounts.auditor) == [
        ("desk", "session.refused", id, "password"),
        ("desk", "session.refused", "unknown login", "password"),
        ("desk:bo", "account.disabled", id, ""),
        ("desk", "session.refused", id, "disabled"),
    ]


def test_a_try_that_has_to_wait_adds_no_row(accounts: Accounts) -> None:
    add_person(accounts, "Ada")
    for _ in range(6):
        with pytest.raises(NoEntry):
            entered(accounts, password=OTHER)
    with pytest.raises(NoEntry):
        entered(accounts, password=OTHER)
    with pytest.raises(Problem, match="too-many-tries"):
        entered(accounts, password=OTHER)
    assert len(audited(accounts.auditor)) == 7


def test_sessions_that_ended_by_themselves_are_audited_at_the_next_sign_in(
    accounts: Accounts, clock: ManualClock
) -> None:
    id = add_person(accounts, "Ada")
    old = session_of(accounts, entered(accounts))
    clock.passed_s += 30 * 60
    new = session_of(accounts, entered(accounts))
    assert audited(accounts.auditor, after=1) == [
        ("desk", "session.ended", old, "expired"),
        (f"desk:{id}", "session.started", new, ""),
    ]


def test_a_changed_password_is_audited_with_the_sessions_that_it_ends(
    accounts: Accounts,
) -> None:
    id = add_person(accounts, "Ada")
    old = session_of(accounts, entered(accounts))
    with pytest.raises(NoEntry):
        change_password(accounts, id, old=OTHER, new=OTHER, address="a")
    token = change_password(accounts, id, old=PASSWORD, new=OTHER, address="a")
    who = f"desk:{id}"
    assert audited(accounts.auditor, after=1) == [
        (who, "password.refused", id, ""),
        (who, "password.changed", id, ""),
        (who, "session.ended", old, "password changed"),
        (who, "session.started", session_of(accounts, token), ""),
    ]


def test_what_an_administrator_does_to_accounts_is_audited(accounts: Accounts) -> None:
    ada = add_person(accounts, "Ada", Role.ADMINISTRATOR)
    bo, _ = invite(accounts, name="Bo", login="bo", roles=[Role.ANALYST], by=ada)
    new_link(accounts, bo, by=ada)
    give_roles(accounts, bo, [Role.REVIEWER, Role.ANALYST], by=ada)
    give_roles(accounts, bo, [Role.REVIEWER, Role.ANALYST], by=ada)
    give_roles(accounts, bo, [], by=ada)
    disable(accounts, bo, by=ada)
    enable(accounts, bo, by=ada)
    by = f"desk:{ada}"
    assert audited(accounts.auditor) == [
        (by, "account.made", bo, "analyst"),
        (by, "link.made", bo, ""),
        (by, "link.made", bo, ""),
        (by, "account.roles-given", bo, "analyst reviewer"),
        (by, "account.roles-given", bo, "none"),
        (by, "account.disabled", bo, ""),
        (by, "account.enabled", bo, ""),
    ]


def test_a_change_that_is_refused_leaves_no_row(accounts: Accounts) -> None:
    ada = add_person(accounts, "Ada", Role.ADMINISTRATOR)
    with pytest.raises(Conflict):
        give_roles(accounts, ada, [], by=ada)
    with pytest.raises(Conflict):
        disable(accounts, ada, by=ada)
    assert audited(accounts.auditor) == []


def test_disabling_somebody_audits_the_sessions_and_keys_that_end(
    accounts: Accounts,
) -> None:
    ada = add_person(accounts, "Ada", Role.ADMINISTRATOR)
    bo = add_person(accounts, "Bo", Role.ADMINISTRATOR)
    session = session_of(accounts, entered(accounts, "bo"))
    with accounts.writing() as connection:
        now, day = accounts.now(), timedelta(days=1)
        made = keys.make(connection, name="a", roles=[], made_by=bo, now=now, life=day)
        key = keys.find(connection, made, now)
    assert key is not None
    disable(accounts, bo, by=ada)
    assert audited(accounts.auditor, after=1) == [
        (f"desk:{ada}", "account.disabled", bo, ""),
        (f"desk:{ada}", "session.ended", session, "account disabled"),
        (f"desk:{ada}", "key.ended", key.id, "account disabled"),
    ]


def test_sessions_that_an_administrator_ends_are_audited(accounts: Accounts) -> None:
    add_person(accounts, "Ada")
    first, second = (session_of(accounts, entered(accounts)) for _ in "12")
    with accounts.reading() as connection:
        ada = people.by_login(connection, "ada")
    assert ada is not None
    end_sessions(accounts, ada.id, by="bo")
    ended = audited(accounts.auditor, after=2)
    assert {(one[0], one[1], one[3]) for one in ended} == {
        ("desk:bo", "session.ended", "ended")
    }
    assert {one[2] for one in ended} == {first, second}


def test_the_first_administrator_and_a_chosen_password_are_audited(
    accounts: Accounts,
) -> None:
    link = link_for(accounts, None)
    first = make_first(accounts, link, name="Ada", login="ada", password=PASSWORD)
    old = session_of(accounts, first)
    token = choose_password(accounts, link_for(accounts, "ada"), OTHER)
    with accounts.reading() as connection:
        ada = people.by_login(connection, "ada")
    assert ada is not None
    who = f"desk:{ada.id}"
    told = audited(accounts.auditor)
    assert told == [
        ("desk", "link.made", "first administrator", ""),
        (who, "account.made", ada.id, people.joined(Role)),
        (who, "session.started", old, ""),
        ("desk", "link.made", ada.id, ""),
        (who, "password.changed", ada.id, "by link"),
        (who, "session.ended", old, "password changed"),
        (who, "session.started", session_of(accounts, token), ""),
    ]
    assert not [secret for secret in (link, token, PASSWORD) if secret in str(told)]


def test_what_a_provider_decides_is_audited(accounts: Accounts) -> None:
    def subject(*roles: Role) -> Subject:
        return Subject("https://id.example.org", "s-1", "Cleo", frozenset(roles))

    with pytest.raises(NoEntry):
        sign_in_subject(accounts, subject())
    sign_in_subject(accounts, subject(Role.ANALYST))
    sign_in_subject(accounts, subject(Role.ANALYST))
    with pytest.raises(NoEntry):
        sign_in_subject(accounts, subject())
    told = audited(accounts.auditor)
    cleo = told[1][2]
    assert [(who, what, why) for who, what, _, why in told] == [
        ("desk", "session.refused", "no role"),
        (f"desk:{cleo}", "account.made", "analyst"),
        (f"desk:{cleo}", "session.started", ""),
        (f"desk:{cleo}", "session.started", ""),
        ("desk", "account.roles-given", "none"),
        ("desk", "session.refused", "no role"),
    ]
    assert "Cleo" not in str(told)


def test_making_and_ending_a_key_is_audited_without_the_key(
    desk: GuardedDesk, administrator: TestClient
) -> None:
    auditor = desk.accounts.auditor
    before = len(audited(auditor))
    made = post(
        administrator, "/desk/api-keys", name="nightly", role=["analyst"], days="7"
    )
    key = once(made)
    (id,) = set(re.findall(r"/desk/api-keys/(\w+)/remove", made.text))
    post(administrator, f"/desk/api-keys/{id}/remove")
    until = desk.accounts.now() + timedelta(days=7)
    told = audited(auditor, after=before)
    assert [one[1:] for one in told] == [
        ("key.made", id, f"analyst until {until:%Y-%m-%d}"),
        ("key.ended", id, ""),
    ]
    assert all(one[0].startswith("desk:") for one in told)
    assert key not in str(told)


def test_ending_a_session_of_ones_own_is_audited_once(
    desk: GuardedDesk, administrator: TestClient
) -> None:
    auditor = desk.accounts.auditor
    other = desk.session("Bo", Role.REVIEWER)
    theirs = session_of(desk.accounts, other)
    before = len(audited(auditor))
    with desk.browser(other) as browser:
        post(browser, "/desk/account/sessions", id=theirs)
    # Somebody else's cannot be ended so.
    post(administrator, "/desk/account/sessions", id=theirs)
    (ended,) = audited(auditor, after=before)
    assert ended[1:] == ("session.ended", theirs, "ended")
