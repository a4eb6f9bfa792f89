"""The tables of drafts; tocsin/database/migrations makes them."""

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    LargeBinary,
    MetaData,
    String,
    Table,
)

METADATA = MetaData()

DRAFTS = Table(
    "drafts",
    METADATA,
    Column("id", String(64), primary_key=True),
    Column("bytes", BigInteger, nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False, index=True),
    # Last: SQLite reads a row up to the column it needs, and this one is long.
    Column("sealed", LargeBinary, nullable=False),
)

FILES = Table(
    "draft_files",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("draft_id", String(64), nullable=False, index=True),
    Column("bytes", BigInteger, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)

SAVED = Table(
    "saved_drafts",
    METADATA,
    Column("draft_id", String(64), primary_key=True),
    Column("selector", String(6), nullable=False, index=True),
    Column("salt", LargeBinary, nullable=False),
    # The draft's token under a key made of the code: what the code opens.
    Column("locked", LargeBinary, nullable=False),
)
