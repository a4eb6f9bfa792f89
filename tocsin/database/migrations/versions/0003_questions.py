"""Questions to reporters, and how often they were answered."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "told_questions",
        sa.Column("case_id", sa.String(20), primary_key=True),
        sa.Column("question_id", sa.String(20), primary_key=True),
        sa.Column("asked_on", sa.Date, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
    )
    op.create_table(
        "answers_given",
        sa.Column("event_id", sa.String(20), primary_key=True),
        sa.Column("case_id", sa.String(20), nullable=False, index=True),
        sa.Column("question_id", sa.String(20), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
    )
