"""A worker before its first record."""

from threading import Event

from tests.manual_clock import ManualClock
from tocsin.errors import DependencyDown
from tocsin.worker import prepare


class Late:
    """A dependency that answers from the third attempt on."""

    def __init__(self) -> None:
        """Nobody has asked yet."""
        self.asked = 0

    def apply(self) -> None:
        """Fails twice."""
        self.asked += 1
        if self.asked < 3:
            raise DependencyDown("the index", "ConnectionError")


def test_a_worker_that_starts_before_its_index_waits_for_it() -> None:
    late, clock = Late(), ManualClock()
    prepare(late.apply, Event(), clock)
    assert late.asked == 3
    assert clock.passed_s == 2.0


def test_a_worker_that_waits_for_its_index_can_be_stopped() -> None:
    late, stop = Late(), Event()
    stop.set()
    prepare(late.apply, stop, ManualClock())
    assert late.asked == 0
