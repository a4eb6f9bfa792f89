"""What became of cases, by partition and day: where to look when one is lost."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from tocsin.operations.census import DIGEST_BYTES, Census


class Fate(IntEnum):
    """Where a case of the log is."""

    PENDING = 0
    SEARCHABLE = 1
    DEAD_LETTERED = 2
    ERASED = 3
    LOST = 4


@dataclass(frozen=True, slots=True)
class Window:
    """The cases whose first record came to a partition on a day.

    Attributes:
        partition: of allegations.received.
        day: by the clock of the log, in UTC, as 2026-03-14.
        accepted: cases; the counts that follow are of them.
        log_digest: of the ids in the log: the exclusive or of the BLAKE2b (16 bytes) of
            each, in hex. The same set of cases has the same one in every copy.
        found_digest: of the ids that are searchable, in the dead letters or erased.
    """

    partition: int
    day: str
    accepted: int
    searchable: int
    dead_lettered: int
    erased: int
    pending: int
    lost: int
    log_digest: str
    found_digest: str


def windows(census: Census, fates: NDArray[np.uint8]) -> tuple[Window, ...]:
    """The cases of a census by partition and day, in that order.

    Args:
        census: of the log.
        fates: (cases,), as `Fate` numbers them.
    """
    place = census.place
    is_found = (fates != Fate.PENDING) & (fates != Fate.LOST)
    size = len(census.places)
    counts = {
        fate.name.lower(): np.bincount(place[fates == fate], minlength=size)
        for fate in Fate
    }
    accepted = np.bincount(place, minlength=size)
    in_log = _sums(census.digests, place, size)
    found = _sums(census.digests[is_found], place[is_found], size)
    return tuple(
        Window(
            partition=where.partition,
            day=where.day.isoformat(),
            accepted=int(accepted[number]),
            **{name: int(count[number]) for name, count in counts.items()},
            log_digest=in_log[number].tobytes().hex(),
            found_digest=found[number].tobytes().hex(),
        )
        for where, number in sorted(
            (where, number) for number, where in enumerate(census.places)
        )
        # All records of a window may be repeated ones.
        if accepted[number]
    )


def _sums(
    digests: NDArray[np.bytes_], place: NDArray[np.uint32], size: int
) -> NDArray[np.uint64]:
    """The exclusive or of the digests in each place: (places, 2)."""
    words = DIGEST_BYTES // 8
    sums = np.zeros((size, words), np.uint64)
    np.bitwise_xor.at(sums, place, digests.view(np.uint64).reshape(-1, words))
    return sums
