"""Forms of score sheets that were corrected once."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the table of remembered forms."""
    op.create_table(
        "form",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("fingerprint", sa.String, nullable=False),
        sa.Column("unit_id", sa.Integer, sa.ForeignKey("unit.id"), index=True),
        sa.Column("roles", sa.Text, nullable=False),
        sa.Column("remembered_by", sa.String, nullable=False),
        sa.Column("remembered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used", sa.Integer, nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True)),
        sa.Column("version", sa.Integer, nullable=False),
        sa.UniqueConstraint("fingerprint", "unit_id"),
        sa.CheckConstraint("fingerprint <> ''", name="fingerprint"),
        sa.CheckConstraint("used >= 0", name="used"),
    )
    op.create_index(
        "ix_form_everywhere",
        "form",
        ["fingerprint"],
        unique=True,
        sqlite_where=sa.text("unit_id IS NULL"),
        postgresql_where=sa.text("unit_id IS NULL"),
    )
