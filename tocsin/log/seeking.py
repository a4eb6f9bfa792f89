"""Where in a partition a moment is, without reading all of it."""

from datetime import datetime

from tocsin.log.base import EventLog, PartitionBounds, TopicPartition


def first_since(
    log: EventLog, source: TopicPartition, bounds: PartitionBounds, moment: datetime
) -> int:
    """The offset of the first record that the log took at a moment or after it.

    Asks the log some twenty times for a million records. Times of neighbors may be out
    of order by the differences of the writers' clocks: leave some room for that.

    Args:
        log: is asked.
        source: the partition.
        bounds: of the partition.
        moment: UTC.

    Raises:
        DependencyDown: the log does not answer.
    """
    low, high = bounds
    while low < high:
        middle = (low + high) // 2
        # After a compaction: the next one that is left.
        found = log.read(source, offset=middle, records_max=1)
        if found and found[0].time < moment:
            low = found[0].offset + 1
        else:
            high = middle
    return low
