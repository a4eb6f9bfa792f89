"""Whether the data folder can be worked in, and what an operator does about it if not.

SQLite says of all of it `unable to open database file`, and of no file which.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from tocsin.errors import DependencyDown
from tocsin.folders import BLOBS, INDEX
from tocsin.login import login_of, own_login

FREE_BYTES_MIN = 8 * 1024 * 1024
"""What begins to write makes a log, a database and an index of some 2 MB; with less
than a few times that, a service would stop in its first minute."""


def require_usable(folder: Path) -> None:
    """Let a data folder pass that we can read and write, or make.

    Raises:
        DependencyDown: it is a file, of somebody else, or on a disk that is mounted
            read-only; says how to mend it.
    """
    there = _nearest(folder.absolute())
    if not there.is_dir():
        raise _unusable(folder, f"{there} is a file: name a folder with --data")
    for path in _written(there) if there == folder.absolute() else (there,):
        rights = os.R_OK | os.W_OK | (os.X_OK if path.is_dir() else 0)
        if not os.access(path, rights):
            raise _unusable(folder, _why_refused(path, folder.absolute()))


def require_room(folder: Path) -> None:
    """Let a data folder pass that has room to begin with.

    Raises:
        DependencyDown: its disk is full.
    """
    disk = os.statvfs(_nearest(folder.absolute()))
    free_bytes = disk.f_bavail * disk.f_frsize
    if free_bytes < FREE_BYTES_MIN:
        raise _unusable(
            folder, f"its disk has only {free_bytes // 1024} KiB free: make room on it"
        )


def _nearest(folder: Path) -> Path:
    """The folder, or the nearest above it that is there."""
    for path in (folder, *folder.parents):
        try:
            path.lstat()
        except FileNotFoundError:
            continue
        except OSError:
            # Above it is a file, or a folder that we may not look into.
            continue
        return path
    return folder


def _written(folder: Path) -> Iterator[Path]:
    """The folder, and what is written in it: a service of root leaves files of root."""
    yield folder
    if os.access(folder, os.R_OK | os.X_OK):
        yield from sorted(folder.glob("*.sqlite*"))
        yield from (path for path in (folder / INDEX, folder / BLOBS) if path.exists())


def _why_refused(path: Path, folder: Path) -> str:
    if os.statvfs(path).f_flag & os.ST_RDONLY:
        return (
            f"the disk of {path} is mounted read-only: mount it for writing, or copy"
            " the folder to another disk"
        )
    me, owner = own_login(), login_of(path.stat().st_uid)
    what = f"the user {me} may not read and write {path}, which belongs to {owner}"
    if path in folder.parents:
        return f"{what}: make the folder there as {owner} and give it to {me}"
    if me == owner:
        return f"{what}: allow it with `chmod -R u+rwX {folder}`"
    return (
        f"{what}: run this as {owner}, or give the folder to {me} with"
        f" `chown -R {me} {folder}`"
    )


def _unusable(folder: Path, why: str) -> DependencyDown:
    return DependencyDown(f"the data folder {folder.absolute()}", why)
