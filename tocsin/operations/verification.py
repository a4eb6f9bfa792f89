"""Verification: all that was accepted is searchable or in the dead letters."""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from schemas.events import AllegationReceived
from schemas.topics import ENRICHED, RECEIVED, STAGES
from tocsin.ids import letter_id
from tocsin.log.base import EventLog, PartitionBounds, Record, TopicPartition
from tocsin.operations.letters import DeadLetters
from tocsin.search.base import SearchIndex

Bounds = Mapping[TopicPartition, PartitionBounds]

READ_RECORDS = 500
MARKERS_PAGE = 1_000
LISTED_MAX = 20
"""Enough to start looking; the counts tell how bad it is."""


@dataclass(frozen=True, slots=True)
class Verification:
    """What a look at the whole log and the whole index showed.

    Attributes:
        accepted: cases in the log.
        searchable: of them, those that the index holds enriched.
        dead_lettered: of them, those whose record is in the dead letters instead.
        erased: of them, those that were erased on purpose.
        pending: of them, those that a stage has not come to yet.
        lost: of them, all others: must be 0.
        unreadable: records that are no event.
        unaccounted: of them, those past that have no dead letter: must be 0.
        phantom: cases in the index that the log does not know: must be 0.
        repeated: records that tell of an event once more; no harm.
        lost_ids: the first few that are lost or unaccounted for.
        phantom_ids: the first few phantoms.
    """

    accepted: int
    searchable: int
    dead_lettered: int
    erased: int
    pending: int
    lost: int
    unreadable: int
    unaccounted: int
    phantom: int
    repeated: int
    lost_ids: tuple[str, ...]
    phantom_ids: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing is lost and nothing was made up."""
        return self.lost == self.unaccounted == self.phantom == 0


@dataclass(slots=True)
class _Census:
    """What the log holds. `cases`: case id -> whether all stages are past it."""

    cases: dict[str, bool] = field(default_factory=dict)
    lettered: set[str] = field(default_factory=set)
    unreadable: int = 0
    repeated: int = 0
    unaccounted: list[str] = field(default_factory=list)


def verify(log: EventLog, index: SearchIndex, letters: DeadLetters) -> Verification:
    """Compare the log with the index and the dead letters.

    Holds one id for each case in memory. What the stages have committed is read first,
    then the log, then the index: so what is past must be in the index by then.

    Raises:
        DependencyDown: the log or the index does not answer.
    """
    past = _past(log)
    bounds = log.bounds([RECEIVED.name])
    known_letters = letters.list()
    census = _take_census(log, bounds, past, {x.event.id for x in known_letters})
    stages = {m.case_id: m.stage for m in index.markers(page_size=MARKERS_PAGE)}
    searchable = {id for id in census.cases if stages.get(id) == "enriched"}
    erased = {id for id in census.cases if stages.get(id) == "erased"}
    dead = {
        id
        for id in census.cases.keys() - searchable - erased
        if id in census.lettered or stages.get(id) == "failed"
    }
    unfinished = census.cases.keys() - searchable - erased - dead
    lost = sorted(id for id in unfinished if census.cases[id])
    unknown = stages.keys() - census.cases.keys()
    unknown -= {letter.event.case_id for letter in known_letters}
    # What was accepted while we read is in the index, and not in what we read.
    unknown -= {record.key for record in _records(log, _beyond(log, bounds))}
    return Verification(
        accepted=len(census.cases),
        searchable=len(searchable),
        dead_lettered=len(dead),
        erased=len(erased),
        pending=len(unfinished) - len(lost),
        lost=len(lost),
        unreadable=census.unreadable,
        unaccounted=len(census.unaccounted),
        phantom=len(unknown),
        repeated=census.repeated,
        lost_ids=tuple((census.unaccounted + lost)[:LISTED_MAX]),
        phantom_ids=tuple(sorted(unknown)[:LISTED_MAX]),
    )


def _past(log: EventLog) -> dict[int, int]:
    """Partition -> the offset of allegations.received that every stage is past.

    0 while the index has not read all that enrichment wrote to the partition.
    """
    enrich = log.committed("enrich", [RECEIVED.name])
    index = log.committed("index", STAGES["index"])
    past = {}
    for (_, number), (first, end) in log.bounds([ENRICHED.name]).items():
        received = TopicPartition(RECEIVED.name, number)
        read = index.get(TopicPartition(ENRICHED.name, number), first)
        both = min(enrich.get(received, 0), index.get(received, 0))
        past[number] = both if read >= end else 0
    return past


def _take_census(
    log: EventLog, bounds: Bounds, past: Mapping[int, int], lettered: AbstractSet[str]
) -> _Census:
    census = _Census()
    for record in _records(log, bounds):
        is_past = record.offset < past.get(record.partition, 0)
        has_letter = any(
            letter_id(stage, *record.position) in lettered for stage in STAGES
        )
        if not _is_event(record):
            census.unreadable += 1
            if is_past and not has_letter:
                place = f"{record.topic}/{record.partition}/{record.offset}"
                census.unaccounted.append(place)
            continue
        census.repeated += record.key in census.cases
        census.cases[record.key] = is_past and census.cases.get(record.key, True)
        if has_letter:
            census.lettered.add(record.key)
    return census


def _is_event(record: Record) -> bool:
    """Whether the headers say so; a body that cannot be read has a dead letter."""
    return (
        record.headers.get("ce_type") == AllegationReceived.TYPE
        and record.headers.get("ce_subject") == record.key
    )


def _records(log: EventLog, bounds: Bounds) -> Iterator[Record]:
    for partition, (first, end) in bounds.items():
        offset = first
        while offset < end:
            records = log.read(partition, offset=offset, records_max=READ_RECORDS)
            yield from (record for record in records if record.offset < end)
            if not records:
                break
            offset = records[-1].offset + 1


def _beyond(log: EventLog, bounds: Bounds) -> Bounds:
    return {
        partition: PartitionBounds(bounds[partition].end, now.end)
        for partition, now in log.bounds([RECEIVED.name]).items()
    }
