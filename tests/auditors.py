"""An audit log with a real key, in the database of a test."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tocsin.audit import AuditLog, Auditor
from tocsin.audit.signing import load_audit_key, make_audit_key
from tocsin.clock import Clock


@contextmanager
def auditor_of(folder: Path, url: str, clock: Clock) -> Iterator[Auditor]:
    """Writes into a database with this code's tables, as the desk."""
    key = folder / "audit.pem"
    make_audit_key(key)
    with AuditLog(url, load_audit_key(key)) as log:
        yield Auditor(log, clock, "desk")


def audited(auditor: Auditor, *, after: int = 0) -> list[tuple[str, str, str, str]]:
    """What was written down after a row: who, what, to what, why; all is whole."""
    assert auditor.log.verify() is None
    entries = (row.entry for row in auditor.log.rows(after=after))
    return [(one.actor, one.action, one.subject, one.reason) for one in entries]
