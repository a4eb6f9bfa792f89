"""Workers that were made worse on purpose, for tests that must notice."""

from collections.abc import Sequence

from tocsin.delivery.kernel import Settlement
from tocsin.delivery.outcome import Delivery, Done
from tocsin.delivery.runner import Runner
from tocsin.delivery.tracker import OffsetTracker
from tocsin.log.base import GroupReader, NewRecord, Position, TopicPartition


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
