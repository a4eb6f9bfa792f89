"""The log in Apache Kafka."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any, Self

from kafka import KafkaAdminClient, KafkaConsumer
from kafka import TopicPartition as KafkaPartition

from schemas.topics import Topic
from tocsin.errors import DependencyDown
from tocsin.log.base import (
    NewRecord,
    PartitionBounds,
    Position,
    Record,
    TopicPartition,
)
from tocsin.log.kafka_clients import Address, Clients
from tocsin.log.kafka_errors import NAME, UNCOORDINATED, translated
from tocsin.log.kafka_reader import KafkaReader, Membership
from tocsin.log.kafka_records import record_of, to_kafka
from tocsin.log.kafka_topics import Topics
from tocsin.log.kafka_users import admit
from tocsin.log.kafka_walk import walk
from tocsin.log.kafka_writer import KafkaWriter
from tocsin.log.limits import READ_BYTES_MAX, check_sizes
from tocsin.log.partitioning import partition_of

DELIVERY_LIMIT = timedelta(seconds=20)
"""A broker that restarts is back within this; who sent a report waits no longer."""

READ_LIMIT_S = 10.0
"""A broker that gives no record within this, though it has some, is down."""

LEADER_LIMIT_S = 10.0
"""A broker that has just started names leaders and coordinators within seconds; the
topic that holds the offsets of groups is made when the first group asks for it."""

_LOOK_S = 0.1
_POLL_MS = 500
_POLL_RECORDS = 8
"""At a time, so that records of 8 MB stay within the limit of a read."""

_NONE_COMMITTED = -1


class KafkaLog:
    """An `EventLog` in Kafka."""

    def __init__(
        self,
        bootstrap: str,
        *,
        client_id: str,
        security: Mapping[str, Any] | None = None,
        replication: int = 1,
        delivery_limit: timedelta = DELIVERY_LIMIT,
    ) -> None:
        """Connects when first used.

        Args:
            bootstrap: host:port, several with commas.
            client_id: shows in the brokers' logs.
            security: settings of kafka-python such as `security_protocol`.
            replication: copies of each record in topics that `apply` creates.
            delivery_limit: how long an append may take before its outcome is unknown.
        """
        address = Address(bootstrap, client_id, security or {}, delivery_limit)
        self._clients = Clients(address)
        self._topics = Topics(self._clients, replication=replication)
        self._writer = KafkaWriter(self._clients)

    def apply(self, topics: Iterable[Topic]) -> Sequence[str]:
        """Create missing topics; see `EventLog.apply`."""
        return self._topics.create(topics)

    def admit(self, passwords: Mapping[str, str]) -> int:
        """Make users for services, with just their rights; see `kafka_users`."""
        return admit(self._clients, passwords)

    def append(self, records: Sequence[NewRecord]) -> Sequence[Position]:
        """Append durably; see `EventLog.append`."""
        check_sizes(records)
        return self._writer.append(
            [
                (
                    record,
                    partition_of(record.key, self._topics.partitions(record.topic)),
                )
                for record in records
            ]
        )

    def join(self, group: str, topics: Iterable[str], *, member: str) -> KafkaReader:
        """Become a member of a consumer group; see `EventLog.join`."""
        wanted = list(topics)
        for name in wanted:
            self._topics.partitions(name)
        return KafkaReader(self._clients, Membership(group, member), wanted)

    def read(
        self, partition: TopicPartition, *, offset: int, records_max: int
    ) -> Sequence[Record]:
        """Records outside any group; see `EventLog.read`."""
        bounds = self.bounds([partition.topic])[partition]
        start = max(offset, bounds.first)
        if start >= bounds.end or records_max < 1:
            return []
        with self._clients.lock, translated():
            consumer = self._clients.consumer()
            source = to_kafka(partition)
            consumer.assign([source])
            consumer.seek(source, start)
            return _read_until(consumer, source, bounds.end, records_max)

    def walk(
        self, bounds: Mapping[TopicPartition, PartitionBounds]
    ) -> Iterator[Record]:
        """Records without values; see `EventLog.walk`."""
        return walk(self._clients.address, bounds)

    def bounds(self, topics: Iterable[str]) -> Mapping[TopicPartition, PartitionBounds]:
        """First and end offsets; see `EventLog.bounds`."""
        sources = self._sources(topics)
        wanted = [to_kafka(source) for source in sources]
        with self._clients.lock, translated():
            consumer = self._clients.consumer()
            first = _offsets(consumer.beginning_offsets, wanted)
            end = _offsets(consumer.end_offsets, wanted)
        return {
            source: PartitionBounds(first[one], end[one])
            for source, one in zip(sources, wanted, strict=True)
        }

    def committed(
        self, group: str, topics: Iterable[str]
    ) -> Mapping[TopicPartition, int]:
        """What a group committed; see `EventLog.committed`."""
        wanted = [to_kafka(source) for source in self._sources(topics)]
        found = self._coordinated(
            lambda admin: admin.list_group_offsets({group: wanted})
        )[group]
        return {
            TopicPartition(source.topic, source.partition): stored.offset
            for source, stored in found.items()
            if stored.offset != _NONE_COMMITTED
        }

    def members(self, group: str) -> Sequence[str]:
        """Names of the members whose session lasts."""
        found = self._coordinated(lambda admin: admin.describe_groups([group]))[group]
        return sorted(
            member["group_instance_id"] or member["member_id"]
            for member in found["members"]
        )

    def ping(self) -> None:
        """Ask the brokers who they are.

        Raises:
            DependencyDown: none answers.
        """
        with self._clients.admin() as admin:
            admin.describe_cluster()

    def close(self) -> None:
        """Send what was accepted and disconnect. Close the readers first."""
        self._clients.close()

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, *exc: object) -> None:
        """Close."""
        self.close()

    def _coordinated(self, ask: Callable[[KafkaAdminClient], Any]) -> Any:  # noqa: ANN401 -- Kafka's own
        """Ask about a group; a fresh broker makes its coordinator just then."""
        deadline_s = time.monotonic() + LEADER_LIMIT_S
        while True:
            try:
                with self._clients.admin() as admin:
                    return ask(admin)
            except DependencyDown as exc:
                is_coming = isinstance(exc.__cause__, UNCOORDINATED)
                if not is_coming or time.monotonic() > deadline_s:
                    raise
                time.sleep(_LOOK_S)

    def _sources(self, topics: Iterable[str]) -> list[TopicPartition]:
        return [
            TopicPartition(name, partition)
            for name in topics
            for partition in range(self._topics.partitions(name))
        ]


def _offsets(
    ask: Callable[[list[KafkaPartition]], dict[KafkaPartition, int]],
    wanted: list[KafkaPartition],
) -> dict[KafkaPartition, int]:
    """The offset of each partition, as soon as each has a leader that is known.

    kafka-python 3.0 leaves partitions out whose leader it is still looking for, and
    then misses them with a KeyError.
    """
    deadline_s = time.monotonic() + LEADER_LIMIT_S
    while True:
        try:
            return ask(wanted)
        except KeyError as exc:
            if time.monotonic() > deadline_s:
                raise DependencyDown(NAME, "a partition has no leader") from exc
            time.sleep(_LOOK_S)


def _read_until(
    consumer: KafkaConsumer, source: KafkaPartition, end: int, records_max: int
) -> list[Record]:
    """Read on until an end, or until there are enough."""
    found: list[Record] = []
    bytes_left = READ_BYTES_MAX
    deadline_s = time.monotonic() + READ_LIMIT_S
    while consumer.position(source) < end:
        wanted = min(_POLL_RECORDS, records_max - len(found))
        if wanted < 1 or bytes_left <= 0:
            break
        polled = consumer.poll(_POLL_MS, max_records=wanted)
        if polled:
            found += [record_of(record) for record in polled[source]]
            bytes_left -= sum(len(record.value or b"") for record in polled[source])
            deadline_s = time.monotonic() + READ_LIMIT_S
        elif time.monotonic() > deadline_s:
            raise DependencyDown(NAME, "it gives no records though it has some")
    return found
