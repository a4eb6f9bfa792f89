"""A worker before its first record, and what it shows of those in hand."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from threading import Event

import pytest

from schemas.topics import RECEIVED, STAGES
from tests.manual_clock import START, ManualClock
from tests.memory_log import MemoryLog
from tocsin.delivery import Delivery, Done, Outcome, Runner, Status, Worker
from tocsin.errors import DependencyDown
from tocsin.log import NewRecord
from tocsin.metrics import Metrics
from tocsin.worker import StageMeter, prepare, watch_status


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


def test_metrics_tell_how_old_records_were_and_how_far_they_are_committed() -> None:
    log, stop, metrics = MemoryLog(STAGES["enrich"]), Event(), Metrics()
    log.append([NewRecord(RECEIVED.name, "case", b"told") for _ in range(3)])
    log.clock.sleep(20)

    class Last:
        """Handles the only batch."""

        def handle(self, deliveries: Sequence[Delivery]) -> list[Outcome]:
            stop.set()
            return [Done() for _ in deliveries]

    meter = StageMeter(metrics, "enrich")
    worker = Worker("enrich", "w1", "0.1.0")
    Runner(log, worker, Last(), clock=log.clock, meter=meter).run(stop)
    text = metrics.render().decode()
    assert 'tocsin_messages_total{outcome="done",stage="enrich"} 3.0' in text
    assert 'tocsin_event_age_seconds_bucket{le="10.0",stage="enrich"} 0.0' in text
    assert 'tocsin_event_age_seconds_bucket{le="30.0",stage="enrich"} 3.0' in text
    assert 'tocsin_rebalances_total{stage="enrich"} 1.0' in text
    [committed] = re.findall(r"^tocsin_committed_offset{.*} (.*)$", text, re.MULTILINE)
    assert committed == "3.0"
