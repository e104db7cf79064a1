"""Who visits, in which language and theme; asked anew on every run."""

from contextvars import ContextVar

import streamlit as st
from sqlalchemy import Engine

from cxzy.charts.theme import Theme
from cxzy.core.language import CHINESE, LANGUAGES, use_language
from cxzy.services.actors import Actor, demo_office
from cxzy.services.workspace import revision as workspace_revision
from cxzy.services.workspace import workspace
from cxzy.web import address

LINKS = "main.links"
"""Key of the component that reports the theme; see `cxzy/web/links.py`."""

_revision: ContextVar[int | None] = ContextVar("revision", default=None)
_NAMES = {"zh_CN": "中文", "en": "English"}


def begin() -> None:
    """Begin a run, which may stand on an older one's thread: its language, the revision anew."""
    speak()
    _revision.set(None)


def speak() -> None:
    """Use the language that the address names, Chinese where it names none.

    Every fragment begins with this, for it may be run alone, on a thread of its own.
    """
    use_language(chosen_language())


def chosen_language() -> str:
    """Return the language that the address names."""
    code = address.chosen("lang")
    return code if code in LANGUAGES else CHINESE


def language_switch() -> None:
    """Draw the choice of the language, each named in itself."""
    address.select(
        "lang",
        "语言 / Language",
        LANGUAGES,
        key="session.language",
        text=lambda code: _NAMES[code],
        widget=st.segmented_control,
        label_visibility="collapsed",
        required=True,
    )


def actor() -> Actor:
    """Return who visits: the office of the demo, until people sign in."""
    return demo_office()


def theme() -> Theme:
    """Return the theme on the screen, as the browser last reported it."""
    state = st.session_state.get(LINKS) or {}
    reported = state.get("theme") or st.context.theme.type
    return "dark" if reported == "dark" else "light"


def revision() -> int:
    """Return the revision of the database, asked once per run."""
    known = _revision.get()
    if known is None:
        known = workspace_revision(engine())
        _revision.set(known)
    return known


def engine() -> Engine:
    """Return the open database."""
    return workspace()
