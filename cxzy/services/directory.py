"""Who and what can be assessed, with the units they belong to, as one table."""

from collections.abc import Iterable, Mapping

import pandas as pd
from sqlalchemy import Connection

from cxzy.core.roster import ELECTORATE_COLUMNS, MEMBER_COLUMNS, Roster
from cxzy.core.vocabulary import SubjectKind, UnitLevel
from cxzy.services.actors import Actor
from cxzy.store import meetings as meeting_store
from cxzy.store import members as member_store
from cxzy.store import units as unit_store
from cxzy.store.records import Meeting, Member, Unit

DIRECTORY_COLUMNS = (*MEMBER_COLUMNS, "unit_id", "organisation_id")
Row = tuple[str | int, ...]


def units_by_id(connection: Connection) -> dict[int, Unit]:
    """Return every unit under its id."""
    return {unit.id: unit for unit in unit_store.units(connection)}


def organisation_of(unit: Unit, units: Mapping[int, Unit]) -> Unit:
    """Return the secondary organisation of `unit`; a unit above that level is its own."""
    while unit.level == UnitLevel.BRANCH and unit.parent_id is not None:
        unit = units[unit.parent_id]
    return unit


def member_directory(members: Iterable[Member], units: Mapping[int, Unit]) -> pd.DataFrame:
    """Return one row per member with the columns of `DIRECTORY_COLUMNS`."""
    return pd.DataFrame(_member_rows(members, units), columns=pd.Index(DIRECTORY_COLUMNS))


def branch_directory(units: Mapping[int, Unit]) -> pd.DataFrame:
    """Return one row per branch with the columns of `DIRECTORY_COLUMNS`; `subject` is its code."""
    return pd.DataFrame(_branch_rows(units), columns=pd.Index(DIRECTORY_COLUMNS))


def _member_rows(members: Iterable[Member], units: Mapping[int, Unit]) -> list[Row]:
    return [
        (member.number, member.name, *_place(units[member.unit_id], units))
        + (member.type.value, member.position)
        + (member.unit_id, organisation_of(units[member.unit_id], units).id)
        for member in members
    ]


def _branch_rows(units: Mapping[int, Unit]) -> list[Row]:
    return [
        (unit.code, unit.name, *_place(unit, units), "", "")
        + (unit.id, organisation_of(unit, units).id)
        for unit in units.values()
        if unit.level == UnitLevel.BRANCH
    ]


def directory(
    connection: Connection, subject: SubjectKind, units: Mapping[int, Unit] | None = None
) -> pd.DataFrame:
    """Return everyone, or every branch, that can be assessed."""
    units = units_by_id(connection) if units is None else units
    if subject == SubjectKind.BRANCH:
        return branch_directory(units)
    return member_directory(member_store.members(connection), units)


def within_reach(table: pd.DataFrame, actor: Actor, column: str = "unit_id") -> pd.DataFrame:
    """Return the rows whose unit the actor may see."""
    if actor.unit_ids is None:
        return table
    return table[table[column].isin(actor.unit_ids)]


def meeting_roster(connection: Connection, meeting: Meeting) -> Roster:
    """Return who is assessed at a meeting, and the electorate per group."""
    units = units_by_id(connection)
    if meeting.subject == SubjectKind.BRANCH:
        rows = [row for row in _branch_rows(units) if row[-1] == meeting.unit_id]
    else:
        rows = _member_rows(member_store.members(connection, {meeting.unit_id}), units)
    # only the columns that are wanted: taking some away later costs as much as the table
    shown = [row[: len(MEMBER_COLUMNS)] for row in rows]
    return Roster(
        members=pd.DataFrame(shown, columns=pd.Index(MEMBER_COLUMNS)),
        electorate=_electorate(connection, meeting.id),
    )


def _electorate(connection: Connection, meeting_id: int) -> pd.DataFrame:
    entitled = meeting_store.attendance(connection, meeting_id)
    if not entitled:
        return Roster().electorate
    rows = [(one.source.value, one.group, one.expected) for one in entitled]
    return pd.DataFrame(rows, columns=pd.Index(ELECTORATE_COLUMNS))


def _place(unit: Unit, units: Mapping[int, Unit]) -> tuple[str, str, str]:
    return (unit.name, organisation_of(unit, units).name, unit.kind.value if unit.kind else "")
