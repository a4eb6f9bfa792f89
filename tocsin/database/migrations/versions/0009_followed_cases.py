"""Which case the receipt of a merged one follows."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Add the column."""
    op.add_column("told_states", sa.Column("follows", sa.String(20), nullable=True))
