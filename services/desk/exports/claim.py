"""A job in the making: its folder is locked as long as somebody works on it.

The kernel lets go of the lock when the process dies. So a job that is not over and that
nobody holds was interrupted, and no list of the living has to be kept.
"""

import fcntl
import os
from pathlib import Path
from typing import Self

from services.desk.exports.job import Job

RECORD = "job.json"


class Claim:
    """The right to work on a job.

    Args:
        folder: of the job; it exists.

    Raises:
        BlockingIOError: somebody else has it.
    """

    def __init__(self, folder: Path) -> None:
        """Take it."""
        self.folder = folder
        self._lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._lock)
            raise

    def save(self, job: Job) -> None:
        """Write down how far it is; readers see the one before or this one."""
        partial = self.folder / f"{RECORD}.new"
        partial.write_text(job.model_dump_json(), "utf-8")
        partial.replace(self.folder / RECORD)

    def release(self) -> None:
        """Let go of it."""
        os.close(self._lock)

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, *exc: object) -> None:
        """Release."""
        self.release()


def is_claimed(folder: Path) -> bool:
    """Whether somebody works on the job.

    Raises:
        FileNotFoundError: it was removed.
    """
    lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(lock)
    return False
