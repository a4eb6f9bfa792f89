"""What every log does for a reader."""

import threading
from dataclasses import replace
from operator import attrgetter
from time import monotonic

from schemas.topics import Topic
from tests.contract.log_under_test import (
    PATIENCE_S,
    LogContract,
    LogUnderTest,
    numbered,
    read_all,
    read_on,
    share_out,
    values,
)
from tocsin.log.base import (
    EventLog,
    PartitionBounds,
    Record,
    TopicPartition,
)


class ReadingContract(LogContract):
    """Reading."""

    # Reading

    def test_a_group_starts_at_the_oldest_record(
        self, log: EventLog, group: str, topic: Topic
    ) -> None:
        log.append(numbered(topic, 10))

        with log.join(group, [topic.name], member="one") as reader:
            assert sorted(values(read_on(reader, 10))) == list(range(10))

    def test_a_poll_returns_no_more_than_asked_and_skips_nothing(
        self, log: EventLog, group: str, topic: Topic
    ) -> None:
        log.append(numbered(topic, 20))

        with log.join(group, [topic.name], member="one") as reader:
            found: list[Record] = []
            while len(found) < 20:
                polled = reader.poll(records_max=3, timeout_s=1)
                assert len(polled) <= 3
                found.extend(polled)
        assert sorted(values(found)) == list(range(20))

    def test_a_poll_without_records_ends_after_its_timeout(
        self, log: EventLog, group: str, topic: Topic
    ) -> None:
        with log.join(group, [topic.name], member="one") as reader:
            share_out([reader], topic)
            start = monotonic()
            assert list(reader.poll(records_max=10, timeout_s=0.3)) == []
            assert 0.25 < monotonic() - start < 5

    def test_a_poll_that_waits_sees_an_append_of_another_handle(
        self, under_test: LogUnderTest, log: EventLog, group: str, topic: Topic
    ) -> None:
        other = under_test.open()
        with log.join(group, [topic.name], member="one") as reader:
            share_out([reader], topic)
            later = threading.Timer(0.2, other.append, [numbered(topic, 1)])
            later.start()
            start = monotonic()
            polled = reader.poll(records_max=10, timeout_s=PATIENCE_S)
            later.join()
        assert values(polled) == [0]
        assert monotonic() - start < PATIENCE_S / 2

    def test_wake_ends_a_poll(self, log: EventLog, group: str, topic: Topic) -> None:
        with log.join(group, [topic.name], member="one") as reader:
            share_out([reader], topic)
            later = threading.Timer(0.2, reader.wake)
            later.start()
            start = monotonic()
            assert list(reader.poll(records_max=10, timeout_s=PATIENCE_S)) == []
            assert monotonic() - start < PATIENCE_S / 2
            later.join()

    def test_a_wake_before_the_poll_is_not_lost(
        self, log: EventLog, group: str, topic: Topic
    ) -> None:
        with log.join(group, [topic.name], member="one") as reader:
            share_out([reader], topic)
            reader.wake()
            start = monotonic()
            assert list(reader.poll(records_max=10, timeout_s=PATIENCE_S)) == []
            assert monotonic() - start < PATIENCE_S / 2

    def test_paused_partitions_give_nothing_until_resumed(
        self, log: EventLog, group: str, topic: Topic
    ) -> None:
        with log.join(group, [topic.name], member="one") as reader:
            share_out([reader], topic)
            paused = [TopicPartition(topic.name, 1)]
            reader.pause(paused)
            positions = log.append(numbered(topic, 20))
            elsewhere = [place for place in positions if place.partition != 1]
            found = read_on(reader, len(elsewhere))
            found.extend(reader.poll(records_max=100, timeout_s=0.5))
            assert {record.position for record in found} == set(elsewhere)

            reader.resume(paused)
            rest = read_on(reader, 20 - len(elsewhere))
            assert {record.partition for record in rest} == {1}

    def test_seek_reads_again(self, log: EventLog, group: str, topic: Topic) -> None:
        log.append(numbered(topic, 5, key="case"))

        with log.join(group, [topic.name], member="one") as reader:
            read_on(reader, 5)
            reader.seek(TopicPartition(topic.name, 1), 3)
            assert values(read_on(reader, 2)) == [3, 4]

    def test_partitions_that_are_not_held_can_be_told_nothing(
        self, log: EventLog, group: str, topic: Topic
    ) -> None:
        absent = TopicPartition(topic.name, 99)
        with log.join(group, [topic.name], member="one") as reader:
            share_out([reader], topic)
            reader.pause([absent])
            reader.resume([absent])
            reader.seek(absent, 7)
            reader.commit({absent: 7})
            assert absent not in reader.assignment()
        assert absent not in log.committed(group, [topic.name])

    def test_poison_bytes_can_be_read(
        self, under_test: LogUnderTest, log: EventLog, group: str, topic: Topic
    ) -> None:
        under_test.write_raw(topic.name, b"k\xff", b"\xfe\x00", b"n\xff")

        with log.join(group, [topic.name], member="one") as reader:
            (record,) = read_on(reader, 1)
        assert record.key == "k\ufffd"
        assert record.value == b"\xfe\x00"
        assert dict(record.headers) == {"note": "n\ufffd"}

    # Walking

    def test_a_walk_gives_all_between_bounds_without_values(
        self, log: EventLog, topic: Topic
    ) -> None:
        log.append([replace(r, headers={"n": "1"}) for r in numbered(topic, 50)])
        there = [replace(record, value=None) for record in read_all(log, topic)]
        bounds = log.bounds([topic.name])
        log.append(numbered(topic, 20))
        walked = sorted(log.walk(bounds), key=attrgetter("position"))
        assert walked == there
        assert len(walked) == 50

    def test_a_walk_goes_up_in_each_partition(
        self, log: EventLog, topic: Topic
    ) -> None:
        log.append(numbered(topic, 50))
        offsets: dict[TopicPartition, list[int]] = {}
        for record in log.walk(log.bounds([topic.name])):
            offsets.setdefault(record.source, []).append(record.offset)
        assert len(offsets) == topic.partitions
        for found in offsets.values():
            assert found == list(range(len(found)))

    def test_a_walk_starts_and_ends_where_it_is_told(
        self, log: EventLog, topic: Topic
    ) -> None:
        log.append(numbered(topic, 10, key="case"))
        source = TopicPartition(topic.name, 1)
        walk = log.walk({source: PartitionBounds(3, 6)})
        assert [record.offset for record in walk] == [3, 4, 5]
        assert list(log.walk({source: PartitionBounds(10, 10)})) == []

    def test_a_log_that_is_walked_takes_and_gives_records(
        self, log: EventLog, topic: Topic
    ) -> None:
        log.append(numbered(topic, 10, key="case"))
        walk = log.walk(log.bounds([topic.name]))
        assert next(walk).offset == 0
        (position,) = log.append(numbered(topic, 1, key="case"))
        source = TopicPartition(topic.name, position.partition)
        (record,) = log.read(source, offset=position.offset, records_max=1)
        assert record.offset == 10
        assert [record.offset for record in walk] == list(range(1, 10))
