"""Verification: all that was accepted is searchable or in the dead letters."""

import heapq
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from schemas.topics import ENRICHED, RECEIVED, STAGES
from tocsin.ids import letter_id
from tocsin.log.base import EventLog, PartitionBounds, Position, TopicPartition
from tocsin.operations.census import Census, take_census
from tocsin.operations.letters import DeadLetters
from tocsin.operations.windows import Fate, Window, windows
from tocsin.search.base import Marker, SearchIndex

Bounds = Mapping[TopicPartition, PartitionBounds]

MARKERS_PAGE = 10_000
"""What Elasticsearch gives at most for one search (index.max_result_window)."""

LISTED_MAX = 20
"""Enough to start looking; the counts tell how bad it is."""

_FATES = {
    "enriched": Fate.SEARCHABLE,
    "failed": Fate.DEAD_LETTERED,
    "erased": Fate.ERASED,
}


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
        windows: the same cases by partition and day, in that order.
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
    windows: tuple[Window, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing is lost and nothing was made up."""
        return self.lost == self.unaccounted == self.phantom == 0


def verify(log: EventLog, index: SearchIndex, letters: DeadLetters) -> Verification:
    """Compare the log with the index and the dead letters.

    Reads ids alone, and holds a digest of each. What the stages have committed is read
    first, then the log, then the index: so what is past must be in the index by then.

    Raises:
        DependencyDown: the log or the index does not answer.
    """
    past = _past(log)
    bounds = log.bounds([RECEIVED.name])
    known_letters = letters.list()
    letter_ids = {letter.event.id for letter in known_letters}

    def is_past(position: Position) -> bool:
        return position.offset < past.get(position.partition, 0)

    def has_letter(position: Position) -> bool:
        return any(letter_id(stage, *position) in letter_ids for stage in STAGES)

    census = take_census(log.walk(bounds), is_past=is_past, has_letter=has_letter)
    fates, unknown = _fates(census, index.markers(page_size=MARKERS_PAGE))
    # In a backlog these are many, and mostly there is no letter at all.
    for case in np.flatnonzero(fates == Fate.PENDING).tolist() if letter_ids else ():
        if any(map(has_letter, census.positions(case))):
            fates[case] = Fate.DEAD_LETTERED
    fates[(fates == Fate.PENDING) & census.is_past] = Fate.LOST
    unknown -= {letter.event.case_id for letter in known_letters}
    # What was accepted while we read is in the index, and not in what we read.
    unknown -= {record.key for record in log.walk(_beyond(log, bounds))}
    counts = {fate.name.lower(): int(np.sum(fates == fate)) for fate in Fate}
    lost = np.flatnonzero(fates == Fate.LOST).tolist()
    return Verification(
        accepted=len(fates),
        **counts,
        unreadable=census.unreadable,
        unaccounted=len(census.unaccounted),
        phantom=len(unknown),
        repeated=len(census.row_place) - len(fates),
        lost_ids=_named(log, census, lost),
        phantom_ids=tuple(heapq.nsmallest(LISTED_MAX, unknown)),
        windows=windows(census, fates),
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


def _fates(
    census: Census, markers: Iterable[Marker]
) -> tuple[NDArray[np.uint8], set[str]]:
    """Where each case is by its marker, and the ids of markers without a case."""
    fates = np.full(len(census.digests), Fate.PENDING, np.uint8)
    unknown: set[str] = set()
    rest = iter(markers)
    while page := list(islice(rest, MARKERS_PAGE)):
        found = census.find([marker.case_id for marker in page])
        told = [_FATES.get(marker.stage, Fate.PENDING) for marker in page]
        is_known = found >= 0
        fates[found[is_known]] = np.array(told, np.uint8)[is_known]
        unknown |= {page[one].case_id for one in np.flatnonzero(~is_known)}
    return fates, unknown


def _named(log: EventLog, census: Census, lost: Iterable[int]) -> tuple[str, ...]:
    """The places of what is no event, then the ids of cases, the first few of both."""
    places = census.unaccounted[:LISTED_MAX]
    named = [f"{at.topic}/{at.partition}/{at.offset}" for at in places]
    firsts = (census.positions(case)[0] for case in lost)
    for at in heapq.nsmallest(LISTED_MAX - len(named), firsts):
        source = TopicPartition(at.topic, at.partition)
        named += [r.key for r in log.read(source, offset=at.offset, records_max=1)]
    return tuple(named)


def _beyond(log: EventLog, bounds: Bounds) -> Bounds:
    return {
        partition: PartitionBounds(bounds[partition].end, now.end)
        for partition, now in log.bounds([RECEIVED.name]).items()
    }
