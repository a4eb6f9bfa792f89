"""What a dependency says that may be slow or away, without waiting for it."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

import structlog

from tocsin.clock import Clock
from tocsin.errors import TocsinError

PATIENCE_S = 0.5
"""Longest wait of a search or a page for what it only shows beside its answer: ten
times what a log needs that is well."""

KNOWN_S = 10.0
"""How long an answer is repeated while the next one is late; then it is unknown."""

_log = structlog.get_logger(__name__)
_T = TypeVar("_T")


class Glance(Generic[_T]):
    """Asks in the background, one question at a time. Thread-safe.

    Who looks waits only while the dependency is well: once an answer was late or
    failed, the next ones are awaited by nobody until one has come.
    """

    def __init__(
        self, ask: Callable[[], _T], clock: Clock, *, patience_s: float = PATIENCE_S
    ) -> None:
        """Ask nothing yet.

        Args:
            ask: may block; a `TocsinError` of it makes the answer unknown.
            clock: dates the answers.
            patience_s: longest wait of a look, in real seconds.
        """
        self._ask = ask
        self._clock = clock
        self._patience_s = patience_s
        self._lock = threading.Lock()
        self._asking: threading.Event | None = None
        self._is_well = True
        self._last: tuple[float, _T] | None = None

    def look(self) -> _T | None:
        """The answer, at most `KNOWN_S` old; None while it is unknown."""
        with self._lock:
            if self._asking is None:
                self._asking = threading.Event()
                # A daemon: a question that hangs must not keep the process alive.
                threading.Thread(
                    target=self._answer, args=(self._asking,), daemon=True
                ).start()
            asking = self._asking
            patience_s = self._patience_s if self._is_well else 0.0
        is_answered = asking.wait(patience_s)
        with self._lock:
            if not is_answered and self._asking is asking:
                self._is_well = False
            if self._last is None:
                return None
            at_s, answer = self._last
            return answer if self._clock.monotonic_s() - at_s <= KNOWN_S else None

    def _answer(self, asking: threading.Event) -> None:
        last: tuple[float, _T] | None = None
        try:
            answer = self._ask()
            last = self._clock.monotonic_s(), answer
        except TocsinError as exc:
            _log.warning("not_known", why=str(exc))
        finally:
            with self._lock:
                self._last = last
                self._is_well = last is not None
                self._asking = None
            asking.set()
