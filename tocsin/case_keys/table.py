"""The table of case keys, wrapped; tocsin/database/migrations makes it.

A case may have several keys: intake cannot unwrap the first one, and takes a new one
when a report that was not logged yet comes again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from sqlalchemy import (
    Column,
    Connection,
    DateTime,
    Index,
    LargeBinary,
    MetaData,
    String,
    Table,
    bindparam,
    func,
    insert,
    select,
    update,
)

from tocsin.database import open_engine, reading, utc, writing
from tocsin.errors import Erased
from tocsin.sealed import WrappedKey

NAME = "case keys"
IDS_MAX = 1000
"""SQLite takes 32,766 parameters; a batch of records has far fewer keys."""

METADATA = MetaData()
CASE_KEYS = Table(
    "case_keys",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("case_id", String(20), nullable=False),
    # None once it is erased: the row stays, so that nobody takes the case in again.
    Column("wrapped", LargeBinary, nullable=True),
    Column("key_id", String(16), nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("erased_at", DateTime(timezone=True), nullable=True),
)
Index("case_keys_by_case", CASE_KEYS.c.case_id)
Index("case_keys_by_master", CASE_KEYS.c.key_id)

# Built once: building a statement costs more than running it.
_COLUMNS = (
    CASE_KEYS.c.id,
    CASE_KEYS.c.case_id,
    CASE_KEYS.c.wrapped,
    CASE_KEYS.c.key_id,
    CASE_KEYS.c.erased_at,
)
_BY_IDS = select(*_COLUMNS).where(CASE_KEYS.c.id.in_(bindparam("ids", expanding=True)))
_OF_CASE = (
    select(*_COLUMNS)
    .where(CASE_KEYS.c.case_id == bindparam("case"))
    .order_by(CASE_KEYS.c.created_at, CASE_KEYS.c.id)
)
_ERASED = select(CASE_KEYS.c.erased_at).where(
    CASE_KEYS.c.case_id == bindparam("case"), CASE_KEYS.c.erased_at.is_not(None)
)
_IS_WHOLE = CASE_KEYS.c.wrapped.is_not(None)


@dataclass(frozen=True, slots=True)
class ErasedKey:
    """A key that is gone for good."""

    id: str
    case_id: str
    erased_at: datetime


StoredKey = WrappedKey | ErasedKey


def insert_key(connection: Connection, key: WrappedKey, created_at: datetime) -> None:
    """Store a new key of a case, in the caller's transaction.

    Raises:
        Erased: the case was erased: nothing of it is taken in again.
    """
    erased_at = connection.scalar(_ERASED, {"case": key.case_id})
    if erased_at is not None:
        raise Erased(key.case_id, utc(erased_at))
    row = {
        "id": key.id,
        "case_id": key.case_id,
        "wrapped": key.wrapped,
        "key_id": key.master_id,
        "created_at": created_at,
    }
    connection.execute(insert(CASE_KEYS), row)


class CaseKeyTable:
    """Wrapped keys in SQLite (one machine) or PostgreSQL. Safe from many threads.

    Args:
        url: of a database with this code's tables.
    """

    def __init__(self, url: str) -> None:
        """Make ready; the database is opened when it is first used."""
        self._engine = open_engine(url)

    def add(self, key: WrappedKey, created_at: datetime) -> None:
        """Store a new key, durably.

        Raises:
            Erased: the case was erased.
            DependencyDown: the database does not answer.
        """
        with writing(self._engine, NAME) as connection:
            insert_key(connection, key, created_at)

    def by_ids(self, ids: Sequence[str]) -> Mapping[str, StoredKey]:
        """The keys there are, by id.

        Raises:
            DependencyDown: the database does not answer.
        """
        found: dict[str, StoredKey] = {}
        for start in range(0, len(ids), IDS_MAX):
            some = {"ids": list(ids[start : start + IDS_MAX])}
            with reading(self._engine, NAME) as connection:
                rows = [_stored(*row) for row in connection.execute(_BY_IDS, some)]
            found |= {row.id: row for row in rows}
        return found

    def of_case(self, case_id: str) -> Sequence[StoredKey]:
        """The keys of a case, the oldest first.

        Raises:
            DependencyDown: the database does not answer.
        """
        with reading(self._engine, NAME) as connection:
            rows = connection.execute(_OF_CASE, {"case": case_id})
            return [_stored(*row) for row in rows]

    def erase(self, case_id: str, at: datetime) -> int:
        """Forget the keys of a case for good; how many there were.

        Raises:
            DependencyDown: the database does not answer; nothing is forgotten.
        """
        whole = (CASE_KEYS.c.case_id == case_id, _IS_WHOLE)
        with writing(self._engine, NAME) as connection:
            gone = update(CASE_KEYS).where(*whole).values(wrapped=None, erased_at=at)
            return connection.execute(gone).rowcount

    def erased(self) -> Mapping[str, datetime]:
        """Every case that was erased, and when.

        Raises:
            DependencyDown: the database does not answer.
        """
        columns = CASE_KEYS.c.case_id, CASE_KEYS.c.erased_at
        query = select(*columns).where(CASE_KEYS.c.erased_at.is_not(None)).distinct()
        with reading(self._engine, NAME) as connection:
            return {row[0]: utc(row[1]) for row in connection.execute(query)}

    def counts(self) -> Mapping[str, int]:
        """Master key -> how many keys it wraps.

        Raises:
            DependencyDown: the database does not answer.
        """
        master = CASE_KEYS.c.key_id
        query = select(master, func.count()).where(_IS_WHOLE).group_by(master)
        with reading(self._engine, NAME) as connection:
            return {row[0]: row[1] for row in connection.execute(query)}

    def wrapped_by_others(self, master_id: str, *, limit: int) -> Sequence[WrappedKey]:
        """Some of the keys that another master key wraps.

        Raises:
            DependencyDown: the database does not answer.
        """
        others = (CASE_KEYS.c.key_id != master_id, _IS_WHOLE)
        query = select(*_COLUMNS).where(*others).limit(limit)
        with reading(self._engine, NAME) as connection:
            rows = [_stored(*row) for row in connection.execute(query)]
        return [row for row in rows if isinstance(row, WrappedKey)]

    def rewrap(self, keys: Sequence[WrappedKey]) -> None:
        """Replace how these keys are wrapped; one that was erased stays erased.

        Raises:
            DependencyDown: the database does not answer; nothing is replaced.
        """
        same = (CASE_KEYS.c.id == bindparam("key"), _IS_WHOLE)
        statement = (
            update(CASE_KEYS)
            .where(*same)
            .values(wrapped=bindparam("raw"), key_id=bindparam("master"))
        )
        rows = [{"key": k.id, "raw": k.wrapped, "master": k.master_id} for k in keys]
        with writing(self._engine, NAME) as connection:
            connection.execute(statement, rows)

    def ping(self) -> None:
        """Answer, or raise DependencyDown."""
        with reading(self._engine, NAME) as connection:
            connection.execute(select(CASE_KEYS.c.id).limit(1))

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, *exc: object) -> None:
        """Close."""
        self.close()


def _stored(
    id: str, case_id: str, wrapped: bytes | None, key_id: str, erased_at: datetime
) -> StoredKey:
    if wrapped is None:
        return ErasedKey(id, case_id, utc(erased_at))
    return WrappedKey(id, case_id, wrapped, key_id)
