"""The first tables: units, members, periods, schemes, meetings, sheets, facets, audit."""

import sqlalchemy as sa
from alembic import op

from cxzy.store.migrations.guards import guard, guard_emptying, prepare_guards

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Bring an empty database to this revision."""
    _make_organisation()
    _make_campaign()
    _make_sheets()
    _make_facets_and_audit()
    prepare_guards()
    _guard_sheets()
    _guard_schemes_and_audit()


def _make_organisation() -> None:
    op.create_table(
        "unit",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("code", sa.String, nullable=False, unique=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("level", sa.String, nullable=False),
        sa.Column("kind", sa.String),
        sa.Column("parent_id", sa.Integer, sa.ForeignKey("unit.id"), index=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.CheckConstraint("level IN ('university', 'organisation', 'branch')", name="level"),
        sa.CheckConstraint("kind IN ('staff', 'student', 'office', 'retired')", name="kind"),
        sa.CheckConstraint("code <> ''", name="code"),
        sa.CheckConstraint("parent_id <> id", name="parent"),
    )
    op.create_table(
        "member",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("number", sa.String, nullable=False, unique=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("unit_id", sa.Integer, sa.ForeignKey("unit.id"), nullable=False, index=True),
        sa.Column("type", sa.String, nullable=False),
        sa.Column("position", sa.String, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.CheckConstraint("type IN ('formal', 'probationary')", name="type"),
        sa.CheckConstraint("number <> ''", name="number"),
    )


def _make_campaign() -> None:
    op.create_table(
        "period",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("key", sa.String, nullable=False, unique=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("starts", sa.Date, nullable=False),
        sa.Column("ends", sa.Date, nullable=False),
        sa.Column("due", sa.Date),
        sa.Column("version", sa.Integer, nullable=False),
        sa.CheckConstraint("key <> ''", name="key"),
        sa.CheckConstraint("starts <= ends", name="order"),
    )
    op.create_table(
        "scheme",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("version", sa.String, nullable=False),
        sa.Column("subject", sa.String, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("fingerprint", sa.String, nullable=False, index=True),
        sa.Column("frozen", sa.Boolean, nullable=False),
        sa.UniqueConstraint("name", "version"),
        sa.CheckConstraint("subject IN ('member', 'branch')", name="subject"),
    )
    _make_meetings()


def _make_meetings() -> None:
    op.create_table(
        "meeting",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("period_id", sa.Integer, sa.ForeignKey("period.id"), nullable=False),
        sa.Column("unit_id", sa.Integer, sa.ForeignKey("unit.id"), nullable=False, index=True),
        sa.Column("scheme_id", sa.Integer, sa.ForeignKey("scheme.id"), nullable=False, index=True),
        sa.Column("subject", sa.String, nullable=False),
        sa.Column("held_on", sa.Date),
        sa.Column("version", sa.Integer, nullable=False),
        sa.UniqueConstraint("period_id", "unit_id", "subject"),
        sa.CheckConstraint("subject IN ('member', 'branch')", name="subject"),
    )
    op.create_table(
        "attendance",
        sa.Column("meeting_id", sa.Integer, sa.ForeignKey("meeting.id"), primary_key=True),
        sa.Column("source", sa.String, primary_key=True),
        sa.Column("group", sa.String, primary_key=True),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("expected", sa.Integer, nullable=False),
        sa.Column("present", sa.Integer),
        sa.CheckConstraint("source IN ('self', 'peer', 'leader', 'mass')", name="source"),
        sa.CheckConstraint("expected >= 0", name="expected"),
        sa.CheckConstraint("present >= 0", name="present"),
    )
    op.create_table(
        "roster",
        sa.Column("meeting_id", sa.Integer, sa.ForeignKey("meeting.id"), primary_key=True),
        sa.Column("subject", sa.String, primary_key=True, index=True),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("branch", sa.String, nullable=False),
        sa.Column("organisation", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("type", sa.String, nullable=False),
        sa.Column("position", sa.String, nullable=False),
    )


def _make_sheets() -> None:
    op.create_table(
        "sheet",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("meeting_id", sa.Integer, sa.ForeignKey("meeting.id"), nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("sha256", sa.String, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("sources", sa.String, nullable=False),
        sa.Column("standing", sa.String, nullable=False),
        sa.Column("layouts", sa.String, nullable=False),
        sa.Column("rating_count", sa.Integer, nullable=False),
        sa.Column("problems", sa.Text, nullable=False),
        sa.Column("accepted_by", sa.String, nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("meeting_id", "version"),
        sa.CheckConstraint("state IN ('accepted', 'replaced', 'withdrawn')", name="state"),
        sa.CheckConstraint("state = 'accepted' OR standing = ''", name="standing"),
    )
    op.create_index(
        "ix_sheet_standing",
        "sheet",
        ["meeting_id", "sha256"],
        unique=True,
        sqlite_where=sa.text("state = 'accepted'"),
        postgresql_where=sa.text("state = 'accepted'"),
    )
    op.create_table(
        "sheet_content",
        sa.Column("sheet_id", sa.Integer, sa.ForeignKey("sheet.id"), primary_key=True),
        sa.Column("ratings", sa.LargeBinary, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )


def _make_facets_and_audit() -> None:
    op.create_table(
        "facet",
        sa.Column("meeting_id", sa.Integer, sa.ForeignKey("meeting.id"), primary_key=True),
        sa.Column("source", sa.String, primary_key=True),
        sa.Column("group", sa.String, primary_key=True),
        sa.Column("criterion", sa.String, primary_key=True),
        sa.Column("subjects", sa.Text, nullable=False),
        sa.Column("n", sa.LargeBinary, nullable=False),
        sa.Column("mean", sa.LargeBinary, nullable=False),
        sa.Column("spread", sa.LargeBinary, nullable=False),
        sa.CheckConstraint("source IN ('self', 'peer', 'leader', 'mass')", name="source"),
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", sa.String, nullable=False),
        sa.Column("actor", sa.String, nullable=False),
        sa.Column("action", sa.String, nullable=False, index=True),
        sa.Column("object", sa.String, nullable=False, index=True),
        sa.Column("details", sa.Text, nullable=False),
        sa.Column("hash", sa.String, nullable=False, unique=True),
    )


def _guard_sheets() -> None:
    kept = "id, meeting_id, name, sha256, size, version, sources, layouts, rating_count, problems"
    guard(
        "sheet_facts",
        "sheet",
        f"UPDATE OF {kept}, accepted_by, accepted_at",
        "what is known of a sheet does not change",
    )
    guard(
        "sheet_state",
        "sheet",
        "UPDATE OF state",
        "a sheet cannot go from the one state to the other",
        when="NEW.state <> OLD.state AND NEW.state <> 'accepted' AND OLD.state <> 'accepted'",
    )
    guard("sheet_delete", "sheet", "DELETE", "a sheet is kept for good")
    guard("sheet_content_update", "sheet_content", "UPDATE", "the bytes of a sheet do not change")
    guard("sheet_content_delete", "sheet_content", "DELETE", "the bytes of a sheet are kept")
    guard_emptying("sheet", "sheets are kept for good")
    guard_emptying("sheet_content", "the bytes of sheets are kept for good")


def _guard_schemes_and_audit() -> None:
    frozen = "a scheme that has scored a sheet does not change"
    when = "OLD.frozen"
    guard("scheme_update", "scheme", "UPDATE", frozen, when=when)
    guard("scheme_delete", "scheme", "DELETE", frozen, when=when)
    guard("audit_update", "audit", "UPDATE", "audit records do not change")
    guard("audit_delete", "audit", "DELETE", "audit records are kept for good")
    guard_emptying("audit", "audit records are kept for good")
