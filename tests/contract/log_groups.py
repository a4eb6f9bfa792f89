"""What every log does for groups: commits, shares, epochs, fencing."""

import sys
from subprocess import PIPE, Popen
from time import monotonic

import pytest

from schemas.topics import Topic
from tests.contract.log_under_test import (
    MEMBER,
    LogContract,
    LogUnderTest,
    commit_all,
    new_topic,
    numbered,
    poll_together,
    read_on,
    share_out,
    until,
    values,
)
from tocsin.errors import Halt
from tocsin.log.base import (
    EventLog,
    PartitionBounds,
    TopicPartition,
)


class GroupContract(LogContract):
    """Commits and members."""

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

    def test_a_member_too_many_has_no_partition_until_another_leaves(
        self, under_test: LogUnderTest, log: EventLog, group: str
    ) -> None:
        narrow = new_topic(partitions=1)
        log.apply([narrow])
        log.append(numbered(narrow, 3, key="case"))
        only = TopicPartition(narrow.name, 0)
        one = log.join(group, [narrow.name], member="one")
        with under_test.open().join(group, [narrow.name], member="two") as two:

            def are_both_in() -> bool:
                poll_together([one, two])
                return sorted(log.members(group)) == ["one", "two"]

            def has_committed() -> bool:
                poll_together([one, two])
                one.commit({only: 2})
                return dict(log.committed(group, [narrow.name])) == {only: 2}

            until(are_both_in)
            until(has_committed)
            assert dict(two.assignment()) == {}
            one.close()
            assert values(read_on(two, 1)) == [2]
            assert set(two.assignment()) == {only}

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
