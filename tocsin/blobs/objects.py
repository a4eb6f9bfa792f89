"""Files in an object store (S3 and what speaks like it) by way of obstore."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

import obstore
from obstore.exceptions import BaseError
from obstore.store import ObjectStore

from tocsin.blobs.base import checked_content, checked_name, chunks
from tocsin.errors import DependencyDown, NotFound

NAME = "file store"
_NEVER_STORED = "0" * 64


class ObjectBlobs:
    """A BlobStore in a bucket; the store's own acknowledgement is its durability.

    Args:
        store: an obstore store, already bound to bucket and prefix.
    """

    def __init__(self, store: ObjectStore) -> None:
        """Keep the store; no connection is made yet."""
        self._store = store

    def put(self, content: BinaryIO) -> str:
        """Hash, go back, and send: see BlobStore."""
        start = content.tell()
        digest = hashlib.sha256()
        for piece in chunks(content):
            digest.update(piece)
        sha256 = digest.hexdigest()
        content.seek(start)
        with _translated():
            # As one request: a multipart upload that is broken off leaves parts behind.
            obstore.put(self._store, _path(sha256), content.read(), use_multipart=False)
        return sha256

    def get(self, sha256: str) -> bytes:
        """Fetch and check: see BlobStore."""
        path = _path(sha256)
        with _translated():
            try:
                content = bytes(obstore.get(self._store, path).bytes())
            except FileNotFoundError as exc:
                raise NotFound(f"no file {sha256}") from exc
        return checked_content(sha256, content)

    def exists(self, sha256: str) -> bool:
        """Ask for the head: see BlobStore."""
        path = _path(sha256)
        with _translated():
            try:
                obstore.head(self._store, path)
            except FileNotFoundError:
                return False
        return True

    def delete(self, sha256: str) -> None:
        """Remove: see BlobStore."""
        path = _path(sha256)
        with _translated():
            try:
                obstore.delete(self._store, path)
            except FileNotFoundError:
                return

    def ping(self) -> None:
        """Whether the store answers."""
        self.exists(_NEVER_STORED)


def _path(sha256: str) -> str:
    name = checked_name(sha256)
    return f"{name[:2]}/{name[2:4]}/{name}"


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (BaseError, OSError) as exc:
        # obstore's message quotes the whole exchange: only its kind is passed on.
        raise DependencyDown(NAME, type(exc).__name__) from exc
