"""A new SQLite file gets its write-ahead log, whoever else comes at the same moment."""

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from tocsin.journal import use_wal

ROUNDS = 20
COMERS = 4


def open_file(path: Path, *, wait_s: float = 10.0) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=wait_s, isolation_level=None)


def mode(path: Path) -> str:
    with closing(open_file(path)) as raw:
        (found,) = raw.execute("PRAGMA journal_mode").fetchone()
    return str(found)


@pytest.mark.parametrize("number", range(ROUNDS))
def test_all_who_open_a_new_file_at_once_get_in(tmp_path: Path, number: int) -> None:
    path = tmp_path / f"{number}.sqlite"
    start = threading.Barrier(COMERS)
    refused: list[sqlite3.OperationalError] = []

    def come() -> None:
        with closing(open_file(path)) as raw:
            start.wait()
            try:
                use_wal(raw)
            except sqlite3.OperationalError as exc:
                refused.append(exc)

    comers = [threading.Thread(target=come) for _ in range(COMERS)]
    for comer in comers:
        comer.start()
    for comer in comers:
        comer.join()
    assert refused == []
    assert mode(path) == "wal"


def test_a_file_that_stays_locked_is_told_as_locked(tmp_path: Path) -> None:
    path = tmp_path / "held.sqlite"
    with closing(open_file(path)) as holder, closing(open_file(path, wait_s=0)) as raw:
        holder.execute("BEGIN EXCLUSIVE")
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            use_wal(raw)
