"""Log lines of libraries that come again and again: one of a kind, and a count.

While Kafka is away, aiokafka alone says so 40 times a second: in an hour that fills a
disk, and nobody finds the one line that says something else.
"""

import logging
import threading
import traceback
from dataclasses import dataclass
from typing import TextIO

from tocsin.clock import Clock

QUIET_S = 30.0
"""For so long after a line those of its kind are only counted. Often enough to see in
the last screen of a log that something is still away."""

KINDS_MAX = 1_000
"""Words that a library puts together itself make a kind each: this bounds the memory.
Then all is forgotten, and each kind may say one line more."""

WORDS_CHARS_MAX = 300
"""Kept of a line that passed, to say what was left out; as much as a log shows."""

OURS = ("tocsin", "services")
"""Loggers of Tocsin. What they say is not held back: it is little, and differs in the
fields."""

Kind = tuple[str | int, ...]


@dataclass(slots=True)
class _Passed:
    """A line that passed, and how many of its kind did not since."""

    at_s: float
    logger: str
    level: int
    place: tuple[str, int]
    words: str
    left_out: int = 0

    def told(self) -> logging.LogRecord:
        """A line with the count; its words are those before anything is filled in."""
        told = logging.LogRecord(
            self.logger, self.level, *self.place, self.words, None, None
        )
        vars(told)["left_out"] = self.left_out
        return told


class Repeats(logging.Filter):
    """Lets one line of a kind pass, and after `QUIET_S` the next.

    That next one bears how many were left out, as `left_out` of its record. Where no
    other comes, `due` and `rest` have a line that does. Safe from many threads.
    """

    def __init__(self, clock: Clock) -> None:
        """No line has passed yet."""
        super().__init__()
        self._clock = clock
        self._lock = threading.Lock()
        self._passed: dict[Kind, _Passed] = {}
        self._looked_s = clock.monotonic_s()
        self._due: list[logging.LogRecord] = []

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether this line passes."""
        if record.name.partition(".")[0] in OURS:
            return True
        kind = _kind_of(record)
        with self._lock:
            now_s = self._clock.monotonic_s()
            before = self._passed.pop(kind, None)
            if before and now_s - before.at_s < QUIET_S:
                before.left_out += 1
                self._passed[kind] = before
                return False
            if len(self._passed) >= KINDS_MAX:
                self._forget(list(self._passed))
            self._passed[kind] = _passed(record, now_s)
        vars(record)["left_out"] = before.left_out if before else 0
        return True

    def due(self) -> list[logging.LogRecord]:
        """A line for each kind that was left out and has not come for `QUIET_S`."""
        with self._lock:
            now_s = self._clock.monotonic_s()
            if now_s - self._looked_s >= QUIET_S:
                self._looked_s = now_s
                past_s = now_s - QUIET_S
                self._forget([k for k, p in self._passed.items() if p.at_s < past_s])
            return self._drained()

    def rest(self) -> list[logging.LogRecord]:
        """A line for each kind that was left out: for the end of the process."""
        with self._lock:
            self._forget(list(self._passed))
            return self._drained()

    def _forget(self, kinds: list[Kind]) -> None:
        for kind in kinds:
            passed = self._passed.pop(kind)
            if passed.left_out:
                self._due.append(passed.told())

    def _drained(self) -> list[logging.LogRecord]:
        due, self._due = self._due, []
        return due


class CountingHandler(logging.StreamHandler[TextIO]):
    """Writes to standard error what `Repeats` lets pass, and in the end its counts."""

    def __init__(self, clock: Clock) -> None:
        """Nothing is written yet."""
        super().__init__()
        self._repeats = Repeats(clock)
        self.addFilter(self._repeats)

    def emit(self, record: logging.LogRecord) -> None:
        """Write a line, behind the counts that are due."""
        for told in self._repeats.due():
            super().emit(told)
        super().emit(record)

    def close(self) -> None:
        """Write the counts that are left; `logging` calls it when the process ends."""
        for told in self._repeats.rest():
            super().emit(told)
        super().close()


def _passed(record: logging.LogRecord, now_s: float) -> _Passed:
    place = record.pathname, record.lineno
    words = str(record.msg)[:WORDS_CHARS_MAX]
    return _Passed(now_s, record.name, record.levelno, place, words)


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
