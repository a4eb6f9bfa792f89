"""The audit log of an installation, from settings."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tocsin.audit.chain import Entry
from tocsin.audit.signing import load_audit_key, make_audit_key
from tocsin.audit.table import AuditLog
from tocsin.clock import Clock
from tocsin.settings import BadSettings, Settings
from tocsin.wiring import database_url


@dataclass(frozen=True, slots=True)
class Auditor:
    """Writes down what an operator is about to do on the command line.

    Before it is done: what fails afterwards stands there too, and nothing is done that
    does not.
    """

    log: AuditLog
    clock: Clock

    def note(self, action: str, subject: str, reason: str = "") -> None:
        """Write it down, durably.

        Raises:
            DependencyDown: the database does not answer: do not do it.
        """
        actor = f"cli:{getpass.getuser()}"
        self.log.append(Entry(self.clock.now(), actor, action, subject, reason))


@contextmanager
def open_auditor(settings: Settings, clock: Clock) -> Iterator[Auditor]:
    """An auditor until the end of the block.

    Raises:
        BadSettings: production without a key.
        DependencyDown: the database cannot be opened.
        Halt: the key cannot be read.
    """
    path = settings.audit_key
    if path is None:
        if settings.environment == "production":
            raise BadSettings("audit_key must be set in production")
        path = settings.data / "keys" / "audit.pem"
        make_audit_key(path)
    with AuditLog(database_url(settings), load_audit_key(path)) as log:
        yield Auditor(log, clock)
