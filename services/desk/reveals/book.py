"""All reveals in the database: each step and its row of the audit log, or neither."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, Engine, Row, delete, insert, select, update

from services.desk.accounts.person import Person
from services.desk.accounts.tokens import new_id
from services.desk.reveals.reveal import OPEN_STATES, Decision, Reveal, refused
from services.desk.reveals.tables import NAME, REVEALS
from tocsin.audit import Auditor
from tocsin.audit.actions import Action
from tocsin.clock import Clock
from tocsin.database import reading, utc, writing
from tocsin.errors import NotFound

KEPT = timedelta(days=30)
"""How long a reveal is shown; the audit log keeps it for good."""

OPEN_MAX = 20
"""Open reveals of one person: who needs more at once looks at people, not at cases."""

SHOWN_MAX = 200
"""The latest of them: a list that a person can read."""

Step = Literal["asked", "approved", "refused", "withdrawn", "seen"]
_ACTIONS: Mapping[Step, Action] = {
    "asked": "reveal.asked",
    "approved": "reveal.approved",
    "refused": "reveal.refused",
    "withdrawn": "reveal.withdrawn",
    "seen": "reveal.seen",
}
_TIMES = ("asked_at", "decided_at", "seen_at")


@dataclass(frozen=True, slots=True)
class Book:
    """Reads and changes reveals. Safe from many threads and processes.

    Attributes:
        engine: of a database with this code's tables and the audit log.
        auditor: writes down each step.
        clock: dates it.
    """

    engine: Engine
    auditor: Auditor
    clock: Clock

    def ask(self, case_id: str, by: Person, reason: str) -> Reveal:
        """Note that somebody wants to see who reported a case.

        Raises:
            Problem: reveal-refused: they have asked for it already, or for too many.
            DependencyDown: the database does not answer.
        """
        now = self.clock.now()
        made = Reveal(new_id(), case_id, by.id, by.name, reason, now)
        with writing(self.engine, NAME) as connection:
            _lock(connection)
            connection.execute(delete(REVEALS).where(REVEALS.c.asked_at <= now - KEPT))
            _check_open(_found(connection, REVEALS.c.asked_by == by.id), case_id, now)
            connection.execute(insert(REVEALS).values(asdict(made)))
            self._note("asked", made, by, connection)
        return made

    def decide(self, id: str, decision: Decision, by: Person) -> Reveal:
        """Approve, refuse or withdraw it.

        Raises:
            NotFound: there is none with this id.
            Problem: reveal-refused: see `Reveal.decided`.
            DependencyDown: the database does not answer.
        """
        now = self.clock.now()
        return self._step(id, decision, by, lambda one: one.decided(decision, by, now))

    def see(self, id: str, by: Person) -> Reveal:
        """Note that it is seen now; whoever comes second gets a Problem.

        Raises:
            NotFound: there is none with this id.
            Problem: reveal-refused: see `Reveal.seen`.
            DependencyDown: the database does not answer.
        """
        now = self.clock.now()
        return self._step(id, "seen", by, lambda one: one.seen(by, now))

    def get(self, id: str) -> Reveal:
        """One reveal.

        Raises:
            NotFound: there is none with this id.
            DependencyDown: the database does not answer.
        """
        with reading(self.engine, NAME) as connection:
            return _one(connection, id)

    def latest(self, case_id: str | None = None) -> Sequence[Reveal]:
        """The latest reveals, of one case or of all, the last asked first.

        Raises:
            DependencyDown: the database does not answer.
        """
        conditions = () if case_id is None else (REVEALS.c.case_id == case_id,)
        with reading(self.engine, NAME) as connection:
            return _found(connection, *conditions)

    def _step(
        self, id: str, step: Step, by: Person, change: Callable[[Reveal], Reveal]
    ) -> Reveal:
        with writing(self.engine, NAME) as connection:
            _lock(connection)
            after = change(_one(connection, id))
            connection.execute(
                update(REVEALS).where(REVEALS.c.id == id).values(asdict(after))
            )
            self._note(step, after, by, connection)
        return after

    def _note(
        self, step: Step, reveal: Reveal, by: Person, connection: Connection
    ) -> None:
        reason = f"reveal {reveal.id}"
        if step == "asked":
            reason += f": {reveal.reason}"
        auditor = self.auditor.by(f"desk:{by.id}")
        auditor.note(_ACTIONS[step], reveal.case_id, reason, within=connection)


def _lock(connection: Connection) -> None:
    """Two steps of one reveal wait for each other, and the second sees the first."""
    # SQLite has one writer anyway: the transaction took its lock when it began.
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("LOCK TABLE reveals IN SHARE ROW EXCLUSIVE MODE")


def _check_open(own: Sequence[Reveal], case_id: str, now: datetime) -> None:
    open_ones = [one for one in own if one.state(now) in OPEN_STATES]
    if any(one.case_id == case_id for one in open_ones):
        raise refused("you have asked for this case already")
    if len(open_ones) >= OPEN_MAX:
        raise refused(f"you have {OPEN_MAX} open requests: withdraw one first")


def _found(connection: Connection, *conditions: Any) -> list[Reveal]:  # noqa: ANN401 - what SQLAlchemy compares
    query = (
        select(REVEALS)
        .where(*conditions)
        .order_by(REVEALS.c.asked_at.desc(), REVEALS.c.id)
        .limit(SHOWN_MAX)
    )
    return [_reveal(row) for row in connection.execute(query)]


def _one(connection: Connection, id: str) -> Reveal:
    row = connection.execute(select(REVEALS).where(REVEALS.c.id == id)).one_or_none()
    if row is None:
        raise NotFound("no such request")
    return _reveal(row)


def _reveal(row: Row[*tuple[Any, ...]]) -> Reveal:
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public way to a mapping
    values |= {name: utc(values[name]) for name in _TIMES if values[name] is not None}
    return Reveal(**values)
