"""Hosts a stage in a process of its own: logs, health, signals, the loop."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from threading import Event

import structlog

from schemas.events import Stage
from tocsin.clock import Clock
from tocsin.delivery import (
    Fate,
    Handler,
    Policy,
    Runner,
    Status,
    Worker,
    stop_on_signals,
)
from tocsin.errors import DependencyDown, Halt
from tocsin.health import Check, Health
from tocsin.log import EventLog
from tocsin.log.base import TopicPartition
from tocsin.metrics import Metrics
from tocsin.settings import Settings
from tocsin.version import CODE_VERSION
from tocsin.web import HealthServer

# Kubernetes and Compose kill after 10 s or 30 s: a batch takes less than one of them.
GRACE_S = 8.0
HALTED = 70
"""Exit code (EX_SOFTWARE of sysexits.h) of a worker that must not go on."""

PREPARE_RETRY_S = 1.0
"""Also how late a stop can be noticed meanwhile."""

_log = structlog.get_logger(__name__)


class StageMeter:
    """Counts a stage's work in the metrics of the process."""

    def __init__(self, metrics: Metrics, stage: Stage) -> None:
        """Count for one stage."""
        self._metrics = metrics
        self._stage = stage

    def handled(self, fates: Mapping[Fate, int], *, took_s: float) -> None:
        """A batch is finished."""
        for fate, count in fates.items():
            self._metrics.messages.labels(self._stage, fate).inc(count)
        self._metrics.stage_duration.labels(self._stage).observe(took_s)

    def finished(self, age_s: float) -> None:
        """A record is worked off, so long after the log took it."""
        self._metrics.event_age.labels(self._stage).observe(age_s)

    def dead(self, reason: str) -> None:
        """A dead letter is durable."""
        self._metrics.dead_letters.labels(self._stage, reason).inc()

    def down(self, dependency: str) -> None:
        """A dependency did not answer."""
        self._metrics.retries.labels(self._stage, dependency).inc()

    def assigned(self) -> None:
        """The worker holds other partitions, or the same ones anew."""
        self._metrics.rebalances.labels(self._stage).inc()

    def committed(self, offsets: Mapping[TopicPartition, int]) -> None:
        """The log has stored the next offset of these partitions."""
        for (topic, partition), offset in offsets.items():
            gauge = self._metrics.committed_offset
            gauge.labels(self._stage, topic, str(partition)).set(offset)


def nothing() -> None:
    """For a stage that needs no preparation."""


@dataclass(frozen=True, slots=True)
class Duty:
    """What a worker is there for.

    Attributes:
        checks: what it needs besides the log, for /readyz.
        prepare: done before the first record, and again until its dependency answers.
        metrics: what the process shows.
    """

    stage: Stage
    handler: Handler
    checks: Mapping[str, Check]
    policy: Policy = field(default_factory=Policy)
    prepare: Callable[[], object] = nothing
    metrics: Metrics = field(default_factory=Metrics)


def work(settings: Settings, duty: Duty, log: EventLog, clock: Clock) -> int:
    """Work until a signal says stop; the exit code of the process."""
    stage = duty.stage
    meter = StageMeter(duty.metrics, stage)
    runner = Runner(
        log, worker_of(settings, duty), duty.handler, clock=clock, meter=meter
    )
    watch_status(duty.metrics, stage, clock, lambda: runner.status)
    stop = Event()
    stop_on_signals(stop, grace_s=GRACE_S)
    with observed(settings, {"log": log.ping, **duty.checks}, duty.metrics):
        _log.info("worker_started", stage=stage)
        try:
            prepare(duty.prepare, stop, clock)
            runner.run(stop)
        except Halt as exc:
            _log.error("worker_halted", stage=stage, error=str(exc))
            return HALTED
    _log.info("worker_stopped", stage=stage)
    return 0


def prepare(attempt: Callable[[], object], stop: Event, clock: Clock) -> None:
    """Try until a dependency that is not there yet answers, or until told to stop.

    Engines and workers start in any order, and a supervisor that starts a worker again
    and again waits longer each time.
    """
    while not stop.is_set():
        try:
            attempt()
        except DependencyDown as exc:
            _log.warning("worker_waits", error=str(exc))
            clock.sleep(PREPARE_RETRY_S)
        else:
            return


@contextmanager
def observed(
    settings: Settings, checks: Mapping[str, Check], metrics: Metrics
) -> Iterator[None]:
    """Serve health and metrics inside the block, where a port is set for them."""
    with ExitStack() as stack:
        if settings.health_port:
            server = HealthServer(
                Health(checks), metrics, port=settings.health_port, host=settings.host
            )
            stack.enter_context(server)
        yield


def worker_of(settings: Settings, duty: Duty) -> Worker:
    """Who works; the name stays the same over restarts."""
    member = f"{duty.stage}-{settings.worker}"
    return Worker(duty.stage, member, CODE_VERSION, duty.policy)


def watch_status(
    metrics: Metrics, stage: Stage, clock: Clock, status: Callable[[], Status]
) -> None:
    """Show in the metrics what a worker has in hand.

    Args:
        metrics: of the process.
        stage: whose worker it is.
        clock: dates the age of the oldest record.
        status: the last picture of the worker; called from any thread.
    """

    def oldest_s() -> float:
        oldest = status().oldest_unfinished
        # The log's clock may be ahead of ours: a wait is never negative.
        return max((clock.now() - oldest).total_seconds(), 0.0) if oldest else 0.0

    metrics.oldest_unacked.labels(stage).set_function(oldest_s)
    metrics.inflight_records.labels(stage).set_function(
        lambda: status().in_flight + status().waiting
    )
    metrics.paused_partitions.labels(stage).set_function(lambda: len(status().paused))
