"""Ages of records where the clocks of the log and of this machine differ."""

import pytest

from schemas.topics import ENRICHED, RECEIVED, TOPICS
from services.desk.answers import stages
from tests.manual_clock import ManualClock
from tests.memory_log import MemoryLog
from tocsin.log.base import NewRecord
from tocsin.operations.lag import LagWatch


@pytest.mark.parametrize(
    ("ahead_s", "age_s"), [(5.0, 5.0), (3_600.0, 3_600.0), (-3_600.0, 0.0)]
)
def test_an_age_is_never_negative_whoever_has_the_wrong_clock(
    ahead_s: float, age_s: float
) -> None:
    # What the log took, it took at the start of the clock.
    log = MemoryLog(topics=list(TOPICS))
    log.append([NewRecord(RECEIVED.name, "a", b"{}")])
    log.append([NewRecord(ENRICHED.name, "a", b"{}")])
    clock = ManualClock()
    clock.passed_s = ahead_s
    now = LagWatch(log, clock).look()
    assert now.lag_s == age_s
    assert {one.oldest_unprocessed_seconds for one in stages(now, {})} == {age_s}
