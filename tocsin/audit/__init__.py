"""Who did what that cannot be undone: a chain of rows with a signed head."""

from tocsin.audit.chain import Entry, Fault, Head, Row, verified
from tocsin.audit.signing import AuditKey
from tocsin.audit.table import AuditLog

__all__ = ["AuditKey", "AuditLog", "Entry", "Fault", "Head", "Row", "verified"]
