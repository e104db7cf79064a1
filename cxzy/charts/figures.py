"""Figures from plain descriptions, put together in one piece."""

import re
from collections.abc import Sequence
from html import unescape
from math import ceil
from typing import Any
from unicodedata import east_asian_width

import plotly.graph_objects as go

from cxzy.charts.theme import BODY_SIZE, STANDOFF, Theme, template

Part = dict[str, Any]
"""A trace or a part of the layout, under the names of Plotly's reference."""


SPARE = 3
"""Pixels that a font may be wider than others."""

_TAGS = re.compile(r"<(?!br>)[^>]*>")
_BROAD = frozenset("MWmw@%")

TRACES = ("bar", "scatter", "heatmap", "sankey")
"""The kinds of traces that the house draws."""


def trace(kind: str, **properties: Any) -> Part:
    """Return one trace of a figure, of one of the kinds in `TRACES`."""
    return {"type": kind, **properties}


def figure(theme: Theme, traces: Sequence[Part], **layout: Any) -> go.Figure:
    """Return the figure of traces and layout in the template of a theme.

    Plotly does not look at every value here, which took ten times as long as all else; it does
    in the tests (docs/decisions/0048-figures-are-described.md).
    """
    described = {"template": template(theme), **with_room(layout)}
    return go.Figure({"data": list(traces), "layout": described}, _validate=False)


def beside_plot(text: str, at: float, shift: int, font: Part, **more: Any) -> Part:
    """Return words that end `shift` pixels right of the plot, at the height of a row.

    With `xanchor="left"` they begin there.
    """
    place = {"x": 1, "xref": "paper", "xanchor": "right", "xshift": shift, "y": at}
    return {"text": text, **place, "showarrow": False, "font": font, **more}


def with_room(layout: Part) -> Part:
    """Return a layout that leaves the browser no margin to find out.

    It would draw each figure two or three times until all labels have room. The names beside
    an axis get theirs by their letters, where none is given; below, what is given is enough.
    """
    margin, beside, below = (layout.get(part, {}) for part in ("margin", "yaxis", "xaxis"))
    if "ticktext" in beside and "l" not in margin:
        widest = max(map(text_width, beside["ticktext"]), default=0)
        margin = {"l": widest + STANDOFF + SPARE, **margin}
        beside = {"automargin": False, **beside}
    if "b" in margin and below.get("side") != "top":
        below = {"automargin": False, **below}
    parts = {"margin": margin, "yaxis": beside, "xaxis": below}
    return {**layout, **{name: part for name, part in parts.items() if part}}


def text_width(text: str) -> int:
    """Return how many pixels a text of an axis needs at most; of several lines the longest.

    >>> text_width('<a href="branch/01">文学院</a> 7')
    56
    """
    lines = unescape(_TAGS.sub("", text.replace("<br>", "\n"))).split("\n")
    return ceil(BODY_SIZE * max(sum(map(_letter, line)) for line in lines))


def _letter(sign: str) -> float:
    if east_asian_width(sign) in "WFA":
        return 1
    return 0.75 if sign in _BROAD else 0.62
