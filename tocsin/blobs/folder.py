"""Files in a local folder, each written so that a power cut cannot spoil it.

obstore's LocalStore renames without fsync (docs/decisions/0006-file-store.md), so that
a receipt could be given for a file that a power cut then takes away. Hence this one.
"""

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tocsin.blobs.base import BlobName, blob_path, case_path
from tocsin.errors import DependencyDown, NotFound
from tocsin.private import make_private

NAME = "file store"
LEFT_OVER_S = 24 * 3600
"""Nobody writes one file for a day: older ones were left by a process that died."""


class FolderBlobs:
    """A BlobStore in a folder.

    Args:
        root: made when it is missing, readable by its owner only.

    Raises:
        DependencyDown: the folder cannot be made.
    """

    def __init__(self, root: Path) -> None:
        """Make the folder and one for files that are being written."""
        self._root = root
        self._partial = root / "partial"
        with _translated():
            make_private(root)
            self._partial.mkdir(exist_ok=True, mode=0o700)
            _clear(self._partial)

    def put(self, name: BlobName, content: Iterable[bytes]) -> None:
        """Write beside, sync, rename, sync the folder: see BlobStore."""
        path = self._root / blob_path(name)
        with _translated():
            handle, beside = tempfile.mkstemp(dir=self._partial)
            partial = Path(beside)
            try:
                with os.fdopen(handle, "wb") as file:
                    for piece in content:
                        file.write(piece)
                    file.flush()
                    os.fsync(file.fileno())
                self._install(partial, path)
            finally:
                partial.unlink(missing_ok=True)

    def get(self, name: BlobName) -> bytes:
        """Read: see BlobStore."""
        path = self._root / blob_path(name)
        with _translated():
            try:
                return path.read_bytes()
            except FileNotFoundError as exc:
                raise NotFound(f"no file {name.sha256}") from exc

    def exists(self, name: BlobName) -> bool:
        """Look: see BlobStore."""
        path = self._root / blob_path(name)
        with _translated():
            return path.is_file()

    def delete_case(self, case_id: str) -> int:
        """Remove the folder of the case: see BlobStore."""
        folder = self._root / case_path(case_id)
        with _translated():
            try:
                files = len(list(folder.iterdir()))
            except FileNotFoundError:
                return 0
            shutil.rmtree(folder)
            _sync_folder(folder.parent)
        return files

    def ping(self) -> None:
        """Whether the folder is there and can be written."""
        if not os.access(self._partial, os.W_OK):
            raise DependencyDown(NAME, "the folder is missing or cannot be written")

    def _install(self, partial: Path, path: Path) -> None:
        """Give a finished file its name, durably.

        The folders above are synced every time: another thread may have made them a
        moment ago and not have synced them yet.
        """
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        partial.replace(path)
        for folder in (path.parent, path.parent.parent, self._root):
            _sync_folder(folder)


def _clear(partial: Path) -> None:
    """Remove what dead writers left; the file system's own clock says how old it is."""
    handle, name = tempfile.mkstemp(dir=partial)
    os.close(handle)
    now_s = Path(name).stat().st_mtime
    Path(name).unlink()
    for path in partial.iterdir():
        with suppress(FileNotFoundError):
            if now_s - path.stat().st_mtime > LEFT_OVER_S:
                path.unlink()


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except OSError as exc:
        raise DependencyDown(NAME, exc.strerror or type(exc).__name__) from exc
