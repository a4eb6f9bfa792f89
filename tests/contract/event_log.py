"""What every adapter of the log must do; each adapter's tests inherit these."""

import sys
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from subprocess import PIPE, Popen
from time import monotonic
from uuid import uuid4

import pytest

from schemas.topics import RECORD_BYTES_MAX, Topic
from tocsin.errors import Halt, Reject
from tocsin.log.base import (
    EventLog,
    GroupReader,
    NewRecord,
    PartitionBounds,
    Record,
    TopicPartition,
)

PATIENCE_S = 60.0
"""Only a failing test waits this long."""

MEMBER = Path(__file__).with_name("member_process.py")


class LogUnderTest(ABC):
    """One log, opened as often as a test likes, as several processes would."""

    def __init__(self, url: str, open_log: Callable[[], EventLog]) -> None:
        """`url` is what `member_process.py` opens."""
        self.url = url
        self._open_log = open_log
        self.handles = ExitStack()

    def open(self) -> EventLog:
        """A handle of its own; closed after the test."""
        return self.handles.enter_context(self._open_log())

    @abstractmethod
    def write_raw(self, topic: str, key: bytes, value: bytes, header: bytes) -> None:
        """Append to partition 0 what no writer of ours would; `header` is `note`."""


def new_topic(partitions: int = 4) -> Topic:
    """A topic that no other test uses."""
    return Topic(f"test.{uuid4().hex}", (), partitions=partitions)


def numbered(topic: Topic, count: int, *, key: str | None = None) -> list[NewRecord]:
    """Records with values b"0", b"1", ... under a key each, or all under one."""
    return [
        NewRecord(topic.name, key or f"case-{number}", str(number).encode())
        for number in range(count)
    ]


def values(records: Sequence[Record]) -> list[int]:
    """The numbers of `numbered` records."""
    return [int(record.value or b"-1") for record in records]


def read_on(reader: GroupReader, count: int) -> list[Record]:
    """Poll until that many records came."""
    found: list[Record] = []

    def is_enough() -> bool:
        found.extend(reader.poll(records_max=500, timeout_s=0.2))
        return len(found) >= count

    until(is_enough)
    return found


def read_all(log: EventLog, topic: Topic) -> list[Record]:
    """Every record of a topic, outside any group."""
    return [
        record
        for partition in range(topic.partitions)
        for record in log.read(
            TopicPartition(topic.name, partition), offset=0, records_max=10_000
        )
    ]


def share_out(readers: Sequence[GroupReader], topic: Topic) -> None:
    """Poll until the partitions are fairly shared; the topic is empty."""
    fair = topic.partitions // len(readers)

    def is_fair() -> bool:
        assert not poll_together(readers)
        return all(len(reader.assignment()) == fair for reader in readers)

    until(is_fair)


def poll_together(readers: Sequence[GroupReader]) -> list[Record]:
    """One short poll of each, at the same time, as members in processes would."""
    with ThreadPoolExecutor(len(readers)) as pool:
        polls = [
            pool.submit(reader.poll, records_max=10, timeout_s=0.2)
            for reader in readers
        ]
        return [record for poll in polls for record in poll.result()]


def until(condition: Callable[[], bool]) -> None:
    """Try again until it holds."""
    deadline = monotonic() + PATIENCE_S
    while not condition():
        assert monotonic() < deadline, "it did not happen in time"


def commit_all(reader: GroupReader, records: Sequence[Record]) -> None:
    """Commit what was read."""
    reader.commit({record.source: record.offset + 1 for record in records})


class EventLogContract:
    """The contract. A subclass has a fixture `under_test`."""

    @pytest.fixture
    def log(self, under_test: LogUnderTest) -> Iterator[EventLog]:
        """A handle of the log under test."""
        with under_test.handles:
            yield under_test.open()

    @pytest.fixture
    def topic(self, log: EventLog) -> Topic:
        """An empty topic of four partitions."""
        topic = new_topic()
        log.apply([topic])
        return topic

    @pytest.fixture
    def group(self) -> str:
        """A consumer group that no other test uses."""
        return f"group-{uuid4().hex}"

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

    # Committing

    def test_what_was_not_committed_comes_back(
        self, log: EventLog, group: str, topic: Topic
    ) -> None:
        log.append(numbered(topic, 10, key="case"))
        with log.join(group, [topic.name], member="one") as reader:
            commit_all(reader, read_on(reader, 10)[:4])

        with log.join(group, [topic.name], member="one") as reader:
            assert values(read_on(reader, 6)) == [4, 5, 6, 7, 8, 9]

    def test_groups_do_not_share_their_offsets(
        self, log: EventLog, group: str, topic: Topic
    ) -> None:
        log.append(numbered(topic, 3, key="case"))
        with log.join(group, [topic.name], member="one") as reader:
            commit_all(reader, read_on(reader, 3))

        with log.join(f"other-{group}", [topic.name], member="one") as reader:
            assert values(read_on(reader, 3)) == [0, 1, 2]

    def test_committed_is_absent_where_nothing_was_committed(
        self, log: EventLog, group: str, topic: Topic
    ) -> None:
        log.append(numbered(topic, 3, key="case"))
        assert dict(log.committed(group, [topic.name])) == {}
        with log.join(group, [topic.name], member="one") as reader:
            commit_all(reader, read_on(reader, 3))

        assert dict(log.committed(group, [topic.name])) == {
            TopicPartition(topic.name, 1): 3
        }

    def test_bounds_count_the_records(self, log: EventLog, topic: Topic) -> None:
        log.append(numbered(topic, 3, key="case"))

        assert dict(log.bounds([topic.name])) == {
            TopicPartition(topic.name, 0): PartitionBounds(0, 0),
            TopicPartition(topic.name, 1): PartitionBounds(0, 3),
            TopicPartition(topic.name, 2): PartitionBounds(0, 0),
            TopicPartition(topic.name, 3): PartitionBounds(0, 0),
        }

    # Groups

    def test_two_members_share_the_partitions(
        self, under_test: LogUnderTest, log: EventLog, group: str, topic: Topic
    ) -> None:
        with (
            log.join(group, [topic.name], member="one") as one,
            under_test.open().join(group, [topic.name], member="two") as two,
        ):
            share_out([one, two], topic)
            held = [*one.assignment(), *two.assignment()]
            assert sorted(held) == [
                TopicPartition(topic.name, partition) for partition in range(4)
            ]
            assert sorted(log.members(group)) == ["one", "two"]

    def test_one_number_of_partition_goes_to_one_member(
        self, log: EventLog, group: str, topic: Topic
    ) -> None:
        other = new_topic()
        log.apply([other])
        names = [topic.name, other.name]
        with (
            log.join(group, names, member="one") as one,
            log.join(group, names, member="two") as two,
        ):

            def is_shared() -> bool:
                poll_together([one, two])
                return len(one.assignment()) == len(two.assignment()) == 4

            until(is_shared)
            numbers = {
                name: {
                    source.partition for source in one.assignment() if name in source
                }
                for name in names
            }
            assert numbers[topic.name] == numbers[other.name]

    def test_a_member_that_leaves_is_replaced_at_once(
        self, log: EventLog, group: str, topic: Topic
    ) -> None:
        one = log.join(group, [topic.name], member="one")
        with log.join(group, [topic.name], member="two") as two:
            share_out([one, two], topic)
            one.close()
            share_out([two], topic)
            assert list(log.members(group)) == ["two"]

    def test_nobody_is_a_member_of_an_unknown_group(self, log: EventLog) -> None:
        assert list(log.members("nobody")) == []

    def test_a_regained_partition_has_a_higher_epoch(
        self, log: EventLog, group: str, topic: Topic
    ) -> None:
        with log.join(group, [topic.name], member="one") as one:
            share_out([one], topic)
            before = dict(one.assignment())
            with log.join(group, [topic.name], member="two") as two:
                share_out([one, two], topic)
                lost = before.keys() - one.assignment().keys()
            share_out([one], topic)
            after = one.assignment()

        assert len(lost) == 2
        assert all(after[source] > before[source] for source in lost)

    def test_a_commit_for_a_lost_partition_is_dropped(
        self, log: EventLog, group: str, topic: Topic
    ) -> None:
        with log.join(group, [topic.name], member="one") as one:
            share_out([one], topic)
            before = dict(one.assignment())
            with log.join(group, [topic.name], member="two") as two:
                share_out([one, two], topic)
                one.commit(dict.fromkeys(before, 7))
                assert log.committed(group, [topic.name]) == dict.fromkeys(
                    one.assignment(), 7
                )

    def test_a_restarted_member_gets_its_partitions_back_and_fences_the_old(
        self, under_test: LogUnderTest, log: EventLog, group: str, topic: Topic
    ) -> None:
        zombie = log.join(group, [topic.name], member="one")
        with log.join(group, [topic.name], member="two") as two:
            share_out([zombie, two], topic)
            before = set(zombie.assignment())
            other = under_test.open()
            with other.join(group, [topic.name], member="one") as reader:
                until(
                    lambda: bool(
                        reader.poll(records_max=1, timeout_s=0.1) or reader.assignment()
                    )
                )
                assert set(reader.assignment()) == before
                zombie.commit(dict.fromkeys(before, 7))
                assert dict(log.committed(group, [topic.name])) == {}
                with pytest.raises(Halt, match=r"took over the name one"):
                    until(lambda: bool(zombie.poll(records_max=1, timeout_s=0.1)))
                zombie.close()
                reader.poll(records_max=1, timeout_s=0.1)
                assert set(reader.assignment()) == before

    def test_a_killed_member_is_back_within_ten_seconds(
        self, under_test: LogUnderTest, log: EventLog, group: str, topic: Topic
    ) -> None:
        log.append(numbered(topic, 3, key="case"))
        command = [
            sys.executable,
            str(MEMBER),
            under_test.url,
            topic.name,
            group,
            "one",
        ]
        with Popen(command, stdout=PIPE, text=True) as killed:
            assert killed.stdout is not None
            # It reads all, commits the first record only, and is killed at work.
            assert killed.stdout.readline() == "read 0 1 2, committed 1\n"
            killed.kill()

        start = monotonic()
        with log.join(group, [topic.name], member="one") as reader:
            assert values(read_on(reader, 2)) == [1, 2]
        assert monotonic() - start < 10
