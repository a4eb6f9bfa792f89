"""Copies of files: durable, for their owner only, and with their digest."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from hashlib import sha256
from pathlib import Path

from tocsin.backup.manifest import Part
from tocsin.errors import DependencyDown, Halt
from tocsin.sealed.key_files import OWNER_ONLY, write_new

CHUNK_BYTES = 1024 * 1024


def copy_file(source: Path, folder: Path, path: str) -> Part:
    """Copy a file to a path in a folder; what was copied.

    Raises:
        FileExistsError: there is one already.
        FileNotFoundError: there is no source.
        OSError: it cannot be read or written.
    """
    found, size = sha256(), 0
    with source.open("rb") as reading:
        target = _place(folder, path)
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
        with os.fdopen(handle, "wb") as writing:
            while piece := reading.read(CHUNK_BYTES):
                writing.write(piece)
                found.update(piece)
                size += len(piece)
            writing.flush()
            os.fsync(writing.fileno())
    return Part(path=path, size_bytes=size, sha256=found.hexdigest())


def copy_view(view: sqlite3.Connection, folder: Path, path: str) -> None:
    """Copy a SQLite database, as a connection sees it, to a path in a folder.

    Raises:
        sqlite3.Error: it cannot be read or written.
        Halt: what was copied is damaged.
    """
    target = _place(folder, path)
    write_new(target, b"")
    with closing(sqlite3.connect(target, isolation_level=None)) as copy:
        view.backup(copy)
        [[told]] = copy.execute("PRAGMA quick_check(1)").fetchall()
    if told != "ok":
        raise Halt(f"{path} is damaged: restore an earlier backup")


def part_of(folder: Path, path: str) -> Part:
    """A file that lies in the backup already, made durable.

    Raises:
        OSError: it cannot be read.
    """
    found, size = sha256(), 0
    with (folder / path).open("rb") as file:
        os.fsync(file.fileno())
        while piece := file.read(CHUNK_BYTES):
            found.update(piece)
            size += len(piece)
    return Part(path=path, size_bytes=size, sha256=found.hexdigest())


@contextmanager
def translated(name: str) -> Iterator[None]:
    """Errors of files and of SQLite become Tocsin's.

    Raises:
        DependencyDown: a disk is full or cannot be read, or a file stays locked.
    """
    try:
        yield
    except sqlite3.Error as exc:
        why = getattr(exc, "sqlite_errorname", type(exc).__name__)
        raise DependencyDown(name, why) from exc
    except OSError as exc:
        raise DependencyDown(name, exc.strerror or type(exc).__name__) from exc


def _place(folder: Path, path: str) -> Path:
    target = folder / path
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return target
