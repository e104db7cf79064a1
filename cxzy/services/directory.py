"""Who and what can be assessed, with the units they belong to, as one table."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

import pandas as pd
from sqlalchemy import Connection

from cxzy.core.roster import MEMBER_COLUMNS, ListedRoster, Roster
from cxzy.core.scheme import Scheme, parse_scheme
from cxzy.core.vocabulary import SubjectKind, UnitLevel
from cxzy.store import meetings as meeting_store
from cxzy.store import members as member_store
from cxzy.store import schemes as scheme_store
from cxzy.store import units as unit_store
from cxzy.store.errors import NotFound
from cxzy.store.records import Meeting, Member, Unit

DIRECTORY_COLUMNS = (*MEMBER_COLUMNS, "unit_id", "organisation_id")
Row = tuple[str | int, ...]


def units_by_id(connection: Connection) -> dict[int, Unit]:
    """Return every unit under its id."""
    return {unit.id: unit for unit in unit_store.units(connection)}


def kin_by_id(connection: Connection, unit_ids: Collection[int]) -> dict[int, Unit]:
    """Return units with all above and below them, each under its id."""
    return {unit.id: unit for unit in unit_store.kin(connection, unit_ids)}


def organisation_of(unit: Unit, units: Mapping[int, Unit]) -> Unit:
    """Return the secondary organisation of `unit`; a unit above that level is its own."""
    while unit.level == UnitLevel.BRANCH and unit.parent_id is not None:
        unit = units[unit.parent_id]
    return unit


def _member_rows(members: Iterable[Member], units: Mapping[int, Unit]) -> list[Row]:
    return [
        (member.number, member.name, *_place(units[member.unit_id], units))
        + (member.type.value, member.position)
        + (member.unit_id, organisation_of(units[member.unit_id], units).id)
        for member in members
    ]


def _branch_rows(branches: Mapping[int, Unit], units: Mapping[int, Unit]) -> list[Row]:
    return [
        (unit.code, unit.name, *_place(unit, units), "", "")
        + (unit.id, organisation_of(unit, units).id)
        for unit in branches.values()
        if unit.level == UnitLevel.BRANCH
    ]


def meeting_scheme(connection: Connection, meeting: Meeting) -> Scheme:
    """Return the scheme that a meeting is scored by."""
    return parse_scheme(scheme_store.scheme(connection, meeting.scheme_id).text)


def subject_details(connection: Connection, subject: SubjectKind, key: str) -> dict[str, str | int]:
    """Return what is known today of a member or branch, by the names of `DIRECTORY_COLUMNS`.

    Raises NotFound where nobody has the number `key`.
    """
    units = units_by_id(connection)
    if subject == SubjectKind.BRANCH:
        branch = unit_store.unit_by_code(connection, key)
        rows = _branch_rows({branch.id: branch}, units)
    else:
        rows = _member_rows([member_store.member_by_number(connection, key)], units)
    if not rows:
        raise NotFound.of("unit", key)
    return dict(zip(DIRECTORY_COLUMNS, rows[0], strict=True))


def university_roster(connection: Connection) -> Roster:
    """Return every member as they stand today; the counts of groups belong to meetings."""
    units = units_by_id(connection)
    rows = _member_rows(member_store.members(connection), units)
    shown = [row[: len(MEMBER_COLUMNS)] for row in rows]
    return Roster(members=pd.DataFrame(shown, columns=pd.Index(MEMBER_COLUMNS)).astype("str"))


def meeting_roster(
    connection: Connection, meeting: Meeting, units: Mapping[int, Unit] | None = None
) -> Roster:
    """Return who is assessed at a meeting, and the electorate per group.

    `units` are those of `kin_by_id`, where they were read already.
    """
    units = kin_by_id(connection, [meeting.unit_id]) if units is None else units
    return meeting_rosters(connection, [meeting], units)[meeting.id]


def meeting_rosters(
    connection: Connection, meetings: Sequence[Meeting], units: Mapping[int, Unit]
) -> dict[int, Roster]:
    """Return what `meeting_roster` does for several meetings, under their ids."""
    branches = {one.unit_id for one in meetings if one.subject != SubjectKind.BRANCH}
    members = member_store.member_columns(connection, branches) if branches else [()] * 5
    entitled = meeting_store.entitled(connection, [one.id for one in meetings])
    own_members, own_voting = _parts(members), _parts(entitled)

    def lists(meeting: Meeting) -> dict[str, list[Any]]:
        if meeting.subject == SubjectKind.BRANCH:
            return _branch_lists(meeting.unit_id, units)
        return _member_lists(own_members[meeting.unit_id], units[meeting.unit_id], units)

    return {one.id: ListedRoster(lists(one), _voting(own_voting[one.id])) for one in meetings}


def _parts(columns: Sequence[Sequence[Any]]) -> defaultdict[int, list[list[Any]]]:
    """Return the other columns in parts, of the rows that have the same id in the first one.

    The part of an id that no row has is empty.
    """
    ids, *rest = columns
    parts = defaultdict[int, list[list[Any]]](lambda: [[] for _column in rest])
    start = 0
    for key, rows in groupby(ids):
        end = start + sum(1 for _row in rows)
        parts[key] = [list(column[start:end]) for column in rest]
        start = end
    return parts


def _branch_lists(organisation_id: int, units: Mapping[int, Unit]) -> dict[str, list[Any]]:
    rows = [row for row in _branch_rows(units, units) if row[-1] == organisation_id]
    columns = map(list, zip(*rows, strict=True))
    return dict(zip(MEMBER_COLUMNS, columns, strict=False)) or {one: [] for one in MEMBER_COLUMNS}


def _member_lists(
    members: list[list[Any]], unit: Unit, units: Mapping[int, Unit]
) -> dict[str, list[Any]]:
    numbers, names, types, positions = members
    place = ([word] * len(numbers) for word in _place(unit, units))
    return dict(zip(MEMBER_COLUMNS, (numbers, names, *place, types, positions), strict=True))


def _voting(entitled: list[list[Any]]) -> dict[str, list[Any]]:
    return dict(zip(("source", "group", "count", "present"), entitled, strict=True))


def _place(unit: Unit, units: Mapping[int, Unit]) -> tuple[str, str, str]:
    return (unit.name, organisation_of(unit, units).name, unit.kind.value if unit.kind else "")
