"""What intake remembers: which keys were used for what, and hashed receipt codes."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from sqlalchemy import (
    ColumnElement,
    Connection,
    bindparam,
    delete,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from services.intake.refusals import KeyReused
from services.intake.tables import ANSWERS, KEYS, RECEIPTS
from tocsin.case_keys import insert_key
from tocsin.database import is_sqlite, open_engine, utc, writing
from tocsin.errors import Erased
from tocsin.sealed import WrappedKey

NAME = "ledger"

# Built once: building a statement costs more than running it.
_SOME = KEYS.c.key_digest.in_(bindparam("keys", expanding=True))
_FIND_KEYS = select(KEYS.c.fingerprint, KEYS.c.received_at, KEYS.c.logged).where(_SOME)
_MARK_KEYS = update(KEYS).where(_SOME).values(logged=True)


@dataclass(frozen=True, slots=True)
class Claim:
    """What a report wants written down.

    Attributes:
        keys: digests of the sender's keys; none for a report that came without.
        case_id: the case that these keys make.
        fingerprint: keyed hash of the whole payload.
        received_at: now, UTC.
        selector: first digits of the receipt code, None when no code is given.
        data_key: what the report will be sealed with; stored unless the log is known
            to have the report.
        concealed: the receipt code as ciphertext, None when no code is given.
    """

    keys: Sequence[str]
    case_id: str
    fingerprint: str
    received_at: datetime
    data_key: WrappedKey
    selector: str | None = None
    concealed: bytes | None = None


@dataclass(frozen=True, slots=True)
class Reservation:
    """What the ledger knows of a report.

    Attributes:
        received_at: when it came first: a repeat writes the same event again.
        repeated: one of its keys was known.
        logged: the log is known to have it.
    """

    received_at: datetime
    repeated: bool
    logged: bool


@dataclass(frozen=True, slots=True)
class StoredReceipt:
    """A receipt as stored; either `concealed` or `hardened` is there."""

    case_id: str
    concealed: bytes | None
    hardened: str | None


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """That an answer was given, and when; not what it says."""

    event_id: str
    question_id: str | None
    answered_at: datetime


class Ledger:
    """The ledger in SQLite (one machine) or PostgreSQL. Safe from many threads.

    Args:
        url: of a database with this code's tables, for instance
            sqlite:////var/lib/tocsin/intake.sqlite.
    """

    def __init__(self, url: str) -> None:
        """Make ready; it is opened when it is first used."""
        self._engine = open_engine(url)
        self._forgetful = (
            open_engine(url, synchronous="NORMAL") if is_sqlite(url) else self._engine
        )
        # One writer at a time: threads queue here in turn instead of polling SQLite's
        # lock, whose waits grow to 100 ms.
        self._lock = threading.Lock()
        make = sqlite.insert if is_sqlite(url) else postgresql.insert
        self._new_key = make(KEYS).on_conflict_do_nothing()
        self._new_receipt = make(RECEIPTS).on_conflict_do_nothing()
        self._new_answer = make(ANSWERS).on_conflict_do_nothing()

    def reserve(self, claim: Claim) -> Reservation:
        """Write a claim down, durably, or find that it was written before.

        Raises:
            KeyReused: a key was used before for a payload with another fingerprint, or
                for a case that was erased.
            DependencyDown: the database does not answer; nothing was written.
        """
        with self._transaction() as connection:
            known = [
                key for key in claim.keys if not self._add_key(connection, claim, key)
            ]
            rows = (
                connection.execute(_FIND_KEYS, {"keys": known}).all() if known else ()
            )
            if any(row.fingerprint != claim.fingerprint for row in rows):
                raise KeyReused("the key or id was used before for another report")
            is_logged = any(row.logged for row in rows)
            if not is_logged:
                try:
                    insert_key(connection, claim.data_key, claim.received_at)
                except Erased as exc:
                    raise KeyReused(
                        "the key or id was used for an erased report"
                    ) from exc
            if claim.selector is not None:
                self._add_receipt(connection, claim)
        first = min((utc(row.received_at) for row in rows), default=claim.received_at)
        return Reservation(
            received_at=first,
            repeated=bool(known),
            logged=is_logged,
        )

    def mark_logged(self, keys: Sequence[str]) -> None:
        """Remember that the log has the events of these keys.

        A power cut may make it forgotten: a repeat then writes the same event again.

        Raises:
            DependencyDown: the database does not answer.
        """
        if not keys:
            return
        with self._transaction(durable=False) as connection:
            connection.execute(_MARK_KEYS, {"keys": list(keys)})

    def receipts(self, selector: str) -> Sequence[StoredReceipt]:
        """The receipts whose code starts with these six digits."""
        return self._receipts(RECEIPTS.c.selector == selector, limit=None)

    def waiting_receipts(self, *, limit: int) -> Sequence[StoredReceipt]:
        """Receipts whose code is not hashed yet."""
        return self._receipts(RECEIPTS.c.concealed.is_not(None), limit=limit)

    def store_hardened(self, case_id: str, hardened: str) -> None:
        """Replace the concealed code of a case by its hash."""
        with self._transaction() as connection:
            connection.execute(
                update(RECEIPTS)
                .where(RECEIPTS.c.case_id == case_id)
                .values(concealed=None, hardened=hardened)
            )

    def answers(self, case_id: str) -> Sequence[GivenAnswer]:
        """The answers given with the receipt of a case, the oldest first."""
        columns = ANSWERS.c.event_id, ANSWERS.c.question_id, ANSWERS.c.answered_at
        query = select(*columns).where(ANSWERS.c.case_id == case_id)
        with self._transaction() as connection:
            rows = connection.execute(query.order_by(ANSWERS.c.answered_at)).all()
        return [GivenAnswer(row[0], row[1], utc(row[2])) for row in rows]

    def add_data_key(self, key: WrappedKey, at: datetime) -> None:
        """Store another key of a case, durably.

        Raises:
            Erased: the case was erased.
            DependencyDown: the database does not answer.
        """
        with self._transaction() as connection:
            insert_key(connection, key, at)

    def note_answer(self, case_id: str, given: GivenAnswer) -> None:
        """Remember that the log has an answer."""
        row = {
            "event_id": given.event_id,
            "case_id": case_id,
            "question_id": given.question_id,
            "answered_at": given.answered_at,
        }
        with self._transaction() as connection:
            connection.execute(self._new_answer, row)

    def forget(self, case_id: str) -> None:
        """Remove the sender's keys, the receipt and the answers of a case.

        Raises:
            DependencyDown: the database does not answer; nothing is removed.
        """
        with self._transaction() as connection:
            for table in (KEYS, RECEIPTS, ANSWERS):
                connection.execute(delete(table).where(table.c.case_id == case_id))

    def ping(self) -> None:
        """Answer, or raise DependencyDown."""
        with self._transaction() as connection:
            connection.execute(select(KEYS.c.logged).limit(1))

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()
        self._forgetful.dispose()

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, *exc: object) -> None:
        """Close."""
        self.close()

    def _add_key(self, connection: Connection, claim: Claim, key: str) -> bool:
        row = {
            "key_digest": key,
            "case_id": claim.case_id,
            "fingerprint": claim.fingerprint,
            "received_at": claim.received_at,
            "logged": False,
        }
        return connection.execute(self._new_key, row).rowcount == 1

    def _add_receipt(self, connection: Connection, claim: Claim) -> None:
        row = {
            "case_id": claim.case_id,
            "selector": claim.selector,
            "concealed": claim.concealed,
        }
        connection.execute(self._new_receipt, row)

    def _receipts(
        self, condition: ColumnElement[bool], *, limit: int | None
    ) -> list[StoredReceipt]:
        columns = RECEIPTS.c.case_id, RECEIPTS.c.concealed, RECEIPTS.c.hardened
        with self._transaction() as connection:
            rows = connection.execute(select(*columns).where(condition).limit(limit))
            return [StoredReceipt(*row) for row in rows]

    @contextmanager
    def _transaction(self, *, durable: bool = True) -> Iterator[Connection]:
        engine = self._engine if durable else self._forgetful
        with self._lock, writing(engine, NAME) as connection:
            yield connection
