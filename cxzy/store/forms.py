"""Forms of score sheets that were corrected once, in one unit or everywhere."""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime

from sqlalchemy import Connection, bindparam, delete, or_, select, update

from cxzy.store import tables
from cxzy.store.errors import AlreadyThere, StaleRecord
from cxzy.store.records import StoredForm
from cxzy.store.versions import added, changed, found, records_of

_form = tables.form
_NEWEST_FIRST = (_form.c.remembered_at.desc(), _form.c.id.desc())
_EVERYWHERE = _form.c.unit_id.is_(None)
_ALL = select(_form).order_by(*_NEWEST_FIRST)
_OF_UNITS = _ALL.where(or_(_form.c.unit_id.in_(bindparam("units", expanding=True)), _EVERYWHERE))
_USED = (
    update(_form)
    .where(_form.c.id == bindparam("form"))
    .values(used=_form.c.used + 1, used_at=bindparam("at"))
)


def forms(c: Connection, unit_ids: Collection[int] | None = None) -> list[StoredForm]:
    """Return the forms of all units and those that hold everywhere, the newest first.

    With `unit_ids` those of these units only, and those that hold everywhere.
    """
    rows = c.execute(_ALL if unit_ids is None else _OF_UNITS, {"units": sorted(unit_ids or ())})
    return records_of(StoredForm, rows)


def in_force(known: Iterable[StoredForm], unit_id: int) -> list[StoredForm]:
    """Return those of `forms` that hold in a unit: its own before those of all."""
    hold = [form for form in known if form.unit_id in {unit_id, None}]
    return sorted(hold, key=lambda form: form.unit_id is None)


def form(c: Connection, form_id: int) -> StoredForm:
    """Return one form; raises NotFound."""
    return found(c, _form, StoredForm, form_id)


def form_of_unit(c: Connection, fingerprint: str, unit_id: int | None) -> StoredForm | None:
    """Return the form of a shape that holds in just this unit (None: everywhere), if any."""
    own = _EVERYWHERE if unit_id is None else _form.c.unit_id == unit_id
    query = select(_form).where(_form.c.fingerprint == fingerprint, own)
    return next(iter(records_of(StoredForm, c.execute(query))), None)


def add_form(
    c: Connection, *, fingerprint: str, unit_id: int | None, roles: str, actor: str
) -> StoredForm:
    """Keep a form, remembered now by `actor`, and return it.

    Raises AlreadyThere where its shape is known in the unit.
    """
    if form_of_unit(c, fingerprint, unit_id) is not None:
        raise AlreadyThere.of("form", fingerprint[:8])
    return added(
        c,
        _form,
        StoredForm,
        fingerprint=fingerprint,
        unit_id=unit_id,
        roles=roles,
        remembered_by=actor,
        remembered_at=datetime.now(UTC),
        used=0,
    )


def change_form(c: Connection, form: StoredForm) -> StoredForm:
    """Store a changed form and return it in its new version.

    Raises NotFound, StaleRecord where it was changed since it was read.
    """
    return changed(c, _form, form)


def delete_form(c: Connection, form: StoredForm) -> None:
    """Delete a form; raises NotFound, StaleRecord where it was changed since it was read."""
    done = c.execute(delete(_form).where(_form.c.id == form.id, _form.c.version == form.version))
    if done.rowcount != 1:
        raise StaleRecord(found(c, _form, StoredForm, form.id), form)


def count_use(c: Connection, form_id: int) -> None:
    """Count that a sheet was accepted with a form; one that is gone counts nothing."""
    c.execute(_USED, {"form": form_id, "at": datetime.now(UTC)})
