"""The SQLite log keeps the contract."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.contract.event_log import EventLogContract
from tests.contract.log_under_test import LogUnderTest
from tocsin.clock import SystemClock
from tocsin.log.sqlite import SqliteLog


class SqliteUnderTest(LogUnderTest):
    """A log in a file."""

    def __init__(self, path: Path) -> None:
        """One file a test."""
        super().__init__(
            f"sqlite://{path}", lambda: SqliteLog(path, clock=SystemClock())
        )
        self._path = path

    def write_raw(self, topic: str, key: bytes, value: bytes, header: bytes) -> None:
        """Write past the adapter."""
        headers = json.dumps({"note": "?"}).encode().replace(b"?", header)
        with closing(sqlite3.connect(self._path)) as db, db:
            db.execute(
                'INSERT INTO records (topic, "partition", "offset", time_us,'
                " compacted, key, headers, value)"
                " SELECT id, 0, 0, 0, 0, ?, ?, ? FROM topics WHERE name = ?",
                (key, headers, value, topic),
            )


class TestSqliteLog(EventLogContract):
    """The contract, on a file."""

    @pytest.fixture
    def under_test(self, tmp_path: Path) -> LogUnderTest:
        """A log in a file of its own."""
        return SqliteUnderTest(tmp_path / "log.db")
