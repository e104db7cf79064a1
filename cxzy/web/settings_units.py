"""Settings: the organisation tree."""

from dataclasses import replace

import streamlit as st

from cxzy.core.labels import kind_label, level_label
from cxzy.core.language import _
from cxzy.core.vocabulary import UnitKind, UnitLevel
from cxzy.services.campaign import add_unit, change_unit
from cxzy.services.records import Unit
from cxzy.web import address, caches, list_downloads, messages, session, tables
from cxzy.web.filters import ordered_units
from cxzy.web.tables import Column

_LEVELS: list[UnitLevel] = list(UnitLevel)


def show() -> None:
    """List the units, and draw the forms to add and to change one."""
    units = ordered_units(caches.units())
    left, right = st.columns(2, gap="large")
    with left, st.expander(_("Add a unit"), expanded=not units, key="settings.unit.add"):
        _add_form(units)
    if not units:
        messages.empty(
            _("There are no units yet. Add one above, or import a roster: units come with it."),
            link=address.href("settings", part="members"),
            label=_("Import a roster file"),
        )
        return
    with right, st.expander(_("Change a unit"), key="settings.unit.change"):
        _change_form(units)
    _list(units)


def _list(units: list[Unit]) -> None:
    names = {unit.id: unit.name for unit in units}
    tables.table(
        [
            Column("name", _("Called")),
            Column("code", _("Code"), "soft"),
            Column("level", _("Level"), phone=False),
            Column("kind", _("Kind")),
            Column("parent", _("Belongs to"), "soft", phone=False),
        ],
        [
            {
                "name": ("\u3000" * (unit.level == UnitLevel.BRANCH)) + unit.name,
                "code": unit.code,
                "level": level_label(unit.level),
                "kind": kind_label(unit.kind) if unit.kind else "",
                "parent": names.get(unit.parent_id or 0, ""),
            }
            for unit in units
        ],
        about=_("Units"),
    )
    list_downloads.units()


def _add_form(units: list[Unit]) -> None:
    with st.form("settings.unit.new", border=False, clear_on_submit=True):
        code = st.text_input(_("Code"), key="settings.unit.code")
        name = st.text_input(_("Called"), key="settings.unit.name")
        level = st.selectbox(
            _("Level"), _LEVELS, index=2, format_func=level_label, key="settings.unit.level"
        )
        kind = _kind_input(None, "settings.unit.kind")
        parent = st.selectbox(
            _("Belongs to"),
            [unit for unit in units if unit.level != UnitLevel.BRANCH],
            format_func=lambda unit: unit.name,
            index=None,
            placeholder=_("Choose"),
            key="settings.unit.parent",
        )
        if st.form_submit_button(_("Add"), key="settings.unit.submit", type="primary"):
            with messages.kept_in_words(_("{name} was added.").format(name=name)):
                messages.need({_("Code"): code, _("Called"): name})
                add_unit(
                    session.engine(),
                    session.actor(),
                    code=code.strip(),
                    name=name.strip(),
                    level=level,
                    kind=kind,
                    parent_id=parent.id if parent else None,
                )


def _change_form(units: list[Unit]) -> None:
    unit = st.selectbox(
        _("Unit"),
        units,
        format_func=lambda one: f"{one.name} ({one.code})",
        index=None,
        placeholder=_("Choose"),
        key="settings.unit.which",
    )
    if unit is None:
        return
    with st.form("settings.unit.edit", border=False):
        name = st.text_input(_("Called"), value=unit.name, key=f"settings.unit.name.{unit.id}")
        kind = _kind_input(unit.kind, f"settings.unit.kind.{unit.id}")
        if st.form_submit_button(_("Save"), key="settings.unit.save", type="primary"):
            with messages.kept_in_words(_("{name} was saved.").format(name=name)):
                messages.need({_("Called"): name})
                changed = replace(unit, name=name.strip(), kind=kind)
                change_unit(session.engine(), session.actor(), changed)


def _kind_input(kind: UnitKind | None, key: str) -> UnitKind | None:
    options: list[UnitKind | None] = [None, *UnitKind]
    return st.selectbox(
        _("Kind"),
        options,
        index=options.index(kind),
        format_func=lambda one: kind_label(one) if one else _("none"),
        key=key,
    )
