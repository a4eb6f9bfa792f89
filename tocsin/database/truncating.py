"""What was deleted leaves the files of the database."""

import sqlite3
from contextlib import closing

from sqlalchemy import make_url

from tocsin.database.engines import BUSY_TIMEOUT_S, is_sqlite
from tocsin.errors import DependencyDown

NAME = "database"


def truncate(url: str) -> None:
    """Empty the write-ahead log of SQLite, which holds pages as they were.

    The file itself is overwritten where something is deleted (`secure_delete`). For
    PostgreSQL its own vacuum does the like, in its own time.

    Raises:
        DependencyDown: another process reads for too long; try again.
    """
    if not is_sqlite(url):
        return
    path = str(make_url(url).database)
    try:
        with closing(sqlite3.connect(path, timeout=BUSY_TIMEOUT_S)) as raw:
            [(busy, *_)] = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    except sqlite3.Error as exc:
        raise DependencyDown(NAME, type(exc).__name__) from exc
    if busy:
        raise DependencyDown(NAME, "another process reads it for too long")
