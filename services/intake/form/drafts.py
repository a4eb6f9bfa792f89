"""Drafts in the database, encrypted under a key that only the reporter's cookie holds.

A draft that was saved has a lock besides, which its code opens: behind it lies the same
key.

A copy of the database shows how many drafts there are, how long they are, and nothing
of what is in them.
"""

import secrets
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import Connection, delete, func, insert, select, update

from services.intake.form.draft import Draft, Saved, Sent
from services.intake.form.draft_room import check_room, check_room_of_saved
from services.intake.form.draft_tables import DRAFTS, FILES, SAVED
from services.intake.form.keyhole import Keyhole, new_token
from services.intake.form.return_codes import Lock, ReturnCodes
from services.intake.limits import MEBIBYTE
from services.intake.receipts import normalize, selector
from tocsin.clock import Clock
from tocsin.database import open_engine, writing
from tocsin.web import Problem

NAME = "drafts"
LIFE = timedelta(hours=24)
"""From the last page on: a night's sleep. What nobody sends is not kept; what was saved
takes its code from then on, for a phone's browser may never be closed."""

SAVED_LIFE = timedelta(days=14)
"""From saving on: who has one free day in two weeks can still come back. Not longer:
until then it can be taken, and a story that nobody sends helps nobody."""

DRAFT_BYTES_MAX = 8 * MEBIBYTE
"""What a record of the log can hold, and so what a report may have."""

FILES_BYTES_MAX = 60 * MEBIBYTE
"""All files of a draft: they are in memory at once when it is sent."""


class Drafts:
    """The drafts of the form. Safe from many threads.

    Args:
        url: of a database with this code's tables.
        clock: tells what has expired.
        codes: make and open what is saved.
    """

    def __init__(self, url: str, clock: Clock, codes: ReturnCodes) -> None:
        """Make ready; the database is opened when it is first used."""
        self._engine = open_engine(url)
        self._clock = clock
        self._codes = codes

    def start(self) -> str:
        """A new, empty draft; the token that opens it, 256 random bits.

        Raises:
            Problem: busy: all drafts together hold too much.
        """
        token = new_token()
        hole = Keyhole.of(token)
        with self._transaction() as connection:
            self._forget_expired(connection)
            check_room(connection)
            draft = Draft(key=new_token())
            row = {"id": hole.id, **self._row(hole, draft)}
            connection.execute(insert(DRAFTS).values(row))
        return token

    def save(self, token: str, page: int) -> bool:
        """Keep a draft for SAVED_LIFE and give it a code; saved again, the same code.

        Args:
            token: of the draft.
            page: where to go on.

        Returns:
            False when there is no draft, or it was sent.

        Raises:
            Problem: busy: all saved drafts together hold too much.
        """
        hole, code = Keyhole.of(token), self._codes.make()
        # Made ahead: the database has one writer, and this takes 20 to 40 ms.
        lock = self._codes.lock(code, token, draft_id=hole.id)
        with self._transaction() as connection:
            self._forget_expired(connection)
            draft = self._find(connection, hole)
            if draft is None or draft.sent:
                return False
            if draft.saved is None:
                check_room_of_saved(connection)
                connection.execute(insert(SAVED).values(asdict(lock)))
            else:
                code = draft.saved.code
            until = (self._clock.now() + SAVED_LIFE).date()
            draft.saved = Saved(
                code=code, until=until, page=page, open_until=self._clock.now()
            )
            self._store(connection, hole, draft)
        return True

    def reopen(self, typed: str) -> str | None:
        """The token of the draft whose code somebody typed, or None."""
        code = normalize(typed)
        if code is None:
            return None
        query = (
            select(SAVED)
            .join(DRAFTS, DRAFTS.c.id == SAVED.c.draft_id)
            .where(SAVED.c.selector == selector(code))
            .where(DRAFTS.c.expires_at > self._clock.now())
        )
        with self._transaction() as connection:
            self._forget_expired(connection)
            locks = [Lock(*row) for row in connection.execute(query)]
        token = self._codes.unlock(code, locks)
        return token if token is not None and self._open_for_a_day(token) else None

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
                self._store(connection, hole, draft)

    def finish(self, token: str, sent: Sent) -> None:
        """Forget all of a draft but its receipt; a code opens it no more."""
        hole = Keyhole.of(token)
        with self._transaction() as connection:
            draft = self._find(connection, hole)
            if draft is not None:
                draft.leave_receipt(sent)
                self._store(connection, hole, draft)
            connection.execute(delete(FILES).where(FILES.c.draft_id == hole.id))
            connection.execute(delete(SAVED).where(SAVED.c.draft_id == hole.id))

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
                raise Problem("too-large", "Together, all files are larger than 60 MB.")
            check_room(connection)
            lock = select(SAVED.c.draft_id).where(SAVED.c.draft_id == hole.id)
            if connection.scalar(lock) is not None:
                check_room_of_saved(connection)
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

    def discard(self, token: str) -> None:
        """Forget a draft and its files."""
        hole = Keyhole.of(token)
        with self._transaction() as connection:
            self._remove(connection, hole)

    def leave(self, token: str) -> None:
        """Forget a draft unless it was saved."""
        hole = Keyhole.of(token)
        with self._transaction() as connection:
            draft = self._read(connection, hole)
            if draft is None or draft.saved is None:
                self._remove(connection, hole)

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def _open_for_a_day(self, token: str) -> bool:
        """Let a token open a saved draft again; False after the draft's last day."""
        hole = Keyhole.of(token)
        with self._transaction() as connection:
            draft = self._read(connection, hole)
            if draft is None or draft.saved is None:
                return False
            if _end_of(draft.saved.until) <= self._clock.now():
                return False  # a browser still has it open, and may finish there
            self._store(connection, hole, draft)
        return True

    def _find(self, connection: Connection, hole: Keyhole) -> Draft | None:
        """The draft unless it takes its code again."""
        draft = self._read(connection, hole)
        if draft is None or draft.saved is None:
            return draft
        return draft if draft.saved.open_until > self._clock.now() else None

    def _read(self, connection: Connection, hole: Keyhole) -> Draft | None:
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
        expires_at = self._clock.now() + LIFE
        if draft.saved is not None:
            expires_at = max(expires_at, _end_of(draft.saved.until))
        return {
            "sealed": hole.close(content, purpose="draft"),
            "bytes": len(content),
            "expires_at": expires_at,
        }

    def _store(self, connection: Connection, hole: Keyhole, draft: Draft) -> None:
        if draft.saved is not None:
            draft.saved.open_until = self._clock.now() + LIFE
        mine = DRAFTS.c.id == hole.id
        row = self._row(hole, draft)
        connection.execute(update(DRAFTS).where(mine).values(row))

    def _remove(self, connection: Connection, hole: Keyhole) -> None:
        for column in (FILES.c.draft_id, SAVED.c.draft_id, DRAFTS.c.id):
            connection.execute(delete(column.table).where(column == hole.id))

    def _forget_expired(self, connection: Connection) -> None:
        old = select(DRAFTS.c.id).where(DRAFTS.c.expires_at <= self._clock.now())
        for column in (FILES.c.draft_id, SAVED.c.draft_id, DRAFTS.c.id):
            connection.execute(delete(column.table).where(column.in_(old)))

    def _transaction(self) -> AbstractContextManager[Connection]:
        return writing(self._engine, NAME)


def _end_of(day: date) -> datetime:
    """When a day is over everywhere, in UTC-12 too."""
    return datetime.combine(day + timedelta(days=1), time(12, tzinfo=UTC))
