"""What every log does for a reader."""

import threading
from time import monotonic

from schemas.topics import Topic
from tests.contract.log_under_test import (
    PATIENCE_S,
    LogContract,
    LogUnderTest,
    numbered,
    read_on,
    share_out,
    values,
)
from tocsin.log.base import (
    EventLog,
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
