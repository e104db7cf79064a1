"""The tree of units."""

from collections.abc import Collection

from sqlalchemy import Connection, bindparam, select

from cxzy.core.vocabulary import UnitKind, UnitLevel
from cxzy.store import tables
from cxzy.store.errors import AlreadyThere, ImpossibleChange
from cxzy.store.records import Unit
from cxzy.store.versions import added, changed, found, records_of

_unit = tables.unit
_ALL = select(_unit).order_by(_unit.c.code)
_IS = _unit.c.id.in_(bindparam("units", expanding=True))
_below = select(_unit.c.id).where(_IS).cte("below", recursive=True)
_below = _below.union(select(_unit.c.id).join(_below, _unit.c.parent_id == _below.c.id))
_above = select(_unit.c.id, _unit.c.parent_id).where(_IS).cte("above", recursive=True)
_above = _above.union(
    select(_unit.c.id, _unit.c.parent_id).join(_above, _unit.c.id == _above.c.parent_id)
)
_BELOW = select(_below.c.id)
_KIN = _ALL.where(_unit.c.id.in_(_BELOW.union(select(_above.c.id))))


def units(c: Connection) -> list[Unit]:
    """Return all units, by code."""
    return records_of(Unit, c.execute(_ALL))


def unit(c: Connection, unit_id: int) -> Unit:
    """Return one unit; raises NotFound."""
    return found(c, _unit, Unit, unit_id)


def kin(c: Connection, unit_ids: Collection[int]) -> list[Unit]:
    """Return units with all units above and below them, by code; a university has thousands."""
    return records_of(Unit, c.execute(_KIN, {"units": sorted(unit_ids)}))


def unit_by_code(c: Connection, code: str) -> Unit:
    """Return the unit with a stable number; raises NotFound."""
    return found(c, _unit, Unit, code, "code")


def add_unit(
    c: Connection,
    *,
    code: str,
    name: str,
    level: UnitLevel,
    kind: UnitKind | None = None,
    parent_id: int | None = None,
) -> Unit:
    """Add a unit and return it; raises AlreadyThere where the code is taken."""
    _refuse_taken(c, code)
    return added(c, _unit, Unit, code=code, name=name, level=level, kind=kind, parent_id=parent_id)


def change_unit(c: Connection, unit: Unit) -> Unit:
    """Store a changed unit and return it in its new version.

    Raises StaleRecord where it was changed since it was read, AlreadyThere where another unit
    has the code, ImpossibleChange where it would come to stand below itself.
    """
    _refuse_taken(c, unit.code, besides=unit.id)
    if unit.parent_id is not None and unit.parent_id in descendants(c, unit.id):
        raise ImpossibleChange.of_parent(unit.name)
    return changed(c, _unit, unit)


def descendants(c: Connection, unit_id: int) -> set[int]:
    """Return the ids of a unit and of all units below it."""
    return set(c.scalars(_BELOW, {"units": [unit_id]}))


def _refuse_taken(c: Connection, code: str, besides: int | None = None) -> None:
    holder = c.scalar(select(_unit.c.id).where(_unit.c.code == code))
    if holder is not None and holder != besides:
        raise AlreadyThere.of("unit", code)
