"""The tables of the ledger; tocsin/database/migrations makes them."""

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Index,
    LargeBinary,
    MetaData,
    String,
    Table,
)

METADATA = MetaData()

KEYS = Table(
    "sender_keys",
    METADATA,
    # A digest: an id of the sender's own can itself say who sent it.
    Column("key_digest", String(20), primary_key=True),
    Column("case_id", String(20), nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("received_at", DateTime(timezone=True), nullable=False),
    Column("logged", Boolean, nullable=False, default=False),
)

RECEIPTS = Table(
    "receipts",
    METADATA,
    Column("case_id", String(20), primary_key=True),
    Column("selector", String(6), nullable=False),
    # Exactly one of the two is there: the code waits concealed until it is hashed.
    Column("concealed", LargeBinary, nullable=True),
    Column("hardened", String(200), nullable=True),
)
Index("receipts_by_selector", RECEIPTS.c.selector)
Index(
    "receipts_waiting",
    RECEIPTS.c.case_id,
    sqlite_where=RECEIPTS.c.concealed.is_not(None),
    postgresql_where=RECEIPTS.c.concealed.is_not(None),
)

ANSWERS = Table(
    "answers_given",
    METADATA,
    Column("event_id", String(20), primary_key=True),
    Column("case_id", String(20), nullable=False, index=True),
    Column("question_id", String(20), nullable=True),
    Column("answered_at", DateTime(timezone=True), nullable=False),
)
