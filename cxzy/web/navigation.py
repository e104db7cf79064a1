"""The pages there are, and the sign that the browser shows for them."""

from base64 import b64encode
from copy import copy
from functools import cache
from pathlib import Path

import streamlit as st

from cxzy.core.language import _, language

_PAGES = "../../pages"


def _home() -> None:
    """Lead from the bare address to the first screen, which has an address of its own."""
    st.switch_page(f"{_PAGES}/overview.py", query_params=dict(st.query_params))


def pages() -> dict[str, list[st.Page]]:
    """Return the pages of this run, which the run marks as called and therefore are its own."""
    return {
        group: [copy(page) for page in known] for group, known in _known_pages(language()).items()
    }


@cache
def _known_pages(_language: str) -> dict[str, list[st.Page]]:
    """Return all pages under the names of one language, looked for on the disk only once."""
    return {
        "": [st.Page(_home, title=_("Start"), default=True, visibility="hidden")],
        _("See results"): [
            st.Page(f"{_PAGES}/overview.py", title=_("Overview"), icon=":material/monitoring:"),
            st.Page(f"{_PAGES}/ranking.py", title=_("Ranking"), icon=":material/leaderboard:"),
            st.Page(f"{_PAGES}/profile.py", title=_("Profile"), icon=":material/person:"),
            st.Page(f"{_PAGES}/grading.py", title=_("Grading"), icon=":material/category:"),
            st.Page(
                f"{_PAGES}/improvement.py", title=_("Improvement"), icon=":material/trending_up:"
            ),
            st.Page(f"{_PAGES}/quality.py", title=_("Ballot check"), icon=":material/fact_check:"),
        ],
        _("Get things done"): [
            st.Page(
                f"{_PAGES}/upload.py", title=_("Upload score sheets"), icon=":material/upload_file:"
            )
        ],
        _("Administer"): [
            st.Page(f"{_PAGES}/settings.py", title=_("Settings"), icon=":material/settings:")
        ],
    }  # fmt: skip


@cache
def icon() -> str:
    """Return the sign of the browser's tab as an address that holds all of it."""
    drawing = Path(__file__).with_name("icon.svg").read_bytes()
    return f"data:image/svg+xml;base64,{b64encode(drawing).decode()}"
