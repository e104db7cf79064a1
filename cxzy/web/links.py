"""The small script on every page.

`links.js` keeps links inside the session, see docs/decisions/0025-links.md; `words.js` says
Streamlit's own words in Chinese; `paper.js` lets figures fit on printed pages.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from cxzy.web import address, session

_SCRIPTS = ("words", "paper", "links")


@cache
def _component() -> Any:
    here = Path(__file__)
    parts = [here.with_name(f"{name}.js").read_text(encoding="utf-8") for name in _SCRIPTS]
    script = "\n".join(parts)
    return st.components.v2.component("cxzy_links", html="<span></span>", js=script)


def keep_links_inside(pages: Sequence[str]) -> None:
    """Let links to `pages` change the page without loading the application anew."""
    _component()(
        key=session.LINKS,
        data={
            "pages": " ".join(pages),
            "shared": " ".join(address.SHARED),
            "lang": session.TAGS[session.chosen_language()],
            "theme": session.theme(),
        },
        on_theme_change=lambda: None,
        on_failed_change=lambda: None,
        on_cell_change=lambda: None,
        height="content",
    )
