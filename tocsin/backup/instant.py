"""Log and database as of one instant, though both are written meanwhile.

What is read so is what a power cut at that instant would have left: each crash that
intake and workers survive (docs/reference/guarantees.md) is one that a backup survives.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

BUSY_LIMIT_S = 30
"""Writers hold a file for milliseconds; a bulk import may keep it busy for seconds."""


def connect(path: Path) -> sqlite3.Connection:
    """A connection to a file that exists, outside of any transaction.

    Raises:
        sqlite3.Error: it cannot be opened.
    """
    return sqlite3.connect(
        f"{path.resolve().as_uri()}?mode=rw",
        uri=True,
        timeout=BUSY_LIMIT_S,
        isolation_level=None,
    )


@contextmanager
def one_instant(paths: Sequence[Path]) -> Iterator[Sequence[sqlite3.Connection]]:
    """A connection to each file, all of which see the same instant.

    All are kept from being written while the views are taken, for milliseconds; after
    that writers go on, and the views stay as they are (write-ahead log).

    Args:
        paths: SQLite files in WAL mode. Nobody may wait for an earlier one while
            holding a later one.

    Raises:
        sqlite3.Error: a file cannot be opened, or stays locked for too long.
    """
    with ExitStack() as stack:
        views = [stack.enter_context(closing(connect(path))) for path in paths]
        with ExitStack() as held:
            for path in paths:
                lock = held.enter_context(closing(connect(path)))
                lock.execute("BEGIN IMMEDIATE")
            for view in views:
                view.execute("BEGIN")
                # A view begins with the first thing that is read.
                view.execute("SELECT count(*) FROM sqlite_master").fetchone()
        yield views
