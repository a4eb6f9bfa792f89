"""The chain: each row holds the digest of the one before it. Pure."""

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256

GENESIS = "0" * 64
"""What the first row has instead of a row before it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that was done. No text of an allegation, no name of a reporter.

    Attributes:
        at: when; UTC.
        actor: who, as the system knows them.
        action: a stable code, for instance `case.erased`.
        subject: what it was done to: a case id, a key id, the id of a dead letter.
        reason: why, in the words of the actor; may be empty.
    """

    at: datetime
    actor: str
    action: str
    subject: str
    reason: str


@dataclass(frozen=True, slots=True)
class Row:
    """An entry in the chain; `number` counts from 1."""

    number: int
    entry: Entry
    previous: str
    digest: str


@dataclass(frozen=True, slots=True)
class Head:
    """The last row, signed. `signature` is of `statement`."""

    number: int
    digest: str
    signature: bytes

    @property
    def statement(self) -> bytes:
        """What is signed."""
        return f"tocsin audit head v1 {self.number} {self.digest}".encode()


@dataclass(frozen=True, slots=True)
class Fault:
    """The first row that is not as it was written, and what is wrong with it.

    A fault of the head is one of the row after the last.
    """

    number: int
    why: str


def row_after(before: Row | None, entry: Entry) -> Row:
    """The row of an entry after the last one."""
    number = before.number + 1 if before else 1
    previous = before.digest if before else GENESIS
    return Row(number, entry, previous, _digest(number, entry, previous))


def verified(
    rows: Iterable[Row], head: Head | None, is_signed: Callable[[Head], bool]
) -> Fault | None:
    """The first fault of a chain; None where all is as it was written.

    Args:
        rows: all there are, by number.
        head: as stored; None where there is none.
        is_signed: whether a head's signature is ours.
    """
    number, digest = 0, GENESIS
    for row in rows:
        if why := _row_fault(row, number, digest):
            return Fault(number + 1, why)
        number, digest = row.number, row.digest
    why = _head_fault(head, number, digest, is_signed)
    return Fault(number + 1, why) if why else None


def _row_fault(row: Row, number: int, digest: str) -> str:
    """What is wrong with the row after that number and digest."""
    if row.number != number + 1:
        return "the row is missing"
    if row.previous != digest:
        return "it does not follow the row before it"
    is_same = row.digest == _digest(row.number, row.entry, row.previous)
    return "" if is_same else "it was changed"


def _head_fault(
    head: Head | None, number: int, digest: str, is_signed: Callable[[Head], bool]
) -> str:
    """What is wrong with the end of a chain."""
    if head is None:
        return "the signed head is missing" if number else ""
    if not is_signed(head):
        return "the head is not signed with the audit key"
    if (head.number, head.digest) == (number, digest):
        return ""
    return "the signed head ends elsewhere: rows were cut off or added"


def _digest(number: int, entry: Entry, previous: str) -> str:
    """SHA-256 over number, entry and the digest before, as canonical JSON."""
    fields = {**asdict(entry), "at": entry.at.isoformat()}
    content = {"number": number, "previous": previous, "entry": fields}
    text = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()
