"""Does something so often in a second, and no more often."""

import threading

from tocsin.clock import Clock


class Rate:
    """Lets through one after the other, for all threads together.

    Args:
        per_s: how many a second.
        clock: waits.
    """

    def __init__(self, per_s: float, clock: Clock) -> None:
        """Let the first through at once."""
        self._every_s = 1 / per_s
        self._clock = clock
        self._next_s = float("-inf")
        self._lock = threading.Lock()

    def take(self) -> None:
        """Wait for a turn."""
        with self._lock:
            now_s = self._clock.monotonic_s()
            at_s = max(now_s, self._next_s)
            self._next_s = at_s + self._every_s
        if at_s > now_s:
            self._clock.sleep(at_s - now_s)
