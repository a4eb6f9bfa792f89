"""Who did what: a chain of rows with a signed head."""

from tocsin.audit.auditor import Auditor
from tocsin.audit.chain import Asked, Entry, Fault, Head, Noted, Row, verified
from tocsin.audit.signing import AuditKey
from tocsin.audit.table import AuditLog

__all__ = [
    "Asked",
    "AuditKey",
    "AuditLog",
    "Auditor",
    "Entry",
    "Fault",
    "Head",
    "Noted",
    "Row",
    "verified",
]
