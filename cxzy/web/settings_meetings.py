"""Settings: the meetings of a period, with who may assess and who was there."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from cxzy.core.labels import source_label
from cxzy.core.language import _
from cxzy.core.vocabulary import Source, UnitLevel
from cxzy.services.campaign import (
    MeetingView,
    add_meeting,
    meeting_attendance,
    set_attendance,
)
from cxzy.services.records import Attendance, Period, Unit
from cxzy.web import address, caches, list_downloads, messages, session, tables
from cxzy.web.filters import ordered_units, period_choice
from cxzy.web.meetings_view import meeting_choice
from cxzy.web.tables import Column


def show() -> None:
    """Draw period and meeting, the list, the form to add one, and a meeting's attendance."""
    periods = caches.periods()
    if not periods:
        messages.empty(
            _("Meetings belong to a period, and there is none yet."),
            link=address.href("settings", part="periods"),
            label=_("Add the first period"),
        )
        return
    with st.container(horizontal=True, key="filters"):
        period = period_choice(periods)
        views = caches.meetings(period.id)
        view = meeting_choice(views, key="settings.meeting")
    if view is None:
        _all(period, views)
    else:
        _attendance(view)


def _all(period: Period, views: Sequence[MeetingView]) -> None:
    if not views and _lacking():
        return
    with st.expander(_("Add a meeting"), expanded=not views, key="settings.meeting.add"):
        _add_form(period)
    if views:
        _list(views)
        list_downloads.meetings(period)
    else:
        messages.empty(
            _("No meeting is planned in this period yet. Add one above; then its sheets can come."),
            link=address.href("upload"),
            label=_("Go on to the score sheets"),
        )


def _lacking() -> bool:
    """Say what has to be there before a meeting can be added; return whether anything lacks."""
    if not _places():
        messages.empty(
            _("A meeting is held by a unit, and there is none yet."),
            link=address.href("settings", part="units"),
            label=_("Add units"),
        )
    elif not caches.schemes():
        messages.empty(
            _("A meeting is scored by a scheme, and there is none yet."),
            link=address.href("settings", part="schemes"),
            label=_("Add a scheme"),
        )
    else:
        return False
    return True


def _places() -> list[Unit]:
    """Return the units that can hold a meeting."""
    return [unit for unit in ordered_units(caches.units()) if unit.level != UnitLevel.UNIVERSITY]


def _list(views: Sequence[MeetingView]) -> None:
    tables.table(
        [
            Column("unit", _("Unit")),
            Column("organisation", _("Organisation"), "soft", phone=False),
            Column("scheme", _("Scheme"), phone=False),
            Column("held_on", _("Held on"), "day"),
            Column("sheets", _("Score sheets"), "integer"),
        ],
        [
            {
                "unit": view.unit,
                "organisation": view.organisation,
                "scheme": view.scheme,
                "held_on": view.held_on,
                "sheets": view.sheets,
            }
            for view in views
        ],
        about=_("Meetings"),
    )


def _add_form(period: Period) -> None:
    with st.form("settings.meeting.new", border=False):
        unit = st.selectbox(
            _("Unit"),
            _places(),
            index=None,
            placeholder=_("Choose"),
            format_func=lambda one: f"{one.name} ({one.code})",
            key="settings.meeting.unit",
        )
        scheme = st.selectbox(
            _("Scheme"),
            caches.schemes(),
            format_func=lambda one: f"{one.name} {one.version}",
            key="settings.meeting.scheme",
        )
        held = st.date_input(
            _("Held on"), value=None, format="YYYY-MM-DD", key="settings.meeting.held_on"
        )
        if st.form_submit_button(_("Add"), key="settings.meeting.submit", type="primary"):
            said = _("The meeting of {unit} was added.").format(unit=unit.name if unit else "")
            with messages.kept_in_words(said):
                messages.need({_("Unit"): unit, _("Scheme"): scheme})
                if unit and scheme:
                    add_meeting(
                        session.engine(),
                        session.actor(),
                        period_id=period.id,
                        unit_id=unit.id,
                        scheme_id=scheme.id,
                        held_on=held,
                    )


def _attendance(view: MeetingView) -> None:
    messages.heading(_("Who may assess at {unit}, and who was there?").format(unit=view.unit))
    stands = caches.kept(meeting_attendance, meeting_id=view.id)
    labels = {source_label(source): source for source in Source}
    edited = st.data_editor(
        _editable(stands),
        num_rows="dynamic",
        hide_index=True,
        key=f"settings.attendance.{view.id}.{view.version}",
        column_config={
            "source": st.column_config.SelectboxColumn(
                _("Source"), options=list(labels), required=True
            ),
            "group": st.column_config.TextColumn(_("Group")),
            "expected": st.column_config.NumberColumn(
                _("Entitled"), min_value=0, step=1, required=True
            ),
            "present": st.column_config.NumberColumn(_("Present"), min_value=0, step=1),
        },
    )
    if st.button(_("Save"), key="settings.attendance.save", type="primary"):
        with messages.kept_in_words(_("The attendance was saved.")):
            given = [_given(row, labels) for row in edited.to_dict("records")]
            set_attendance(session.engine(), session.actor(), view.id, given)


def _editable(stands: Sequence[Attendance]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "source": pd.Series([source_label(one.source) for one in stands], dtype="str"),
            "group": pd.Series([one.group for one in stands], dtype="str"),
            "expected": pd.Series([one.expected for one in stands], dtype="Int64"),
            "present": pd.Series([one.present for one in stands], dtype="Int64"),
        }
    )


def _given(row: dict[Any, Any], labels: dict[str, Source]) -> Attendance:
    """Return one row of the editor, whose limits hold only in the browser, checked again."""
    expected = 0 if pd.isna(row["expected"]) else int(row["expected"])
    present = None if pd.isna(row["present"]) else int(row["present"])
    group = "" if pd.isna(row["group"]) else str(row["group"]).strip()
    if row["source"] not in labels:
        raise messages.Incomplete.from_fields([_("Source")])
    if expected < 0 or (present is not None and not 0 <= present <= expected):
        raise messages.Incomplete.from_attendance(expected, present)
    return Attendance(labels[row["source"]], group, expected, present)
