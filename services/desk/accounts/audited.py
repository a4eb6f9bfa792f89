"""What changes who gets in, with its row in the audit log.

Each function runs in a transaction: the change and the row are both there, or neither.
"""

from datetime import timedelta

from sqlalchemy import Connection

from services.desk.accounts import keys, links, people, sessions
from services.desk.accounts.accounts import Accounts
from services.desk.accounts.people import Account
from services.desk.accounts.person import Role

FIRST = "first administrator"
"""The subject of a link before anybody has an account."""


def start_session(accounts: Accounts, connection: Connection, person_id: str) -> str:
    """A new session of a person; the token that opens it."""
    now = accounts.now()
    for gone in sessions.forget_expired(connection, now):
        accounts.note(connection, "session.ended", gone.id, "expired")
    token = sessions.start(connection, person_id, now)
    started = sessions.find(connection, token, now)
    if started is not None:
        accounts.note(connection, "session.started", started.id, by=person_id)
    return token


def end_session(
    accounts: Accounts, connection: Connection, person_id: str, id: str, why: str
) -> None:
    """End a session of a person, who does it; no matter if it has ended."""
    now = accounts.now()
    if id in {one.id for one in sessions.of_person(connection, person_id, now)}:
        sessions.end(connection, person_id, id)
        accounts.note(connection, "session.ended", id, why, by=person_id)


def end_sessions(
    accounts: Accounts, connection: Connection, person_id: str, why: str, *, by: str
) -> None:
    """End all sessions of a person."""
    for one in sessions.of_person(connection, person_id, accounts.now()):
        accounts.note(connection, "session.ended", one.id, why, by=by)
    sessions.end_all(connection, person_id)


def change_roles(
    accounts: Accounts,
    connection: Connection,
    account: Account,
    roles: frozenset[Role],
    *,
    by: str | None,
) -> None:
    """Replace the roles of an account; those it has already are no change."""
    if roles == account.roles:
        return
    people.set_roles(connection, account.id, roles)
    told = people.joined(roles) or "none"
    accounts.note(connection, "account.roles-given", account.id, told, by=by)


def make_link(
    accounts: Accounts,
    connection: Connection,
    person_id: str | None,
    life: timedelta,
    *,
    by: str | None = None,
) -> str:
    """A new link; its token. None as the person makes the first administrator."""
    token = links.make(connection, person_id, accounts.now(), life)
    accounts.note(connection, "link.made", person_id or FIRST, by=by)
    return token


def end_keys(
    accounts: Accounts, connection: Connection, person_id: str, *, by: str
) -> None:
    """End all keys that a person made: nobody knows where they are."""
    for id in keys.remove_of(connection, person_id):
        accounts.note(connection, "key.ended", id, "account disabled", by=by)


def tell_key(accounts: Accounts, connection: Connection, key: str, *, by: str) -> None:
    """Write down that a key was made, what it opens, and until when."""
    made = keys.find(connection, key, accounts.now())
    if made is not None:
        told = f"{people.joined(made.roles)} until {made.ends_at:%Y-%m-%d}"
        accounts.note(connection, "key.made", made.id, told, by=by)
