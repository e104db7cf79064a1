"""The stylesheet: `style.css` with the tokens of both themes as variables."""

from functools import cache
from pathlib import Path

import streamlit as st

from cxzy.charts.theme import DARK, LIGHT, grade_colours
from cxzy.core.language import _
from cxzy.core.vocabulary import Source


def pair(light: str, dark: str) -> str:
    """Return CSS that follows the theme on the screen without asking the server."""
    return f"light-dark({light}, {dark})"


def source_css(source: Source) -> str:
    """Return the colour of a source."""
    return pair(LIGHT.sources[source], DARK.sources[source])


def grade_css(place: int, count: int) -> str:
    """Return the colour of the grade at `place` (0 the best) of `count`."""
    return pair(grade_colours(count, "light")[place], grade_colours(count, "dark")[place])


@cache
def stylesheet(browse: str, limit: str) -> str:
    """Return the whole stylesheet; `browse` and `limit` are the words of the uploader."""
    tokens = {
        name: pair(getattr(LIGHT, name), getattr(DARK, name))
        for name in ("paper", "panel", "ink", "soft", "hairline", "accent")
    }
    tokens["better"] = pair(LIGHT.grades[0], DARK.grades[0])
    tokens["worse"] = pair("#9C3A26", DARK.grades[-1])
    tokens["browse"], tokens["limit"] = f'"{browse}"', f'"{limit}"'
    variables = "".join(f"--cx-{name}:{value};" for name, value in tokens.items())
    rules = Path(__file__).with_name("style.css").read_text(encoding="utf-8")
    return f"<style>.stApp{{{variables}}}\n{rules}</style>"


def apply() -> None:
    """Put the stylesheet on the page."""
    st.html(stylesheet(_("Choose files"), _("or drop them here; .xlsx, at most 20 MB each")))
