"""What costs the desk much is done for one after the other."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from tocsin.web.problems import Problem

PATIENCE_S = 15.0
"""A usual one takes a second or two. Who waits holds a thread that other pages need."""


class Turn:
    """Lets one in at a time. Safe from many threads.

    Args:
        told: what others do meanwhile, as a sentence.
        patience_s: how long somebody waits.
    """

    def __init__(self, told: str, patience_s: float = PATIENCE_S) -> None:
        """Let the first in at once."""
        self._told = told
        self._patience_s = patience_s
        self._semaphore = BoundedSemaphore()

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Wait, then be the only one until the end of the block.

        Raises:
            Problem: busy.
        """
        if not self._semaphore.acquire(timeout=self._patience_s):
            raise Problem("busy", f"{self._told} Try again.")
        try:
            yield
        finally:
            self._semaphore.release()
