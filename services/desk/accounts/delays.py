"""Slows down whoever guesses passwords: each failure makes the next try wait longer."""

import math
import threading
from collections import OrderedDict
from dataclasses import dataclass

from tocsin.clock import Clock
from tocsin.web.problems import Problem

WAIT_HERE_S = 4.0
"""Waits up to this are kept by us, before the answer; for longer ones, come back."""

ENTRIES_MAX = 20_000
"""2 MB. Who makes us forget the oldest needs as many addresses."""


@dataclass(frozen=True, slots=True)
class Slope:
    """How waits grow.

    Attributes:
        free: failures that cost nothing: people mistype.
        longest_s: the longest wait.
        forgotten_s: after this long without a failure all is as before.
    """

    free: int
    longest_s: float
    forgotten_s: float

    def wait_s(self, failures: int) -> float:
        """The wait before the next try: 1, 2, 4... seconds after the free ones."""
        past = failures - self.free
        return 0.0 if past <= 0 else min(self.longest_s, 2.0 ** (past - 1))


LOGIN = Slope(free=3, longest_s=300.0, forgotten_s=3600.0)
"""For one login: 300 guesses a day (ASVS 5.0, 6.3.1). Not longer, since a stranger can
so keep the owner of a login out; sessions go on."""

ADDRESS = Slope(free=20, longest_s=900.0, forgotten_s=3600.0)
"""For one address: an office behind one address mistypes more often."""


@dataclass(slots=True)
class _Failures:
    count: int
    last_s: float


class Delays:
    """Counts failures of logins and of addresses in memory. Safe from many threads."""

    def __init__(self, clock: Clock) -> None:
        """Start without a failure."""
        self._clock = clock
        self._failures: OrderedDict[tuple[Slope, str], _Failures] = OrderedDict()
        self._lock = threading.Lock()

    def book(self, *, login: str, address: str) -> None:
        """Wait until this try may be made. It counts as failed until `succeeded`.

        So many tries at once wait for each other, and not only those in a row.

        Raises:
            Problem: too-many-tries, with the seconds to wait; it does not count.
        """
        keys = ((LOGIN, login), (ADDRESS, address))
        with self._lock:
            left_s = max(self._left_s(*key) for key in keys)
            if left_s > WAIT_HERE_S:
                raise Problem(
                    "too-many-tries",
                    "Too many tries that failed. Wait, then try again.",
                    headers={"Retry-After": str(math.ceil(left_s))},
                )
            for key in keys:
                self._count(key, left_s)
        if left_s > 0:
            self._clock.sleep(left_s)

    def succeeded(self, *, login: str, address: str) -> None:
        """Forget the failures of a login; those of the address stay, but for this."""
        with self._lock:
            self._failures.pop((LOGIN, login), None)
            found = self._failures.get((ADDRESS, address))
            if found is not None:
                found.count = max(0, found.count - 1)

    def _count(self, key: tuple[Slope, str], left_s: float) -> None:
        # It is made when its wait is over: the next one's begins then.
        made_s = self._clock.monotonic_s() + max(0.0, left_s)
        before = self._current(*key)
        count = before.count + 1 if before else 1
        self._failures[key] = _Failures(count, made_s)
        self._failures.move_to_end(key)
        if len(self._failures) > ENTRIES_MAX:
            self._failures.popitem(last=False)

    def _left_s(self, slope: Slope, name: str) -> float:
        found = self._current(slope, name)
        if found is None:
            return 0.0
        passed_s = self._clock.monotonic_s() - found.last_s
        return slope.wait_s(found.count) - passed_s

    def _current(self, slope: Slope, name: str) -> _Failures | None:
        found = self._failures.get((slope, name))
        if found and self._clock.monotonic_s() - found.last_s < slope.forgotten_s:
            return found
        return None
