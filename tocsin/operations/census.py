"""The cases that the log holds, in less than 100 bytes for each of millions.

A case stands as 16 bytes of BLAKE2b of its id: among 10 million, two share them with a
chance of 1 in 10^24. The id itself is read again where a case must be named.
"""

from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from schemas.events import AllegationReceived
from schemas.topics import RECEIVED
from tocsin.log.base import Position, Record

DIGEST_BYTES = 16

Is = Callable[[Position], bool]


class Place(NamedTuple):
    """A partition on a day (UTC) by the clock of the log."""

    partition: int
    day: date


@dataclass(frozen=True, slots=True)
class Census:
    """The cases of allegations.received, each once, in the order of their digests.

    Attributes:
        places: where and when records came.
        digests: of the case ids; (cases,) of 16 bytes, ascending.
        is_past: (cases,), whether all stages are past all records of a case.
        starts: (cases,), the row of its first record.
        row_place: (records,), which of `places` a record stands in.
        row_offset: (records,), its offset.
        unreadable: records that are no event; they have no row.
        unaccounted: of them, those past that have no dead letter.
    """

    places: Sequence[Place]
    digests: NDArray[np.bytes_]
    is_past: NDArray[np.bool_]
    starts: NDArray[np.intp]
    row_place: NDArray[np.uint32]
    row_offset: NDArray[np.int64]
    unreadable: int
    unaccounted: Sequence[Position]

    @property
    def place(self) -> NDArray[np.uint32]:
        """(cases,), where the first record of each stands."""
        return self.row_place[self.starts]

    def find(self, case_ids: Sequence[str]) -> NDArray[np.intp]:
        """Which case each id is; -1 for one that the log does not hold."""
        wanted = np.frombuffer(b"".join(map(_digest, case_ids)), self.digests.dtype)
        if not len(self.digests):
            return np.full(len(wanted), -1)
        found = np.searchsorted(self.digests, wanted)
        found[found == len(self.digests)] = 0
        found[self.digests[found] != wanted] = -1
        return found

    def positions(self, case: int) -> list[Position]:
        """Where the records of a case stand, the first one first."""
        ends = [*self.starts[case + 1 : case + 2], len(self.row_place)]
        return [
            Position(
                RECEIVED.name,
                self.places[self.row_place[row]].partition,
                int(self.row_offset[row]),
            )
            for row in range(self.starts[case], ends[0])
        ]


@dataclass(slots=True)
class _Rows:
    """Columns, a row for each record of an event."""

    places: dict[Place, int] = field(default_factory=dict)
    place: "array[int]" = field(default_factory=lambda: array("I"))
    offset: "array[int]" = field(default_factory=lambda: array("q"))
    digests: bytearray = field(default_factory=bytearray)
    is_past: bytearray = field(default_factory=bytearray)

    def add(self, record: Record, *, is_past: bool) -> None:
        place = Place(record.partition, record.time.date())
        self.place.append(self.places.setdefault(place, len(self.places)))
        self.offset.append(record.offset)
        self.digests += _digest(record.key)
        self.is_past.append(is_past)


def take_census(records: Iterable[Record], *, is_past: Is, has_letter: Is) -> Census:
    """Count cases.

    Args:
        records: of allegations.received, in the order of offsets in each partition.
        is_past: whether every stage is past a position.
        has_letter: whether a dead letter points at it.
    """
    rows = _Rows()
    unreadable = 0
    unaccounted: list[Position] = []
    for record in records:
        past = is_past(record.position)
        if _is_event(record):
            rows.add(record, is_past=past)
            continue
        unreadable += 1
        if past and not has_letter(record.position):
            unaccounted.append(record.position)
    return _by_case(rows, unreadable, unaccounted)


def _by_case(rows: _Rows, unreadable: int, unaccounted: Sequence[Position]) -> Census:
    digests = np.frombuffer(rows.digests, f"S{DIGEST_BYTES}")
    # Stable: of a case that is told of again, the first record comes first.
    order = np.argsort(digests, kind="stable")
    digests = digests[order]
    is_first = np.ones(len(digests), np.bool_)
    is_first[1:] = digests[1:] != digests[:-1]
    starts = np.flatnonzero(is_first)
    is_past = np.frombuffer(rows.is_past, np.bool_)[order]
    return Census(
        places=list(rows.places),
        digests=digests[starts],
        is_past=np.logical_and.reduceat(is_past, starts) if len(starts) else is_past,
        starts=starts,
        row_place=np.frombuffer(rows.place, np.uint32)[order],
        row_offset=np.frombuffer(rows.offset, np.int64)[order],
        unreadable=unreadable,
        unaccounted=unaccounted,
    )


def _digest(case_id: str) -> bytes:
    raw = case_id.encode("utf-8", "surrogatepass")
    return blake2b(raw, digest_size=DIGEST_BYTES).digest()


def _is_event(record: Record) -> bool:
    """Whether the headers say so; a body that cannot be read has a dead letter."""
    return (
        record.headers.get("ce_type") == AllegationReceived.TYPE
        and record.headers.get("ce_subject") == record.key
    )
