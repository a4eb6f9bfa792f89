"""Slows down whoever guesses passwords: each failure makes the next try wait longer.

Failures are counted in the database: a restart forgets none, and several desks count
together.
"""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, and_, delete, insert, select, text, update

from services.desk.accounts.tables import FAILURES, NAME
from services.desk.accounts.tokens import digest
from tocsin.clock import Clock
from tocsin.database import utc, writing
from tocsin.web.problems import Problem

WAIT_HERE_S = 4.0
"""Waits up to this are kept by us, before the answer; for longer ones, come back."""

FORGOTTEN = timedelta(hours=1)
"""After this long without a failure all is as before, and its row is deleted. So the
table is small: each row costs who makes it a hash, and there are some 15 in a second
(see passwords)."""


@dataclass(frozen=True, slots=True)
class Slope:
    """How waits grow.

    Attributes:
        kind: what is counted.
        free: failures that cost nothing: people mistype.
        longest_s: the longest wait.
    """

    kind: str
    free: int
    longest_s: float

    def wait_s(self, failures: int) -> float:
        """The wait before the next try: 1, 2, 4... seconds after the free ones."""
        past = failures - self.free
        return 0.0 if past <= 0 else min(self.longest_s, 2.0 ** (past - 1))


LOGIN = Slope("login", free=3, longest_s=300.0)
"""For one login: 300 guesses a day (ASVS 5.0, 6.3.1). Not longer, since a stranger can
so keep the owner of a login out; sessions go on."""

ADDRESS = Slope("address", free=20, longest_s=900.0)
"""For one address: an office behind one address mistypes more often."""

# Any number will do, as long as nobody else takes it: two tries wait for each other.
_LOCK = 8_420_003


@dataclass(frozen=True, slots=True)
class _Failures:
    """Failures of one login or address, and when the last one was."""

    slope: Slope
    digest: str
    count: int = 0
    last_at: datetime | None = None

    def left_s(self, now: datetime) -> float:
        """The wait that is left."""
        wait_s = self.slope.wait_s(self.count)
        if self.last_at is None or wait_s == 0.0:
            return 0.0
        # A try may be booked for later; beyond that the clock went back.
        ahead_s = min((self.last_at - now).total_seconds(), WAIT_HERE_S)
        return max(0.0, wait_s + ahead_s)


@dataclass(frozen=True, slots=True)
class Delays:
    """Counts failures of logins and of addresses. Safe from many threads and processes.

    Attributes:
        engine: of the database of accounts.
        clock: dates failures, and waits.
    """

    engine: Engine
    clock: Clock

    def book(self, *, login: str, address: str) -> None:
        """Wait until this try may be made. It counts as failed until `succeeded`.

        So many tries at once wait for each other, and not only those in a row.

        Raises:
            Problem: too-many-tries, with the seconds to wait; it does not count.
            DependencyDown: the database does not answer.
        """
        now = self.clock.now()
        with writing(self.engine, NAME) as connection:
            _lock(connection)
            connection.execute(
                delete(FAILURES).where(FAILURES.c.last_at <= now - FORGOTTEN)
            )
            counted = [
                _find(connection, slope, digest(name))
                for slope, name in ((LOGIN, login), (ADDRESS, address))
            ]
            left_s = max(one.left_s(now) for one in counted)
            if left_s > WAIT_HERE_S:
                raise Problem(
                    "too-many-tries",
                    "Too many tries that failed. Wait, then try again.",
                    headers={"Retry-After": str(math.ceil(left_s))},
                )
            # It is made when its wait is over: the next one's begins then.
            made_at = now + timedelta(seconds=left_s)
            for one in counted:
                _keep(connection, one, one.count + 1, made_at)
        if left_s > 0:
            self.clock.sleep(left_s)

    def succeeded(self, *, login: str, address: str) -> None:
        """Forget the failures of a login; those of the address stay, but for this.

        Raises:
            DependencyDown: the database does not answer.
        """
        with writing(self.engine, NAME) as connection:
            _lock(connection)
            _keep(connection, _find(connection, LOGIN, digest(login)), 0, None)
            found = _find(connection, ADDRESS, digest(address))
            _keep(connection, found, found.count - 1, found.last_at)


def _lock(connection: Connection) -> None:
    # SQLite has one writer anyway: the transaction took its lock when it began.
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": _LOCK})


def _find(connection: Connection, slope: Slope, digest: str) -> _Failures:
    mine = and_(FAILURES.c.kind == slope.kind, FAILURES.c.digest == digest)
    row = connection.execute(select(FAILURES).where(mine)).one_or_none()
    if row is None:
        return _Failures(slope, digest)
    return _Failures(slope, digest, row.failures, utc(row.last_at))


def _keep(
    connection: Connection, one: _Failures, count: int, last_at: datetime | None
) -> None:
    """Replace what is counted; nothing is kept of what has no failure."""
    mine = and_(FAILURES.c.kind == one.slope.kind, FAILURES.c.digest == one.digest)
    values = {"failures": count, "last_at": last_at}
    if count <= 0:
        connection.execute(delete(FAILURES).where(mine))
    elif one.count:
        connection.execute(update(FAILURES).where(mine).values(values))
    else:
        row = {"kind": one.slope.kind, "digest": one.digest, **values}
        connection.execute(insert(FAILURES).values(row))
