import time
from collections.abc import Iterator
from threading import Event

import pytest

from tests.manual_clock import ManualClock
from tocsin.errors import DependencyDown
from tocsin.operations.glance import Glance


class Counter:
    """Counts how often it was asked; hangs or fails while a test wants it to."""

    def __init__(self) -> None:
        self.asked = 0
        self.is_down = False
        self.goes_on = Event()
        self.goes_on.set()

    def ask(self) -> int:
        self.asked += 1
        self.goes_on.wait()
        if self.is_down:
            raise DependencyDown("the log", "a test says so")
        return self.asked


@pytest.fixture
def counter() -> Iterator[Counter]:
    counter = Counter()
    yield counter
    counter.goes_on.set()


def answered(glance: Glance[int]) -> int | None:
    """Look until the question in hand is answered."""
    while (found := glance.look()) is None:
        pass
    return found


def test_what_answers_in_time_is_told(counter: Counter) -> None:
    glance = Glance(counter.ask, ManualClock(), patience_s=60.0)
    assert [glance.look(), glance.look()] == [1, 2]


def test_what_hangs_is_awaited_once_and_by_nobody_after(counter: Counter) -> None:
    counter.goes_on.clear()
    glance = Glance(counter.ask, ManualClock(), patience_s=0.2)
    started_s = time.monotonic()
    assert [glance.look() for _ in range(100)] == [None] * 100
    assert 0.2 <= time.monotonic() - started_s < 10.0
    assert counter.asked == 1


def test_what_was_said_is_repeated_for_ten_seconds_while_the_next_is_late(
    counter: Counter,
) -> None:
    clock = ManualClock()
    assert (glance := Glance(counter.ask, clock, patience_s=1.0)).look() == 1
    counter.goes_on.clear()
    clock.sleep(10)
    assert glance.look() == 1
    clock.sleep(1)
    assert glance.look() is None


def test_what_fails_is_unknown_until_it_answers_again(counter: Counter) -> None:
    glance = Glance(counter.ask, ManualClock(), patience_s=60.0)
    assert glance.look() == 1
    counter.is_down = True
    assert glance.look() is None
    counter.is_down = False
    assert answered(glance) is not None
    assert glance.look() is not None
