"""The file of the SQLite log: its tables, how it is opened, what its errors mean."""

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tocsin.errors import DependencyDown, Halt, OutcomeUnknown
from tocsin.journal import use_wal
from tocsin.private import make_private

SCHEMA_VERSION = 1
BUSY_LIMIT_MS = 5_000
"""Another process's transaction takes milliseconds; seconds mean a stuck disk."""

WAL_BYTES_KEPT = 64 * 1024 * 1024
"""A burst of large records must not leave a large file beside the log for ever."""

# Records have no AUTOINCREMENT: nothing relies on `seq` but the order of the pages.
_SCHEMA = """
CREATE TABLE topics (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    partitions INTEGER NOT NULL,
    compacted INTEGER NOT NULL
);
CREATE TABLE records (
    seq INTEGER PRIMARY KEY,
    topic INTEGER NOT NULL REFERENCES topics (id),
    "partition" INTEGER NOT NULL,
    "offset" INTEGER NOT NULL,
    time_us INTEGER NOT NULL,
    compacted INTEGER NOT NULL,
    key BLOB NOT NULL,
    headers BLOB NOT NULL,
    value BLOB,
    UNIQUE (topic, "partition", "offset")
);
CREATE INDEX compacted_keys ON records (topic, key) WHERE compacted = 1;
CREATE TABLE members (
    "group" TEXT NOT NULL,
    member TEXT NOT NULL,
    incarnation INTEGER NOT NULL,
    lease_end_us INTEGER NOT NULL,
    PRIMARY KEY ("group", member)
) WITHOUT ROWID;
CREATE TABLE claims (
    "group" TEXT NOT NULL,
    slot INTEGER NOT NULL,
    member TEXT,
    epoch INTEGER NOT NULL,
    PRIMARY KEY ("group", slot)
) WITHOUT ROWID;
CREATE TABLE commits (
    "group" TEXT NOT NULL,
    topic INTEGER NOT NULL REFERENCES topics (id),
    "partition" INTEGER NOT NULL,
    "offset" INTEGER NOT NULL,
    PRIMARY KEY ("group", topic, "partition")
) WITHOUT ROWID;
"""

_BROKEN = ("SQLITE_CORRUPT", "SQLITE_NOTADB")


def open_file(path: Path) -> sqlite3.Connection:
    """A connection to the log; makes the file and its tables when they are missing.

    Usable from any thread, by one at a time.

    Raises:
        DependencyDown: the file cannot be opened or written.
        Halt: it is no log, or one of a later version of Tocsin.
    """
    with translated(path):
        make_private(path.parent)
        db = sqlite3.connect(
            path,
            timeout=BUSY_LIMIT_MS / 1000,
            isolation_level=None,
            check_same_thread=False,
        )
        with ExitStack() as unless_ready:
            unless_ready.callback(db.close)
            _prepare(db, path)
            unless_ready.pop_all()
        return db


def _prepare(db: sqlite3.Connection, path: Path) -> None:
    use_wal(db)
    # A receipt is handed out once the commit returns: it must survive a power cut.
    db.execute("PRAGMA synchronous = FULL")
    # What a tombstone erases must not stay readable in free pages.
    db.execute("PRAGMA secure_delete = ON")
    db.execute(f"PRAGMA journal_size_limit = {WAL_BYTES_KEPT}")
    if _version(db) == SCHEMA_VERSION:
        return
    with transaction(db):
        found = _version(db)
        if found == 0:
            for statement in _SCHEMA.split(";"):
                db.execute(statement)
            db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        elif found > SCHEMA_VERSION:
            raise Halt(
                f"{path.name} has schema version {found}, this Tocsin knows "
                f"{SCHEMA_VERSION}: install a later Tocsin"
            )


def _version(db: sqlite3.Connection) -> int:
    (version,) = db.execute("PRAGMA user_version").fetchone()
    return int(version)


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """A write transaction: all of it is stored durably, or nothing."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    finally:
        # Not after a commit; and a full disk may have rolled it back already.
        if db.in_transaction:
            db.execute("ROLLBACK")


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Errors of SQLite and of the file system become Tocsin's.

    Raises:
        DependencyDown: full, read-only, locked for too long, or the disk fails.
        OutcomeUnknown: the disk did not confirm a commit.
        Halt: the file is damaged or is no log.
    """
    try:
        yield
    except sqlite3.DatabaseError as exc:
        code = getattr(exc, "sqlite_errorname", "")
        if code.startswith(_BROKEN):
            raise Halt(f"the log {path.name} cannot be read: {code}") from exc
        if code == "SQLITE_IOERR_FSYNC":
            # What was written may be found again after a crash.
            raise OutcomeUnknown(f"the log {path.name}", code) from exc
        raise DependencyDown(f"the log {path.name}", f"{code} {exc}") from exc
    except OSError as exc:
        why = exc.strerror or type(exc).__name__
        raise DependencyDown(f"the log {path.name}", why) from exc
