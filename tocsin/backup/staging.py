"""Putting a backup back: all of it or nothing.

Everything is made ready in a folder `restoring` inside of the target, and moved up at
the end: what was broken off leaves no installation behind.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tocsin.backup.copying import copy_file, translated
from tocsin.backup.manifest import Manifest, Part
from tocsin.errors import Halt
from tocsin.sealed import MasterKeys
from tocsin.settings import Settings

NAME = "the restored folder"
STAGING = "restoring"
KEYS = ("keys", "receipt.secret")
"""What no backup holds, and what is put into the target by hand."""


def check_target(settings: Settings, manifest: Manifest) -> None:
    """Make sure that the target is empty but for the keys, and that they fit.

    Raises:
        Halt: something is there, or a key is missing; says which.
    """
    data = settings.data
    found = {path.name for path in data.iterdir()} if data.is_dir() else set()
    if in_the_way := sorted(found - {*KEYS, STAGING}):
        raise Halt(f"{data}: not empty, it holds {in_the_way[0]}: restore beside it")
    masters = settings.master_private_keys or data / "keys" / "master"
    if not masters.is_dir():
        raise Halt(f"{masters}: put the master keys back first: they are in no backup")
    held = MasterKeys(masters).ids()
    if missing := sorted(manifest.master_keys.keys() - held):
        raise Halt(
            f"{masters}: put master key {missing[0]} back first: it is not there"
        )
    if settings.receipt_secret is None and "receipt.secret" not in found:
        raise Halt(f"{data}: put receipt.secret back first: it is not there")


@contextmanager
def staged(settings: Settings, source: Path, manifest: Manifest) -> Iterator[Settings]:
    """Settings of the restored installation while it is made ready.

    At the end of the block it becomes that of `settings`; after an error it is gone.

    Raises:
        Halt: a part of the backup is missing or is not what the manifest says.
        DependencyDown: it cannot be read or written.
    """
    staging = settings.data / STAGING
    with translated(NAME):
        _remove(staging)
        staging.mkdir(mode=0o700, parents=True)
        (settings.data / "keys").mkdir(mode=0o700, exist_ok=True)
    try:
        with translated(NAME):
            for part in manifest.parts:
                _copy(source, staging, part)
            for name in KEYS:
                (staging / name).symlink_to(settings.data.resolve() / name)
        yield settings.model_copy(update={"data": staging})
        with translated(NAME):
            _move_up(staging)
    finally:
        _remove(staging)


def _copy(source: Path, staging: Path, part: Part) -> None:
    try:
        is_whole = copy_file(source / part.path, staging, part.path) == part
    except FileNotFoundError:
        is_whole = False
    if not is_whole:
        raise Halt(f"the backup is broken: {part.path} is not what the manifest says")


def _move_up(staging: Path) -> None:
    """The log last: without it there is no installation yet."""
    for name in KEYS:
        (staging / name).unlink()
    entries = sorted(staging.iterdir(), key=lambda path: path.name.startswith("log."))
    for entry in entries:
        entry.rename(staging.parent / entry.name)


def _remove(staging: Path) -> None:
    if staging.exists():
        shutil.rmtree(staging)
