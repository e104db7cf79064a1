"""Party members, each in one branch."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Connection, String, bindparam, insert, select, type_coerce

from cxzy.store import tables
from cxzy.store.errors import AlreadyThere
from cxzy.store.records import Member
from cxzy.store.versions import changed, columns_of, found, records_of

_member = tables.member
_ALL = select(_member).order_by(_member.c.number)
_IN_UNITS = _member.c.unit_id.in_(bindparam("units", expanding=True))
_COLUMNS_OF_UNITS = (
    select(
        _member.c.unit_id,
        _member.c.number,
        _member.c.name,
        type_coerce(_member.c.type, String),
        _member.c.position,
    )
    .where(_IN_UNITS)
    .order_by(_member.c.unit_id, _member.c.number)
)
_OF_UNITS = _ALL.where(_IN_UNITS)


def members(c: Connection, unit_ids: Collection[int] | None = None) -> list[Member]:
    """Return the members of some units, or all, by number; units below are not included."""
    rows = c.execute(_ALL if unit_ids is None else _OF_UNITS, {"units": sorted(unit_ids or ())})
    return records_of(Member, rows)


def member_columns(c: Connection, unit_ids: Collection[int]) -> list[tuple[Any, ...]]:
    """Return units, numbers, names, types and positions of the members of some units.

    Those of each unit stand together, by number.
    """
    return columns_of(c.execute(_COLUMNS_OF_UNITS, {"units": sorted(unit_ids)}))


def member(c: Connection, member_id: int) -> Member:
    """Return one member; raises NotFound."""
    return found(c, _member, Member, member_id)


def member_by_number(c: Connection, number: str) -> Member:
    """Return the member with a 工号 or 学号; raises NotFound."""
    return found(c, _member, Member, number, "number")


def add_members(c: Connection, rows: Sequence[Member]) -> None:
    """Add members; their ids and versions are given by the database, those in `rows` ignored.

    Raises AlreadyThere where a number is taken, and then adds none.
    """
    if not rows:
        return
    _refuse_taken(c, [row.number for row in rows])
    c.execute(
        insert(_member),
        [
            {
                "number": row.number,
                "name": row.name,
                "unit_id": row.unit_id,
                "type": row.type,
                "position": row.position,
                "version": 1,
            }
            for row in rows
        ],
    )


def change_member(c: Connection, member: Member) -> Member:
    """Store a changed member and return it in its new version.

    Raises StaleRecord where it was changed since it was read, AlreadyThere where another
    member has the number.
    """
    holder = c.scalar(select(_member.c.id).where(_member.c.number == member.number))
    if holder is not None and holder != member.id:
        raise AlreadyThere.of("member", member.number)
    return changed(c, _member, member)


def _refuse_taken(c: Connection, numbers: list[str]) -> None:
    seen = set(c.scalars(select(_member.c.number)))
    for number in numbers:
        if number in seen:
            raise AlreadyThere.of("member", number)
        seen.add(number)
