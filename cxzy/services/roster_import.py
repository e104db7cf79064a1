"""A roster file into the members and branches that are kept."""

from dataclasses import dataclass

import pandas as pd
from sqlalchemy import Connection, Engine

from cxzy.core.errors import CxzyError
from cxzy.core.language import _, listed
from cxzy.core.vocabulary import MemberType, UnitKind, UnitLevel
from cxzy.services.actors import Actor, require
from cxzy.services.directory import university_roster
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


@dataclass(frozen=True)
class RosterChange:
    """What accepting a roster file would do.

    `members` is the file's table with a column `change`: new, changed or same; `branches` and
    `organisations` name the units that would be made. Members who are not in the file stay.
    """

    members: pd.DataFrame
    organisations: tuple[str, ...]
    branches: tuple[str, ...]

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
    units = unit_store.units(connection)
    known = {unit.name for unit in units}
    names = {unit.id: unit.name for unit in units}
    kept = {member.number: member for member in member_store.members(connection)}
    changes = [_compared(row, kept.get(row["subject"]), names) for row in _rows(listed)]
    return RosterChange(
        members=listed.assign(change=changes),
        organisations=tuple(dict.fromkeys(n for n in listed["organisation"] if n not in known)),
        branches=tuple(dict.fromkeys(n for n in listed["branch"] if n not in known)),
    )


def _rows(listed: pd.DataFrame) -> list[dict[str, str]]:
    return [
        {str(key): str(value) for key, value in row.items()} for row in listed.to_dict("records")
    ]


def _compared(row: dict[str, str], kept: Member | None, names: dict[int, str]) -> str:
    if kept is None:
        return "new"
    stored = (kept.name, names[kept.unit_id], kept.type.value, kept.position)
    type_ = row["type"] or MemberType.FORMAL.value
    return "same" if stored == (row["name"], row["branch"], type_, row["position"]) else "changed"


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


def _branches(connection: Connection, change: RosterChange) -> dict[str, int]:
    """Return the ids of all branches by name, making those that are missing."""
    units = unit_store.units(connection)
    root = next((unit.id for unit in units if unit.level == UnitLevel.UNIVERSITY), None)
    ids = {unit.name: unit.id for unit in units}
    for name in change.organisations:
        ids[name] = _add(connection, name, UnitLevel.ORGANISATION, None, root).id
    places = {row["branch"]: row for row in _rows(change.members)}
    for name in change.branches:
        place = places[name]
        kind = UnitKind(place["kind"]) if place["kind"] else None
        parent = ids.get(place["organisation"]) or root
        ids[name] = _add(connection, name, UnitLevel.BRANCH, kind, parent).id
    return ids


def _add(
    connection: Connection,
    name: str,
    level: UnitLevel,
    kind: UnitKind | None,
    parent_id: int | None,
) -> Unit:
    return unit_store.add_unit(
        connection, code=name, name=name, level=level, kind=kind, parent_id=parent_id
    )


def _new(row: dict[str, str], branches: dict[str, int]) -> Member:
    return Member(
        id=0,
        number=row["subject"],
        name=row["name"],
        unit_id=branches[row["branch"]],
        type=MemberType(row["type"] or MemberType.FORMAL),
        position=row["position"],
    )


def _changed(row: dict[str, str], kept: dict[str, Member], branches: dict[str, int]) -> Member:
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
