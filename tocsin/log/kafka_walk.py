"""All records between bounds, one after the other, with a consumer of its own."""

import time
from collections.abc import Iterator, Mapping
from contextlib import closing

from tocsin.errors import DependencyDown
from tocsin.log.base import PartitionBounds, Record, TopicPartition
from tocsin.log.kafka_clients import Address
from tocsin.log.kafka_errors import NAME, translated
from tocsin.log.kafka_records import heading_of, to_kafka

SILENCE_LIMIT_S = 10.0
"""A broker that gives no record within this, though it has some, is down."""

_POLL_MS = 500
_POLL_RECORDS = 5_000
"""A fetch answers with 1 MB of each partition; what was not polled yet waits."""


def walk(
    address: Address, bounds: Mapping[TopicPartition, PartitionBounds]
) -> Iterator[Record]:
    """The records without their values; see `EventLog.walk`."""
    left = {to_kafka(one): bound for one, bound in bounds.items()}
    left = {source: bound for source, bound in left.items() if bound.first < bound.end}
    if not left:
        return
    with translated(), closing(address.consumer(group_id=None)) as consumer:
        consumer.assign(list(left))
        for source, bound in left.items():
            consumer.seek(source, bound.first)
        deadline_s = time.monotonic() + SILENCE_LIMIT_S
        while left:
            for source, records in consumer.poll(
                _POLL_MS, max_records=_POLL_RECORDS
            ).items():
                deadline_s = time.monotonic() + SILENCE_LIMIT_S
                end = left[source].end
                yield from (heading_of(one) for one in records if one.offset < end)
            done = [one for one in left if consumer.position(one) >= left[one].end]
            for source in done:
                # What comes after the end is not asked for.
                consumer.pause(source)
                del left[source]
            if time.monotonic() > deadline_s:
                raise DependencyDown(NAME, "it gives no records though it has some")
