"""The tables as queries see them; `migrations` makes them, with the triggers that guard them."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from cxzy.core.vocabulary import MemberType, Source, SubjectKind, UnitKind, UnitLevel
from cxzy.store.columns import Bytes, Moment, MomentText, Word, Words, one_of
from cxzy.store.records import SheetState, Verdict

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

unit = Table(
    "unit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", String, nullable=False, unique=True),
    Column("name", String, nullable=False),
    Column("level", Word(UnitLevel), nullable=False),
    Column("kind", Word(UnitKind)),
    Column("parent_id", ForeignKey("unit.id"), index=True),
    Column("version", Integer, nullable=False),
    one_of("level", UnitLevel),
    one_of("kind", UnitKind),
    CheckConstraint("code <> ''", name="code"),
    CheckConstraint("parent_id <> id", name="parent"),
)

member = Table(
    "member",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("number", String, nullable=False, unique=True),
    Column("name", String, nullable=False),
    Column("unit_id", ForeignKey("unit.id"), nullable=False, index=True),
    Column("type", Word(MemberType), nullable=False),
    Column("position", String, nullable=False),
    Column("version", Integer, nullable=False),
    one_of("type", MemberType),
    CheckConstraint("number <> ''", name="number"),
)

period = Table(
    "period",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String, nullable=False, unique=True),
    Column("name", String, nullable=False),
    Column("starts", Date, nullable=False),
    Column("ends", Date, nullable=False),
    Column("due", Date),
    Column("version", Integer, nullable=False),
    CheckConstraint("key <> ''", name="key"),
    CheckConstraint("starts <= ends", name="order"),
)

scheme = Table(
    "scheme",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String, nullable=False),
    Column("version", String, nullable=False),
    Column("subject", Word(SubjectKind), nullable=False),
    Column("text", Text, nullable=False),
    Column("fingerprint", String, nullable=False, index=True),
    Column("frozen", Boolean, nullable=False),
    UniqueConstraint("name", "version"),
    one_of("subject", SubjectKind),
)

meeting = Table(
    "meeting",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("period_id", ForeignKey("period.id"), nullable=False),
    Column("unit_id", ForeignKey("unit.id"), nullable=False, index=True),
    Column("scheme_id", ForeignKey("scheme.id"), nullable=False, index=True),
    Column("subject", Word(SubjectKind), nullable=False),
    Column("held_on", Date),
    Column("version", Integer, nullable=False),
    UniqueConstraint("period_id", "unit_id", "subject"),
    one_of("subject", SubjectKind),
)

attendance = Table(
    "attendance",
    metadata,
    Column("meeting_id", ForeignKey("meeting.id"), primary_key=True),
    Column("source", Word(Source), primary_key=True),
    Column("group", String, primary_key=True),
    Column("place", Integer, nullable=False),
    Column("expected", Integer, nullable=False),
    Column("present", Integer),
    one_of("source", Source),
    CheckConstraint("expected >= 0", name="expected"),
    CheckConstraint("present >= 0", name="present"),
)

roster = Table(
    "roster",
    metadata,
    Column("meeting_id", ForeignKey("meeting.id"), primary_key=True),
    Column("subject", String, primary_key=True, index=True),
    Column("place", Integer, nullable=False),
    Column("name", String, nullable=False),
    Column("branch", String, nullable=False),
    Column("organisation", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("type", String, nullable=False),
    Column("position", String, nullable=False),
)

sheet = Table(
    "sheet",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("meeting_id", ForeignKey("meeting.id"), nullable=False),
    Column("name", String, nullable=False),
    Column("sha256", String, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("version", Integer, nullable=False),
    Column("state", Word(SheetState), nullable=False),
    Column("sources", Words(Source), nullable=False),
    Column("standing", Words(Source), nullable=False),
    Column("layouts", Words(), nullable=False),
    Column("rating_count", Integer, nullable=False),
    Column("problems", Text, nullable=False),
    Column("accepted_by", String, nullable=False),
    Column("accepted_at", Moment, nullable=False),
    UniqueConstraint("meeting_id", "version"),
    one_of("state", SheetState),
    CheckConstraint("state = 'accepted' OR standing = ''", name="standing"),
)
Index(
    "ix_sheet_standing",
    sheet.c.meeting_id,
    sheet.c.sha256,
    unique=True,
    sqlite_where=text("state = 'accepted'"),
    postgresql_where=text("state = 'accepted'"),
)

sheet_content = Table(
    "sheet_content",
    metadata,
    Column("sheet_id", ForeignKey("sheet.id"), primary_key=True),
    Column("ratings", Bytes, nullable=False),
    Column("content", Bytes, nullable=False),
)

ballot_decision = Table(
    "ballot_decision",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("sheet_id", ForeignKey("sheet.id"), nullable=False, index=True),
    Column("source", Word(Source), nullable=False),
    Column("rater", Integer, nullable=False),
    Column("verdict", Word(Verdict), nullable=False),
    Column("reason", Text, nullable=False),
    Column("decided_by", String, nullable=False),
    Column("decided_at", Moment, nullable=False),
    one_of("source", Source),
    one_of("verdict", Verdict),
    CheckConstraint("rater >= 0", name="rater"),
    CheckConstraint("reason <> ''", name="reason"),
)

form = Table(
    "form",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("fingerprint", String, nullable=False),
    Column("unit_id", ForeignKey("unit.id"), index=True),
    Column("roles", Text, nullable=False),
    Column("remembered_by", String, nullable=False),
    Column("remembered_at", Moment, nullable=False),
    Column("used", Integer, nullable=False),
    Column("used_at", Moment),
    Column("version", Integer, nullable=False),
    UniqueConstraint("fingerprint", "unit_id"),
    CheckConstraint("fingerprint <> ''", name="fingerprint"),
    CheckConstraint("used >= 0", name="used"),
)
Index(
    "ix_form_everywhere",
    form.c.fingerprint,
    unique=True,
    sqlite_where=text("unit_id IS NULL"),
    postgresql_where=text("unit_id IS NULL"),
)

facet = Table(
    "facet",
    metadata,
    Column("meeting_id", ForeignKey("meeting.id"), primary_key=True),
    Column("source", Word(Source), primary_key=True),
    Column("group", String, primary_key=True),
    Column("criterion", String, primary_key=True),
    Column("subjects", Text, nullable=False),
    Column("n", Bytes, nullable=False),
    Column("mean", Bytes, nullable=False),
    Column("spread", Bytes, nullable=False),
    one_of("source", Source),
)

facet_reckoning = Table(
    "facet_reckoning",
    metadata,
    Column("meeting_id", ForeignKey("meeting.id"), primary_key=True),
    Column("way", Integer, nullable=False),
    CheckConstraint("way >= 0", name="way"),
)

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("at", MomentText, nullable=False),
    Column("actor", String, nullable=False),
    Column("action", String, nullable=False, index=True),
    Column("object", String, nullable=False, index=True),
    Column("details", Text, nullable=False),
    Column("hash", String, nullable=False, unique=True),
)
