"""What intake remembers: keys, receipts, drafts, and what reporters are told.

Folders from before the migrations have these tables already: they are taken as they
are, and only their number of version is dropped.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables that are missing."""
    op.create_table(
        "sender_keys",
        sa.Column("key_digest", sa.String(20), primary_key=True),
        sa.Column("case_id", sa.String(20), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("logged", sa.Boolean, nullable=False),
        if_not_exists=True,
    )
    _make_receipts()
    _make_drafts()
    op.create_table(
        "told_states",
        sa.Column("case_id", sa.String(20), primary_key=True),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("since", sa.Date, nullable=True),
        if_not_exists=True,
    )
    op.drop_table("ledger_version", if_exists=True)


def _make_receipts() -> None:
    op.create_table(
        "receipts",
        sa.Column("case_id", sa.String(20), primary_key=True),
        sa.Column("selector", sa.String(6), nullable=False),
        sa.Column("concealed", sa.LargeBinary, nullable=True),
        sa.Column("hardened", sa.String(200), nullable=True),
        if_not_exists=True,
    )
    op.create_index(
        "receipts_by_selector", "receipts", ["selector"], if_not_exists=True
    )
    waiting = sa.text("concealed IS NOT NULL")
    op.create_index(
        "receipts_waiting",
        "receipts",
        ["case_id"],
        sqlite_where=waiting,
        postgresql_where=waiting,
        if_not_exists=True,
    )


def _make_drafts() -> None:
    op.create_table(
        "drafts",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("bytes", sa.BigInteger, nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        if_not_exists=True,
    )
    op.create_index(
        "ix_drafts_expires_at", "drafts", ["expires_at"], if_not_exists=True
    )
    op.create_table(
        "draft_files",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("draft_id", sa.String(64), nullable=False),
        sa.Column("bytes", sa.BigInteger, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        if_not_exists=True,
    )
    op.create_index(
        "ix_draft_files_draft_id", "draft_files", ["draft_id"], if_not_exists=True
    )
