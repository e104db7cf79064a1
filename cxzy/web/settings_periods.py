"""Settings: the periods of the campaign."""

from dataclasses import replace
from datetime import date

import streamlit as st

from cxzy.core.language import _
from cxzy.services.campaign import add_period, change_period
from cxzy.services.records import Period
from cxzy.web import address, caches, list_downloads, messages, session, tables
from cxzy.web.tables import Column


def show() -> None:
    """List the periods, and draw the forms to add and to change one."""
    periods = caches.periods()
    left, right = st.columns(2, gap="large")
    with left, st.expander(_("Add a period"), expanded=not periods, key="settings.period.add"):
        _add_form()
    if not periods:
        messages.empty(
            _("There is no period yet. Add one above; meetings are then planned in it."),
            link=address.href("settings", part="meetings"),
            label=_("Go on to the meetings"),
        )
        return
    with right, st.expander(_("Change a period"), key="settings.period.change"):
        _change_form(periods)
    _list(periods)


def _list(periods: list[Period]) -> None:
    tables.table(
        [
            Column("name", _("Called")),
            Column("key", _("Key"), "soft", phone=False),
            Column("starts", _("Begins on"), "day", phone=False),
            Column("ends", _("Ends on"), "day"),
            Column("due", _("Sheets due"), "day"),
        ],
        [
            {
                "name": one.name,
                "key": one.key,
                "starts": one.starts,
                "ends": one.ends,
                "due": one.due,
            }
            for one in periods
        ],
        about=_("Periods"),
    )
    list_downloads.periods()


def _add_form() -> None:
    with st.form("settings.period.new", border=False):
        key = st.text_input(_("Key, such as 2012-1"), key="settings.period.key")
        name = st.text_input(_("Called"), key="settings.period.name")
        starts, ends, due = _days(None, "new")
        if st.form_submit_button(_("Add"), key="settings.period.submit", type="primary"):
            with messages.kept_in_words(_("{name} was added.").format(name=name)):
                messages.need(
                    {_("Key"): key, _("Called"): name, _("Begins on"): starts, _("Ends on"): ends}
                )
                add_period(
                    session.engine(),
                    session.actor(),
                    key=key.strip(),
                    name=name.strip(),
                    starts=starts or date.min,
                    ends=ends or date.min,
                    due=due,
                )


def _change_form(periods: list[Period]) -> None:
    period = st.selectbox(
        _("Period"), periods, format_func=lambda one: one.name, key="settings.period.which"
    )
    with st.form("settings.period.edit", border=False):
        name = st.text_input(
            _("Called"), value=period.name, key=f"settings.period.name.{period.id}"
        )
        starts, ends, due = _days(period, str(period.id))
        if st.form_submit_button(_("Save"), key="settings.period.save", type="primary"):
            with messages.kept_in_words(_("{name} was saved.").format(name=name)):
                messages.need({_("Called"): name, _("Begins on"): starts, _("Ends on"): ends})
                changed = replace(
                    period,
                    name=name.strip(),
                    starts=starts or period.starts,
                    ends=ends or period.ends,
                    due=due,
                )
                change_period(session.engine(), session.actor(), changed)


def _days(period: Period | None, which: str) -> tuple[date | None, date | None, date | None]:
    named = {"starts": _("Begins on"), "ends": _("Ends on"), "due": _("Sheets due")}
    with st.container(horizontal=True):
        starts, ends, due = (
            st.date_input(
                label,
                value=getattr(period, field) if period else None,
                min_value=date(1949, 10, 1),
                max_value=date(2100, 1, 1),
                format="YYYY-MM-DD",
                key=f"settings.period.{field}.{which}",
                width=150,
            )
            for field, label in named.items()
        )
    return starts, ends, due
