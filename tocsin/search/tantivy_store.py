"""The documents of a generation in SQLite: the truth that tantivy follows."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from schemas.case import CaseDocument
from tocsin.errors import DependencyDown
from tocsin.journal import use_wal
from tocsin.search.base import Marker, Stored, Write, WriteResult
from tocsin.search.mapping import prepared, unfit

_TABLES = """
CREATE TABLE IF NOT EXISTS documents (
    case_id TEXT PRIMARY KEY,
    seq INTEGER NOT NULL UNIQUE,
    received_id TEXT,
    stage TEXT NOT NULL,
    document TEXT NOT NULL
) STRICT;
"""
# Another process commits in milliseconds; a checkpoint of a full log takes a second.
_BUSY_TIMEOUT_S = 10.0
# SQLite takes 32,766 parameters; a page of ids is far smaller.
_IDS_MAX = 1000
# Some megabytes of explained cases.
_PAGE_DOCUMENTS = 500


@dataclass(frozen=True, slots=True)
class Numbered:
    """A document and the number of the write that stored it."""

    sequence: int
    document: CaseDocument


class _Draft:
    """A batch being judged against the tokens in the file."""

    def __init__(self, tokens: dict[str, str], name: str, last: int) -> None:
        self._tokens = tokens
        self._name = name
        self._last = last
        self.results: list[WriteResult] = []
        self.stored: list[Numbered] = []
        self.rows: list[tuple[object, ...]] = []

    def add(self, write: Write) -> None:
        document = prepared(write.document)
        case_id = document.case_id
        text = document.model_dump_json()
        reason = unfit(document, len(text.encode()))
        if reason is not None:
            self.results.append(WriteResult(case_id, "rejected", reason))
        elif self._tokens.get(case_id) != write.token:
            self.results.append(WriteResult(case_id, "conflict", "token"))
        else:
            self._last += 1
            self._tokens[case_id] = f"{self._name}.{self._last}"
            self.stored.append(Numbered(self._last, document))
            self.rows.append(_row(document, self._last, text))
            self.results.append(WriteResult(case_id, "written"))

    def blocked(self) -> list[WriteResult]:
        """The results when the disk had no room."""
        return [
            WriteResult(result.case_id, "blocked", "disk_full")
            if result.fate == "written"
            else result
            for result in self.results
        ]


class DocumentStore:
    """One file of documents, safe among threads and processes."""

    def __init__(self, path: Path, name: str) -> None:
        """Open the file, or make it; `name` makes its tokens differ from others."""
        self._name = name
        self._lock = Lock()
        self._connection = sqlite3.connect(
            path,
            timeout=_BUSY_TIMEOUT_S,
            isolation_level=None,
            check_same_thread=False,
        )
        use_wal(self._connection)
        # A document is durable before the offset of its event is committed.
        self._connection.execute("PRAGMA synchronous=FULL")
        self._connection.executescript(_TABLES)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()

    def _rows(self, statement: str, *values: object) -> list[tuple[object, ...]]:
        with self._lock, _translated(), closing(self._connection.cursor()) as cursor:
            return cursor.execute(statement, values).fetchall()

    def last(self) -> int:
        """Number of the last write; 0 before the first."""
        return int(str(self._rows("SELECT ifnull(max(seq), 0) FROM documents")[0][0]))

    def count(self) -> int:
        """Documents in it."""
        return int(str(self._rows("SELECT count(*) FROM documents")[0][0]))

    def get(self, case_ids: Sequence[str]) -> dict[str, Stored]:
        """The documents there are, by case id."""
        found: dict[str, Stored] = {}
        for start in range(0, len(case_ids), _IDS_MAX):
            ids = case_ids[start : start + _IDS_MAX]
            marks = ",".join("?" * len(ids))
            rows = self._rows(
                "SELECT case_id, seq, document FROM documents "  # noqa: S608 - marks
                f"WHERE case_id IN ({marks})",
                *ids,
            )
            for case_id, seq, document in rows:
                found[str(case_id)] = Stored(_parsed(document), f"{self._name}.{seq}")
        return found

    def after(self, sequence: int, limit: int) -> list[Numbered]:
        """Documents of later writes, in the order of the writes."""
        rows = self._rows(
            "SELECT seq, document FROM documents WHERE seq > ? ORDER BY seq LIMIT ?",
            sequence,
            limit,
        )
        return [Numbered(int(str(seq)), _parsed(document)) for seq, document in rows]

    def all(self) -> Iterator[Numbered]:
        """Every document, in the order of the writes."""
        last = 0
        while found := self.after(last, _PAGE_DOCUMENTS):
            yield from found
            last = found[-1].sequence

    def compact(self) -> None:
        """Write the file again without the room of what was overwritten.

        Raises:
            DependencyDown: the disk is full, or another process reads for too long.
        """
        self._rows("VACUUM")
        [(busy, *_)] = self._rows("PRAGMA wal_checkpoint(TRUNCATE)")
        if busy:
            raise DependencyDown("index", "another process reads it for too long")

    def markers(self, page_size: int) -> Iterator[Marker]:
        """Every case, in order of case id."""
        last = ""
        while rows := self._rows(
            "SELECT case_id, stage FROM documents "
            "WHERE case_id > ? ORDER BY case_id LIMIT ?",
            last,
            page_size,
        ):
            for case_id, stage in rows:
                yield Marker(str(case_id), str(stage))
            last = str(rows[-1][0])

    def write(
        self, writes: Sequence[Write]
    ) -> tuple[list[WriteResult], list[Numbered]]:
        """Store what shows the right token, in one transaction.

        Returns:
            A result for each write, and what was stored.

        Raises:
            DependencyDown: SQLite does not take it; nothing was stored.
        """
        draft = _Draft(
            self._tokens([write.document.case_id for write in writes]),
            self._name,
            self.last(),
        )
        for write in writes:
            draft.add(write)
        if draft.rows and not self._insert(draft.rows):
            return draft.blocked(), []
        return draft.results, draft.stored

    def _tokens(self, case_ids: Sequence[str]) -> dict[str, str]:
        tokens: dict[str, str] = {}
        for start in range(0, len(case_ids), _IDS_MAX):
            ids = case_ids[start : start + _IDS_MAX]
            marks = ",".join("?" * len(ids))
            rows = self._rows(
                f"SELECT case_id, seq FROM documents WHERE case_id IN ({marks})",  # noqa: S608 - marks
                *ids,
            )
            tokens.update(
                {str(case_id): f"{self._name}.{seq}" for case_id, seq in rows}
            )
        return tokens

    def _insert(self, rows: Sequence[tuple[object, ...]]) -> bool:
        """Whether there was room for them."""
        with self._lock, _translated():
            try:
                self._connection.execute("BEGIN IMMEDIATE")
                self._connection.executemany(
                    "INSERT OR REPLACE INTO documents VALUES (?, ?, ?, ?, ?)", rows
                )
                self._connection.execute("COMMIT")
            except sqlite3.OperationalError as exc:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                if exc.sqlite_errorcode != sqlite3.SQLITE_FULL:
                    raise
                return False
        return True


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as exc:
        raise DependencyDown("index", f"SQLite: {exc}") from exc


def _parsed(document: object) -> CaseDocument:
    return CaseDocument.model_validate_json(str(document))


def _row(document: CaseDocument, sequence: int, text: str) -> tuple[object, ...]:
    return (
        document.case_id,
        sequence,
        document.case.received_id,
        document.stage,
        text,
    )
