"""Key figures with their way over the periods: a number, its change, and a small line below."""

import math
from collections.abc import Sequence
from html import escape

import streamlit as st

from cxzy.services.overview_figures import KeyFigure
from cxzy.web.tables import quiet_anchor

_TURNS = {"better": "cx-up", "worse": "cx-down", "level": "cx-soft", "": "cx-soft"}


def key_figures(figures: Sequence[KeyFigure], marks: Sequence[str], targets: Sequence[str]) -> None:
    """Draw key figures side by side, each leading to what it is made of, where `targets` says.

    `marks` are their labels as HTML, "" for the words alone.
    """
    parts = "".join(map(_html, figures, marks, targets))
    st.html(f'<dl class="cx-figures cx-keyed">{parts}</dl>')


def _html(figure: KeyFigure, mark: str, target: str) -> str:
    number = escape(figure.number)
    number = quiet_anchor(number, target) if target else number
    beside = f"<small>{escape(figure.beside)}</small>" if figure.beside else ""
    change = f'<span class="{_TURNS[figure.turn]}">{escape(figure.change)}</span>'
    return (
        f"<div><dt>{mark or escape(figure.label)}</dt>"
        f"<dd>{number}{beside}"
        f'<div class="cx-changed">{change if figure.change else ""}</div>'
        f"{spark(figure.values, figure.about)}</dd></div>"
    )


def spark(values: Sequence[float], about: str) -> str:
    """Return a line through `values`, the last one marked; "" for fewer than two.

    NaN is left out. `about` says the values in words. A polygon of CSS, for drawings in SVG are
    taken out of what a page may hold.
    """
    points = _points(values)
    if len(points) < 2:  # noqa: PLR2004 — a line needs two
        return ""
    there = [f"{x:.1f}% {y:.1f}%" for x, y in points]
    back = [f"{x:.1f}% calc({y:.1f}% + 2px)" for x, y in reversed(points)]
    left, top = points[-1]
    return (
        f'<span class="cx-spark" role="img" aria-label="{escape(about, quote=True)}"'
        f' title="{escape(about, quote=True)}">'
        f'<i style="clip-path:polygon({", ".join([*there, *back])})"></i>'
        f'<b style="left:{left:.1f}%;top:calc({top:.1f}% + 1px)"></b></span>'
    )


def _points(values: Sequence[float]) -> list[tuple[float, float]]:
    """Return where the known values lie, in percent from the left and from the top."""
    known = [value for value in values if not math.isnan(value)]
    if not known:
        return []
    low, span = min(known), max(known) - min(known)
    step = 100 / max(len(values) - 1, 1)
    return [
        (place * step, 50.0 if not span else 100 * (1 - (value - low) / span))
        for place, value in enumerate(values)
        if not math.isnan(value)
    ]
