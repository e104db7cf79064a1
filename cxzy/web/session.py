"""Who visits, in which language and theme; asked anew on every run."""

from contextvars import ContextVar
from html import escape

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
TAGS = {"zh_CN": "zh-CN", "en": "en"}
"""What browsers call the languages."""


def begin() -> None:
    """Begin a run, which may stand on an older one's thread: address, language, revision anew."""
    speak()
    _revision.set(None)


def speak() -> None:
    """Use the language that the address names, Chinese where it names none.

    Every fragment begins with this, for it may be run alone, on a thread of its own.
    """
    address.begin()
    use_language(chosen_language())


def chosen_language() -> str:
    """Return the language that the address names."""
    code = address.chosen("lang")
    return code if code in LANGUAGES else CHINESE


def language_switch() -> str:
    """Return the choice of the language as HTML, each named in itself.

    Links, which cost a twentieth of what the same choice costs as a widget of every run.
    """
    chosen = chosen_language()
    links = "".join(_language_link(code, chosen) for code in LANGUAGES)
    return f'<nav class="cx-languages" aria-label="语言 / Language">{links}</nav>'


def _language_link(code: str, chosen: str) -> str:
    target = escape(address.here(lang=code), quote=True)
    current = ' aria-current="true"' if code == chosen else ""
    return f'<a href="{target}" lang="{TAGS[code]}"{current}>{_NAMES[code]}</a>'


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
