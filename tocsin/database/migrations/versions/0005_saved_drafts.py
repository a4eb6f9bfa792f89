"""Drafts that are opened again with a code."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "saved_drafts",
        sa.Column("draft_id", sa.String(64), primary_key=True),
        sa.Column("selector", sa.String(6), nullable=False, index=True),
        sa.Column("salt", sa.LargeBinary, nullable=False),
        sa.Column("locked", sa.LargeBinary, nullable=False),
    )
