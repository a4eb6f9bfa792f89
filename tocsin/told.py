"""What a reporter may be told of a case: its state in one word, and what is asked.

The index writes it as reviews are applied, intake reads it; neither sees more of the
other. Why tables of their own: docs/decisions/0012-what-a-receipt-tells.md.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from sqlalchemy import (
    Column,
    Connection,
    Date,
    MetaData,
    Select,
    String,
    Table,
    Text,
    delete,
    insert,
    select,
)

from tocsin.database import open_engine, reading, writing

NAME = "told states"

State = Literal["received", "in_review", "needs_facts", "closed"]
"""As coarse as CBP's own answers: whether a case is open, not what comes of it."""

FOLLOWED_MAX = 20
"""More merges in a row than anybody makes: each is a query more for one receipt."""

METADATA = MetaData()
TOLD = Table(
    "told_states",
    METADATA,
    Column("case_id", String(20), primary_key=True),
    Column("state", String(20), nullable=False),
    Column("since", Date, nullable=True),
    Column("follows", String(20), nullable=True),
)
QUESTIONS = Table(
    "told_questions",
    METADATA,
    Column("case_id", String(20), primary_key=True),
    Column("question_id", String(20), primary_key=True),
    Column("asked_on", Date, nullable=False),
    Column("text", Text, nullable=False),
)


@dataclass(frozen=True, slots=True)
class ToldQuestion:
    """A question of a reviewer, and the day on which it was asked."""

    id: str
    asked_on: date
    text: str


@dataclass(frozen=True, slots=True)
class Told:
    """The state of a case; a day and no time, so that nobody's hours can be read.

    Attributes:
        state: in one word.
        since: when it became so; None where that is not written down.
        questions: all that were asked, the oldest first.
        follows: the case that this one is merged into: once that one is closed, so is
            this one for its reporter. Looked up when a receipt is, because the two
            are written by different workers in no order.
    """

    state: State
    since: date | None
    questions: tuple[ToldQuestion, ...] = ()
    follows: str | None = None


class ToldStates:
    """The table of states, in the database of the ledger. Safe from many threads.

    Args:
        url: of a database with this code's tables.
    """

    def __init__(self, url: str) -> None:
        """Make ready; the database is opened when it is first used."""
        self._engine = open_engine(url)

    def tell(self, case_id: str, told: Told) -> None:
        """Replace what is told of a case.

        Raises:
            DependencyDown: the database does not answer.
        """
        row = {
            "case_id": case_id,
            "state": told.state,
            "since": told.since,
            "follows": told.follows,
        }
        with writing(self._engine, NAME) as connection:
            connection.execute(delete(TOLD).where(TOLD.c.case_id == case_id))
            connection.execute(insert(TOLD).values(row))
            connection.execute(delete(QUESTIONS).where(QUESTIONS.c.case_id == case_id))
            for question in told.questions:
                connection.execute(
                    insert(QUESTIONS).values(
                        case_id=case_id,
                        question_id=question.id,
                        asked_on=question.asked_on,
                        text=question.text,
                    )
                )

    def forget(self, case_id: str) -> None:
        """Remove all that is told of a case.

        Raises:
            DependencyDown: the database does not answer.
        """
        with writing(self._engine, NAME) as connection:
            for table in (TOLD, QUESTIONS):
                connection.execute(delete(table).where(table.c.case_id == case_id))

    def of(self, case_id: str) -> Told | None:
        """What is told of a case; None before anybody has looked at it.

        A case that follows another one is closed when that one is.

        Raises:
            DependencyDown: the database does not answer.
        """
        with reading(self._engine, NAME) as connection:
            told = _read(connection, case_id)
            followed = _followed(connection, told)
            asked = connection.execute(_asked(case_id)).all()
        if told is None:
            return None
        questions = (ToldQuestion(q.question_id, q.asked_on, q.text) for q in asked)
        told = replace(told, questions=tuple(questions), follows=None)
        if followed is None or followed.state != "closed":
            return told
        days = [day for day in (told.since, followed.since) if day is not None]
        return replace(told, state="closed", since=max(days, default=None))

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()


def _read(connection: Connection, case_id: str) -> Told | None:
    query = select(TOLD.c.state, TOLD.c.since, TOLD.c.follows)
    row = connection.execute(query.where(TOLD.c.case_id == case_id)).one_or_none()
    return Told(row.state, row.since, follows=row.follows) if row else None


def _followed(connection: Connection, told: Told | None) -> Told | None:
    """The case at the end of all that follow one another; a circle ends somewhere."""
    for _ in range(FOLLOWED_MAX):
        if told is None or told.follows is None:
            break
        told = _read(connection, told.follows)
    return told


def _asked(case_id: str) -> Select[tuple[str, date, str]]:
    columns = QUESTIONS.c.question_id, QUESTIONS.c.asked_on, QUESTIONS.c.text
    of_case = select(*columns).where(QUESTIONS.c.case_id == case_id)
    return of_case.order_by(QUESTIONS.c.asked_on, QUESTIONS.c.question_id)
