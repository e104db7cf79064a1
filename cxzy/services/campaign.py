"""The campaign as the office sets it up: periods, units, members, meetings, schemes."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, Engine

from cxzy.core.scheme import parse_scheme
from cxzy.core.vocabulary import MemberType, Source, SubjectKind, UnitKind, UnitLevel
from cxzy.services.actors import Actor, require
from cxzy.services.directory import organisation_of, units_by_id
from cxzy.store import audit
from cxzy.store import meetings as meeting_store
from cxzy.store import members as member_store
from cxzy.store import periods as period_store
from cxzy.store import schemes as scheme_store
from cxzy.store import sheets as sheet_store
from cxzy.store import units as unit_store
from cxzy.store.database import reading, writing
from cxzy.store.records import (
    Attendance,
    Meeting,
    Member,
    Period,
    SheetState,
    StoredScheme,
    StoredSheet,
    Unit,
)


@dataclass(frozen=True)
class MeetingView:
    """A meeting with what people want to know of it at a glance.

    `expected` are the sources its scheme counts, `standing` those for which marks are in,
    `sheets` how many workbooks stand.
    """

    id: int
    period_id: int
    unit_id: int
    unit: str
    organisation_id: int
    organisation: str
    kind: UnitKind | None
    subject: SubjectKind
    scheme_id: int
    scheme: str
    version: int
    held_on: date | None
    expected: tuple[Source, ...]
    standing: tuple[Source, ...]
    sheets: int
    last_accepted: datetime | None

    @property
    def owing(self) -> tuple[Source, ...]:
        """The sources for which nothing is in yet."""
        return tuple(source for source in self.expected if source not in self.standing)


def periods(engine: Engine, actor: Actor) -> list[Period]:
    """Return the periods, the newest first."""
    require(actor, "campaign.read")
    with reading(engine) as connection:
        return period_store.periods(connection)


def units(engine: Engine, actor: Actor) -> list[Unit]:
    """Return the units in the actor's reach, parents before children."""
    require(actor, "campaign.read")
    with reading(engine) as connection:
        found = unit_store.units(connection)
    return [unit for unit in found if actor.unit_ids is None or unit.id in actor.unit_ids]


def members(engine: Engine, actor: Actor, unit_id: int | None = None) -> list[Member]:
    """Return the members of a unit and all below it, or of everything in reach."""
    require(actor, "campaign.read", unit_id)
    with reading(engine) as connection:
        wanted = None if unit_id is None else unit_store.descendants(connection, unit_id)
        if actor.unit_ids is not None:
            wanted = set(actor.unit_ids) if wanted is None else wanted & actor.unit_ids
        return member_store.members(connection, wanted)


def schemes(engine: Engine, actor: Actor) -> list[StoredScheme]:
    """Return every version of every scheme."""
    require(actor, "campaign.read")
    with reading(engine) as connection:
        return scheme_store.schemes(connection)


def meetings(engine: Engine, actor: Actor, period_id: int) -> list[MeetingView]:
    """Return the meetings of a period in the actor's reach, with what is in and what is owed."""
    require(actor, "campaign.read")
    with reading(engine) as connection:
        held = meeting_store.meetings(connection, period_id=period_id)
        if actor.unit_ids is not None:
            held = [meeting for meeting in held if meeting.unit_id in actor.unit_ids]
        return _views(connection, held)


def _views(connection: Connection, held: list[Meeting]) -> list[MeetingView]:
    everyone = units_by_id(connection)
    known = {stored.id: stored for stored in scheme_store.schemes(connection)}
    wanted = {id_: expected_sources(known[id_].text) for id_ in {m.scheme_id for m in held}}
    standing: dict[int, list[StoredSheet]] = {}
    for sheet in sheet_store.sheets(
        connection, meeting_ids=[meeting.id for meeting in held], state=SheetState.ACCEPTED
    ):
        standing.setdefault(sheet.meeting_id, []).append(sheet)
    return [
        _view(
            meeting,
            unit=everyone[meeting.unit_id],
            organisation=organisation_of(everyone[meeting.unit_id], everyone),
            scheme=known[meeting.scheme_id],
            expected=wanted[meeting.scheme_id],
            sheets=standing.get(meeting.id, []),
        )
        for meeting in held
    ]


def _view(
    meeting: Meeting,
    *,
    unit: Unit,
    organisation: Unit,
    scheme: StoredScheme,
    expected: tuple[Source, ...],
    sheets: list[StoredSheet],
) -> MeetingView:
    standing = {source for sheet in sheets for source in sheet.standing}
    return MeetingView(
        id=meeting.id,
        period_id=meeting.period_id,
        unit_id=unit.id,
        unit=unit.name,
        organisation_id=organisation.id,
        organisation=organisation.name,
        kind=unit.kind,
        subject=meeting.subject,
        scheme_id=scheme.id,
        scheme=f"{scheme.name} {scheme.version}",
        version=meeting.version,
        held_on=meeting.held_on,
        expected=expected,
        standing=tuple(source for source in Source if source in standing),
        sheets=len(sheets),
        last_accepted=max((sheet.accepted_at for sheet in sheets), default=None),
    )


def expected_sources(text: str) -> tuple[Source, ...]:
    """Return the sources that a scheme, given as text, has switched on."""
    return tuple(parse_scheme(text).sources)


def add_period(  # noqa: PLR0913 — a period has six fields
    engine: Engine,
    actor: Actor,
    *,
    key: str,
    name: str,
    starts: date,
    ends: date,
    due: date | None = None,
) -> Period:
    """Add a period; `key` must be new."""
    require(actor, "campaign.change")
    with writing(engine) as connection:
        period = period_store.add_period(
            connection, key=key, name=name, starts=starts, ends=ends, due=due
        )
        audit.record(connection, actor.name, "period.add", key, name)
    return period


def change_period(engine: Engine, actor: Actor, period: Period) -> Period:
    """Keep a changed period; `StaleRecord` where another changed it meanwhile."""
    require(actor, "campaign.change")
    with writing(engine) as connection:
        changed = period_store.change_period(connection, period)
        audit.record(connection, actor.name, "period.change", period.key, period.name)
    return changed


def add_unit(  # noqa: PLR0913 — a unit has five fields
    engine: Engine,
    actor: Actor,
    *,
    code: str,
    name: str,
    level: UnitLevel,
    kind: UnitKind | None = None,
    parent_id: int | None = None,
) -> Unit:
    """Add a unit below its parent; `code` must be new."""
    require(actor, "campaign.change", parent_id)
    with writing(engine) as connection:
        unit = unit_store.add_unit(
            connection, code=code, name=name, level=level, kind=kind, parent_id=parent_id
        )
        audit.record(connection, actor.name, "unit.add", code, name)
    return unit


def change_unit(engine: Engine, actor: Actor, unit: Unit) -> Unit:
    """Keep a changed unit; `StaleRecord` where another changed it meanwhile."""
    require(actor, "campaign.change", unit.id)
    with writing(engine) as connection:
        changed = unit_store.change_unit(connection, unit)
        audit.record(connection, actor.name, "unit.change", unit.code, unit.name)
    return changed


def change_member(engine: Engine, actor: Actor, member: Member) -> Member:
    """Keep a changed member; `StaleRecord` where another changed it meanwhile."""
    require(actor, "campaign.change", member.unit_id)
    with writing(engine) as connection:
        changed = member_store.change_member(connection, member)
        audit.record(
            connection, actor.name, "member.change", member.number, MemberType(member.type)
        )
    return changed


def add_scheme(engine: Engine, actor: Actor, text: str) -> StoredScheme:
    """Add a version of a scheme, given as TOML; `SchemeError` says what is wrong with it."""
    require(actor, "campaign.change")
    scheme = parse_scheme(text)
    with writing(engine) as connection:
        stored = scheme_store.add_scheme(
            connection,
            name=scheme.name,
            version=scheme.version,
            subject=scheme.subject,
            text=text,
            fingerprint=scheme.fingerprint,
        )
        audit.record(connection, actor.name, "scheme.add", stored.name, stored.fingerprint)
    return stored


def add_meeting(
    engine: Engine,
    actor: Actor,
    *,
    period_id: int,
    unit_id: int,
    scheme_id: int,
    held_on: date | None = None,
) -> Meeting:
    """Add the meeting of a unit in a period; what it assesses follows from the scheme."""
    require(actor, "campaign.change", unit_id)
    with writing(engine) as connection:
        meeting = meeting_store.add_meeting(
            connection,
            period_id=period_id,
            unit_id=unit_id,
            scheme_id=scheme_id,
            subject=scheme_store.scheme(connection, scheme_id).subject,
            held_on=held_on,
        )
        audit.record(connection, actor.name, "meeting.add", str(meeting.id), str(unit_id))
    return meeting


def meeting_attendance(engine: Engine, actor: Actor, meeting_id: int) -> list[Attendance]:
    """Return the electorate and the attendance of a meeting, per source and group."""
    with reading(engine) as connection:
        require(actor, "campaign.read", meeting_store.meeting(connection, meeting_id).unit_id)
        return meeting_store.attendance(connection, meeting_id)


def set_attendance(
    engine: Engine, actor: Actor, meeting_id: int, attendance: list[Attendance]
) -> None:
    """Replace the electorate and the attendance of a meeting."""
    with writing(engine) as connection:
        meeting = meeting_store.meeting(connection, meeting_id)
        require(actor, "campaign.change", meeting.unit_id)
        meeting_store.set_attendance(connection, meeting_id, attendance)
        audit.record(
            connection, actor.name, "attendance.set", str(meeting_id), str(len(attendance))
        )
