"""What only the SQLite log does: leases, compaction, and the faults of a file."""

import multiprocessing
import os
import resource
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from schemas.topics import Topic
from tests.manual_clock import ManualClock
from tocsin.clock import SystemClock
from tocsin.errors import DependencyDown, Halt
from tocsin.log import NewRecord, TopicPartition
from tocsin.log.sqlite import SqliteLog
from tocsin.log.sqlite_file import open_file, translated
from tocsin.log.sqlite_records import microseconds

TOPIC = Topic("test.topic", (), partitions=2)
COMPACTED = Topic("test.compacted", (), cleanup="compact", partitions=2)
LEASE = timedelta(seconds=30)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "new-folder" / "log.db"


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def log(path: Path, clock: ManualClock) -> Iterator[SqliteLog]:
    with SqliteLog(path, clock=clock, lease=LEASE) as log:
        log.apply([TOPIC, COMPACTED])
        yield log


# Leases


def test_partitions_of_a_silent_member_go_to_another_when_its_lease_ends(
    log: SqliteLog, clock: ManualClock
) -> None:
    with (
        log.join("group", [TOPIC.name], member="one") as one,
        log.join("group", [TOPIC.name], member="two") as two,
    ):
        one.poll(records_max=1, timeout_s=0)
        two.poll(records_max=1, timeout_s=0)
        clock.sleep(LEASE.total_seconds() - 1)
        two.poll(records_max=1, timeout_s=0)
        assert len(two.assignment()) == 1

        # It looks for others when it renews its own, three times a lease.
        clock.sleep(LEASE.total_seconds() / 3)
        two.poll(records_max=1, timeout_s=0)
        assert len(two.assignment()) == 2
        assert log.members("group") == ["two"]


def test_a_member_that_slept_through_its_lease_cannot_commit_and_comes_back(
    log: SqliteLog, clock: ManualClock
) -> None:
    with log.join("group", [TOPIC.name], member="one") as one:
        one.poll(records_max=1, timeout_s=0)
        before = dict(one.assignment())
        clock.sleep(LEASE.total_seconds())
        two = log.join("group", [TOPIC.name], member="two")
        two.poll(records_max=1, timeout_s=0)
        one.commit(dict.fromkeys(before, 5))
        assert log.committed("group", [TOPIC.name]) == {}

        one.poll(records_max=1, timeout_s=0)
        two.poll(records_max=1, timeout_s=0)
        two.close()
        one.poll(records_max=1, timeout_s=0)
        assert len(one.assignment()) == 2
        assert all(epoch > before[source] for source, epoch in one.assignment().items())


def test_a_batch_that_takes_longer_than_a_lease_stays_with_who_works_on_it(
    path: Path, clock: ManualClock
) -> None:
    lease = timedelta(milliseconds=60)
    with SqliteLog(path, clock=clock, lease=lease) as log:
        log.apply([TOPIC])
        with (
            log.join("group", [TOPIC.name], member="one") as one,
            log.join("group", [TOPIC.name], member="two") as two,
        ):
            one.poll(records_max=1, timeout_s=0)
            held = dict(one.assignment())
            assert held
            with one.kept():
                for _ in range(3):
                    clock.sleep(lease.total_seconds() * 0.9)
                    until_renewed(path, "one", clock)
                    two.poll(records_max=1, timeout_s=0)
                    assert two.assignment().keys().isdisjoint(held)
            one.commit(dict.fromkeys(held, 5))
            assert log.committed("group", [TOPIC.name]) == dict.fromkeys(held, 5)


def until_renewed(path: Path, member: str, clock: ManualClock) -> None:
    """Wait for the thread that renews the lease, by the clock of this machine."""
    now_us = microseconds(clock.now())
    asked = "SELECT lease_end_us FROM members WHERE member = ?"
    late_s = time.monotonic() + 30
    with closing(sqlite3.connect(path)) as db:
        while db.execute(asked, [member]).fetchone()[0] < now_us + 50_000:
            assert time.monotonic() < late_s
            os.sched_yield()


def test_a_commit_prolongs_the_lease(log: SqliteLog, clock: ManualClock) -> None:
    with log.join("group", [TOPIC.name], member="one") as one:
        one.poll(records_max=1, timeout_s=0)
        clock.sleep(LEASE.total_seconds() - 1)
        one.commit({TopicPartition(TOPIC.name, 0): 0})
        clock.sleep(LEASE.total_seconds() - 1)
        assert log.members("group") == ["one"]
        clock.sleep(1)
        assert log.members("group") == []


# Compaction


def test_a_tombstone_erases_from_the_file(log: SqliteLog, path: Path) -> None:
    log.append([NewRecord(COMPACTED.name, "case", b"secret-of-the-reporter")])
    log.append([NewRecord(COMPACTED.name, "other", b"kept")])
    log.append([NewRecord(COMPACTED.name, "case", None)])
    records = [
        record
        for partition in (0, 1)
        for record in log.read(
            TopicPartition(COMPACTED.name, partition), offset=0, records_max=10
        )
    ]
    log.close()

    assert {record.key: record.value for record in records} == {
        "case": None,
        "other": b"kept",
    }
    assert b"secret-of-the-reporter" not in path.read_bytes()


def test_offsets_of_a_compacted_topic_are_never_given_twice(log: SqliteLog) -> None:
    offsets = [
        log.append([NewRecord(COMPACTED.name, "case", value)])[0].offset
        for value in (b"1", b"2", None)
    ]
    assert offsets == [0, 1, 2]
    with log.join("group", [COMPACTED.name], member="one") as reader:
        (record,) = reader.poll(records_max=10, timeout_s=0)
    assert record.offset == 2


# Faults


def test_records_that_are_gone_unread_halt_the_reader(
    log: SqliteLog, path: Path
) -> None:
    for value in (b"1", b"2", b"3"):
        log.append([NewRecord(TOPIC.name, "case", value)])
    with log.join("group", [TOPIC.name], member="one") as reader:
        assert len(reader.poll(records_max=1, timeout_s=0)) == 1
        with closing(sqlite3.connect(path)) as db, db:
            db.execute('DELETE FROM records WHERE "offset" = 1')
        with pytest.raises(Halt, match=r"offsets 1 to 1 of test\.topic partition 1"):
            reader.poll(records_max=1, timeout_s=0)


def test_a_log_shorter_than_what_was_committed_halts_the_reader(
    log: SqliteLog,
) -> None:
    with log.join("group", [TOPIC.name], member="one") as reader:
        reader.poll(records_max=1, timeout_s=0)
        reader.commit({TopicPartition(TOPIC.name, 0): 7})
    with (
        log.join("group", [TOPIC.name], member="one") as reader,
        pytest.raises(Halt, match="ends at 0, and 7 was committed"),
    ):
        reader.poll(records_max=1, timeout_s=0)


def test_a_full_disk_is_told_and_loses_nothing(log: SqliteLog) -> None:
    before = log.append([NewRecord(TOPIC.name, "case", b"1")])
    with _disk_full_at(1_000_000), pytest.raises(DependencyDown):
        log.append([NewRecord(TOPIC.name, "case", b"x" * 2_000_000)])
    after = log.append([NewRecord(TOPIC.name, "case", b"2")])

    assert (before[0].offset, after[0].offset) == (0, 1)
    read = log.read(TopicPartition(TOPIC.name, 1), offset=0, records_max=9)
    assert [record.value for record in read] == [b"1", b"2"]


def test_a_commit_on_a_full_disk_is_told(log: SqliteLog) -> None:
    with log.join("group", [TOPIC.name], member="one") as reader:
        reader.poll(records_max=1, timeout_s=0)
        with _disk_full_at(1), pytest.raises(DependencyDown):
            reader.commit({TopicPartition(TOPIC.name, 0): 1})
        assert log.committed("group", [TOPIC.name]) == {}


def test_a_locked_file_is_told_after_a_while(
    log: SqliteLog, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tocsin.log.sqlite_file.BUSY_LIMIT_MS", 50)
    with (
        closing(sqlite3.connect(path, isolation_level=None)) as other,
        SqliteLog(path, clock=SystemClock()) as impatient,
    ):
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(DependencyDown, match="SQLITE_BUSY"):
            impatient.append([NewRecord(TOPIC.name, "case", b"1")])
        with pytest.raises(DependencyDown, match="SQLITE_BUSY"):
            impatient.ping()
        other.execute("ROLLBACK")
        impatient.ping()
        impatient.append([NewRecord(TOPIC.name, "case", b"1")])
    assert log.bounds([TOPIC.name])[TopicPartition(TOPIC.name, 1)].end == 1


def test_a_later_schema_is_refused_untouched(path: Path, log: SqliteLog) -> None:
    log.close()
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA user_version = 2")
    with pytest.raises(Halt, match="schema version 2, this Tocsin knows 1"):
        open_file(path)


def test_a_file_that_is_no_log_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    path.write_bytes(b"not a database, and long enough to look like one" * 100)
    with pytest.raises(Halt, match="SQLITE_NOTADB"):
        SqliteLog(path, clock=SystemClock())


def test_a_folder_in_place_of_the_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(DependencyDown, match="SQLITE_CANTOPEN"):
        SqliteLog(tmp_path, clock=SystemClock())


def test_a_file_that_is_read_only_is_told(path: Path, log: SqliteLog) -> None:
    log.close()
    with (
        closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db,
        pytest.raises(DependencyDown, match="SQLITE_READONLY"),
        translated(path),
    ):
        db.execute("DELETE FROM topics")


def test_appending_to_a_closed_log_is_an_error(log: SqliteLog) -> None:
    log.append([NewRecord(TOPIC.name, "case", b"1")])
    log.close()
    with pytest.raises(RuntimeError, match="the log is closed"):
        log.append([NewRecord(TOPIC.name, "case", b"1")])


def test_several_processes_append_at_once(log: SqliteLog, path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    writers = [
        context.Process(target=_append_many, args=(path, f"case-{number}"))
        for number in range(3)
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert [writer.exitcode for writer in writers] == [0, 0, 0]
    ends = [bounds.end for bounds in log.bounds([TOPIC.name]).values()]
    assert sum(ends) == 3 * 50


def _append_many(path: Path, key: str) -> None:
    with SqliteLog(path, clock=SystemClock()) as log:
        for number in range(50):
            log.append([NewRecord(TOPIC.name, key, str(number).encode())])


@contextmanager
def _disk_full_at(size: int) -> Iterator[None]:
    """No file of this process may grow beyond that many bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
