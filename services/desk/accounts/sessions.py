"""Sessions: who signed in with which browser. Kept here, so that they can be ended."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, insert, select, update

from services.desk.accounts.tables import SESSIONS
from services.desk.accounts.tokens import digest, new_id, new_token
from tocsin.database import utc

IDLE = timedelta(minutes=30)
LIFE = timedelta(hours=12)
"""NIST SP 800-63B (rev. 3), 4.2.3, and ASVS 5.0, 7.3: 30 minutes without a request, 12
hours in all: a working day, and no browser that was left open overnight."""

TOUCH = timedelta(minutes=1)
"""How exactly it is kept when a session was last used: not a write for each request."""


@dataclass(frozen=True, slots=True)
class Session:
    """A session as stored; what opens it is not."""

    id: str
    person_id: str
    started_at: datetime
    seen_at: datetime


_COLUMNS = (
    SESSIONS.c.id,
    SESSIONS.c.person_id,
    SESSIONS.c.started_at,
    SESSIONS.c.seen_at,
)


def start(connection: Connection, person_id: str, now: datetime) -> str:
    """A new session; the token that opens it."""
    token = new_token()
    row = {
        "id": new_id(),
        "digest": digest(token),
        "person_id": person_id,
        "started_at": now,
        "seen_at": now,
    }
    connection.execute(insert(SESSIONS).values(row))
    return token


def forget_expired(connection: Connection, now: datetime) -> list[Session]:
    """Forget the sessions that ended by themselves, and tell which they were."""
    gone = connection.execute(
        delete(SESSIONS).where(~_is_open(now)).returning(*_COLUMNS)
    )
    return [_session(row) for row in gone]


def find(connection: Connection, token: str, now: datetime) -> Session | None:
    """The session that a token opens, if it is still open."""
    query = select(*_COLUMNS).where(SESSIONS.c.digest == digest(token), _is_open(now))
    row = connection.execute(query).one_or_none()
    return None if row is None else _session(row)


def touch(connection: Connection, id: str, now: datetime) -> None:
    """Note that a session was used."""
    connection.execute(update(SESSIONS).where(SESSIONS.c.id == id).values(seen_at=now))


def of_person(connection: Connection, person_id: str, now: datetime) -> list[Session]:
    """The open sessions of a person, the last used first."""
    mine = SESSIONS.c.person_id == person_id
    query = select(*_COLUMNS).where(mine, _is_open(now))
    rows = connection.execute(query.order_by(SESSIONS.c.seen_at.desc()))
    return [_session(row) for row in rows]


def end(connection: Connection, person_id: str, id: str) -> None:
    """End a session of a person; no matter if it has ended."""
    mine = SESSIONS.c.person_id == person_id
    connection.execute(delete(SESSIONS).where(mine, SESSIONS.c.id == id))


def end_all(connection: Connection, person_id: str) -> None:
    """End all sessions of a person."""
    connection.execute(delete(SESSIONS).where(SESSIONS.c.person_id == person_id))


def _is_open(now: datetime) -> ColumnElement[bool]:
    used, made = SESSIONS.c.seen_at > now - IDLE, SESSIONS.c.started_at > now - LIFE
    return used & made


def _session(row: Row[*tuple[Any, ...]]) -> Session:
    return Session(row.id, row.person_id, utc(row.started_at), utc(row.seen_at))
