"""How far behind the stages are."""

import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from schemas.topics import STAGES
from tocsin.clock import Clock
from tocsin.log.base import EventLog, PartitionBounds, TopicPartition

# Pages and searches ask for the lag; the log need not be asked by each of them.
FRESH_S = 1.0
Committed = Mapping[TopicPartition, int]
RATE_WINDOW_S = 60.0


@dataclass(frozen=True, slots=True)
class StageLag:
    """One stage at one moment.

    Attributes:
        records_behind: records that the stage has not committed.
        oldest_at: when the log took the oldest of them; None when there is none.
        records_done: sum of all committed offsets, for rates.
        members: workers that are alive.
    """

    stage: str
    records_behind: int
    oldest_at: datetime | None
    records_done: int
    members: tuple[str, ...]


def stage_lag(log: EventLog, stage: str) -> StageLag:
    """The lag of a stage.

    Raises:
        DependencyDown: the log does not answer.
    """
    return _lag(log, stage, log.committed(stage, STAGES[stage]))


def _lag(log: EventLog, stage: str, committed: Committed) -> StageLag:
    behind = done = 0
    oldest_at: datetime | None = None
    for partition, (position, end) in _left(log, stage, committed).items():
        behind += max(end - position, 0)
        done += position
        if position >= end:
            continue
        for record in log.read(partition, offset=position, records_max=1):
            oldest_at = min(oldest_at or record.time, record.time)
    return StageLag(stage, behind, oldest_at, done, tuple(log.members(stage)))


def are_done(log: EventLog) -> bool:
    """Whether no stage has anything left to do; asks less than a `LagWatch`.

    Raises:
        DependencyDown: the log does not answer.
    """
    committed = _committed(log)
    return all(
        position >= end
        for stage in STAGES
        for position, end in _left(log, stage, committed[stage]).values()
    )


def _committed(log: EventLog) -> dict[str, Committed]:
    """How far all stages are, to be asked before the bounds of any.

    What comes in between is left then, and not overlooked: enrichment writes for the
    index, and the index for enrichment.
    """
    return {stage: log.committed(stage, topics) for stage, topics in STAGES.items()}


def _left(
    log: EventLog, stage: str, committed: Committed
) -> dict[TopicPartition, PartitionBounds]:
    """From where to where a stage has records left."""
    return {
        partition: PartitionBounds(max(committed.get(partition, first), first), end)
        for partition, (first, end) in log.bounds(STAGES[stage]).items()
    }


@dataclass(frozen=True, slots=True)
class StreamLag:
    """All stages at one moment.

    Attributes:
        lag_s: age of the oldest record that some stage has not done; 0.0 when none.
        rates_per_s: stage -> records a second over the last minute.
    """

    at: datetime
    stages: tuple[StageLag, ...]
    lag_s: float
    rates_per_s: dict[str, float]

    @property
    def is_done(self) -> bool:
        """Whether no stage has anything left to do."""
        return all(stage.records_behind == 0 for stage in self.stages)


class LagWatch:
    """The lag of all stages, asked of the log at most once a second. Thread-safe."""

    def __init__(self, log: EventLog, clock: Clock) -> None:
        """Watch a log."""
        self._log = log
        self._clock = clock
        self._lock = threading.Lock()
        self._last: tuple[float, StreamLag] | None = None
        self._samples: deque[tuple[float, dict[str, int]]] = deque()

    def look(self) -> StreamLag:
        """The lag now, or as it was less than a second ago.

        Raises:
            DependencyDown: the log does not answer.
        """
        with self._lock:
            at_s = self._clock.monotonic_s()
            if self._last is None or at_s - self._last[0] >= FRESH_S:
                self._last = at_s, self._measure(at_s)
            return self._last[1]

    def _measure(self, at_s: float) -> StreamLag:
        committed = _committed(self._log)
        stages = tuple(_lag(self._log, stage, committed[stage]) for stage in STAGES)
        now = self._clock.now()
        oldest = [stage.oldest_at for stage in stages if stage.oldest_at is not None]
        # A broker's clock may be ahead of ours: an age is never negative.
        lag_s = max((now - min(oldest)).total_seconds(), 0.0) if oldest else 0.0
        rates = self._rates(at_s, {stage.stage: stage.records_done for stage in stages})
        return StreamLag(now, stages, lag_s, rates)

    def _rates(self, at_s: float, done: dict[str, int]) -> dict[str, float]:
        self._samples.append((at_s, done))
        while at_s - self._samples[0][0] > RATE_WINDOW_S:
            self._samples.popleft()
        since_s, before = self._samples[0]
        elapsed_s = at_s - since_s
        if elapsed_s <= 0:
            return dict.fromkeys(done, 0.0)
        return {
            stage: max(count - before.get(stage, 0), 0) / elapsed_s
            for stage, count in done.items()
        }
