"""In which way the facets of each meeting were reckoned."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the table; what was stored before is of way 0, whichever it was."""
    op.create_table(
        "facet_reckoning",
        sa.Column("meeting_id", sa.Integer, sa.ForeignKey("meeting.id"), primary_key=True),
        sa.Column("way", sa.Integer, nullable=False),
        sa.CheckConstraint("way >= 0", name="way"),
    )
    op.execute("INSERT INTO facet_reckoning SELECT DISTINCT meeting_id, 0 FROM sheet")
