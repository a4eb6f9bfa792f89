"""Log lines of libraries that come again and again: one of a kind, and a count.

While Kafka is away, aiokafka alone says so 40 times a second: in an hour that fills a
disk, and nobody finds the one line that says something else.
"""

import logging
import threading
import traceback
from math import inf

from tocsin.clock import Clock

QUIET_S = 30.0
"""For so long after a line those of its kind are only counted. Often enough to see in
the last screen of a log that something is still away."""

KINDS_MAX = 1_000
"""Words that a library puts together itself make a kind each: this bounds the memory.
Then all is forgotten, and each kind may say one line more."""

OURS = ("tocsin", "services")
"""Loggers of Tocsin. What they say is not held back: it is little, and differs in the
fields."""

Kind = tuple[str | int, ...]


class Repeats(logging.Filter):
    """Lets one line of a kind pass, and after `QUIET_S` the next.

    That next one bears how many were left out, as `left_out` of its record; where no
    other comes, nobody is told how many there were. Safe from many threads.
    """

    def __init__(self, clock: Clock) -> None:
        """No line has passed yet."""
        super().__init__()
        self._clock = clock
        self._lock = threading.Lock()
        self._passed: dict[Kind, tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether this line passes."""
        if record.name.partition(".")[0] in OURS:
            return True
        kind = _kind_of(record)
        with self._lock:
            now_s = self._clock.monotonic_s()
            at_s, left_out = self._passed.get(kind, (-inf, 0))
            if now_s - at_s < QUIET_S:
                self._passed[kind] = at_s, left_out + 1
                return False
            if len(self._passed) >= KINDS_MAX:
                self._passed.clear()
            self._passed[kind] = now_s, 0
        vars(record)["left_out"] = left_out
        return True


def _kind_of(record: logging.LogRecord) -> Kind:
    """Who says it, the words before anything is filled in, and what was raised where.

    As a hash: the words of a library may quote what it was given.
    """
    said = record.pathname, record.lineno, hash(str(record.msg))
    if not record.exc_info or record.exc_info[0] is None:
        return said
    raised, _, trace = record.exc_info
    place = [
        (frame.f_code.co_filename, line) for frame, line in traceback.walk_tb(trace)
    ][-1:]
    return (*said, raised.__name__, *(part for pair in place for part in pair))
