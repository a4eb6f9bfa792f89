"""A member of a consumer group of Kafka.

The range assignor gives a member the same partition numbers of every topic. A
rebalance takes all partitions away and gives some back, each under a new epoch, to be
read on from what was committed.
"""

import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from typing import NamedTuple, Self

from kafka import ConsumerRebalanceListener, OffsetAndMetadata
from kafka import TopicPartition as KafkaPartition
from kafka.admin import MemberToRemove
from kafka.coordinator.assignors.range import RangePartitionAssignor
from kafka.errors import NoOffsetForPartitionError

from tocsin.errors import Halt, TocsinError
from tocsin.log.base import Record, TopicPartition
from tocsin.log.kafka_clients import Clients
from tocsin.log.kafka_errors import FENCED, LOST, translated
from tocsin.log.kafka_records import from_kafka, record_of, to_kafka
from tocsin.log.limits import FETCH_BYTES_MIN, FETCH_WAIT_MS

SESSION_MS = 15_000
"""A dead worker's partitions go to others after this. Its own next run does not wait:
it bears the same name. Well above the heartbeat, for a busy machine."""

HEARTBEAT_MS = 1_000
"""Also how soon a member learns that another one came or left."""

POLL_GAP_MS_MAX = 300_000
"""The longest that a batch may take before others get the partitions."""

LOOK_MS = 250
"""How often a waiting poll looks whether it was woken. Records end it at once."""

JOIN_MS = 1_000
"""A poll of a member without partitions waits this long, whatever it was asked to:
kafka-python forgets an answer to its joining that comes between two polls, joins again,
and so sets off the next rebalance."""

COMMIT_LIMIT_MS = 10_000
CLOSE_LIMIT_MS = 5_000


class Membership(NamedTuple):
    """Who reads."""

    group: str
    member: str


class _Epochs(ConsumerRebalanceListener):  # type: ignore[misc] # kafka ships no types
    """Keeps the epoch of each partition held. Called inside `poll` only.

    `kept` are those that a rebalance took away and gave back, and that are not yet
    read on from what was committed.
    """

    def __init__(self) -> None:
        self.held: dict[TopicPartition, int] = {}
        self.kept: set[KafkaPartition] = set()
        self._taken: set[KafkaPartition] = set()
        self._latest = 0

    def on_partitions_assigned(self, assigned: Iterable[KafkaPartition]) -> None:
        self._latest += 1
        self.held |= {from_kafka(one): self._latest for one in assigned}
        self.kept = (self.kept | self._taken).intersection(assigned)
        self._taken.clear()

    def on_partitions_revoked(self, revoked: Iterable[KafkaPartition]) -> None:
        for one in revoked:
            self.held.pop(from_kafka(one), None)
            self._taken.add(one)


class KafkaReader:
    """A member of a consumer group; see `GroupReader`."""

    def __init__(self, clients: Clients, me: Membership, topics: Sequence[str]) -> None:
        """Connect; the group is entered by the first poll.

        Raises:
            DependencyDown: no broker answers.
        """
        self._clients = clients
        self._me = me
        self._epochs = _Epochs()
        self._woken = False
        self._fenced = False
        self._consumer = clients.address.consumer(
            group_id=me.group,
            group_instance_id=me.member,
            partition_assignment_strategy=[RangePartitionAssignor],
            session_timeout_ms=SESSION_MS,
            heartbeat_interval_ms=HEARTBEAT_MS,
            max_poll_interval_ms=POLL_GAP_MS_MAX,
            fetch_min_bytes=FETCH_BYTES_MIN,
            fetch_max_wait_ms=FETCH_WAIT_MS,
        )
        self._consumer.subscribe(list(topics), listener=self._epochs)
        with translated():
            for topic in topics:
                # An answer to an older question can otherwise pass for one about
                # these topics, and the group would share out nothing at all.
                self._consumer.partitions_for_topic(topic)

    def poll(self, *, records_max: int, timeout_s: float) -> Sequence[Record]:
        """The next records; see `GroupReader.poll`.

        Raises:
            DependencyDown: no broker answers.
            Halt: records that were not read are gone, or a later run of this worker
                has taken its name over.
        """
        if self._fenced:
            raise Halt(f"another worker took over the name {self._me.member}")
        deadline_s = time.monotonic() + timeout_s
        while not self._woken:
            left_ms = max(0, int((deadline_s - time.monotonic()) * 1000))
            wait_ms = min(left_ms, LOOK_MS) if self._epochs.held else JOIN_MS
            found = self._poll_once(records_max, wait_ms)
            if found or left_ms <= wait_ms:
                return found
        self._woken = False
        return []

    def assignment(self) -> Mapping[TopicPartition, int]:
        """The partitions held now -> epoch."""
        return dict(self._epochs.held)

    def commit(self, offsets: Mapping[TopicPartition, int]) -> None:
        """Store offsets of what is still held; see `GroupReader.commit`.

        Raises:
            DependencyDown: no broker answers; nothing may be assumed stored.
        """
        held = {
            to_kafka(source): OffsetAndMetadata(offset, "", -1)
            for source, offset in offsets.items()
            if source in self._epochs.held
        }
        if not held:
            return
        with translated():
            try:
                self._consumer.commit(held, timeout_ms=COMMIT_LIMIT_MS)
            except LOST:
                # They are another's by now, who reads those records again.
                return
            except FENCED:
                self._fenced = True

    def pause(self, partitions: Iterable[TopicPartition]) -> None:
        """Poll nothing from those of these that are held, until `resume`."""
        self._consumer.pause(*self._held(partitions))

    def resume(self, partitions: Iterable[TopicPartition]) -> None:
        """Poll from these again."""
        self._consumer.resume(*self._held(partitions))

    def seek(self, partition: TopicPartition, offset: int) -> None:
        """Read this partition from an offset next, if it is held."""
        for one in self._held([partition]):
            self._consumer.seek(one, offset)

    def kept(self) -> AbstractContextManager[None]:
        """Nothing to do: the client tells the broker by itself that it lives."""
        return nullcontext()

    def wake(self) -> None:
        """Make a poll that waits return now."""
        self._woken = True

    def close(self) -> None:
        """Leave the group at once."""
        member_id = self._consumer.group_metadata().member_id
        self._consumer.close(autocommit=False, timeout_ms=CLOSE_LIMIT_MS)
        # A static member leaves only when told to (KIP-345). The member id keeps a
        # fenced run from removing its successor. If it fails, the session ends.
        with suppress(TocsinError), self._clients.admin() as admin:
            me = MemberToRemove(member_id, self._me.member)
            admin.remove_group_members(self._me.group, [me])

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, *exc: object) -> None:
        """Close."""
        self.close()

    def _poll_once(self, records_max: int, timeout_ms: int) -> list[Record]:
        with translated():
            self._rewind()
            try:
                found = self._consumer.poll(timeout_ms, max_records=records_max)
            except NoOffsetForPartitionError as exc:
                # Nothing was ever committed there: the only case that starts anew.
                self._consumer.seek_to_beginning(*exc.args[0])
                return []
        return [
            record_of(record)
            for source, records in found.items()
            if source not in self._epochs.kept
            for record in records
        ]

    def _rewind(self) -> None:
        """Read what was kept over a rebalance from what was committed.

        kafka-python reads on behind the last record that it gave out, and who asked
        for it has forgotten what came under the epoch before.
        """
        for one in sorted(self._epochs.kept):
            offset = self._consumer.committed(one, timeout_ms=COMMIT_LIMIT_MS)
            if offset is None:
                self._consumer.seek_to_beginning(one)
            else:
                self._consumer.seek(one, offset)
            self._epochs.kept.discard(one)

    def _held(self, partitions: Iterable[TopicPartition]) -> list[KafkaPartition]:
        return [to_kafka(one) for one in partitions if one in self._epochs.held]
