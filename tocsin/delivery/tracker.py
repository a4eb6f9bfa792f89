"""Which offsets may be committed."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

from tocsin.log.base import Position, Record, TopicPartition


@dataclass(slots=True)
class _Progress:
    """One assignment of one partition.

    Attributes:
        unfinished: offsets in order of delivery, from the lowest unfinished one on;
            finished ones stand here too until all before them are finished.
        finished: those of `unfinished` that are finished.
        next_offset: after the contiguous finished prefix; None before there is one.
        last: the highest offset delivered.
    """

    epoch: int
    unfinished: deque[int] = field(default_factory=deque)
    finished: set[int] = field(default_factory=set)
    next_offset: int | None = None
    last: int = -1


class OffsetTracker:
    """The contiguous finished prefix of each partition and assignment.

    "Contiguous" means: of the records that were delivered. Offsets that compaction or
    transactions left out are never delivered and leave no gap.
    """

    def __init__(self) -> None:
        """Start without partitions."""
        self._progress: dict[TopicPartition, _Progress] = {}

    def assign(self, epochs: Mapping[TopicPartition, int]) -> set[TopicPartition]:
        """Take over an assignment; the partitions that are gone, new or begun anew."""
        changed = {
            partition
            for partition, progress in self._progress.items()
            if epochs.get(partition) != progress.epoch
        }
        for partition in changed:
            del self._progress[partition]
        for partition in epochs.keys() - self._progress.keys():
            self._progress[partition] = _Progress(epochs[partition])
            changed.add(partition)
        return changed

    def track(self, record: Record) -> int | None:
        """Note a delivery; the epoch it belongs to.

        None: it is not ours to handle, because its partition is not held, or because
        it was delivered before under this assignment and its fate is in hand.
        """
        progress = self._progress.get(record.source)
        if progress is None or record.offset <= progress.last:
            return None
        progress.last = record.offset
        progress.unfinished.append(record.offset)
        return progress.epoch

    def finish(self, position: Position, epoch: int) -> bool:
        """Note that all effects of a record are durable.

        False: the assignment under which it was read is over; whoever holds the
        partition now reads the record again.
        """
        source = TopicPartition(position.topic, position.partition)
        progress = self._progress.get(source)
        if progress is None or progress.epoch != epoch:
            return False
        if progress.unfinished and position.offset >= progress.unfinished[0]:
            progress.finished.add(position.offset)
        while progress.unfinished and progress.unfinished[0] in progress.finished:
            offset = progress.unfinished.popleft()
            progress.finished.remove(offset)
            progress.next_offset = offset + 1
        return True

    def committable(self) -> dict[TopicPartition, int]:
        """Partition -> the next offset to read, where anything is finished."""
        return {
            partition: progress.next_offset
            for partition, progress in self._progress.items()
            if progress.next_offset is not None
        }

    def lowest_unfinished(self, partition: TopicPartition) -> int | None:
        """The offset that no commit may pass; None where all is finished."""
        progress = self._progress.get(partition)
        return progress.unfinished[0] if progress and progress.unfinished else None

    def epoch(self, partition: TopicPartition) -> int | None:
        """Of the present assignment of a partition; None where it is not held."""
        progress = self._progress.get(partition)
        return progress.epoch if progress else None

    def held(self) -> set[TopicPartition]:
        """The partitions of the assignment."""
        return set(self._progress)
