"""The demo's campaign in the database: units, members, periods, schemes and meetings."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection

from cxzy.core.scheme import parse_scheme
from cxzy.core.vocabulary import SubjectKind, UnitLevel
from cxzy.services.demo_people import (
    DEMO_FOLDER,
    DemoBranch,
    branch_attendance,
    branches,
    generator,
    organisation_attendance,
    organisations,
    parameters,
    people,
)
from cxzy.store import meetings as meeting_store
from cxzy.store import members as member_store
from cxzy.store import periods as period_store
from cxzy.store import schemes as scheme_store
from cxzy.store import units as unit_store
from cxzy.store.records import Attendance, Member, Period, StoredScheme


@dataclass(frozen=True)
class DemoMeeting:
    """A meeting of the demo: a branch's over its members, or an organisation's over branches.

    `unit` is the code of the unit that holds it, `branch` is None for an organisation.
    """

    id: int
    period: str
    unit: str
    name: str
    branch: DemoBranch | None

    @property
    def subject(self) -> SubjectKind:
        """What the meeting assesses."""
        return SubjectKind.BRANCH if self.branch is None else SubjectKind.MEMBER


def set_up(connection: Connection) -> list[DemoMeeting]:
    """Store the demo's units, members, periods, schemes and meetings; return the meetings."""
    units = _add_units(connection)
    member_store.add_members(
        connection,
        [
            Member(
                0, person.number, person.name, units[person.branch], person.type, person.position
            )
            for person in people()
        ],
    )
    schemes = {subject: _add_scheme(connection, subject) for subject in SubjectKind}
    meetings: list[DemoMeeting] = []
    for listed in parameters("university")["periods"]:
        period = period_store.add_period(
            connection, **{key: value for key, value in listed.items() if key != "held_from"}
        )
        meetings += [
            _add_meeting(connection, holder, period, units, schemes, listed["held_from"])
            for holder in holders(period.key)
        ]
    return meetings


def holders(period: str) -> Iterator[DemoMeeting]:
    """Yield the meetings of a period, not yet stored: the branches', then the organisations'."""
    for branch in branches():
        yield DemoMeeting(0, period, branch.code, branch.name, branch)
    for code, name in organisations().items():
        yield DemoMeeting(0, period, code, name, None)


def attendance(meeting: DemoMeeting) -> list[Attendance]:
    """Return who may assess at a meeting of the demo, and who came."""
    if meeting.branch is None:
        return organisation_attendance(meeting.unit, meeting.period)
    return branch_attendance(meeting.branch, meeting.period)


def scheme_text(subject: SubjectKind) -> str:
    """Return the demo's scheme for members or branches, as TOML."""
    return (DEMO_FOLDER / f"{subject.value}.toml").read_text(encoding="utf-8")


def stored_meetings(connection: Connection) -> list[DemoMeeting]:
    """Return the demo's meetings as a database holds them; none where it holds another's."""
    codes = {unit.code: unit.id for unit in unit_store.units(connection)}
    found = []
    for period in period_store.periods(connection):
        kept = {m.unit_id: m.id for m in meeting_store.meetings(connection, period_id=period.id)}
        for holder in holders(period.key):
            meeting = kept.get(codes.get(holder.unit, 0))
            if meeting is not None:
                found.append(_stored(holder, meeting))
    return found


def _stored(holder: DemoMeeting, id_: int) -> DemoMeeting:
    return DemoMeeting(id_, holder.period, holder.unit, holder.name, holder.branch)


def _add_units(connection: Connection) -> dict[str, int]:
    university = parameters("university")
    root = unit_store.add_unit(
        connection,
        code=university["number"],
        name=university["name"],
        level=UnitLevel.UNIVERSITY,
    )
    ids: dict[str, int] = {}
    for code, name in organisations().items():
        ids[code] = unit_store.add_unit(
            connection, code=code, name=name, level=UnitLevel.ORGANISATION, parent_id=root.id
        ).id
    for branch in branches():
        ids[branch.code] = unit_store.add_unit(
            connection,
            code=branch.code,
            name=branch.name,
            level=UnitLevel.BRANCH,
            kind=branch.kind,
            parent_id=ids[branch.organisation],
        ).id
    return ids


def _add_scheme(connection: Connection, subject: SubjectKind) -> StoredScheme:
    text = scheme_text(subject)
    scheme = parse_scheme(text)
    return scheme_store.add_scheme(
        connection,
        name=scheme.name,
        version=scheme.version,
        subject=scheme.subject,
        text=text,
        fingerprint=scheme.fingerprint,
    )


def _add_meeting(
    connection: Connection,
    holder: DemoMeeting,
    period: Period,
    units: dict[str, int],
    schemes: dict[SubjectKind, StoredScheme],
    held_from: date,
) -> DemoMeeting:
    days = int(generator("held", holder.unit, period.key).integers(0, 9))
    stored = meeting_store.add_meeting(
        connection,
        period_id=period.id,
        unit_id=units[holder.unit],
        scheme_id=schemes[holder.subject].id,
        subject=holder.subject,
        held_on=held_from + timedelta(days=days),
    )
    meeting_store.set_attendance(connection, stored.id, attendance(holder))
    return _stored(holder, stored.id)
