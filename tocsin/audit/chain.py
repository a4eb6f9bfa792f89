"""The chain: each row holds the digest of the one before it. Pure."""

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from typing import Self

GENESIS = "0" * 64
"""What the first row has instead of a row before it."""

_NOTE = re.compile(r"([1-9][0-9]{0,18}):([0-9a-f]{64})")


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
class Asked:
    """Which rows somebody wants to see: those that are all that is given.

    Attributes:
        case: what it was done to is this.
        names: who did it, or to what it was done, is one of these; empty is anybody.
        since: not before this; UTC.
    """

    case: str | None = None
    names: frozenset[str] = frozenset()
    since: datetime | None = None


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
class Noted:
    """A row as somebody noted it elsewhere: `NUMBER:DIGEST`."""

    number: int
    digest: str

    @classmethod
    def of(cls, text: str) -> Self:
        """The note as it was printed.

        Raises:
            ValueError: it is no such note.
        """
        found = _NOTE.fullmatch(text.strip())
        if found is None:
            raise ValueError("a noted row is NUMBER:DIGEST, as `audit verify` prints")
        return cls(int(found[1]), found[2])

    def __str__(self) -> str:
        """As it is noted."""
        return f"{self.number}:{self.digest}"


@dataclass(frozen=True, slots=True)
class Fault:
    """The first row that is not as it was written, and what is wrong with it.

    A fault of the head is one of the row after the last.
    """

    number: int
    why: str


def row_after(last: Row | None, head: Head | None, entry: Entry) -> Row:
    """The row of an entry that is to be added.

    It goes on from the head, and not from whatever row is the last: who cuts rows off,
    or computes them anew, would else have them signed by the next row that is added.
    Where rows have no head, a number is left out, so that this stays to be found.

    Args:
        last: the last row there is.
        head: as stored; None where there is none, or where it is not signed by us.
        entry: what was done.
    """
    number, previous = last.number if last else 0, GENESIS
    if head is not None:
        number, previous = max(number, head.number), head.digest
    elif last is not None:
        number, previous = number + 1, last.digest
    return Row(number + 1, entry, previous, _digest(number + 1, entry, previous))


def verified(
    rows: Iterable[Row],
    head: Head | None,
    is_signed: Callable[[Head], bool],
    noted: Noted | None = None,
) -> Fault | None:
    """The first fault of a chain; None where all is as it was written.

    Args:
        rows: all there are, by number.
        head: as stored; None where there is none.
        is_signed: whether a head's signature is ours.
        noted: a row that must be among them.
    """
    number, digest = 0, GENESIS
    for row in rows:
        why = _row_fault(row, number, digest)
        if not why and noted and noted.number == row.number:
            why = "" if noted.digest == row.digest else "it was noted otherwise"
        if why:
            return Fault(number + 1, why)
        number, digest = row.number, row.digest
    if noted is not None and noted.number > number:
        return Fault(number + 1, f"row {noted.number} was noted, and is missing")
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
