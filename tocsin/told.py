"""What a reporter may be told of a case: its state in one word, and what is asked.

The index writes it as reviews are applied, intake reads it; neither sees more of the
other. Why tables of their own: docs/decisions/0012-what-a-receipt-tells.md.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy import (
    Column,
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

METADATA = MetaData()
TOLD = Table(
    "told_states",
    METADATA,
    Column("case_id", String(20), primary_key=True),
    Column("state", String(20), nullable=False),
    Column("since", Date, nullable=True),
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
    """

    state: State
    since: date | None
    questions: tuple[ToldQuestion, ...] = ()


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
        row = {"case_id": case_id, "state": told.state, "since": told.since}
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

        Raises:
            DependencyDown: the database does not answer.
        """
        query = select(TOLD.c.state, TOLD.c.since).where(TOLD.c.case_id == case_id)
        with reading(self._engine, NAME) as connection:
            row = connection.execute(query).one_or_none()
            asked = connection.execute(_asked(case_id)).all()
        if row is None:
            return None
        questions = (ToldQuestion(q.question_id, q.asked_on, q.text) for q in asked)
        return Told(row.state, row.since, tuple(questions))

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()


def _asked(case_id: str) -> Select[tuple[str, date, str]]:
    columns = QUESTIONS.c.question_id, QUESTIONS.c.asked_on, QUESTIONS.c.text
    of_case = select(*columns).where(QUESTIONS.c.case_id == case_id)
    return of_case.order_by(QUESTIONS.c.asked_on, QUESTIONS.c.question_id)
