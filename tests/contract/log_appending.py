"""What every log does with topics and with what is appended."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from schemas.topics import RECORD_BYTES_MAX, Topic
from tests.contract.log_under_test import (
    LogContract,
    LogUnderTest,
    new_topic,
    numbered,
    read_all,
    values,
)
from tocsin.errors import Halt, Reject
from tocsin.log.base import (
    EventLog,
    NewRecord,
)


class AppendingContract(LogContract):
    """Topics and appending."""

    # Topics

    def test_missing_topics_are_created_once(self, log: EventLog) -> None:
        one, other = new_topic(), new_topic()

        assert list(log.apply([one])) == [one.name]
        assert list(log.apply([one, other])) == [other.name]

    def test_another_number_of_partitions_halts(
        self, log: EventLog, topic: Topic
    ) -> None:
        with pytest.raises(Halt, match=r"has 4 partitions, not 5"):
            log.apply([Topic(topic.name, (), partitions=5)])

    def test_a_topic_that_does_not_exist_halts(self, log: EventLog, group: str) -> None:
        with pytest.raises(Halt, match=r"there is no topic test\.absent"):
            log.append([NewRecord("test.absent", "case", b"1")])
        with pytest.raises(Halt, match=r"there is no topic test\.absent"):
            log.join(group, ["test.absent"], member="one")

    # Appending

    def test_a_record_is_read_as_it_was_written(
        self, log: EventLog, topic: Topic
    ) -> None:
        before = datetime.now(UTC) - timedelta(seconds=5)
        headers = {"ce_id": "é1", "empty": ""}
        (position,) = log.append([NewRecord(topic.name, "ключ", b"\x00\xff", headers)])

        (record,) = read_all(log, topic)
        assert record.position == position
        assert record.key == "ключ"
        assert record.value == b"\x00\xff"
        assert dict(record.headers) == {"ce_id": "é1", "empty": ""}
        assert before < record.time < datetime.now(UTC) + timedelta(seconds=5)

    def test_a_tombstone_has_no_value(self, log: EventLog, topic: Topic) -> None:
        log.append([NewRecord(topic.name, "case", None)])
        log.append([NewRecord(topic.name, "case", b"")])

        assert [record.value for record in read_all(log, topic)] == [None, b""]

    def test_positions_are_given_in_the_order_of_the_records(
        self, log: EventLog, topic: Topic
    ) -> None:
        positions = log.append(numbered(topic, 100))

        at = {record.position: record.value for record in read_all(log, topic)}
        assert [at[position] for position in positions] == [
            str(number).encode() for number in range(100)
        ]

    def test_appending_nothing_does_nothing(self, log: EventLog, topic: Topic) -> None:
        assert list(log.append([])) == []
        assert read_all(log, topic) == []

    def test_a_key_keeps_its_order_and_its_partition(
        self, log: EventLog, topic: Topic
    ) -> None:
        for start in range(0, 60, 20):
            log.append(numbered(topic, 60, key="case")[start : start + 20])

        records = read_all(log, topic)
        assert values(records) == list(range(60))
        assert {record.partition for record in records} == {1}

    def test_what_was_appended_is_there_after_reopening(
        self, under_test: LogUnderTest, log: EventLog, topic: Topic
    ) -> None:
        log.append(numbered(topic, 10))

        assert sorted(values(read_all(under_test.open(), topic))) == list(range(10))

    def test_many_threads_append_at_once(self, log: EventLog, topic: Topic) -> None:
        def write(thread: int) -> None:
            for number in range(20):
                key = f"case-{thread}"
                log.append([NewRecord(topic.name, key, str(number).encode())])

        with ThreadPoolExecutor(16) as pool:
            list(pool.map(write, range(16)))

        written: dict[str, list[int]] = {}
        for record in read_all(log, topic):
            written.setdefault(record.key, []).extend(values([record]))
        assert written == {f"case-{n}": list(range(20)) for n in range(16)}

    def test_the_largest_record_fits(self, log: EventLog, topic: Topic) -> None:
        value = b"x" * (RECORD_BYTES_MAX - len("case"))
        log.append([NewRecord(topic.name, "case", value)])

        assert [record.value for record in read_all(log, topic)] == [value]

    def test_a_record_beyond_the_limit_is_refused_with_all_beside_it(
        self, log: EventLog, topic: Topic
    ) -> None:
        value = b"x" * (RECORD_BYTES_MAX - len("case") + 1)
        with pytest.raises(Reject) as caught:
            log.append(
                [
                    NewRecord(topic.name, "small", b"1"),
                    NewRecord(topic.name, "case", value),
                ]
            )

        assert caught.value.reason == "too_large"
        assert read_all(log, topic) == []
