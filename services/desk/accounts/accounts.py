"""What all that concerns accounts stands on, opened once."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine

from services.desk.accounts import people
from services.desk.accounts.delays import Delays
from services.desk.accounts.passwords import Passwords
from services.desk.accounts.tables import NAME
from tocsin.clock import Clock
from tocsin.database import closing_engine, reading, writing


@dataclass(frozen=True, slots=True)
class Accounts:
    """The database of accounts, and how passwords are tried. Safe from many threads."""

    engine: Engine
    clock: Clock
    passwords: Passwords
    delays: Delays

    def writing(self) -> AbstractContextManager[Connection]:
        """A transaction that changes accounts.

        Raises:
            DependencyDown: the database does not answer.
        """
        return writing(self.engine, NAME)

    def reading(self) -> AbstractContextManager[Connection]:
        """A transaction that changes nothing.

        Raises:
            DependencyDown: the database does not answer.
        """
        return reading(self.engine, NAME)

    def now(self) -> datetime:
        """The time of day, in UTC."""
        return self.clock.now()

    def exist(self) -> bool:
        """Whether there is any account.

        Raises:
            DependencyDown: the database does not answer.
        """
        with self.reading() as connection:
            return people.somebody_exists(connection)

    def ping(self) -> None:
        """Answer, or raise DependencyDown."""
        self.exist()


@contextmanager
def accounts_in(
    url: str, clock: Clock, passwords: Passwords | None = None
) -> Iterator[Accounts]:
    """The accounts in a database with this code's tables, inside the block."""
    with closing_engine(url) as engine:
        yield Accounts(engine, clock, passwords or Passwords(), Delays(clock))
