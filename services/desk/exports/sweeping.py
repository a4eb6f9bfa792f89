"""Removes files that have expired, whether anybody asks for exports or not."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

import structlog

from services.desk.exports.shelf import Shelf

SWEEP_S = 600.0
"""A file is kept for a day; ten minutes more are no matter."""

_log = structlog.get_logger(__name__)


@contextmanager
def sweeping(shelf: Shelf) -> Iterator[None]:
    """Sweep now, and now and then until the end of the block."""
    stop = Event()
    thread = Thread(target=_sweep, args=(shelf, stop), name="sweep", daemon=True)
    shelf.sweep()
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _sweep(shelf: Shelf, stop: Event) -> None:
    while not stop.wait(SWEEP_S):
        try:
            shelf.sweep()
        except OSError as exc:
            _log.warning("sweep_failed", errno=exc.errno)
