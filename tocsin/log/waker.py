"""A bell that ends a wait, from any thread or signal handler."""

import socket
from contextlib import suppress

_WAKE = b"w"
_LOOK = b"l"
_RINGS_MAX = 4096


class Waker:
    """Ends the wait of one reader.

    A socket rather than a condition: a signal handler that takes a lock which the
    interrupted thread holds would wait for ever.
    """

    def __init__(self) -> None:
        """Open the pair of sockets; `close` lets go of them."""
        self._bell, self._ear = socket.socketpair()
        self._bell.settimeout(0)

    def wake(self) -> None:
        """End this wait, or the next one if none is under way."""
        self._ring(_WAKE)

    def look(self) -> None:
        """Say that there may be something new."""
        self._ring(_LOOK)

    def wait(self, timeout_s: float) -> bool:
        """Wait for a ring; whether it was `wake`."""
        self._ear.settimeout(max(0.0, timeout_s))
        try:
            return _WAKE in self._ear.recv(_RINGS_MAX)
        except (TimeoutError, BlockingIOError):
            return False

    def close(self) -> None:
        """Let go of the sockets; a later ring does nothing."""
        self._bell.close()
        self._ear.close()

    def _ring(self, kind: bytes) -> None:
        # Full: it has been rung often enough. Closed: nobody waits any more.
        with suppress(OSError):
            self._bell.send(kind)
