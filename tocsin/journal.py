"""The journal of a SQLite file: a write-ahead log, so that readers wait for nobody."""

import sqlite3

SWITCHES_MAX = 10
"""Each one that is refused means that another process made the switch meanwhile, or
began to: one repetition is usual, ten mean trouble."""


def use_wal(raw: sqlite3.Connection) -> None:
    """Switch a file to its write-ahead log; one that has it already stays as it is.

    SQLite refuses at once, without its usual waiting, when two switch a new file at the
    same moment: each holds what the other wants. Taking the write lock does wait.

    Args:
        raw: outside a transaction; begins none by itself.

    Raises:
        sqlite3.OperationalError: the file stays locked for longer than `raw` waits.
    """
    for _ in range(SWITCHES_MAX - 1):
        try:
            raw.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as exc:
            if exc.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
            raw.execute("BEGIN IMMEDIATE")
            raw.execute("ROLLBACK")
        else:
            return
    raw.execute("PRAGMA journal_mode=WAL")
