"""What an administrator does to the accounts of others."""

from collections.abc import Iterable

import structlog

from services.desk.accounts import audited, links, people
from services.desk.accounts.accounts import Accounts
from services.desk.accounts.person import Role
from tocsin.errors import Conflict

_log = structlog.get_logger(__name__)


def invite(
    accounts: Accounts, *, name: str, login: str, roles: Iterable[Role], by: str
) -> tuple[str, str]:
    """Make an account; its id, and the token of the link to choose a password by.

    Raises:
        Conflict: somebody has this login.
        DependencyDown: the database does not answer.
    """
    given = frozenset(roles)
    with accounts.writing() as connection:
        made = people.add(
            connection, name=name, login=login, roles=given, now=accounts.now()
        )
        told = people.joined(given) or "none"
        accounts.note(connection, "account.made", made.id, told, by=by)
        token = audited.make_link(
            accounts, connection, made.id, links.INVITE_LIFE, by=by
        )
    _log.info("person_invited", person=made.id, by=by)
    return made.id, token


def new_link(accounts: Accounts, id: str, *, by: str) -> str:
    """The token of another link to choose a password by.

    Raises:
        Conflict: disabled, or a provider says who it is.
        NotFound: there is no such person.
        DependencyDown: the database does not answer.
    """
    with accounts.writing() as connection:
        account = people.by_id(connection, id)
        if account.disabled or account.login is None:
            raise Conflict("this account has no password to choose")
        token = audited.make_link(accounts, connection, id, links.INVITE_LIFE, by=by)
    _log.info("link_made", person=id, by=by)
    return token


def give_roles(accounts: Accounts, id: str, roles: Iterable[Role], *, by: str) -> None:
    """Replace somebody's roles; they count from the next request on.

    Raises:
        Conflict: the last administrator, or a provider decides.
        NotFound: there is no such person.
        DependencyDown: the database does not answer.
    """
    given = frozenset(roles)
    with accounts.writing() as connection:
        account = people.by_id(connection, id)
        if account.login is None:
            raise Conflict("the provider decides about the roles of this account")
        audited.change_roles(accounts, connection, account, given, by=by)
        people.keep_an_administrator(connection)
    _log.info("roles_given", person=id, by=by, roles=sorted(given))


def disable(accounts: Accounts, id: str, *, by: str) -> None:
    """Shut somebody out at once: sessions, links, and the keys they made.

    Raises:
        Conflict: the last administrator.
        NotFound: there is no such person.
        DependencyDown: the database does not answer.
    """
    with accounts.writing() as connection:
        people.set_disabled(connection, id, disabled=True)
        people.keep_an_administrator(connection)
        accounts.note(connection, "account.disabled", id, by=by)
        audited.end_sessions(accounts, connection, id, "account disabled", by=by)
        links.withdraw(connection, id)
        audited.end_keys(accounts, connection, id, by=by)
    _log.info("person_disabled", person=id, by=by)


def enable(accounts: Accounts, id: str, *, by: str) -> None:
    """Let somebody in again.

    Raises:
        NotFound: there is no such person.
        DependencyDown: the database does not answer.
    """
    with accounts.writing() as connection:
        people.set_disabled(connection, id, disabled=False)
        accounts.note(connection, "account.enabled", id, by=by)
    _log.info("person_enabled", person=id, by=by)


def end_sessions(accounts: Accounts, id: str, *, by: str) -> None:
    """Sign somebody out everywhere.

    Raises:
        DependencyDown: the database does not answer.
    """
    with accounts.writing() as connection:
        audited.end_sessions(accounts, connection, id, "ended", by=by)
    _log.info("sessions_ended", person=id, by=by)
