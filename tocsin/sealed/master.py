"""The private master keys: a folder of them, so that one can follow another."""

import os
import shutil
import threading
from collections.abc import Mapping
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from tocsin.errors import Halt
from tocsin.private import make_private
from tocsin.sealed.data_key import DataKey
from tocsin.sealed.keys import key_id, load_private_key, make_key_files
from tocsin.sealed.wrapping import WrappedKey, unwrap

PRIVATE_SUFFIX = ".private.pem"
CURRENT = "current.public.pem"


class MasterKeys:
    """Unwraps data keys. Thread-safe.

    A key that is not known yet is looked for in the folder once more: a rotation puts
    it there while workers run.

    Args:
        folder: files `*.private.pem`, readable by their owner only.

    Raises:
        Halt: the folder holds no private key, or one that cannot be read.
    """

    def __init__(self, folder: Path) -> None:
        """Read the keys."""
        self._folder = folder
        self._lock = threading.Lock()
        self._keys = self._read()
        if not self._keys:
            raise Halt(f"{folder}: no private master key (*{PRIVATE_SUFFIX}) in it")

    def ids(self) -> frozenset[str]:
        """The key ids of those at hand."""
        with self._lock:
            return frozenset(self._keys)

    def unwrap(self, wrapped: WrappedKey) -> DataKey:
        """The data key.

        Raises:
            Halt: its master key is not in the folder, or it was changed.
        """
        with self._lock:
            if wrapped.master_id not in self._keys:
                self._keys = self._read()
            private_key = self._keys.get(wrapped.master_id)
        if private_key is None:
            raise Halt(f"{self._folder}: no master key {wrapped.master_id} in it")
        return unwrap(wrapped, private_key)

    def _read(self) -> Mapping[str, X25519PrivateKey]:
        files = sorted(self._folder.glob(f"*{PRIVATE_SUFFIX}"))
        keys = [load_private_key(file) for file in files]
        return {key_id(key.public_key()): key for key in keys}


def make_master_folder(folder: Path) -> None:
    """Make a folder with a first key pair in it; the first process to come makes it.

    Raises:
        OSError: it cannot be written.
    """
    if folder.exists():
        return
    draft = folder.with_name(f"{folder.name}.{os.getpid()}")
    make_private(draft.parent)
    draft.mkdir(mode=0o700)
    add_master_key(draft)
    try:
        # A folder takes the place of an empty one only: of two, one comes first.
        draft.rename(folder)
    except OSError:
        shutil.rmtree(draft)
        if not (folder / CURRENT).exists():
            raise


def add_master_key(folder: Path) -> str:
    """Make another key pair, and its public half the current one; its key id.

    The private half is on the disk before anything can be wrapped to the public one.

    Raises:
        OSError: it cannot be written.
    """
    private, public = folder / "new", folder / "new.public"
    for left in (private, public):  # by one that was interrupted; nothing uses it
        left.unlink(missing_ok=True)
    id = make_key_files(private_file=private, public_file=public)
    private.rename(folder / f"{id}{PRIVATE_SUFFIX}")
    public.rename(folder / CURRENT)
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    return id
