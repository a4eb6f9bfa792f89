"""The audit log in the database: rows are added and never changed."""

from collections.abc import Iterator
from typing import Self

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    DateTime,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    and_,
    delete,
    insert,
    or_,
    select,
    text,
)
from sqlalchemy import Row as Found

from tocsin.audit.chain import (
    Asked,
    Entry,
    Fault,
    Head,
    Noted,
    Row,
    row_after,
    verified,
)
from tocsin.audit.signing import AuditKey
from tocsin.database import open_engine, reading, utc, writing

NAME = "audit log"
METADATA = MetaData()
AUDIT = Table(
    "audit",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("actor", String(500), nullable=False),
    Column("action", String(100), nullable=False),
    Column("subject", String(500), nullable=False),
    Column("reason", Text, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("digest", String(64), nullable=False),
)
HEAD = Table(
    "audit_head",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("digest", String(64), nullable=False),
    Column("signature", LargeBinary, nullable=False),
)
# Any number will do, as long as nobody else takes it: two writers wait for each other.
_LOCK = 8_420_002
ALL = Asked()
_LAST = select(AUDIT).order_by(AUDIT.c.number.desc()).limit(1)


class AuditLog:
    """Appends to the chain and reads it. Safe from many threads and processes.

    Args:
        url: of a database with this code's tables.
        key: signs the head.
    """

    def __init__(self, url: str, key: AuditKey) -> None:
        """Make ready; the database is opened when it is first used."""
        self._engine = open_engine(url)
        self._key = key

    def append(self, entry: Entry, *, within: Connection | None = None) -> Row:
        """Add what was done, durably, and sign the new head.

        Args:
            entry: what was done.
            within: a transaction on the same database that does it: then both are
                there, or neither. Others who append wait for its end: keep it short,
                and `hold` the log first.

        Raises:
            DependencyDown: the database does not answer; nothing is written down.
        """
        if within is not None:
            return self._append(within, entry)
        with writing(self._engine, NAME) as connection:
            return self._append(connection, entry)

    def hold(self, connection: Connection) -> None:
        """Make others who append wait from now on, until the end of a transaction.

        Who takes rows before the log waits for somebody who holds the log and wants
        those rows: a database ends one of the two.
        """
        _lock(connection)

    def _append(self, connection: Connection, entry: Entry) -> Row:
        _lock(connection)
        last = connection.execute(_LAST).one_or_none()
        signed = _head(connection)
        if signed is not None and not self._key.is_signed(signed):
            signed = None
        row = row_after(_row(last) if last else None, signed, entry)
        head = self._key.head(row.number, row.digest)
        connection.execute(insert(AUDIT).values(_values(row)))
        connection.execute(delete(HEAD))
        connection.execute(
            insert(HEAD).values(
                number=head.number, digest=head.digest, signature=head.signature
            )
        )
        return row

    def rows(self, asked: Asked = ALL, *, after: int = 0) -> Iterator[Row]:
        """The rows that are asked for after a number, in order.

        Raises:
            DependencyDown: the database does not answer.
        """
        wanted = and_(AUDIT.c.number > after, *_conditions(asked))
        query = select(AUDIT).where(wanted).order_by(AUDIT.c.number)
        with reading(self._engine, NAME) as connection:
            for found in connection.execute(query):
                yield _row(found)

    def last(self) -> Noted | None:
        """The last row, to be noted elsewhere; None where there is none.

        Raises:
            DependencyDown: the database does not answer.
        """
        with reading(self._engine, NAME) as connection:
            found = connection.execute(_LAST).one_or_none()
        return Noted(found.number, found.digest) if found else None

    def verify(self, noted: Noted | None = None) -> Fault | None:
        """The first fault of the chain; None where all is as it was written.

        Args:
            noted: a row that must be there. Who can write to the database can put back
                an older state of both tables, or empty them; only what was noted
                elsewhere tells that.

        Raises:
            DependencyDown: the database does not answer.
        """
        with reading(self._engine, NAME) as connection:
            head = _head(connection)
            query = select(AUDIT).order_by(AUDIT.c.number)
            rows = (_row(row) for row in connection.execute(query))
            return verified(rows, head, self._key.is_signed, noted)

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, *exc: object) -> None:
        """Close."""
        self.close()


def _conditions(asked: Asked) -> Iterator[ColumnElement[bool]]:
    if asked.case is not None:
        yield AUDIT.c.subject == asked.case
    if asked.names:
        yield or_(AUDIT.c.actor.in_(asked.names), AUDIT.c.subject.in_(asked.names))
    if asked.since is not None:
        yield AUDIT.c.at >= asked.since


def _lock(connection: Connection) -> None:
    # SQLite has one writer anyway: the transaction took its lock when it began.
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": _LOCK})


def _head(connection: Connection) -> Head | None:
    found = connection.execute(select(HEAD)).first()
    return Head(found.number, found.digest, found.signature) if found else None


def _values(row: Row) -> dict[str, object]:
    entry = row.entry
    return {
        "number": row.number,
        "at": entry.at,
        "actor": entry.actor,
        "action": entry.action,
        "subject": entry.subject,
        "reason": entry.reason,
        "previous": row.previous,
        "digest": row.digest,
    }


def _row(found: Found[tuple[object, ...]]) -> Row:
    entry = Entry(utc(found.at), found.actor, found.action, found.subject, found.reason)
    return Row(found.number, entry, found.previous, found.digest)
