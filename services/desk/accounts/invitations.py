"""One-time links: for the first administrator, and for whoever chooses a password."""

from dataclasses import dataclass

import structlog

from services.desk.accounts import links, people
from services.desk.accounts.accounts import Accounts
from services.desk.accounts.audited import end_sessions, make_link, start_session
from services.desk.accounts.passwords import check_strength
from services.desk.accounts.people import Account
from services.desk.accounts.person import Role
from tocsin.errors import Conflict, NotFound

FIRST_ROLES = frozenset(Role)
"""Who sets Tocsin up tries everything out; roles can be given away later."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a link is good for.

    Attributes:
        account: who may choose a password; None makes the first administrator.
    """

    account: Account | None


def first_link(accounts: Accounts) -> str | None:
    """The token of a link for the first administrator; None once there is an account.

    Raises:
        DependencyDown: the database does not answer.
    """
    with accounts.writing() as connection:
        if people.somebody_exists(connection):
            return None
        return make_link(accounts, connection, None, links.FIRST_LIFE)


def link_for(accounts: Accounts, login: str | None) -> str:
    """The token of a link for a login, or for the first administrator.

    For who runs the installation, when nobody can sign in who could make one.

    Raises:
        NotFound: nobody has this login, or there are accounts already.
        Conflict: the account is disabled.
        DependencyDown: the database does not answer.
    """
    if login is None:
        token = first_link(accounts)
        if token is None:
            raise NotFound("there are accounts already: say whose password to choose")
        return token
    with accounts.writing() as connection:
        account = people.by_login(connection, login)
        if account is None:
            raise NotFound("nobody has this login")
        if account.disabled:
            raise Conflict("this account is disabled")
        token = make_link(accounts, connection, account.id, links.INVITE_LIFE)
    _log.info("link_made", person=account.id, by="command line")
    return token


def invitation(accounts: Accounts, token: str) -> Invitation:
    """What a link is good for.

    Raises:
        NotFound: nothing (any more).
        DependencyDown: the database does not answer.
    """
    with accounts.reading() as connection:
        link = links.find(connection, token, accounts.now())
        if link is None:
            raise NotFound("no such link")
        if link.person_id is None:
            return Invitation(None)
        return Invitation(people.by_id(connection, link.person_id))


def make_first(
    accounts: Accounts, token: str, *, name: str, login: str, password: str
) -> str:
    """Make the first administrator; the token of a session.

    Raises:
        NotFound: the link is not good (any more).
        WeakPassword: nothing happened, the link is still good.
        DependencyDown: the database does not answer.
    """
    check_strength(password, names=(name, login))
    stored = accounts.passwords.hash(password)
    now = accounts.now()
    with accounts.writing() as connection:
        link = links.use(connection, token, now)
        if link is None or link.person_id or people.somebody_exists(connection):
            raise NotFound("no such link")
        links.withdraw_first(connection)
        made = people.add(
            connection, name=name, login=login, roles=FIRST_ROLES, now=now
        )
        people.set_password(connection, made.id, stored)
        told = people.joined(FIRST_ROLES)
        accounts.note(connection, "account.made", made.id, told, by=made.id)
        session = start_session(accounts, connection, made.id)
    _log.info("first_administrator_made", person=made.id)
    return session


def choose_password(accounts: Accounts, token: str, password: str) -> str:
    """Set the password of whom a link is for. All sessions end; the token of a new one.

    Raises:
        NotFound: the link is not good (any more).
        WeakPassword: nothing happened, the link is still good.
        DependencyDown: the database does not answer.
    """
    account = invitation(accounts, token).account
    if account is None:
        raise NotFound("no such link")
    check_strength(password, names=(account.name, account.login or ""))
    stored = accounts.passwords.hash(password)
    now = accounts.now()
    with accounts.writing() as connection:
        if links.use(connection, token, now) is None:
            raise NotFound("no such link")
        people.set_password(connection, account.id, stored)
        id = account.id
        accounts.note(connection, "password.changed", id, "by link", by=id)
        end_sessions(accounts, connection, id, "password changed", by=id)
        session = start_session(accounts, connection, id)
    _log.info("password_chosen", person=account.id)
    return session
