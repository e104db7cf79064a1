"""What people decided on single raters' ballots."""

import sqlalchemy as sa
from alembic import op

from cxzy.store.migrations.guards import guard, guard_emptying

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the table of decisions, to which rows are only added."""
    op.create_table(
        "ballot_decision",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("sheet_id", sa.Integer, sa.ForeignKey("sheet.id"), nullable=False, index=True),
        sa.Column("source", sa.String, nullable=False),
        sa.Column("rater", sa.Integer, nullable=False),
        sa.Column("verdict", sa.String, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("decided_by", sa.String, nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("source IN ('self', 'peer', 'leader', 'mass')", name="source"),
        sa.CheckConstraint("verdict IN ('void', 'sound', 'undone')", name="verdict"),
        sa.CheckConstraint("rater >= 0", name="rater"),
        sa.CheckConstraint("reason <> ''", name="reason"),
    )
    kept = "decisions on ballots are kept for good"
    guard("ballot_decision_update", "ballot_decision", "UPDATE", "a decision does not change")
    guard("ballot_decision_delete", "ballot_decision", "DELETE", kept)
    guard_emptying("ballot_decision", kept)
