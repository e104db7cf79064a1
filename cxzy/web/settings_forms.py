"""Settings: the forms that were corrected once, to be seen and to be forgotten."""

import streamlit as st

from cxzy.core.errors import CxzyError
from cxzy.core.labels import source_label
from cxzy.core.language import _, listed, ngettext
from cxzy.core.moments import clock_text
from cxzy.services.actors import shown_name
from cxzy.services.forms import RememberedForm, forget, remembered_forms
from cxzy.services.records import NOT_READ
from cxzy.web import address, caches, messages, session, tables
from cxzy.web.meanings import meaning_short
from cxzy.web.messages import plain

MOST_SHOWN = 50


def show() -> None:
    """List the remembered forms, the newest first, each with a button that forgets it."""
    forms = caches.kept(remembered_forms)
    if not forms:
        messages.empty(
            _(
                "No form is remembered. Where a table is not understood, the upload page lets one "
                "say what it means; that is remembered and can be seen here."
            ),
            link=address.href("upload"),
            label=_("Go to the upload page"),
        )
        return
    tables.lines(
        [
            _(
                "These tables were corrected once on the upload page and are read so by themselves "
                "since. A form that is forgotten is asked about again; sheets that are in stay."
            )
        ]
    )
    with st.container(key="settings_forms"):
        for one in forms[:MOST_SHOWN]:
            _form(one)
    if len(forms) > MOST_SHOWN:
        words = _("The newest {count} of {all} are shown.")
        tables.lines([words.format(count=MOST_SHOWN, all=len(forms))])


def _form(one: RememberedForm) -> None:
    stored = one.stored
    with st.container(horizontal=True, vertical_alignment="center", key=f"form_{stored.id}"):
        with st.container(width="stretch", gap=None):
            st.markdown(f"**{plain(_headings(one))}**")
            st.caption(plain(_read(one)))
            st.caption(plain(_kept(one)))
        st.button(
            _("Forget"),
            key=f"settings.form.forget.{stored.id}.{stored.version}",
            on_click=_forget,
            args=(one,),
        )


def _headings(one: RememberedForm) -> str:
    """Return the headings that can be read, people and hidden ones as signs."""
    said = [_heading(column.headings) for column in one.form.columns]
    return " | ".join(said)


def _heading(texts: tuple[str, ...]) -> str:
    last = next((text for text in reversed(texts) if text), "")
    if last == "*":
        return _("(names)")
    return "…" if last.startswith("#") else last or "—"


def _read(one: RememberedForm) -> str:
    """Return what the columns hold, and whose marks they are."""
    meanings = dict.fromkeys(column.meaning for column in one.form.columns)
    said = listed(meaning_short(meaning) for meaning in meanings if meaning != NOT_READ)
    if one.form.source is None:
        return _("Columns: {columns}").format(columns=said)
    words = _("Columns: {columns}; whose marks: {source}")
    return words.format(columns=said, source=source_label(one.form.source))


def _kept(one: RememberedForm) -> str:
    stored = one.stored
    times = ngettext("used {count} time", "used {count} times", stored.used).format(
        count=stored.used
    )
    return _("{scope}; remembered by {who} on {date}; {times}").format(
        scope=one.unit or _("for all units"),
        who=shown_name(stored.remembered_by),
        date=clock_text(stored.remembered_at),
        times=times if stored.used else _("not used yet"),
    )


def _forget(one: RememberedForm) -> None:
    session.begin()
    try:
        forget(session.engine(), session.actor(), one.stored)
    except CxzyError as error:
        messages.later(error)
    else:
        words = _("The form {headings} is forgotten and will be asked about again.")
        messages.later(words.format(headings=_headings(one)))
