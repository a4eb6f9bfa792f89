"""Making a backup while everything runs."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

from tocsin.backup.copying import copy_file, copy_view, part_of, translated
from tocsin.backup.instant import connect, one_instant
from tocsin.backup.manifest import (
    DATABASE,
    FILES,
    LISTS,
    LOG,
    Manifest,
    Part,
    made,
    write_manifest,
)
from tocsin.clock import Clock
from tocsin.errors import Halt, NotFound
from tocsin.version import CODE_VERSION

NAME = "the backup"
_PARTIAL = "partial"
"""Folder of files that are being written (tocsin.blobs.folder)."""


def make_backup(data: Path, folder: Path, clock: Clock) -> Manifest:
    """Copy log, database, files and lists of a data folder; neither keys nor index.

    Intake stores a case's key, then its files, then its events, and answers. Log and
    database are of one instant; files and keys are taken after it: so every event that
    is in the copy has its key and its files there.

    Args:
        data: of an embedded installation, running or not.
        folder: new or empty, and outside of `data`.
        clock: says when.

    Raises:
        NotFound: there is no installation in `data`.
        Halt: the folder is not empty or lies in `data`, or a database is damaged.
        DependencyDown: a disk is full, or a file stays locked; do it again.
    """
    log, database = data / LOG, data / DATABASE
    if not (log.is_file() and database.is_file()):
        raise NotFound(f"{data}: no embedded installation in it")
    if folder.resolve().is_relative_to(data.resolve()):
        raise Halt(f"{folder}: a backup inside of the data folder would go with it")
    with translated(NAME):
        _make_empty(folder)
        # The ledger before the log: nobody writes to the log while holding the ledger.
        with one_instant([database, log]) as (database_view, log_view):
            at = clock.now()
            copy_view(database_view, folder, DATABASE)
            copy_view(log_view, folder, LOG)
        parts = [*_copied(data / FILES, folder), *_copied(data / LISTS, folder)]
        masters = _add_later_keys(folder / DATABASE, database)
        parts += [part_of(folder, name) for name in (LOG, DATABASE)]
        manifest = made(at=at, code=CODE_VERSION, master_keys=masters, parts=parts)
        write_manifest(folder, manifest)
    return manifest


def _make_empty(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise Halt(f"{folder}: give a folder that is new or empty")


def _copied(source: Path, folder: Path) -> Iterator[Part]:
    """Copies of all files under a folder; those that go meanwhile are erased."""
    for path in sorted(source.rglob("*")):
        inner = path.relative_to(source)
        if inner.parts[0] == _PARTIAL or not path.is_file():
            continue
        with suppress(FileNotFoundError):
            yield copy_file(path, folder, f"{source.name}/{inner.as_posix()}")


def _add_later_keys(copy: Path, live: Path) -> dict[str, int]:
    """Add the keys that came since; id of a master key -> how many it wraps.

    A report that is sent again after a crash gets another key, and its files are sealed
    once more: those that were copied may need a key that came after the instant.
    """
    with closing(connect(copy)) as db, closing(connect(live)) as source:
        known = {id for (id,) in db.execute("SELECT id FROM case_keys")}
        rows = source.execute("SELECT * FROM case_keys WHERE wrapped IS NOT NULL")
        new = [tuple(row) for row in rows if row[0] not in known]
        _insert(db, new)
        counts = db.execute(
            "SELECT key_id, count(*) FROM case_keys WHERE wrapped IS NOT NULL"
            " GROUP BY key_id"
        )
        return {str(id): int(count) for id, count in counts}


def _insert(db: sqlite3.Connection, rows: list[tuple[object, ...]]) -> None:
    db.execute("BEGIN")
    db.executemany("INSERT INTO case_keys VALUES (?, ?, ?, ?, ?, ?)", rows)
    db.execute("COMMIT")
