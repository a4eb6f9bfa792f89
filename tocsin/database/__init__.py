"""The database: receipts, drafts, accounts. How it is opened, and its versions."""

from tocsin.database.engines import (
    Synchronous,
    closing_engine,
    is_sqlite,
    open_engine,
)
from tocsin.database.moments import utc
from tocsin.database.schema import HEAD, VERSIONS, check, upgrade
from tocsin.database.transactions import reading, writing
from tocsin.database.truncating import truncate

__all__ = [
    "HEAD",
    "VERSIONS",
    "Synchronous",
    "check",
    "closing_engine",
    "is_sqlite",
    "open_engine",
    "reading",
    "truncate",
    "upgrade",
    "utc",
    "writing",
]
