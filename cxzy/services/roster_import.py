"""A roster file into the members and branches that are kept."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd
from sqlalchemy import Connection, Engine

from cxzy.core.errors import CxzyError
from cxzy.core.language import _, listed
from cxzy.core.vocabulary import MemberType, UnitKind, UnitLevel
from cxzy.services.actors import Actor, require
from cxzy.services.directory import organisation_of, units_by_id, university_roster
from cxzy.sheets.roster_file import read_roster
from cxzy.sheets.roster_workbook import roster_workbook
from cxzy.store import audit
from cxzy.store import members as member_store
from cxzy.store import units as unit_store
from cxzy.store.database import reading, writing
from cxzy.store.records import Member, Unit


class NoNumbers(CxzyError):
    """A roster of members has someone without a number."""

    @classmethod
    def from_names(cls, names: list[str]) -> "NoNumbers":
        return cls(
            _("These members have no number: {names}.").format(names=listed(names[:10])),
            hint=_("Fill in the column 工号 for everybody and upload the file again."),
        )


class UnclearBranches(CxzyError):
    """A roster names branches without their organisation, and several have such a branch."""

    @classmethod
    def from_names(cls, names: list[str]) -> "UnclearBranches":
        return cls(
            _("Several organisations have a branch of this name: {names}.").format(
                names=listed(names[:10])
            ),
            hint=_("Fill in the column 二级党组织 for its members and upload the file again."),
        )


class Place(NamedTuple):
    """Where a branch stands: organisations may have branches of the same name."""

    organisation: str
    branch: str


@dataclass(frozen=True)
class RosterChange:
    """What accepting a roster file would do.

    `members` is the file's table, every row with the organisation of its branch where there is
    one, and with a column `change`: new, changed or same; `branches` and `organisations` name
    the units that would be made. Members who are not in the file stay.
    """

    members: pd.DataFrame
    organisations: tuple[str, ...]
    branches: tuple[Place, ...]

    def count(self, change: str) -> int:
        """Return how many members are new, changed or the same."""
        return int((self.members["change"] == change).sum())


def current_roster(engine: Engine, actor: Actor) -> bytes:
    """Return the .xlsx of all members as they stand, to change and to import again."""
    require(actor, "campaign.change")
    with reading(engine) as connection:
        return roster_workbook(university_roster(connection))


def preview_roster(engine: Engine, actor: Actor, content: bytes) -> RosterChange:
    """Read a roster file and say what accepting it would change; nothing is stored."""
    require(actor, "campaign.change")
    listed = read_roster(content).members
    nameless = listed.loc[listed["subject"] == listed["name"], "name"].tolist()
    if nameless:
        raise NoNumbers.from_names(nameless)
    with reading(engine) as connection:
        return _change(connection, listed)


def _change(connection: Connection, listed: pd.DataFrame) -> RosterChange:
    units = units_by_id(connection)
    standing = _places(units)
    given = _given(listed, standing.values())
    listed = listed.assign(organisation=[place.organisation for place in given])
    kept = {member.number: member for member in member_store.members(connection)}
    changes = [_compared(row, kept.get(row["subject"]), standing) for row in _rows(listed)]
    held, known = set(standing.values()), _organisations(units)
    missing = tuple(place for place in dict.fromkeys(given) if place not in held)
    wanted = dict.fromkeys(place.organisation for place in missing if place.organisation)
    return RosterChange(
        members=listed.assign(change=changes),
        organisations=tuple(name for name in wanted if name not in known),
        branches=missing,
    )


def _places(units: Mapping[int, Unit]) -> dict[int, Place]:
    """Return the place of every branch by its id."""
    return {
        id_: Place(organisation_of(unit, units).name, unit.name)
        for id_, unit in units.items()
        if unit.level == UnitLevel.BRANCH
    }


def _organisations(units: Mapping[int, Unit]) -> dict[str, int]:
    """Return the ids of what branches may stand below, by name."""
    return {unit.name: id_ for id_, unit in units.items() if unit.level != UnitLevel.BRANCH}


def _given(listed: pd.DataFrame, standing: Iterable[Place]) -> list[Place]:
    """Return the place of each row; without an organisation the only one of the branch's name."""
    rows = list(map(Place, listed["organisation"], listed["branch"]))
    named: dict[str, dict[Place, None]] = {}
    for place in (*standing, *rows):
        if place.organisation:
            named.setdefault(place.branch, {})[place] = None
    bare = dict.fromkeys(place.branch for place in rows if not place.organisation)
    unclear = [name for name in bare if len(named.get(name, ())) > 1]
    if unclear:
        raise UnclearBranches.from_names(unclear)
    return [
        place if place.organisation else next(iter(named.get(place.branch, {place: None})))
        for place in rows
    ]


def _rows(listed: pd.DataFrame) -> list[dict[str, str]]:
    return [
        {str(key): str(value) for key, value in row.items()} for row in listed.to_dict("records")
    ]


def _place(row: Mapping[str, str]) -> Place:
    return Place(row["organisation"], row["branch"])


def _compared(row: dict[str, str], kept: Member | None, standing: Mapping[int, Place]) -> str:
    if kept is None:
        return "new"
    stored = (kept.name, standing.get(kept.unit_id), kept.type.value, kept.position)
    type_ = row["type"] or MemberType.FORMAL.value
    return "same" if stored == (row["name"], _place(row), type_, row["position"]) else "changed"


def accept_roster(engine: Engine, actor: Actor, change: RosterChange) -> int:
    """Store the new and changed members, with the units they need; return how many."""
    require(actor, "campaign.change")
    with writing(engine) as connection:
        branches = _branches(connection, change)
        kept = {member.number: member for member in member_store.members(connection)}
        rows = _rows(change.members)
        new = [_new(row, branches) for row in rows if row["subject"] not in kept]
        member_store.add_members(connection, new)
        changed = [_changed(row, kept, branches) for row in rows if row["change"] == "changed"]
        for member in changed:
            member_store.change_member(connection, member)
        total = len(new) + len(changed)
        audit.record(connection, actor.name, "roster.accept", str(len(rows)), str(total))
    return total


def _branches(connection: Connection, change: RosterChange) -> dict[Place, int]:
    """Return the ids of all branches by place, making those that are missing."""
    units = units_by_id(connection)
    root = next((id_ for id_, one in units.items() if one.level == UnitLevel.UNIVERSITY), None)
    organisations = _organisations(units)
    ids = {place: id_ for id_, place in _places(units).items()}
    for name in change.organisations:
        made = _add(connection, name, name, UnitLevel.ORGANISATION, None, root)
        organisations[name] = made.id
    rows = {_place(row): row for row in _rows(change.members)}
    taken = {unit.code for unit in units.values()}
    for place in change.branches:
        kind = UnitKind(rows[place]["kind"]) if rows[place]["kind"] else None
        code = place.branch if place.branch not in taken else "/".join(place)
        parent = organisations.get(place.organisation, root)
        ids[place] = _add(connection, code, place.branch, UnitLevel.BRANCH, kind, parent).id
        taken.add(code)
    return ids


def _add(
    connection: Connection,
    code: str,
    name: str,
    level: UnitLevel,
    kind: UnitKind | None,
    parent_id: int | None,
) -> Unit:
    return unit_store.add_unit(
        connection, code=code, name=name, level=level, kind=kind, parent_id=parent_id
    )


def _new(row: dict[str, str], branches: Mapping[Place, int]) -> Member:
    return Member(
        id=0,
        number=row["subject"],
        name=row["name"],
        unit_id=branches[_place(row)],
        type=MemberType(row["type"] or MemberType.FORMAL),
        position=row["position"],
    )


def _changed(row: dict[str, str], kept: dict[str, Member], branches: Mapping[Place, int]) -> Member:
    stored = kept[row["subject"]]
    new = _new(row, branches)
    return Member(
        id=stored.id,
        number=new.number,
        name=new.name,
        unit_id=new.unit_id,
        type=new.type,
        position=new.position,
        version=stored.version,
    )
