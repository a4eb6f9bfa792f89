"""Drafts in the database, encrypted under a key that only the reporter's cookie holds.

A copy of the database shows how many drafts there are, how long they are, and nothing
of what is in them.
"""

import hmac
import secrets
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    DateTime,
    LargeBinary,
    MetaData,
    String,
    Table,
    delete,
    func,
    insert,
    select,
    update,
)

from services.intake.form.draft import Draft
from services.intake.limits import MEBIBYTE
from tocsin.clock import Clock
from tocsin.database import open_engine, writing
from tocsin.web import Problem

NAME = "drafts"
LIFE = timedelta(hours=24)
"""From the last page on: a night's sleep. What nobody sends is not kept."""

DRAFT_BYTES_MAX = 8 * MEBIBYTE
"""What a record of the log can hold, and so what a report may have."""

FILES_BYTES_MAX = 60 * MEBIBYTE
"""All files of a draft: they are in memory at once when it is sent."""

ALL_BYTES_MAX = 4 * 1024 * MEBIBYTE
"""All drafts together, so that nobody fills the disk of the ledger."""

_TOKEN_BYTES = 32
_NONCE_BYTES = 12

METADATA = MetaData()
DRAFTS = Table(
    "drafts",
    METADATA,
    Column("id", String(64), primary_key=True),
    Column("bytes", BigInteger, nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False, index=True),
    # Last: SQLite reads a row up to the column it needs, and this one is long.
    Column("sealed", LargeBinary, nullable=False),
)
FILES = Table(
    "draft_files",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("draft_id", String(64), nullable=False, index=True),
    Column("bytes", BigInteger, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Keyhole:
    """What a token opens: the row, and the key to it."""

    id: str
    cipher: AESGCM

    @classmethod
    def of(cls, token: str) -> Self:
        """Derive both; neither gives the token back."""
        raw = token.encode("utf-8", "replace")
        name = hmac.digest(raw, b"tocsin draft id", "sha256").hex()
        return cls(name, AESGCM(hmac.digest(raw, b"tocsin draft key", "sha256")))

    def close(self, content: bytes, *, purpose: str) -> bytes:
        """Encrypt, bound to the draft and to what it is."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + self.cipher.encrypt(nonce, content, self._bound(purpose))

    def open(self, sealed: bytes, *, purpose: str) -> bytes:
        """Decrypt what `close` made.

        Raises:
            cryptography.exceptions.InvalidTag: changed, or of another draft.
        """
        nonce, body = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        return self.cipher.decrypt(nonce, body, self._bound(purpose))

    def _bound(self, purpose: str) -> bytes:
        return f"{self.id} {purpose}".encode()


class Drafts:
    """The drafts of the form. Safe from many threads.

    Args:
        url: of a database with this code's tables.
        clock: tells what has expired.
    """

    def __init__(self, url: str, clock: Clock) -> None:
        """Make ready; the database is opened when it is first used."""
        self._engine = open_engine(url)
        self._clock = clock

    def start(self) -> str:
        """A new, empty draft; the token that opens it, 256 random bits.

        Raises:
            Problem: busy: all drafts together hold too much.
        """
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        hole = Keyhole.of(token)
        with self._transaction() as connection:
            self._forget_expired(connection)
            self._check_room(connection)
            draft = Draft(key=secrets.token_urlsafe(_TOKEN_BYTES))
            row = {"id": hole.id, **self._row(hole, draft)}
            connection.execute(insert(DRAFTS).values(row))
        return token

    def load(self, token: str) -> Draft | None:
        """The draft, or None when there is none (any more)."""
        hole = Keyhole.of(token)
        with self._transaction() as connection:
            return self._find(connection, hole)

    @contextmanager
    def editing(self, token: str) -> Iterator[Draft | None]:
        """The draft, stored with what the block changed in it.

        Raises:
            Problem: too-large; nothing was stored.
        """
        hole = Keyhole.of(token)
        with self._transaction() as connection:
            draft = self._find(connection, hole)
            yield draft
            if draft is not None:
                row = self._row(hole, draft)
                mine = DRAFTS.c.id == hole.id
                connection.execute(update(DRAFTS).where(mine).values(row))

    def add_file(self, token: str, content: bytes) -> str:
        """Keep a file of a draft; its id.

        Raises:
            Problem: too-large, or busy: all drafts together hold too much.
        """
        hole, name = Keyhole.of(token), secrets.token_hex(16)
        with self._transaction() as connection:
            mine = FILES.c.draft_id == hole.id
            held = connection.scalar(select(func.sum(FILES.c.bytes)).where(mine)) or 0
            if held + len(content) > FILES_BYTES_MAX:
                raise Problem("too-large", "All files together have more than 60 MB.")
            self._check_room(connection)
            row = {
                "id": name,
                "draft_id": hole.id,
                "sealed": hole.close(content, purpose=name),
                "bytes": len(content),
            }
            connection.execute(insert(FILES).values(row))
        return name

    def file(self, token: str, name: str) -> bytes | None:
        """The content of a file, or None."""
        hole = Keyhole.of(token)
        query = select(FILES.c.sealed).where(
            FILES.c.id == name, FILES.c.draft_id == hole.id
        )
        with self._transaction() as connection:
            sealed = connection.scalar(query)
        return None if sealed is None else hole.open(sealed, purpose=name)

    def drop_file(self, token: str, name: str) -> None:
        """Forget a file."""
        hole = Keyhole.of(token)
        query = delete(FILES).where(FILES.c.id == name, FILES.c.draft_id == hole.id)
        with self._transaction() as connection:
            connection.execute(query)

    def drop_files(self, token: str) -> None:
        """Forget all files of a draft."""
        hole = Keyhole.of(token)
        with self._transaction() as connection:
            connection.execute(delete(FILES).where(FILES.c.draft_id == hole.id))

    def discard(self, token: str) -> None:
        """Forget a draft and its files."""
        self.drop_files(token)
        with self._transaction() as connection:
            mine = DRAFTS.c.id == Keyhole.of(token).id
            connection.execute(delete(DRAFTS).where(mine))

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def _find(self, connection: Connection, hole: Keyhole) -> Draft | None:
        query = select(DRAFTS.c.sealed).where(
            DRAFTS.c.id == hole.id, DRAFTS.c.expires_at > self._clock.now()
        )
        sealed = connection.scalar(query.with_for_update())
        if sealed is None:
            return None
        return Draft.model_validate_json(hole.open(sealed, purpose="draft"))

    def _row(self, hole: Keyhole, draft: Draft) -> dict[str, bytes | int | datetime]:
        content = draft.model_dump_json().encode()
        if len(content) > DRAFT_BYTES_MAX:
            raise Problem("too-large", "The report is longer than can be sent.")
        return {
            "sealed": hole.close(content, purpose="draft"),
            "bytes": len(content),
            "expires_at": self._clock.now() + LIFE,
        }

    def _forget_expired(self, connection: Connection) -> None:
        old = select(DRAFTS.c.id).where(DRAFTS.c.expires_at <= self._clock.now())
        connection.execute(delete(FILES).where(FILES.c.draft_id.in_(old)))
        connection.execute(delete(DRAFTS).where(DRAFTS.c.id.in_(old)))

    def _check_room(self, connection: Connection) -> None:
        sums = (
            connection.scalar(select(func.sum(table.c.bytes))) or 0
            for table in (DRAFTS, FILES)
        )
        if sum(sums) > ALL_BYTES_MAX:
            raise Problem("busy", "Too many people at once. Try again in an hour.")

    def _transaction(self) -> AbstractContextManager[Connection]:
        return writing(self._engine, NAME)
