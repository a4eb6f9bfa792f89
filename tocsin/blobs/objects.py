"""Files in an object store (S3 and what speaks like it) by way of obstore."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import obstore
from obstore.exceptions import BaseError
from obstore.store import ObjectStore

from tocsin.blobs.base import BlobName, blob_path, case_path
from tocsin.errors import DependencyDown, NotFound

NAME = "file store"
_NEVER_STORED = "0" * 64


class ObjectBlobs:
    """A BlobStore in a bucket; the store's own acknowledgement is its durability.

    A bucket that keeps old versions keeps erased files too, as ciphertext whose key is
    gone.

    Args:
        store: an obstore store, already bound to bucket and prefix.
    """

    def __init__(self, store: ObjectStore) -> None:
        """Keep the store; no connection is made yet."""
        self._store = store

    def put(self, name: BlobName, content: Iterable[bytes]) -> None:
        """Send: see BlobStore."""
        path = blob_path(name)
        with _translated():
            # As one request: a multipart upload that is broken off leaves parts behind.
            obstore.put(self._store, path, b"".join(content), use_multipart=False)

    def get(self, name: BlobName) -> bytes:
        """Fetch: see BlobStore."""
        path = blob_path(name)
        with _translated():
            try:
                return bytes(obstore.get(self._store, path).bytes())
            except FileNotFoundError as exc:
                raise NotFound(f"no file {name.sha256}") from exc

    def exists(self, name: BlobName) -> bool:
        """Ask for the head: see BlobStore."""
        path = blob_path(name)
        with _translated():
            try:
                obstore.head(self._store, path)
            except FileNotFoundError:
                return False
        return True

    def delete_case(self, case_id: str) -> int:
        """List the files of the case and remove them: see BlobStore."""
        files = 0
        with _translated():
            for batch in obstore.list(self._store, prefix=f"{case_path(case_id)}/"):
                obstore.delete(self._store, [found["path"] for found in batch])
                files += len(batch)
        return files

    def ping(self) -> None:
        """Whether the store answers."""
        self.exists(BlobName(_NEVER_STORED[:20], _NEVER_STORED))


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (BaseError, OSError) as exc:
        # obstore's message quotes the whole exchange: only its kind is passed on.
        raise DependencyDown(NAME, type(exc).__name__) from exc
