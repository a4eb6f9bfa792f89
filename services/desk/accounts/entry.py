"""Signing in and out."""

from dataclasses import dataclass

import structlog
from sqlalchemy import Connection

from services.desk.accounts import people, sessions
from services.desk.accounts.accounts import Accounts
from services.desk.accounts.audited import (
    change_roles,
    end_session,
    end_sessions,
    start_session,
)
from services.desk.accounts.passwords import check_strength
from services.desk.accounts.people import Account, normal_login
from services.desk.accounts.person import Role
from services.desk.accounts.tokens import digest

NOBODY = "unknown login"
"""The subject of a refusal, where no account is meant."""

_log = structlog.get_logger(__name__)


class NoEntry(Exception):
    """Somebody is not let in; the words are for them."""


class NotBegunError(NoEntry):
    """Nobody tried to get in: an address was opened that leads nowhere."""


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
    known, is_right = _tried(accounts, login, password, address)
    if known is None or not is_right or known.disabled:
        # A login is not logged: people type passwords there.
        _log.info("sign_in_failed")
        subject = known.id if known else NOBODY
        refuse(accounts, subject, "disabled" if is_right else "password")
        raise NoEntry("There is no such login with this password.")
    _log.info("signed_in", person=known.id)
    with accounts.writing() as connection:
        return start_session(accounts, connection, known.id)


def refuse(accounts: Accounts, subject: str, why: str) -> None:
    """Audit that somebody is not let in.

    Raises:
        DependencyDown: the database does not answer.
    """
    with accounts.writing() as connection:
        accounts.note(connection, "session.refused", subject, why)


def sign_in_subject(accounts: Accounts, subject: Subject) -> str:
    """Start a session of somebody whom a provider vouches for; its token.

    Name and roles are those of the provider each time: it is the one who decides.

    Raises:
        NoEntry: the provider gives them no role here, or an administrator shut them
            out.
        DependencyDown: the database does not answer.
    """
    with accounts.writing() as connection:
        found = _known(accounts, connection, subject)
        token = ""
        if found is not None and not found.disabled and subject.roles:
            token = start_session(accounts, connection, found.id)
        else:
            why = "disabled" if found and found.disabled else "no role"
            known = found.id if found else NOBODY
            accounts.note(connection, "session.refused", known, why)
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
            end_session(accounts, connection, found.person_id, found.id, "signed out")
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
    _, is_right = _tried(accounts, login, old, address)
    if not is_right:
        with accounts.writing() as connection:
            accounts.note(connection, "password.refused", id, by=id)
        raise NoEntry("Your present password is another one.")
    stored = accounts.passwords.hash(new)
    with accounts.writing() as connection:
        people.set_password(connection, id, stored)
        accounts.note(connection, "password.changed", id, by=id)
        end_sessions(accounts, connection, id, "password changed", by=id)
        token = start_session(accounts, connection, id)
    _log.info("password_changed", person=id)
    return token


def _known(
    accounts: Accounts, connection: Connection, subject: Subject
) -> Account | None:
    """The account of somebody whom a provider vouches for, as the provider has it."""
    found = people.by_subject(connection, subject.issuer, subject.id)
    if found is None:
        if not subject.roles:
            return None
        made = people.add(
            connection,
            name=subject.name,
            roles=subject.roles,
            now=accounts.now(),
            of_provider=(subject.issuer, subject.id),
        )
        told = people.joined(subject.roles)
        accounts.note(connection, "account.made", made.id, told, by=made.id)
        return made
    people.set_name(connection, found.id, subject.name)
    change_roles(accounts, connection, found, subject.roles, by=None)
    return found


def _tried(
    accounts: Accounts, login: str, password: str, address: str
) -> tuple[Account | None, bool]:
    """The account with a login, and whether the password is its.

    A try that has to wait, and so is not made, is not audited: who guesses would
    fill the audit log as fast as they can ask.
    """
    # Its digest: what is typed here may be long, or a password.
    known_by = digest(normal_login(login))
    accounts.delays.book(login=known_by, address=address)
    with accounts.reading() as connection:
        account = people.by_login(connection, login)
    stored = account.password if account else None
    is_right = accounts.passwords.matches(stored, password)
    if is_right:
        accounts.delays.succeeded(login=known_by, address=address)
    return account, is_right
