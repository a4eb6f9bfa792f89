"""Appends of many threads share transactions: one wait for the disk serves them all."""

import queue
import sqlite3
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path

from tocsin.clock import Clock
from tocsin.errors import OutcomeUnknown, TocsinError
from tocsin.log.base import Position
from tocsin.log.sqlite_file import open_file, transaction, translated
from tocsin.log.sqlite_records import NewRow, insert, microseconds

TOGETHER_MAX = 256
"""Appends that share a transaction: more would not shorten the wait noticeably, and
other processes want their turn."""


@dataclass(frozen=True)
class _Append:
    rows: Sequence[NewRow]
    done: Future[list[Position]] = field(default_factory=Future)


class GroupWriter:
    """The thread that writes. Callers wait until their records are durable."""

    def __init__(
        self, path: Path, *, clock: Clock, on_commit: Callable[[], None]
    ) -> None:
        """Open the file and start the thread."""
        self._path = path
        self._clock = clock
        self._on_commit = on_commit
        self._db = open_file(path)
        self._appends: queue.SimpleQueue[_Append | None] = queue.SimpleQueue()
        self._open = True
        self._gate = threading.Lock()
        # A daemon: who ends without `close` was not told that anything is stored.
        self._thread = threading.Thread(target=self._run, name="log", daemon=True)
        self._thread.start()

    def append(self, rows: Sequence[NewRow]) -> list[Position]:
        """Store rows in one transaction; returns when it is durable.

        Raises:
            DependencyDown: nothing of it was written.
            OutcomeUnknown: the disk did not confirm it.
        """
        append = _Append(rows)
        with self._gate:
            if not self._open:
                raise RuntimeError("the log is closed")
            self._appends.put(append)
        return append.done.result()

    def close(self) -> None:
        """Write what was accepted, then end the thread and close the file."""
        with self._gate:
            self._open = False
            self._appends.put(None)
        self._thread.join()

    def _run(self) -> None:
        try:
            while (first := self._appends.get()) is not None:
                if not self._write(self._gather(first)):
                    break
        finally:
            self._db.close()

    def _gather(self, first: _Append) -> list[_Append | None]:
        """What waits by now; None at the end stands for `close`."""
        together: list[_Append | None] = [first]
        while len(together) < TOGETHER_MAX and together[-1] is not None:
            try:
                together.append(self._appends.get_nowait())
            except queue.Empty:
                break
        return together

    def _write(self, together: Sequence[_Append | None]) -> bool:
        """Store them and tell the callers; whether to go on."""
        appends = [append for append in together if append is not None]
        try:
            with translated(self._path), transaction(self._db):
                now_us = microseconds(self._clock.now())
                stored = [_insert_all(self._db, append, now_us) for append in appends]
        except TocsinError as exc:
            for append in appends:
                append.done.set_exception(exc)
        else:
            for append, positions in zip(appends, stored, strict=True):
                append.done.set_result(positions)
            self._on_commit()
        finally:
            # Only after an error that is a bug: nobody may wait for ever.
            for append in appends:
                if not append.done.done():
                    append.done.set_exception(
                        OutcomeUnknown("the log", "its writer ended")
                    )
        return together[-1] is not None


def _insert_all(db: sqlite3.Connection, append: _Append, now_us: int) -> list[Position]:
    return [insert(db, row, now_us) for row in append.rows]
