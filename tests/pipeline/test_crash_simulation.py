"""Crashes, zombies, rebalances and outages at every step: nothing is ever lost.

The sabotaged workers at the end prove that the simulation can tell.
"""

import logging
from collections import Counter
from collections.abc import Iterator, Sequence

import pytest

from schemas.topics import RECEIVED
from tests.pipeline.crash_world import World, history
from tocsin.delivery.kernel import Settlement
from tocsin.delivery.outcome import Delivery, Done
from tocsin.delivery.runner import Runner
from tocsin.delivery.tracker import OffsetTracker
from tocsin.log.base import GroupReader, NewRecord, Position, TopicPartition

SEEDS = 2_000
CHUNKS = 10


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """Thousands of failures on purpose are not worth a line each."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_every_history_ends_without_loss(chunk: int) -> None:
    faults: Counter[str] = Counter()
    for seed in range(chunk, SEEDS, CHUNKS):
        faults.update(history(seed).faults)
    assert min(faults[name] for name in ("crash", "down", "zombie")) >= 500


def test_the_same_seed_is_the_same_history() -> None:
    def told(world: World) -> list[tuple[int, bytes | None]]:
        return [(r.offset, r.value) for r in world.log.all_of(RECEIVED.name)]

    assert told(history(7)) == told(history(7))
    assert told(history(7)) != told(history(8))


class HighestFinished(OffsetTracker):
    """Commits past what is unfinished, as Faust 0.15.3 can."""

    def __init__(self) -> None:
        super().__init__()
        self._highest: dict[TopicPartition, int] = {}

    def finish(self, position: Position, epoch: int) -> bool:
        source = TopicPartition(position.topic, position.partition)
        highest = max(self._highest.get(source, 0), position.offset + 1)
        self._highest[source] = highest
        return super().finish(position, epoch)

    def committable(self) -> dict[TopicPartition, int]:
        return {p: o for p, o in self._highest.items() if p in self.held()}


class PassesGaps(Runner):
    """A worker with that tracker."""

    def round(self, reader: GroupReader) -> None:
        kernel = self._kernel
        if not isinstance(kernel._tracker, HighestFinished):  # noqa: SLF001 - sabotage
            kernel._tracker = HighestFinished()  # noqa: SLF001 - sabotage
        super().round(reader)


class CommitsFirst(Runner):
    """A worker that writes its outputs after it has committed."""

    owed: tuple[NewRecord, ...] = ()

    def _settled(self, batch: Sequence[Delivery]) -> Settlement:
        settlement = self._kernel.settle(self._handler.handle(batch))
        self.owed = settlement.outputs
        return settlement

    def _commit(self, reader: GroupReader) -> None:
        super()._commit(reader)
        self._log.append(self.owed)


class ForgetsOrder(Runner):
    """A worker that writes a record's output though an earlier one must wait."""

    def _settled(self, batch: Sequence[Delivery]) -> Settlement:
        outcomes = self._handler.handle(batch)
        for outcome in outcomes:
            if isinstance(outcome, Done):
                self._log.append(outcome.outputs)
        return self._writer.settle(self._kernel, outcomes)


@pytest.mark.parametrize(
    ("sabotaged", "what"),
    [
        (PassesGaps, "is lost"),
        (CommitsFirst, "is lost"),
        (ForgetsOrder, "the order of a is broken"),
    ],
)
def test_a_sabotaged_worker_is_caught(sabotaged: type[Runner], what: str) -> None:
    with pytest.raises(AssertionError, match=what):
        history(1, sabotaged)
