"""People for tests."""

from services.desk.accounts import people
from services.desk.accounts.accounts import Accounts
from services.desk.accounts.person import Role

PASSWORD = "kettle orbit lantern moss"  # noqa: S105 - nobody's


def add_person(accounts: Accounts, name: str, *roles: Role) -> str:
    """Somebody whose login is their name in small letters; their id."""
    stored = accounts.passwords.hash(PASSWORD)
    with accounts.writing() as connection:
        made = people.add(
            connection, name=name, login=name.lower(), roles=roles, now=accounts.now()
        )
        people.set_password(connection, made.id, stored)
    return made.id
