"""A worker before its first record, and what it shows of those in hand."""

from datetime import datetime, timedelta
from threading import Event

import pytest

from tests.manual_clock import START, ManualClock
from tocsin.delivery import Status
from tocsin.errors import DependencyDown
from tocsin.metrics import Metrics
from tocsin.worker import prepare, watch_status


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


@pytest.mark.parametrize(
    ("taken_by_the_log", "shown"),
    [
        (START - timedelta(seconds=90), "90.0"),
        # The log's clock is an hour ahead of this machine's.
        (START + timedelta(hours=1), "0.0"),
        (None, "0.0"),
    ],
)
def test_the_oldest_record_in_hand_is_never_younger_than_nothing(
    taken_by_the_log: datetime | None, shown: str
) -> None:
    metrics, status = Metrics(), Status(oldest_unfinished=taken_by_the_log)
    watch_status(metrics, "index", ManualClock(), lambda: status)
    line = f'tocsin_oldest_unacked_seconds{{stage="index"}} {shown}\n'
    assert line in metrics.render().decode()
