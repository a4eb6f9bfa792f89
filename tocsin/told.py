"""What a reporter may be told of a case: its state in one word, and since which day.

The desk writes it, intake reads it; neither sees more of the other. Why a table of its
own: docs/decisions/0012-what-a-receipt-tells.md.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy import (
    Column,
    Date,
    MetaData,
    String,
    Table,
    create_engine,
    delete,
    insert,
    select,
)
from sqlalchemy.exc import SQLAlchemyError

from tocsin.errors import DependencyDown

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


@dataclass(frozen=True, slots=True)
class Told:
    """The state of a case; a day and no time, so that nobody's hours can be read.

    Attributes:
        state: in one word.
        since: when it became so; None where that is not written down.
    """

    state: State
    since: date | None


class ToldStates:
    """The table of states, in the database of the ledger. Safe from many threads.

    Args:
        url: a SQLAlchemy URL.

    Raises:
        DependencyDown: the database does not answer.
    """

    def __init__(self, url: str) -> None:
        """Open, and create the table where it is missing."""
        self._engine = create_engine(url, hide_parameters=True, pool_pre_ping=True)
        try:
            METADATA.create_all(self._engine)
        except SQLAlchemyError as exc:
            raise DependencyDown(NAME, type(exc).__name__) from exc

    def tell(self, case_id: str, told: Told) -> None:
        """Replace what is told of a case.

        Raises:
            DependencyDown: the database does not answer.
        """
        row = {"case_id": case_id, "state": told.state, "since": told.since}
        try:
            with self._engine.begin() as connection:
                connection.execute(delete(TOLD).where(TOLD.c.case_id == case_id))
                connection.execute(insert(TOLD).values(row))
        except SQLAlchemyError as exc:
            raise DependencyDown(NAME, type(exc).__name__) from exc

    def of(self, case_id: str) -> Told | None:
        """What is told of a case; None before anybody has looked at it.

        Raises:
            DependencyDown: the database does not answer.
        """
        query = select(TOLD.c.state, TOLD.c.since).where(TOLD.c.case_id == case_id)
        try:
            with self._engine.connect() as connection:
                row = connection.execute(query).one_or_none()
        except SQLAlchemyError as exc:
            raise DependencyDown(NAME, type(exc).__name__) from exc
        return None if row is None else Told(row.state, row.since)

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()
