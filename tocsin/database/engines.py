"""How the database is opened: SQLite on one machine, PostgreSQL in production."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.pool import ConnectionPoolEntry

from tocsin.journal import use_wal

Synchronous = Literal["FULL", "NORMAL"]

BUSY_TIMEOUT_S = 10
"""Another process holds the file's lock for milliseconds; ten seconds mean trouble."""

READS = "tocsin_reads"
"""Execution option of a connection that writes nothing."""


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
        use_wal(raw)
        raw.execute(f"PRAGMA synchronous={synchronous}")
        # A concealed receipt is gone from the file once it is hashed.
        raw.execute("PRAGMA secure_delete=ON")

    # Transactions are ours to begin (below), not the driver's.
    arguments = {"isolation_level": None, "timeout": BUSY_TIMEOUT_S}
    engine = create_engine(url, hide_parameters=True, connect_args=arguments)
    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


@contextmanager
def closing_engine(url: str) -> Iterator[Engine]:
    """An engine until the end of the block."""
    engine = open_engine(url)
    try:
        yield engine
    finally:
        engine.dispose()


def is_sqlite(url: str) -> bool:
    """Whether a SQLAlchemy URL is of SQLite."""
    return make_url(url).get_backend_name() == "sqlite"


def _begin_sqlite(connection: Connection) -> None:
    # Taking the write lock at once avoids the deadlock of two readers who both want it.
    # A reader waits for nobody: WAL gives it the last committed state.
    reads = connection.get_execution_options().get(READS, False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
