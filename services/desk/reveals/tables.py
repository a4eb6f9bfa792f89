"""The table of reveals; tocsin/database/migrations makes it.

It holds who asked for what and who agreed; never who reported.
"""

from sqlalchemy import Column, DateTime, Index, MetaData, String, Table, Text

NAME = "reveals"
METADATA = MetaData()

REVEALS = Table(
    "reveals",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("case_id", String(20), nullable=False),
    Column("asked_by", String(32), nullable=False),
    Column("asked_by_name", String(200), nullable=False),
    Column("reason", Text, nullable=False),
    Column("asked_at", DateTime(timezone=True), nullable=False),
    # The last decision, and whose it was; None while it waits for one.
    Column("decision", String(20), nullable=True),
    Column("decided_by", String(32), nullable=True),
    Column("decided_by_name", String(200), nullable=True),
    Column("decided_at", DateTime(timezone=True), nullable=True),
    Column("seen_at", DateTime(timezone=True), nullable=True),
)
Index("reveals_by_case", REVEALS.c.case_id)
Index("reveals_by_time", REVEALS.c.asked_at)
