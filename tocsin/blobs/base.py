"""The file store as Tocsin sees it. Adapters: `folder` (local) and `objects` (S3).

A file is named by its case and the SHA-256 of its plain content: erasing a case erases
its files, and the same file in two cases is stored twice. What is stored is ciphertext
(`tocsin.blobs.case_files`); the store itself knows nothing of keys.
"""

import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO, NamedTuple, Protocol

BLOB_BYTES_MAX = 256 * 1024 * 1024
"""`get` holds a whole file in memory; no file that intake accepts is near this."""

CHUNK_BYTES = 1024 * 1024
"""Read and written at once: large enough that sealing, not calling, is the cost."""

_CASE = re.compile(r"[0-9a-z]{20}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


class BlobName(NamedTuple):
    """Which file of which case: the case id, and the SHA-256 of the plain content."""

    case_id: str
    sha256: str


class BlobStore(Protocol):
    """Files of cases. Safe from many threads at once."""

    def put(self, name: BlobName, content: Iterable[bytes]) -> None:
        """Store a file, in place of one that had the name.

        When this returns, the file survives a power cut (folder) or is acknowledged by
        the store (S3).

        Raises:
            DependencyDown: the store does not answer or is full; nothing half-written
                can be read afterwards.
            ValueError: no name that a file may have.
        """

    def get(self, name: BlobName) -> bytes:
        """What was stored under the name last.

        Raises:
            NotFound: no such file.
            DependencyDown: the store does not answer.
        """

    def exists(self, name: BlobName) -> bool:
        """Whether the file is there.

        Raises:
            DependencyDown: the store does not answer.
        """

    def delete_case(self, case_id: str) -> int:
        """Remove all files of a case; how many there were.

        Raises:
            DependencyDown: the store does not answer; some may be gone.
        """

    def ping(self) -> None:
        """Answer, or raise DependencyDown."""


def checked_case(case_id: str) -> str:
    """The id itself.

    Raises:
        ValueError: not 20 letters and digits: such a name could leave the store.
    """
    if not _CASE.fullmatch(case_id):
        raise ValueError("the files of a case are named by its 20 letters and digits")
    return case_id


def blob_path(name: BlobName) -> str:
    """Where a file lies in any store: `ab/abcd.../1234...`, so that no folder is huge.

    Raises:
        ValueError: such a name could leave the store.
    """
    if not _SHA256.fullmatch(name.sha256):
        raise ValueError("a blob is named by 64 hexadecimal digits")
    return f"{case_path(name.case_id)}/{name.sha256}"


def case_path(case_id: str) -> str:
    """Where the files of a case lie.

    Raises:
        ValueError: such a name could leave the store.
    """
    return f"{checked_case(case_id)[:2]}/{case_id}"


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
