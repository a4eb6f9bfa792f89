"""Links that work once: to make the first administrator, or to choose a password."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, delete, insert, select

from services.desk.accounts.tables import LINKS
from services.desk.accounts.tokens import digest, new_token

FIRST_LIFE = timedelta(hours=1)
"""Whoever starts Tocsin sits in front of it; a restart prints another link."""

INVITE_LIFE = timedelta(days=1)
"""Sent by hand to somebody who may be asleep."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link that is still good.

    Attributes:
        person_id: who may choose a password; None makes the first administrator.
    """

    person_id: str | None


def make(
    connection: Connection, person_id: str | None, now: datetime, life: timedelta
) -> str:
    """A new link; its token. Older ones of the same person are void."""
    connection.execute(delete(LINKS).where(LINKS.c.ends_at <= now))
    if person_id is not None:
        withdraw(connection, person_id)
    token = new_token()
    row = {"digest": digest(token), "person_id": person_id, "ends_at": now + life}
    connection.execute(insert(LINKS).values(row))
    return token


def find(connection: Connection, token: str, now: datetime) -> Link | None:
    """The link with this token, if it is still good."""
    query = select(LINKS.c.person_id).where(_is_good(token, now))
    row = connection.execute(query).one_or_none()
    return None if row is None else Link(row.person_id)


def use(connection: Connection, token: str, now: datetime) -> Link | None:
    """The same, and the link is good no more."""
    found = find(connection, token, now)
    done = connection.execute(delete(LINKS).where(_is_good(token, now)))
    return found if done.rowcount == 1 else None


def withdraw(connection: Connection, person_id: str) -> None:
    """Make the links of a person void."""
    connection.execute(delete(LINKS).where(LINKS.c.person_id == person_id))


def withdraw_first(connection: Connection) -> None:
    """Make all links for a first administrator void: there is one."""
    connection.execute(delete(LINKS).where(LINKS.c.person_id.is_(None)))


def _is_good(token: str, now: datetime) -> ColumnElement[bool]:
    return (LINKS.c.digest == digest(token)) & (LINKS.c.ends_at > now)
