"""What administrators do, and what keeps them from locking themselves out."""

from datetime import timedelta

import pytest

from services.desk.accounts import keys, people
from services.desk.accounts.accounts import Accounts
from services.desk.accounts.person import Role
from services.desk.accounts.recognition import by_key
from services.desk.accounts.staff import disable, give_roles, invite
from tests.manual_clock import ManualClock
from tests.unit.services.desk.accounts.staffed import add_person
from tocsin.errors import Conflict, NotFound


def made_key(accounts: Accounts, by: str, *roles: Role, days: int = 1) -> str:
    with accounts.writing() as connection:
        return keys.make(
            connection,
            name="nightly report",
            roles=roles,
            made_by=by,
            now=accounts.now(),
            life=timedelta(days=days),
        )


def test_the_last_administrator_stays_one(accounts: Accounts) -> None:
    id = add_person(accounts, "Ada", Role.ADMINISTRATOR)
    with pytest.raises(Conflict, match="last administrator"):
        disable(accounts, id, by=id)
    with pytest.raises(Conflict, match="last administrator"):
        give_roles(accounts, id, [Role.REVIEWER], by=id)
    with accounts.reading() as connection:
        found = people.by_id(connection, id)
    assert found.roles == {Role.ADMINISTRATOR}
    assert not found.disabled


def test_one_of_two_administrators_can_go(accounts: Accounts) -> None:
    id = add_person(accounts, "Ada", Role.ADMINISTRATOR)
    other = add_person(accounts, "Bo", Role.ADMINISTRATOR)
    disable(accounts, id, by=other)
    with pytest.raises(Conflict):
        disable(accounts, other, by=other)


def test_a_login_is_given_out_once(accounts: Accounts) -> None:
    add_person(accounts, "Ada")
    with pytest.raises(Conflict, match="this login"):
        invite(accounts, name="Another", login="ADA", roles=[], by="test")


def test_who_is_not_there_cannot_be_changed(accounts: Accounts) -> None:
    with pytest.raises(NotFound):
        disable(accounts, "nobody", by="test")


def test_the_roles_of_somebody_of_a_provider_are_not_changed_here(
    accounts: Accounts,
) -> None:
    with accounts.writing() as connection:
        made = people.add(
            connection,
            name="Cleo",
            roles=[Role.ANALYST],
            now=accounts.now(),
            of_provider=("https://id.example.org", "subject-1"),
        )
    with pytest.raises(Conflict, match="the provider decides"):
        give_roles(accounts, made.id, [Role.REVIEWER], by="test")


def test_a_key_has_its_roles_and_a_name_of_its_own(accounts: Accounts) -> None:
    key = made_key(accounts, "ada", Role.ANALYST)
    found = by_key(accounts, key)
    assert key.startswith("tocsin_")
    assert found is not None
    assert found.name == "nightly report"
    assert found.roles == {Role.ANALYST}
    assert found.id.startswith("key-")


def test_a_key_ends_on_its_day(accounts: Accounts, clock: ManualClock) -> None:
    key = made_key(accounts, "ada", Role.ANALYST, days=2)
    clock.passed_s += 2 * 86_400 - 1
    assert by_key(accounts, key)
    clock.passed_s += 1
    assert by_key(accounts, key) is None


def test_a_key_that_was_removed_opens_nothing(accounts: Accounts) -> None:
    key = made_key(accounts, "ada", Role.ANALYST)
    with accounts.writing() as connection:
        (row,) = keys.all_keys(connection)
        keys.remove(connection, row.id)
    assert by_key(accounts, key) is None


def test_the_keys_that_a_disabled_person_made_are_gone(accounts: Accounts) -> None:
    add_person(accounts, "Ada", Role.ADMINISTRATOR)
    id = add_person(accounts, "Bo", Role.ADMINISTRATOR)
    key, other = made_key(accounts, id), made_key(accounts, "somebody else")
    disable(accounts, id, by="test")
    assert by_key(accounts, key) is None
    assert by_key(accounts, other)


@pytest.mark.parametrize("given", ["", "tocsin_", "x" * 10_000, "tocsin_ü"])
def test_what_is_no_key_opens_nothing(accounts: Accounts, given: str) -> None:
    made_key(accounts, "ada", Role.ANALYST)
    assert by_key(accounts, given) is None


@pytest.mark.parametrize(
    ("login", "told"),
    [("", "Choose"), ("  ", "Choose"), ("a b", "no blanks"), ("a" * 101, "at most")],
)
def test_a_login_that_cannot_be_typed_again_is_refused(login: str, told: str) -> None:
    assert told in people.bad_login(login)


def test_a_login_may_be_of_any_script() -> None:
    assert people.bad_login("阿達@desk.example") == ""
