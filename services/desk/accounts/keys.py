"""API keys: how programs use the API of the desk."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select

from services.desk.accounts.people import joined, split
from services.desk.accounts.person import PERSONAL, Person, Role
from services.desk.accounts.tables import KEYS
from services.desk.accounts.tokens import digest, new_id, new_token
from tocsin.database import utc
from tocsin.errors import NotFound

PREFIX = "tocsin_"
"""So that scanners of source code can tell a key that leaked."""

DAYS_MAX = 365
DAYS = 90
ROLES = tuple(role for role in Role if role not in PERSONAL)
"""What a key may do."""


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key as stored; what opens with it is not."""

    id: str
    name: str
    roles: frozenset[Role]
    made_at: datetime
    ends_at: datetime

    @property
    def person(self) -> Person:
        """As the routes know it."""
        return Person(f"key-{self.id}", self.name, self.roles)


_COLUMNS = (KEYS.c.id, KEYS.c.name, KEYS.c.roles, KEYS.c.made_at, KEYS.c.ends_at)


def make(
    connection: Connection,
    *,
    name: str,
    roles: Iterable[Role],
    made_by: str,
    now: datetime,
    life: timedelta,
) -> str:
    """A new key, as it is shown once."""
    token = PREFIX + new_token()
    row = {
        "id": new_id(),
        "digest": digest(token),
        "name": name.strip(),
        "roles": joined(roles),
        "made_by": made_by,
        "made_at": now,
        "ends_at": now + life,
    }
    connection.execute(insert(KEYS).values(row))
    return token


def find(connection: Connection, token: str, now: datetime) -> ApiKey | None:
    """The key, if it has not ended."""
    mine = KEYS.c.digest == digest(token)
    row = connection.execute(
        select(*_COLUMNS).where(mine, KEYS.c.ends_at > now)
    ).one_or_none()
    return None if row is None else _key(*row)


def all_keys(connection: Connection) -> list[ApiKey]:
    """All keys, the newest first; those that ended too, until they are removed."""
    rows = connection.execute(select(*_COLUMNS).order_by(KEYS.c.made_at.desc()))
    return [_key(*row) for row in rows]


def remove(connection: Connection, id: str) -> None:
    """End a key.

    Raises:
        NotFound: there is none.
    """
    if connection.execute(delete(KEYS).where(KEYS.c.id == id)).rowcount != 1:
        raise NotFound("no such key")


def remove_of(connection: Connection, person_id: str) -> list[str]:
    """End all keys that a person made; their ids."""
    query = delete(KEYS).where(KEYS.c.made_by == person_id).returning(KEYS.c.id)
    return list(connection.scalars(query))


def _key(
    id: str, name: str, roles: str, made_at: datetime, ends_at: datetime
) -> ApiKey:
    return ApiKey(id, name, split(roles), utc(made_at), utc(ends_at))
