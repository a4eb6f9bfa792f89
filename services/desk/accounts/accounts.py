"""What all that concerns accounts stands on, opened once."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine

from services.desk.accounts import people
from services.desk.accounts.delays import Delays
from services.desk.accounts.passwords import Passwords
from services.desk.accounts.person import audit_name
from services.desk.accounts.tables import NAME
from tocsin.audit.actions import Action
from tocsin.audit.auditor import Auditor
from tocsin.clock import Clock
from tocsin.database import closing_engine, reading, writing


@dataclass(frozen=True, slots=True)
class Accounts:
    """The database of accounts, and how passwords are tried. Safe from many threads.

    Attributes:
        auditor: of the same database; speaks for who opened the accounts.
    """

    engine: Engine
    clock: Clock
    auditor: Auditor
    passwords: Passwords
    delays: Delays

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that changes accounts; there is one at a time.

        Raises:
            DependencyDown: the database does not answer.
        """
        with writing(self.engine, NAME) as connection:
            self.auditor.log.hold(connection)
            yield connection

    def reading(self) -> AbstractContextManager[Connection]:
        """A transaction that changes nothing.

        Raises:
            DependencyDown: the database does not answer.
        """
        return reading(self.engine, NAME)

    def note(
        self,
        connection: Connection,
        action: Action,
        subject: str,
        reason: str = "",
        *,
        by: str | None = None,
    ) -> None:
        """Audit what a transaction does.

        Args:
            connection: the transaction.
            action: what.
            subject: to what: an id.
            reason: why, or how; never a login, a name or a secret.
            by: the id of a person; None where nobody has signed in.

        Raises:
            DependencyDown: the database does not answer.
        """
        auditor = self.auditor.by(audit_name(by)) if by else self.auditor
        auditor.note(action, subject, reason, within=connection)

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
    url: str, clock: Clock, auditor: Auditor, passwords: Passwords | None = None
) -> Iterator[Accounts]:
    """The accounts in a database with this code's tables, inside the block."""
    with closing_engine(url) as engine:
        delays = Delays(engine, clock)
        yield Accounts(engine, clock, auditor, passwords or Passwords(), delays)
