"""Forms that people corrected: remembered when their sheet is accepted, met again, forgotten.

What the office remembers holds everywhere, what a secretary remembers in the unit of the
meeting. See docs/decisions/0075-corrected-tables.md.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache

from sqlalchemy import Connection, Engine

from cxzy.services.actors import Actor, Role, require
from cxzy.services.previews import CheckedFile, Preview
from cxzy.sheets.shapes import Form, form_from_json, form_to_json
from cxzy.store import audit
from cxzy.store import forms as form_store
from cxzy.store import units as unit_store
from cxzy.store.database import reading, writing
from cxzy.store.errors import StaleRecord
from cxzy.store.records import StoredForm


@dataclass(frozen=True)
class RememberedForm:
    """A form as it is kept, what it says, and the unit in which it holds; "" for all."""

    stored: StoredForm
    form: Form
    unit: str


def remembered_forms(
    engine: Engine, actor: Actor, unit_id: int | None = None
) -> list[RememberedForm]:
    """Return the forms in the actor's reach and those that hold everywhere, the newest first.

    With `unit_id` those that hold in this unit.
    """
    require(actor, "form.read", unit_id)
    reach = actor.unit_ids if unit_id is None else {unit_id}
    with reading(engine) as connection:
        stored = form_store.forms(connection, reach)
        names = {unit.id: unit.name for unit in unit_store.units(connection)}
    return [
        RememberedForm(one, form, names.get(one.unit_id or 0, ""))
        for one in stored
        if (form := _form(one.roles)) is not None
    ]


def remember(
    engine: Engine, actor: Actor, unit_id: int, form: Form, seen: StoredForm | None = None
) -> StoredForm:
    """Keep how tables of a form are read, from now on, and return what is kept.

    `seen` is what was kept of the form when it was corrected. Raises StaleRecord where another
    remembered something else for it in the meantime.
    """
    require(actor, "form.remember", unit_id)
    with writing(engine) as connection:
        return _remember(connection, actor, unit_id, form, seen)


def forget(engine: Engine, actor: Actor, stored: StoredForm) -> None:
    """Delete a form; the next sheet of its shape is guessed at and asked about again.

    Only the office deletes what holds everywhere. Raises StaleRecord where another changed it
    since it was seen, NotFound where it is gone.
    """
    require(actor, "form.forget")
    everywhere = stored.unit_id is None
    require(actor, "form.forget_shared" if everywhere else "form.forget", stored.unit_id)
    with writing(engine) as connection:
        form_store.delete_form(connection, stored)
        audit.record(connection, actor.name, "form.forget", str(stored.id), _details(stored))


def keep_forms(connection: Connection, by: Actor, preview: Preview) -> tuple[str, ...]:
    """Remember the forms of accepted files that were corrected, and count those that were known.

    Returns the names of the files whose form another remembered otherwise in the meantime:
    that stands. Within the transaction that accepts the files.
    """
    require(by, "form.remember", preview.meeting.unit_id)
    overtaken: list[str] = []
    for file in preview.files:
        if not file.acceptable or file.sheet is None:
            continue
        for form in file.sheet.forms:
            seen = _seen(preview.forms, form, _scope(by, preview.meeting.unit_id))
            try:
                _remember(connection, by, preview.meeting.unit_id, form, seen)
            except StaleRecord:
                overtaken.append(file.name)
        for stored in used_forms(file, preview.forms):
            form_store.count_use(connection, stored.id)
            audit.record(connection, by.name, "form.use", str(stored.id), file.sha256)
    return tuple(overtaken)


def known_forms(stored: Iterable[StoredForm]) -> tuple[Form, ...]:
    """Return what stored forms say, those that nobody can read left out."""
    return tuple(form for one in stored if (form := _form(one.roles)) is not None)


def used_forms(file: CheckedFile, stored: Sequence[StoredForm]) -> tuple[StoredForm, ...]:
    """Return the remembered forms by which tables of a file were read, each once."""
    guesses = () if file.sheet is None else file.sheet.guesses
    prints = dict.fromkeys(guess.given.form for guess in guesses if guess.given)
    first = {one.fingerprint: one for one in reversed(stored)}
    return tuple(first[one] for one in prints if one in first)


def _remember(
    connection: Connection, actor: Actor, unit_id: int, form: Form, seen: StoredForm | None
) -> StoredForm:
    scope, roles = _scope(actor, unit_id), form_to_json(form)
    stands = form_store.form_of_unit(connection, form.fingerprint, scope)
    if stands is not None and stands.roles == roles:
        return stands
    if stands is None:
        kept = form_store.add_form(
            connection, fingerprint=form.fingerprint, unit_id=scope, roles=roles, actor=actor.name
        )
    elif seen is None or seen.version != stands.version:
        raise StaleRecord(stands, form)
    else:
        now = datetime.now(UTC)
        mine = replace(stands, roles=roles, remembered_by=actor.name, remembered_at=now)
        kept = form_store.change_form(connection, mine)
    audit.record(connection, actor.name, "form.remember", str(kept.id), _details(kept))
    return kept


def _scope(actor: Actor, unit_id: int) -> int | None:
    """Return the unit in which what an actor remembers holds, None for everywhere."""
    return None if actor.role is Role.OFFICE else unit_id


def _seen(stored: Iterable[StoredForm], form: Form, scope: int | None) -> StoredForm | None:
    same = (one for one in stored if one.fingerprint == form.fingerprint)
    return next((one for one in same if one.unit_id == scope), None)


def _details(stored: StoredForm) -> dict[str, object]:
    return {
        "fingerprint": stored.fingerprint,
        "unit": stored.unit_id,
        "version": stored.version,
        "roles": stored.roles,
    }


@lru_cache(maxsize=1024)
def _form(roles: str) -> Form | None:
    try:
        return form_from_json(roles)
    except (ValueError, KeyError, TypeError):
        return None
