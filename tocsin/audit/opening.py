"""The audit log of an installation, from settings."""

from collections.abc import Iterator
from contextlib import contextmanager

from tocsin.audit.auditor import Auditor
from tocsin.audit.signing import load_audit_key, make_audit_key
from tocsin.audit.table import AuditLog
from tocsin.clock import Clock
from tocsin.login import own_login
from tocsin.settings import BadSettings, Settings
from tocsin.wiring import database_url


@contextmanager
def open_auditor(
    settings: Settings, clock: Clock, *, actor: str | None = None
) -> Iterator[Auditor]:
    """An auditor until the end of the block.

    Args:
        settings: name the database and the key.
        clock: dates what is done.
        actor: who does it; unless told, whoever gives this command.

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
        yield Auditor(log, clock, actor or f"cli:{own_login()}")
