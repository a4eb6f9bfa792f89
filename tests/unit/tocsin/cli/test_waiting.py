"""Waiting for the stages, on a clock that only goes on while one waits."""

from threading import Event

import pytest

from schemas.topics import RECEIVED, TOPICS
from tests.manual_clock import ManualClock
from tests.memory_log import MemoryLog
from tocsin.cli.waiting import wait_for_stages
from tocsin.errors import DependencyDown
from tocsin.log.base import NewRecord
from tocsin.operations.lag import LagWatch


class Ticks(Event):
    """Never set; each wait takes a second of the clock."""

    def __init__(self, clock: ManualClock) -> None:
        super().__init__()
        self._clock = clock

    def wait(self, timeout: float | None = None) -> bool:
        assert timeout is not None
        self._clock.sleep(1)
        return self.is_set()


def waited(log: MemoryLog, *, stop: Event | None = None) -> bool:
    return wait_for_stages(
        LagWatch(log, log.clock),
        log.clock,
        timeout_s=10.0,
        stop=stop or Ticks(log.clock),
    )


def log_with_a_record() -> MemoryLog:
    log = MemoryLog(topics=list(TOPICS))
    log.append([NewRecord(RECEIVED.name, "a", b"{}")])
    return log


def test_nothing_to_do_needs_no_waiting() -> None:
    log = MemoryLog(topics=list(TOPICS))
    before_s = log.clock.monotonic_s()
    assert waited(log)
    assert log.clock.monotonic_s() == before_s


def test_who_waits_too_long_is_told_which_stage_is_behind_and_why() -> None:
    log = log_with_a_record()
    with pytest.raises(DependencyDown, match="enrich is 1 records behind, and no work"):
        waited(log)


def test_a_log_that_is_away_for_a_moment_is_asked_again() -> None:
    times = iter(range(100))

    def away(step: str) -> None:
        if step == "bounds" and next(times) < 3:
            raise DependencyDown("log", step)

    assert waited(MemoryLog(topics=list(TOPICS), fault=away))


def test_a_log_that_stays_away_is_told_in_the_end() -> None:
    def away(step: str) -> None:
        if step == "bounds":
            raise DependencyDown("log", step)

    with pytest.raises(DependencyDown, match="log"):
        waited(MemoryLog(topics=list(TOPICS), fault=away))


def test_who_is_told_to_stop_does_not_wait_on() -> None:
    log = log_with_a_record()
    stop = Ticks(log.clock)
    stop.set()
    assert not waited(log, stop=stop)
