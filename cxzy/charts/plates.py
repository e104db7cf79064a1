"""A figure of a screen together with its words: pages draw it, pictures and briefings keep it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape

import pandas as pd
import plotly.graph_objects as go

from cxzy.charts.theme import Theme

Link = Callable[[str, str], str]
"""Returns the address of "organisation", "branch" or "member" under its code or number."""

LONGEST_LABEL = 14


@dataclass(frozen=True)
class Plate:
    """One figure: its key on the screen, its finding as heading, its words for who cannot see it.

    `draw` makes it for a theme; with a link its names lead on, without one they are plain text.
    `note` says below it how to read it, where that needs saying. `table` has the rows that it
    draws, where a screen shows them as a table instead.
    """

    key: str
    heading: str
    alt: str
    draw: Callable[[Theme, Link | None], go.Figure]
    note: str = ""
    table: pd.DataFrame = field(default_factory=pd.DataFrame, compare=False)


def label(name: str, *, link: Link | None = None, kind: str = "", key: str = "") -> str:
    """Return a name for an axis, shortened, as a link where there is one; markup is only text.

    >>> label("a<b")
    'a&lt;b'
    >>> label("文学院", link=lambda kind, key: f"{kind}/{key}", kind="branch", key="01")
    '<a href="branch/01" target="_self">文学院</a>'
    """
    words = escape(shortened(name), quote=False)
    if link is None or not key:
        return words
    return f'<a href="{escape(link(kind, key))}" target="_self">{words}</a>'


def shortened(name: str, longest: int = LONGEST_LABEL) -> str:
    """Return a name with its middle left out where it is long; Latin letters count half.

    >>> shortened("水利水电学院水文与水资源工程系教工党支部")
    '水利水电学院水…系教工党支部'
    """
    if _width(name) <= longest:
        return name
    half = (longest - 1) / 2
    head = next(end for end in range(len(name), 0, -1) if _width(name[:end]) <= half + 0.5)
    tail = next(start for start in range(len(name)) if _width(name[start:]) <= half)
    return f"{name[:head]}…{name[tail:]}"


def _width(text: str) -> float:
    return sum(0.5 if sign.isascii() else 1 for sign in text)
