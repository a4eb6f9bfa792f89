"""People who have an account: rows of a table. Each function runs in a transaction."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    and_,
    func,
    insert,
    select,
    update,
)

from services.desk.accounts.person import Person, Role
from services.desk.accounts.tables import PEOPLE
from services.desk.accounts.tokens import new_id
from tocsin.errors import Conflict, NotFound

NAME_CHARS_MAX = 200
LOGIN_CHARS_MAX = 100
"""An e-mail address that is longer is rare."""


@dataclass(frozen=True, slots=True)
class Account:
    """A person as stored.

    Attributes:
        login: None where a provider says who it is.
        password: the stored hash; None until one is chosen.
        issuer: the provider, with `subject`.
        subject: who the provider says it is.
    """

    id: str
    name: str
    login: str | None
    password: str | None
    issuer: str | None
    subject: str | None
    roles: frozenset[Role]
    disabled: bool

    @property
    def person(self) -> Person:
        """As the routes know them."""
        return Person(self.id, self.name, self.roles)


_COLUMNS = (
    PEOPLE.c.id,
    PEOPLE.c.name,
    PEOPLE.c.login,
    PEOPLE.c.password,
    PEOPLE.c.issuer,
    PEOPLE.c.subject,
    PEOPLE.c.roles,
    PEOPLE.c.disabled,
)


def normal_login(typed: str) -> str:
    """A login as it is stored: however it is written, it is the same person's."""
    return unicodedata.normalize("NFKC", typed).strip().casefold()


def bad_login(typed: str) -> str:
    """Why a login is not taken; empty when it is."""
    login = normal_login(typed)
    if not login:
        return "Choose a login."
    if len(login) > LOGIN_CHARS_MAX:
        return f"A login has at most {LOGIN_CHARS_MAX} characters."
    if not login.isprintable() or any(char.isspace() for char in login):
        return "A login has no blanks in it."
    return ""


def bad_name(typed: str) -> str:
    """Why a name is not taken; empty when it is."""
    if not typed.strip():
        return "Say the name."
    if len(typed) > NAME_CHARS_MAX or not typed.isprintable():
        return f"A name has at most {NAME_CHARS_MAX} characters, on one line."
    return ""


def joined(roles: Iterable[Role]) -> str:
    """Roles as they are stored."""
    return " ".join(sorted(set(roles)))


def split(stored: str) -> frozenset[Role]:
    """Roles from how they are stored."""
    return frozenset(map(Role, stored.split()))


def somebody_exists(connection: Connection) -> bool:
    """Whether there is any account."""
    return connection.scalar(select(PEOPLE.c.id).limit(1)) is not None


def everybody(connection: Connection) -> list[Account]:
    """All accounts, by name."""
    rows = connection.execute(select(*_COLUMNS).order_by(PEOPLE.c.name, PEOPLE.c.id))
    return [_account(row) for row in rows]


def by_id(connection: Connection, id: str) -> Account:
    """The account with this id.

    Raises:
        NotFound: there is none.
    """
    found = _find(connection, PEOPLE.c.id == id)
    if found is None:
        raise NotFound("no such person")
    return found


def by_login(connection: Connection, login: str) -> Account | None:
    """The account with this login, however it is written."""
    return _find(connection, PEOPLE.c.login == normal_login(login))


def by_subject(connection: Connection, issuer: str, subject: str) -> Account | None:
    """The account of a person of a provider."""
    return _find(
        connection, and_(PEOPLE.c.issuer == issuer, PEOPLE.c.subject == subject)
    )


def add(
    connection: Connection,
    *,
    name: str,
    roles: Iterable[Role],
    now: datetime,
    login: str | None = None,
    of_provider: tuple[str, str] | None = None,
) -> Account:
    """A new account, without a password.

    Args:
        connection: a transaction.
        name: for the others at the desk.
        roles: what they may do.
        now: UTC.
        login: however it is written; None for somebody who signs in at a provider.
        of_provider: issuer and subject of somebody who signs in there.

    Raises:
        Conflict: somebody has this login.
    """
    if login is not None and by_login(connection, login) is not None:
        raise Conflict("somebody has this login already")
    issuer, subject = of_provider or (None, None)
    row = {
        "id": new_id(),
        "name": name.strip(),
        "login": None if login is None else normal_login(login),
        "password": None,
        "issuer": issuer,
        "subject": subject,
        "roles": joined(roles),
        "disabled": False,
        "made_at": now,
    }
    connection.execute(insert(PEOPLE).values(row))
    return by_id(connection, str(row["id"]))


def set_password(connection: Connection, id: str, stored: str) -> None:
    """Replace the stored hash of a password."""
    _change(connection, id, password=stored)


def set_roles(connection: Connection, id: str, roles: Iterable[Role]) -> None:
    """Replace the roles."""
    _change(connection, id, roles=joined(roles))


def set_name(connection: Connection, id: str, name: str) -> None:
    """Replace the name."""
    _change(connection, id, name=name.strip())


def set_disabled(connection: Connection, id: str, *, disabled: bool) -> None:
    """Take the way in, or give it back."""
    _change(connection, id, disabled=disabled)


def keep_an_administrator(connection: Connection) -> None:
    """Undo the transaction when nobody is left in it who can give roles.

    Raises:
        Conflict: nobody is.
    """
    enabled = select(func.count()).where(
        PEOPLE.c.disabled.is_(False), PEOPLE.c.roles.contains(Role.ADMINISTRATOR.value)
    )
    if not connection.scalar(enabled):
        raise Conflict("this is the last administrator: make another one first")


def _change(connection: Connection, id: str, **values: Any) -> None:  # noqa: ANN401 - what a column takes
    done = connection.execute(update(PEOPLE).where(PEOPLE.c.id == id).values(values))
    if done.rowcount != 1:
        raise NotFound("no such person")


def _find(connection: Connection, condition: ColumnElement[bool]) -> Account | None:
    row = connection.execute(select(*_COLUMNS).where(condition)).one_or_none()
    return None if row is None else _account(row)


def _account(row: Row[*tuple[Any, ...]]) -> Account:
    return Account(
        id=row.id,
        name=row.name,
        login=row.login,
        password=row.password,
        issuer=row.issuer,
        subject=row.subject,
        roles=split(row.roles),
        disabled=row.disabled,
    )
