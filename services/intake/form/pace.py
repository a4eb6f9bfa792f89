"""Slows down whoever asks too often, and refuses only when the wait grows too long.

No address is looked at: behind Tor or a mobile network, thousands share one.
"""

import threading

import anyio

from tocsin.clock import Clock
from tocsin.web import Problem


class Pace:
    """A bucket of turns for all callers together.

    Args:
        per_s: turns that come back each second.
        burst: turns that may be taken at once.
        wait_max_s: who would wait longer is refused.
        clock: tells the time.
    """

    def __init__(
        self, *, per_s: float, burst: float, wait_max_s: float, clock: Clock
    ) -> None:
        """Start full."""
        self._per_s = per_s
        self._burst = burst
        self._wait_max_s = wait_max_s
        self._clock = clock
        self._turns = burst
        self._seen_s = clock.monotonic_s()
        self._lock = threading.Lock()

    def book(self) -> float:
        """Take a turn; seconds until it comes.

        Raises:
            Problem: busy; no turn was taken.
        """
        with self._lock:
            now_s = self._clock.monotonic_s()
            gained = (now_s - self._seen_s) * self._per_s
            self._turns = min(self._burst, self._turns + gained)
            self._seen_s = now_s
            wait_s = max(0.0, (1 - self._turns) / self._per_s)
            if wait_s > self._wait_max_s:
                raise Problem("busy", "Too many people at once. Try again in a minute.")
            self._turns -= 1
            return wait_s

    async def take(self) -> None:
        """Wait for a turn.

        Raises:
            Problem: busy.
        """
        await anyio.sleep(self.book())
