"""One-time links: used once, for a while, and for one thing."""

import pytest

from services.desk.accounts.accounts import Accounts
from services.desk.accounts.entry import sign_in
from services.desk.accounts.invitations import (
    choose_password,
    first_link,
    invitation,
    link_for,
    make_first,
)
from services.desk.accounts.passwords import WeakPassword
from services.desk.accounts.person import Role
from services.desk.accounts.recognition import by_session
from services.desk.accounts.staff import disable, invite, new_link
from tests.manual_clock import ManualClock
from tests.unit.services.desk.accounts.staffed import PASSWORD, add_person
from tocsin.errors import Conflict, NotFound


def made_first(accounts: Accounts, token: str, login: str = "ada") -> str:
    return make_first(accounts, token, name="Ada", login=login, password=PASSWORD)


def first(accounts: Accounts) -> str:
    token = first_link(accounts)
    assert token is not None
    return token


def test_the_first_administrator_gets_every_role_and_is_signed_in(
    accounts: Accounts,
) -> None:
    assert not accounts.exist()
    person = by_session(accounts, made_first(accounts, first(accounts)))
    assert person is not None
    assert person.roles == set(Role)
    assert accounts.exist()


def test_a_first_link_works_once(accounts: Accounts) -> None:
    token = first(accounts)
    made_first(accounts, token)
    with pytest.raises(NotFound):
        made_first(accounts, token, "bo")


def test_a_first_link_of_an_earlier_start_works_until_one_is_used(
    accounts: Accounts,
) -> None:
    earlier, later = first(accounts), first(accounts)
    made_first(accounts, earlier)
    with pytest.raises(NotFound):
        made_first(accounts, later, "bo")


def test_a_first_link_is_good_for_an_hour(
    accounts: Accounts, clock: ManualClock
) -> None:
    token = first(accounts)
    clock.passed_s += 59 * 60
    assert invitation(accounts, token).account is None
    clock.passed_s += 60
    with pytest.raises(NotFound):
        made_first(accounts, token)


def test_no_first_link_is_made_once_there_is_an_account(accounts: Accounts) -> None:
    add_person(accounts, "Ada", Role.REVIEWER)
    assert first_link(accounts) is None


def test_a_weak_password_leaves_the_link_good(accounts: Accounts) -> None:
    token = first(accounts)
    with pytest.raises(WeakPassword):
        make_first(accounts, token, name="Ada", login="ada", password="short")  # noqa: S106 - refused
    assert made_first(accounts, token)


def test_who_is_invited_chooses_a_password_by_the_link(accounts: Accounts) -> None:
    _, token = invite(accounts, name="Bo", login="Bo", roles=[Role.ANALYST], by="test")
    found = invitation(accounts, token).account
    assert found is not None
    assert (found.name, found.login) == ("Bo", "bo")
    choose_password(accounts, token, PASSWORD)
    person = by_session(accounts, sign_in(accounts, "bo", PASSWORD, "a"))
    assert person is not None
    assert person.roles == {Role.ANALYST}
    with pytest.raises(NotFound):
        choose_password(accounts, token, PASSWORD)


def test_an_invitation_is_good_for_a_day(
    accounts: Accounts, clock: ManualClock
) -> None:
    _, token = invite(accounts, name="Bo", login="bo", roles=[], by="test")
    clock.passed_s += 24 * 3600
    with pytest.raises(NotFound):
        choose_password(accounts, token, PASSWORD)


def test_a_new_link_makes_the_one_before_void(accounts: Accounts) -> None:
    id, before = invite(accounts, name="Bo", login="bo", roles=[], by="test")
    token = new_link(accounts, id, by="test")
    with pytest.raises(NotFound):
        choose_password(accounts, before, PASSWORD)
    assert choose_password(accounts, token, PASSWORD)


def test_a_password_chosen_by_link_ends_the_sessions_before(
    accounts: Accounts,
) -> None:
    id = add_person(accounts, "Ada")
    before = sign_in(accounts, "ada", PASSWORD, "a")
    choose_password(accounts, new_link(accounts, id, by="test"), PASSWORD)
    assert by_session(accounts, before) is None


def test_a_link_of_somebody_who_was_disabled_is_void(accounts: Accounts) -> None:
    add_person(accounts, "Ada", Role.ADMINISTRATOR)
    id, token = invite(accounts, name="Bo", login="bo", roles=[], by="test")
    disable(accounts, id, by="test")
    with pytest.raises(NotFound):
        choose_password(accounts, token, PASSWORD)
    with pytest.raises(Conflict):
        new_link(accounts, id, by="test")


def test_a_link_for_a_password_makes_no_administrator(accounts: Accounts) -> None:
    _, token = invite(accounts, name="Bo", login="bo", roles=[], by="test")
    with pytest.raises(NotFound):
        made_first(accounts, token)


def test_a_first_link_chooses_nobodys_password(accounts: Accounts) -> None:
    with pytest.raises(NotFound):
        choose_password(accounts, first(accounts), PASSWORD)


def test_an_operator_makes_a_link_for_who_cannot_sign_in(accounts: Accounts) -> None:
    add_person(accounts, "Ada", Role.ADMINISTRATOR)
    assert choose_password(accounts, link_for(accounts, "ADA"), PASSWORD)
    with pytest.raises(NotFound, match="nobody"):
        link_for(accounts, "bo")
    with pytest.raises(NotFound, match="accounts already"):
        link_for(accounts, None)
