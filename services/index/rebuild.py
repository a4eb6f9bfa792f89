"""Making the index again from offset 0, beside the live one."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime

from schemas.topics import STAGES
from services.index.handler import IndexHandler
from tocsin.blobs import CaseFiles
from tocsin.delivery.outcome import Delivery, Outcome, Retry
from tocsin.errors import DependencyDown
from tocsin.log import Codec, EventLog, PartitionBounds, TopicPartition
from tocsin.search.base import SearchIndex

READ_RECORDS = 500

Ends = Mapping[TopicPartition, int]
Told = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Sources:
    """What the index is made from.

    Attributes:
        log: read outside of any group.
        files: texts of files.
        codec: opens the events.
        erased: the cases that were erased, and when.
    """

    log: EventLog
    files: CaseFiles
    codec: Codec
    erased: Callable[[], Mapping[str, datetime]]


def rebuild(sources: Sources, index: SearchIndex, told: Told) -> int:
    """Fill a new generation, make it the live one, and catch up; cases in it.

    The live worker goes on meanwhile: what it wrote to the old generation after we had
    read it is read again after the swap. Folding twice changes nothing.

    Nothing closes the old generation before the swap. What a worker still writes to it
    afterwards is of records that it had read before: they are in the log by then, and
    are read again here.

    Args:
        sources: what it is made from.
        index: the live index.
        told: called with the number of records read, as they are.

    Raises:
        DependencyDown: a part does not answer; the new generation is thrown away.
    """
    generation = index.rebuild()
    log = sources.log
    handler = IndexHandler(generation.index, sources.files, sources.codec)
    with ExitStack() as unless_promoted:
        unless_promoted.callback(generation.abandon)
        done = _read_through(log, handler, {}, told)
        done = _read_through(log, handler, done, told)
        generation.promote()
        unless_promoted.pop_all()
    live = IndexHandler(index, sources.files, sources.codec)
    _read_through(log, live, done, told)
    # One that was erased meanwhile may have been read before; its marker went to the
    # generation that was live then.
    _mark(live, sources.erased())
    index.refresh()
    return index.count()


def _mark(handler: IndexHandler, erased: Mapping[str, datetime]) -> None:
    cases = list(erased.items())
    for start in range(0, len(cases), READ_RECORDS):
        _require(handler.apply({}, dict(cases[start : start + READ_RECORDS])).values())


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

    Nothing is put through enrichment: the live worker did that, and the log has it.

    Raises:
        DependencyDown: the index is too busy for now.
    """
    _require(handler.handle(batch))


def _require(outcomes: Iterable[Outcome]) -> None:
    for outcome in outcomes:
        if isinstance(outcome, Retry):
            raise DependencyDown("index", outcome.reason)
