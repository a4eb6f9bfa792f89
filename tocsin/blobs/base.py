"""The file store as Tocsin sees it. Adapters: `folder` (local) and `objects` (S3).

A file is named by the SHA-256 of its content: the same content is stored once, a name
never changes its meaning, and a reader can tell whether a file is whole.
"""

import hashlib
import re
from collections.abc import Iterator
from typing import BinaryIO, Protocol

from tocsin.errors import Halt

BLOB_BYTES_MAX = 256 * 1024 * 1024
"""`get` holds a whole file in memory; no file that intake accepts is near this."""

CHUNK_BYTES = 1024 * 1024
"""Read and written at once: large enough that hashing, not calling, is the cost."""

_SHA256 = re.compile(r"[0-9a-f]{64}")


class BlobStore(Protocol):
    """Files named by their content. Safe from many threads at once."""

    def put(self, content: BinaryIO) -> str:
        """Store what is left to read of a seekable file; its SHA-256 in hex.

        When this returns, the file survives a power cut (folder) or is acknowledged by
        the store (S3). Storing the same content again changes nothing.

        Raises:
            DependencyDown: the store does not answer or is full; nothing half-written
                can be read afterwards.
            ValueError: more than BLOB_BYTES_MAX bytes.
        """

    def get(self, sha256: str) -> bytes:
        """The content, checked against its name.

        Raises:
            NotFound: no such file.
            Halt: the file is not what its name says; the store is damaged.
            DependencyDown: the store does not answer.
        """

    def exists(self, sha256: str) -> bool:
        """Whether the file is there; its content is not checked.

        Raises:
            DependencyDown: the store does not answer.
        """

    def delete(self, sha256: str) -> None:
        """Remove the file; nothing happens when it is not there.

        Raises:
            DependencyDown: the store does not answer.
        """

    def ping(self) -> None:
        """Answer, or raise DependencyDown."""


def checked_name(sha256: str) -> str:
    """The name itself.

    Raises:
        ValueError: not 64 hexadecimal digits: such a name could leave the store.
    """
    if not _SHA256.fullmatch(sha256):
        raise ValueError("a blob is named by 64 hexadecimal digits")
    return sha256


def checked_content(sha256: str, content: bytes) -> bytes:
    """The content itself.

    Raises:
        Halt: it is not what its name says.
    """
    if hashlib.sha256(content).hexdigest() != sha256:
        raise Halt(f"file {sha256} is damaged: its content has another hash")
    return content


def chunks(content: BinaryIO) -> Iterator[bytes]:
    """What is left to read, piece by piece.

    Raises:
        ValueError: more than BLOB_BYTES_MAX bytes.
    """
    size_bytes = 0
    while piece := content.read(CHUNK_BYTES):
        size_bytes += len(piece)
        if size_bytes > BLOB_BYTES_MAX:
            raise ValueError(f"a blob has at most {BLOB_BYTES_MAX} bytes")
        yield piece
