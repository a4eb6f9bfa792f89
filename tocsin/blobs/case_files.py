"""Files of cases, sealed on the way into the store and opened on the way out."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from tocsin.blobs.base import BlobName, BlobStore, chunks
from tocsin.case_keys import KeyRing
from tocsin.errors import Halt, Reject
from tocsin.sealed import DataKey
from tocsin.sealed.stream import key_id_of, open_pieces, seal_pieces


@dataclass(frozen=True, slots=True)
class CaseFiles:
    """Files by case and SHA-256 of their plain content. Safe from many threads."""

    store: BlobStore
    keys: KeyRing

    def put(self, case_id: str, content: BinaryIO) -> str:
        """Store what is left to read of a seekable file; its SHA-256 in hex.

        Raises:
            Erased: the case was erased.
            Reject: `unknown_case`: it has no key.
            DependencyDown: store or database do not answer.
            ValueError: more than BLOB_BYTES_MAX bytes.
        """
        return put_sealed(self.store, content, self.keys.key_of(case_id))

    def get(self, case_id: str, sha256: str) -> bytes:
        """The content, checked against its name.

        Raises:
            NotFound: no such file.
            Erased: the case was erased.
            Halt: the file is not what its name says; the store is damaged.
            DependencyDown: store or database do not answer.
        """
        name = BlobName(case_id, sha256)
        sealed = self.store.get(name)
        try:
            key = self.keys.key(key_id_of(sealed))
            content = open_pieces(sealed, key, bound=_bound(name))
        except Reject as exc:
            raise Halt(f"file {sha256} is damaged: {exc}") from exc
        if hashlib.sha256(content).hexdigest() != sha256:
            raise Halt(f"file {sha256} is damaged: its content has another hash")
        return content

    def texts(self, case_id: str) -> Callable[[str], str]:
        """Reads what enrichment read from files of a case, by their SHA-256.

        What it returns raises NotFound where a file is gone.
        """

        def text(sha256: str) -> str:
            return self.get(case_id, sha256).decode("utf-8", errors="replace")

        return text

    def ping(self) -> None:
        """Answer, or raise DependencyDown."""
        self.store.ping()


def put_sealed(store: BlobStore, content: BinaryIO, key: DataKey) -> str:
    """Seal what is left to read of a seekable file and store it; its SHA-256 in hex.

    The key must be durably stored already: a file that comes again replaces the one
    that is there, under the new key.

    Raises:
        DependencyDown: the store does not answer or is full.
        ValueError: more than BLOB_BYTES_MAX bytes.
    """
    start = content.tell()
    name = BlobName(key.case_id, sha256_of(content))
    content.seek(start)
    store.put(name, seal_pieces(chunks(content), key, bound=_bound(name)))
    return name.sha256


def sha256_of(content: BinaryIO) -> str:
    """SHA-256 in hex of what is left to read.

    Raises:
        ValueError: more than BLOB_BYTES_MAX bytes.
    """
    digest = hashlib.sha256()
    for piece in chunks(content):
        digest.update(piece)
    return digest.hexdigest()


def _bound(name: BlobName) -> bytes:
    return f"tocsin file v1 {name.case_id} {name.sha256}".encode()
