"""Making the index again from offset 0, beside the live one."""

from collections.abc import Callable, Iterable, Mapping

from schemas.topics import STAGES
from services.index.handler import IndexHandler
from tocsin.blobs import BlobStore
from tocsin.delivery.outcome import Delivery, Retry
from tocsin.errors import DependencyDown
from tocsin.log import EventLog, PartitionBounds, TopicPartition
from tocsin.search.base import SearchIndex

READ_RECORDS = 500

Ends = Mapping[TopicPartition, int]
Told = Callable[[int], None]


def rebuild(log: EventLog, index: SearchIndex, blobs: BlobStore, told: Told) -> int:
    """Fill a new generation, make it the live one, and catch up; cases in it.

    The live worker goes on meanwhile: what it wrote to the old generation after we had
    read it is read again after the swap. Folding twice changes nothing.

    Args:
        log: read outside of any group.
        index: the live index.
        blobs: texts of files.
        told: called with the number of records read, as they are.

    Raises:
        DependencyDown: a part does not answer; the new generation is thrown away.
    """
    generation = index.rebuild()
    handler = IndexHandler(generation.index, blobs)
    try:
        done = _read_through(log, handler, {}, told)
        done = _read_through(log, handler, done, told)
        generation.promote()
    except BaseException:
        generation.abandon()
        raise
    _read_through(log, IndexHandler(index, blobs), done, told)
    index.refresh()
    return index.count()


def _read_through(
    log: EventLog, handler: IndexHandler, done: Ends, told: Told
) -> dict[TopicPartition, int]:
    """Apply all from `done` to the ends of now; the ends."""
    bounds = log.bounds(STAGES["index"])
    for partition, bound in bounds.items():
        offset = max(done.get(partition, bound.first), bound.first)
        for batch in _batches(log, partition, PartitionBounds(offset, bound.end)):
            _apply(handler, batch)
            told(len(batch))
    return {partition: bound.end for partition, bound in bounds.items()}


def _batches(
    log: EventLog, partition: TopicPartition, bound: PartitionBounds
) -> Iterable[list[Delivery]]:
    offset = bound.first
    while offset < bound.end:
        records = log.read(partition, offset=offset, records_max=READ_RECORDS)
        if not records:
            return
        yield [Delivery(record, 1) for record in records]
        offset = records[-1].offset + 1


def _apply(handler: IndexHandler, batch: list[Delivery]) -> None:
    """Apply a batch. What is dead has its letter already, or the live worker writes it.

    Raises:
        DependencyDown: the index is too busy for now.
    """
    for outcome in handler.handle(batch):
        if isinstance(outcome, Retry):
            raise DependencyDown("index", outcome.reason)
