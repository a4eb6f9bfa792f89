"""Consumer groups of the SQLite log: leases, shares and epochs.

What is shared out are slots: slot n stands for partition n of every topic that the
group reads, because one case must be handled by one worker whatever topic its event
is in. A member that holds more than its share lets go at its next poll, and never
before: nobody else reads a partition whose holder may still be at work, unless the
holder's lease has ended.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from tocsin.errors import Halt


class Claim(NamedTuple):
    """Who holds a slot, and under which epoch."""

    member: str | None
    epoch: int


class Membership(NamedTuple):
    """One run of a worker. A later run under the same name fences the earlier."""

    group: str
    member: str
    incarnation: int


class Change(NamedTuple):
    """The slots that a member is to let go and to take."""

    release: Sequence[int]
    take: Sequence[int]


@dataclass(frozen=True)
class GroupState:
    """A group as the file shows it at one moment.

    Attributes:
        alive: names of the members whose lease lasts, in order.
        claims: slot -> its claim.
    """

    alive: Sequence[str]
    claims: dict[int, Claim]

    def held_by(self, member: str) -> dict[int, int]:
        """Slot -> epoch of what a member holds."""
        return {
            slot: claim.epoch
            for slot, claim in sorted(self.claims.items())
            if claim.member == member
        }

    def change_for(self, member: str, slots: int) -> Change:
        """What a member that is alive has to do to hold its fair share."""
        alive = sorted({*self.alive, member})
        rank = alive.index(member)
        share = slots // len(alive) + (rank < slots % len(alive))
        held = list(self.held_by(member))
        unclaimed = Claim(None, 0)
        free = [
            slot
            for slot in range(slots)
            if self.claims.get(slot, unclaimed).member not in alive
        ]
        missing = max(0, share - len(held))
        return Change(release=held[share:], take=free[:missing])


def load(db: sqlite3.Connection, group: str, now_us: int) -> GroupState:
    """The state of a group."""
    claims = db.execute(
        'SELECT slot, member, epoch FROM claims WHERE "group" = ?', (group,)
    )
    return GroupState(
        alive=alive_members(db, group, now_us),
        claims={slot: Claim(member, epoch) for slot, member, epoch in claims},
    )


def alive_members(db: sqlite3.Connection, group: str, now_us: int) -> list[str]:
    """Names of the members whose lease lasts, in order."""
    rows = db.execute(
        'SELECT member FROM members WHERE "group" = ? AND lease_end_us > ?'
        " ORDER BY member",
        (group, now_us),
    )
    return [member for (member,) in rows]


def enter(
    db: sqlite3.Connection, group: str, member: str, lease_end_us: int
) -> Membership:
    """Start a run of a member; an earlier run is fenced, its slots are kept.

    Call it in a transaction.
    """
    (incarnation,) = db.execute(
        'INSERT INTO members ("group", member, incarnation, lease_end_us)'
        " VALUES (?, ?, 1, ?) ON CONFLICT DO UPDATE SET"
        " incarnation = incarnation + 1, lease_end_us = excluded.lease_end_us"
        " RETURNING incarnation",
        (group, member, lease_end_us),
    ).fetchone()
    db.execute(
        'UPDATE claims SET epoch = epoch + 1 WHERE "group" = ? AND member = ?',
        (group, member),
    )
    return Membership(group, member, incarnation)


def check_not_fenced(db: sqlite3.Connection, me: Membership) -> None:
    """Find out whether this run is still the one that bears its name.

    Raises:
        Halt: a later run took the name over.
    """
    (incarnation,) = db.execute(
        'SELECT incarnation FROM members WHERE "group" = ? AND member = ?',
        (me.group, me.member),
    ).fetchone()
    if incarnation != me.incarnation:
        raise Halt(f"another worker of {me.group} took over the name {me.member}")


def renew(db: sqlite3.Connection, me: Membership, lease_end_us: int) -> None:
    """Prolong a lease, unless this run is fenced. Call it in a transaction."""
    db.execute(
        'UPDATE members SET lease_end_us = ? WHERE "group" = ? AND member = ?'
        " AND incarnation = ?",
        (lease_end_us, *me),
    )


def apply_change(db: sqlite3.Connection, me: Membership, change: Change) -> None:
    """Let slots go and take others, each under a new epoch. In a transaction."""
    _let_go(db, me, change.release)
    db.executemany(
        'INSERT INTO claims ("group", slot, member, epoch) VALUES (?, ?, ?, 1)'
        " ON CONFLICT DO UPDATE SET member = excluded.member, epoch = epoch + 1",
        [(me.group, slot, me.member) for slot in change.take],
    )


def leave(db: sqlite3.Connection, me: Membership) -> None:
    """End a run in order: its slots are free at once. Call it in a transaction.

    Raises:
        Halt: a later run took the name over; the slots are its own.
    """
    check_not_fenced(db, me)
    held = load(db, me.group, 0).held_by(me.member)
    _let_go(db, me, held)
    renew(db, me, 0)


def _let_go(db: sqlite3.Connection, me: Membership, slots: Iterable[int]) -> None:
    db.executemany(
        'UPDATE claims SET member = NULL WHERE "group" = ? AND slot = ?',
        [(me.group, slot) for slot in slots],
    )


def store_commit(
    db: sqlite3.Connection,
    me: Membership,
    epoch: int,
    place: tuple[int, int],
    offset: int,
) -> None:
    """Store the next offset to read of (topic id, partition), if the epoch holds.

    Call it in a transaction.
    """
    topic_id, partition = place
    db.execute(
        'INSERT INTO commits ("group", topic, "partition", "offset")'
        ' SELECT ?, ?, ?, ? FROM claims WHERE "group" = ? AND slot = ?'
        " AND member = ? AND epoch = ?"
        ' ON CONFLICT DO UPDATE SET "offset" = excluded."offset"',
        (
            *(me.group, topic_id, partition, offset),
            *(me.group, partition, me.member, epoch),
        ),
    )
