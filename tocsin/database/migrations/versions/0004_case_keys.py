"""The keys of cases, wrapped: intake adds, who has a private master key opens."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "case_keys",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("case_id", sa.String(20), nullable=False),
        sa.Column("wrapped", sa.LargeBinary, nullable=True),
        sa.Column("key_id", sa.String(16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
    )
    op.create_index("case_keys_by_case", "case_keys", ["case_id"])
    op.create_index("case_keys_by_master", "case_keys", ["key_id"])
