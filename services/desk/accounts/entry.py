"""Signing in and out."""

from dataclasses import dataclass

import structlog

from services.desk.accounts import people, sessions
from services.desk.accounts.accounts import Accounts
from services.desk.accounts.passwords import check_strength
from services.desk.accounts.people import Account, normal_login
from services.desk.accounts.person import Role
from services.desk.accounts.tokens import digest

_log = structlog.get_logger(__name__)


class NoEntry(Exception):
    """Somebody is not let in; the words are for them."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Somebody as a provider knows them.

    Attributes:
        issuer: the provider.
        id: who it is there, for good.
        name: as the provider writes it.
        roles: what the provider's claims give them here.
    """

    issuer: str
    id: str
    name: str
    roles: frozenset[Role]


def sign_in(accounts: Accounts, login: str, password: str, address: str) -> str:
    """Start a session by password; the token that opens it.

    An unknown login gets the same answer after the same time as a wrong password.

    Raises:
        NoEntry: not this login with this password.
        Problem: too-many-tries.
        DependencyDown: the database does not answer.
    """
    account = _tried(accounts, login, password, address)
    if account is None or account.disabled:
        # A login is not logged: people type passwords there.
        _log.info("sign_in_failed")
        raise NoEntry("There is no such login with this password.")
    _log.info("signed_in", person=account.id)
    with accounts.writing() as connection:
        return sessions.start(connection, account.id, accounts.now())


def sign_in_subject(accounts: Accounts, subject: Subject) -> str:
    """Start a session of somebody whom a provider vouches for; its token.

    Name and roles are those of the provider each time: it is the one who decides.

    Raises:
        NoEntry: the provider gives them no role here, or an administrator shut them
            out.
        DependencyDown: the database does not answer.
    """
    now = accounts.now()
    with accounts.writing() as connection:
        found = people.by_subject(connection, subject.issuer, subject.id)
        if found is None and subject.roles:
            found = people.add(
                connection,
                name=subject.name,
                roles=subject.roles,
                now=now,
                of_provider=(subject.issuer, subject.id),
            )
        if found is not None:
            people.set_name(connection, found.id, subject.name)
            people.set_roles(connection, found.id, subject.roles)
        is_let_in = found is not None and not found.disabled and bool(subject.roles)
        token = sessions.start(connection, found.id, now) if found and is_let_in else ""
    if not token:
        _log.info("sign_in_failed", person=found.id if found else None)
        raise NoEntry("You have no role at this desk. Ask its administrator for one.")
    _log.info("signed_in", person=found.id if found else None)
    return token


def sign_out(accounts: Accounts, token: str) -> None:
    """End the session that a token opens.

    Raises:
        DependencyDown: the database does not answer.
    """
    with accounts.writing() as connection:
        found = sessions.find(connection, token, accounts.now())
        if found is not None:
            sessions.end(connection, found.person_id, found.id)
            _log.info("signed_out", person=found.person_id)


def change_password(
    accounts: Accounts, id: str, *, old: str, new: str, address: str
) -> str:
    """Replace somebody's own password. All sessions end; the token of a new one.

    Raises:
        NoEntry: the old password is another one.
        WeakPassword: the new one is easy to guess.
        Problem: too-many-tries.
        DependencyDown: the database does not answer.
    """
    with accounts.reading() as connection:
        account = people.by_id(connection, id)
    login = account.login or ""
    check_strength(new, names=(account.name, login))
    if _tried(accounts, login, old, address) is None:
        raise NoEntry("Your present password is another one.")
    stored = accounts.passwords.hash(new)
    with accounts.writing() as connection:
        people.set_password(connection, id, stored)
        sessions.end_all(connection, id)
        token = sessions.start(connection, id, accounts.now())
    _log.info("password_changed", person=id)
    return token


def _tried(
    accounts: Accounts, login: str, password: str, address: str
) -> Account | None:
    """The account, when the password is its."""
    # Its digest: what is typed here may be long, or a password.
    known_by = digest(normal_login(login))
    accounts.delays.book(login=known_by, address=address)
    with accounts.reading() as connection:
        account = people.by_login(connection, login)
    stored = account.password if account else None
    if not accounts.passwords.matches(stored, password):
        return None
    accounts.delays.succeeded(login=known_by, address=address)
    return account
