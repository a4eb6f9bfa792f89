"""The audit log: whoever changes, removes, moves or cuts off a row is told on."""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.builders import START
from tests.vaults import empty_database
from tocsin.audit import Asked, AuditLog, Entry, Fault, Head, Noted
from tocsin.audit.chain import row_after
from tocsin.audit.signing import load_audit_key, make_audit_key
from tocsin.errors import Halt


def entry(number: int) -> Entry:
    at = START + timedelta(minutes=number)
    return Entry(at, "cli:o.lindqvist", "case.erased", f"case-{number}", "asked to")


def opened(folder: Path, key: str = "audit.pem") -> AuditLog:
    make_audit_key(folder / key)
    return AuditLog(f"sqlite:///{folder}/audit.db", load_audit_key(folder / key))


@pytest.fixture
def log(tmp_path: Path) -> Iterator[AuditLog]:
    (tmp_path / "audit.db").write_bytes(empty_database())
    with opened(tmp_path) as log:
        for number in range(1, 6):
            log.append(entry(number))
        yield log


def tamper(folder: Path, *statements: str) -> None:
    with closing(sqlite3.connect(folder / "audit.db")) as raw, raw:
        for statement in statements:
            raw.execute(statement)


def test_what_was_written_stands_in_order_and_is_whole(log: AuditLog) -> None:
    assert [row.entry for row in log.rows()] == [entry(n) for n in range(1, 6)]
    assert [row.number for row in log.rows(after=3)] == [4, 5]
    assert log.verify() is None


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        (Asked(case="case-2"), [2]),
        (Asked(names=frozenset({"cli:o.lindqvist"})), [1, 2, 3, 4, 5]),
        (Asked(names=frozenset({"desk:p1", "p1"})), [6, 7]),
        (Asked(since=START + timedelta(minutes=4)), [4, 5, 6, 7]),
        (Asked("case-2", frozenset({"desk:p1"})), []),
        (Asked("case-2", frozenset({"desk:p1"}), START), []),
        (Asked("p1", frozenset({"desk"}), START), [7]),
    ],
)
def test_rows_are_asked_for_by_case_person_and_day(
    log: AuditLog, asked: Asked, numbers: list[int]
) -> None:
    at = START + timedelta(minutes=6)
    log.append(Entry(at, "desk:p1", "case.read", "case-9", "page"))
    log.append(Entry(at, "desk", "session.refused", "p1", "password"))
    assert [row.number for row in log.rows(asked)] == numbers


def test_an_empty_log_is_whole(tmp_path: Path) -> None:
    (tmp_path / "audit.db").write_bytes(empty_database())
    with opened(tmp_path) as log:
        assert log.verify() is None


@pytest.mark.parametrize(
    ("statements", "fault"),
    [
        (["UPDATE audit SET actor = 'x' WHERE number = 2"], Fault(2, "it was changed")),
        (
            ["UPDATE audit SET reason = '' WHERE number = 5"],
            Fault(5, "it was changed"),
        ),
        (["UPDATE audit SET at = '2020-01-01' WHERE number = 1"], 1),
        (
            ["DELETE FROM audit WHERE number = 3"],
            Fault(3, "the row is missing"),
        ),
        (
            ["DELETE FROM audit WHERE number = 1"],
            Fault(1, "the row is missing"),
        ),
        (
            [
                "UPDATE audit SET number = 9 WHERE number = 2",
                "UPDATE audit SET number = 2 WHERE number = 3",
                "UPDATE audit SET number = 3 WHERE number = 9",
            ],
            Fault(2, "it does not follow the row before it"),
        ),
        (
            ["DELETE FROM audit WHERE number > 3"],
            Fault(4, "the signed head ends elsewhere: rows were cut off or added"),
        ),
        (
            ["DELETE FROM audit"],
            Fault(1, "the signed head ends elsewhere: rows were cut off or added"),
        ),
        (["DELETE FROM audit_head"], Fault(6, "the signed head is missing")),
        (
            ["UPDATE audit_head SET number = 4"],
            Fault(6, "the head is not signed with the audit key"),
        ),
    ],
    ids=[
        "edited",
        "last edited",
        "time edited",
        "deleted",
        "first deleted",
        "reordered",
        "truncated",
        "emptied",
        "head deleted",
        "head edited",
    ],
)
def test_the_first_bad_row_is_named(
    log: AuditLog, tmp_path: Path, statements: list[str], fault: Fault | int
) -> None:
    tamper(tmp_path, *statements)
    found = log.verify()
    assert found is not None
    assert fault in (found, found.number)


def test_a_chain_that_somebody_made_again_is_not_signed(
    log: AuditLog, tmp_path: Path
) -> None:
    tamper(tmp_path, "DELETE FROM audit", "DELETE FROM audit_head")
    with opened(tmp_path, "another.pem") as forger:
        forger.append(entry(9))
        assert forger.verify() is None
    assert log.verify() == Fault(2, "the head is not signed with the audit key")


def test_what_somebody_computed_anew_is_not_signed_over(
    log: AuditLog, tmp_path: Path
) -> None:
    before, last = log.rows(after=3)
    head = Head(before.number, before.digest, b"")
    forged = row_after(before, head, replace(last.entry, subject="case-9"))
    with closing(sqlite3.connect(tmp_path / "audit.db")) as raw, raw:
        raw.execute(
            "UPDATE audit SET subject = 'case-9', digest = ? WHERE number = 5",
            [forged.digest],
        )
    assert log.verify() == Fault(
        6, "the signed head ends elsewhere: rows were cut off or added"
    )
    log.append(entry(6))
    assert log.verify() == Fault(6, "it does not follow the row before it")


@pytest.mark.parametrize(
    ("statements", "number"),
    [
        (["DELETE FROM audit WHERE number > 3"], 4),
        (["DELETE FROM audit WHERE number > 3", "DELETE FROM audit_head"], 4),
        (["DELETE FROM audit"], 1),
        (["DELETE FROM audit_head"], 6),
        (["UPDATE audit_head SET signature = x'00'"], 6),
    ],
    ids=["truncated", "truncated, head deleted", "emptied", "head deleted", "forged"],
)
def test_rows_that_are_added_later_heal_nothing(
    log: AuditLog, tmp_path: Path, statements: list[str], number: int
) -> None:
    tamper(tmp_path, *statements)
    for later in (6, 7):
        log.append(entry(later))
    assert log.verify() == Fault(number, "the row is missing")


def test_only_what_was_noted_elsewhere_tells_of_an_older_state(
    log: AuditLog, tmp_path: Path
) -> None:
    noted = log.last()
    assert noted is not None
    assert Noted.of(f" {noted}\n") == noted
    assert log.verify(noted) is None
    log.append(entry(6))
    assert log.verify(noted) is None
    tamper(tmp_path, "DELETE FROM audit", "DELETE FROM audit_head")
    assert log.last() is None
    assert log.verify() is None
    assert log.verify(noted) == Fault(1, "row 5 was noted, and is missing")
    for number in range(6):
        log.append(entry(number))
    assert log.verify() is None
    assert log.verify(noted) == Fault(5, "it was noted otherwise")


@pytest.mark.parametrize("text", ["", "5", f"0:{'a' * 64}", f"5:{'A' * 64}", "5:ab"])
def test_a_note_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="NUMBER:DIGEST"):
        Noted.of(text)


def test_two_writers_make_one_chain(log: AuditLog, tmp_path: Path) -> None:
    with opened(tmp_path) as other, ThreadPoolExecutor(4) as pool:
        for n in range(6, 26):
            pool.submit((log, other)[n % 2].append, entry(n))
        pool.shutdown()
        assert [row.number for row in log.rows()] == list(range(1, 26))
        assert log.verify() is None


def test_a_key_that_others_can_read_is_refused(log: AuditLog, tmp_path: Path) -> None:
    assert log.verify() is None
    (tmp_path / "audit.pem").chmod(0o644)
    with pytest.raises(Halt, match="others can read"):
        load_audit_key(tmp_path / "audit.pem")
