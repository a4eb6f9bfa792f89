"""Stopping on SIGTERM, within a period of grace."""

import os
import signal
from collections.abc import Callable
from threading import Event, Timer

ABANDONED = 75
"""Exit code (EX_TEMPFAIL of sysexits.h) of a worker that left a batch unfinished."""


def stop_on_signals(
    stop: Event, *, grace_s: float, end: Callable[[int], object] = os._exit
) -> None:
    """On SIGTERM or SIGINT set `stop`; end the process if it still runs after grace.

    The unfinished batch is abandoned then, not lost: its offsets are not committed.
    Call from the main thread.
    """

    def told(_signal: int, _frame: object) -> None:
        stop.set()
        timer = Timer(grace_s, end, [ABANDONED])
        timer.daemon = True
        timer.start()

    signal.signal(signal.SIGTERM, told)
    signal.signal(signal.SIGINT, told)
