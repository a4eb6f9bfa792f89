"""What a worker shows of itself, for health and metrics."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from tocsin.log.base import TopicPartition

Fate = Literal["done", "skip", "dead", "retry"]


@dataclass(frozen=True, slots=True)
class Status:
    """A picture of a worker.

    Attributes:
        in_flight: records with the handler now.
        waiting: records read and not yet handed out.
        oldest_unfinished: when the log took the oldest of all these.
        paused: partitions of which nothing is asked now.
        in_retry: partitions that wait for a record's next attempt.
        outages: batches in a row that met a dependency that is down.
        last_error: name of the class of the last error; None before there is one.
    """

    in_flight: int = 0
    waiting: int = 0
    oldest_unfinished: datetime | None = None
    paused: frozenset[TopicPartition] = frozenset()
    in_retry: frozenset[TopicPartition] = frozenset()
    outages: int = 0
    last_error: str | None = None


class Meter(Protocol):
    """Where a worker counts. Called from its own thread; must not raise."""

    def handled(self, fates: Mapping[Fate, int], *, took_s: float) -> None:
        """A batch is finished: how its records ended, and how long it took."""

    def finished(self, age_s: float) -> None:
        """A record is worked off, so long after the log took it."""

    def dead(self, reason: str) -> None:
        """A dead letter is durable."""

    def down(self, dependency: str) -> None:
        """A dependency did not answer."""

    def assigned(self) -> None:
        """The worker holds other partitions, or the same ones anew."""

    def committed(self, offsets: Mapping[TopicPartition, int]) -> None:
        """The log has stored the next offset of these partitions."""


class NoMeter:
    """Counts nothing."""

    def handled(self, fates: Mapping[Fate, int], *, took_s: float) -> None:
        """Count nothing."""

    def finished(self, age_s: float) -> None:
        """Count nothing."""

    def dead(self, reason: str) -> None:
        """Count nothing."""

    def down(self, dependency: str) -> None:
        """Count nothing."""

    def assigned(self) -> None:
        """Count nothing."""

    def committed(self, offsets: Mapping[TopicPartition, int]) -> None:
        """Count nothing."""
