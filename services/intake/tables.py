"""The tables of the ledger, and how their database is opened."""

import sqlite3
from typing import Literal

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Engine,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    create_engine,
    event,
)
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.pool import ConnectionPoolEntry

Synchronous = Literal["FULL", "NORMAL"]

SCHEMA_VERSION = 1
BUSY_TIMEOUT_S = 10
"""Another process holds the file's lock for milliseconds; ten seconds mean trouble."""

METADATA = MetaData()

VERSION = Table("ledger_version", METADATA, Column("version", Integer, nullable=False))

KEYS = Table(
    "sender_keys",
    METADATA,
    # A digest: an id of the sender's own can itself say who sent it.
    Column("key_digest", String(20), primary_key=True),
    Column("case_id", String(20), nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("received_at", DateTime(timezone=True), nullable=False),
    Column("logged", Boolean, nullable=False, default=False),
)

RECEIPTS = Table(
    "receipts",
    METADATA,
    Column("case_id", String(20), primary_key=True),
    Column("selector", String(6), nullable=False),
    # Exactly one of the two is there: the code waits concealed until it is hashed.
    Column("concealed", LargeBinary, nullable=True),
    Column("hardened", String(200), nullable=True),
)
Index("receipts_by_selector", RECEIPTS.c.selector)
Index(
    "receipts_waiting",
    RECEIPTS.c.case_id,
    sqlite_where=RECEIPTS.c.concealed.is_not(None),
    postgresql_where=RECEIPTS.c.concealed.is_not(None),
)


def open_engine(url: str, *, synchronous: Synchronous = "FULL") -> Engine:
    """An engine on sqlite:///FILE or postgresql+DRIVER://...

    Parameters never show in error texts: they hold what concerns a reporter.

    Args:
        url: a SQLAlchemy URL.
        synchronous: SQLite's own setting. FULL survives a power cut from the commit
            on; NORMAL may then forget the last commits, and nothing else.
    """
    if not is_sqlite(url):
        return create_engine(url, hide_parameters=True, pool_pre_ping=True)

    def prepare(raw: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
        raw.execute("PRAGMA journal_mode=WAL")
        raw.execute(f"PRAGMA synchronous={synchronous}")
        # A concealed receipt is gone from the file once it is hashed.
        raw.execute("PRAGMA secure_delete=ON")

    # Transactions are ours to begin (below), not the driver's.
    arguments = {"isolation_level": None, "timeout": BUSY_TIMEOUT_S}
    engine = create_engine(url, hide_parameters=True, connect_args=arguments)
    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def is_sqlite(url: str) -> bool:
    """Whether a SQLAlchemy URL is of SQLite."""
    return make_url(url).get_backend_name() == "sqlite"


def _begin_sqlite(connection: Connection) -> None:
    # Taking the write lock at once avoids the deadlock of two readers who both want it.
    connection.exec_driver_sql("BEGIN IMMEDIATE")
