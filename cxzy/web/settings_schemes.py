"""Settings: the schemes, each version as the text it is."""

import streamlit as st

from cxzy.core.labels import subject_label
from cxzy.core.language import _
from cxzy.services.campaign import add_scheme
from cxzy.services.records import StoredScheme
from cxzy.services.usual_scheme import usual_scheme
from cxzy.web import address, caches, messages, session, tables
from cxzy.web.tables import Column


def show() -> None:
    """List the schemes, show one, and draw the form to add a new version."""
    schemes = caches.schemes()
    if schemes:
        _list(schemes)
    else:
        messages.empty(
            _("There is no scheme yet. Add one below; meetings are then planned with it."),
            link=address.href("settings", part="meetings"),
            label=_("Go on to the meetings"),
        )
    chosen = _chosen(schemes)
    if chosen is not None:
        st.code(chosen.text, language="toml", wrap_lines=True, height=360)
    add = _("Add a new version") if schemes else _("Add the first scheme")
    with st.expander(add, expanded=not schemes, key="settings.scheme.add"):
        _add_form(chosen)


def _list(schemes: list[StoredScheme]) -> None:
    tables.table(
        [
            Column("name", _("Scheme")),
            Column("version", _("Version")),
            Column("subject", _("Assesses")),
            Column("state", _("State"), "soft", phone=False),
        ],
        [
            {
                "name": one.name,
                "version": one.version,
                "subject": subject_label(one.subject),
                "state": _("frozen: sheets were scored with it") if one.frozen else _("open"),
            }
            for one in schemes
        ],
        about=_("Schemes"),
    )


def _chosen(schemes: list[StoredScheme]) -> StoredScheme | None:
    if not schemes:
        return None
    return st.selectbox(
        _("Show"),
        schemes,
        format_func=lambda one: f"{one.name} {one.version}",
        key="settings.scheme.which",
        width=360,
    )


def _add_form(chosen: StoredScheme | None) -> None:
    st.caption(_("Change the text below, give it a new version, and add it. Nothing else changes."))
    with st.form("settings.scheme.new", border=False):
        text = st.text_area(
            _("Scheme (TOML)"),
            value=chosen.text if chosen else usual_scheme(),
            height=360,
            key=f"settings.scheme.text.{chosen.id if chosen else 0}",
        )
        if st.form_submit_button(_("Check and add"), key="settings.scheme.submit", type="primary"):
            with messages.in_words():
                stored = add_scheme(session.engine(), session.actor(), text)
                words = _("{name} {version} was added.")
                messages.later(words.format(name=stored.name, version=stored.version))
                st.rerun()
