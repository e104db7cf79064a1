"""Figures that a table serves as well: bars and tinted cells of plain HTML, each in one piece.

Their pictures are drawn by `cxzy.charts`, with the same words, axes and tints.
See docs/decisions/0120-bars-need-no-figure.md.
"""

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from cxzy.charts.effective_weights import effective_words, weight_words, weights_span
from cxzy.charts.frames import rows_of
from cxzy.charts.handed_in import missing_words, share_in, sheets_words
from cxzy.charts.heat_table import cell_words, criteria_of, tinted
from cxzy.charts.plates import Link, Plate, shortened
from cxzy.charts.theme import readable_on
from cxzy.core.labels import source_label
from cxzy.core.language import _
from cxzy.core.vocabulary import Source
from cxzy.web import messages, tables
from cxzy.web.style import pair, source_css


def show(plate: Plate, drawn: str, *, explained: str = "") -> None:
    """Draw a table under the heading of its plate, with the note and what explains it below."""
    st.html(
        messages.heading_html(plate.heading) + drawn + tables.lines_html([plate.note]) + explained
    )


def weights_html(table: pd.DataFrame, *, about: str) -> str:
    """Return a row per source: its name, a bar with a stroke at the published weight, both numbers.

    `table` has `source, published, effective` (shares); `about` names it for those who hear it.
    """
    span = weights_span(table)
    rows = [
        (
            escape(source_label(Source(row["source"]))),
            _bar(_weight(row, span), "cx-weight", effective_words(row)),
            weight_words(row),
        )
        for row in rows_of(table)
    ]
    return _bars(about, rows, (_("Source"), _("published → real")))


def _weight(row: dict[str, Any], span: tuple[float, float]) -> str:
    """Return the bar, which runs from 0 to the left where it is below, and the stroke."""
    least, most = span
    begin, end = sorted((0.0, float(row["effective"])))
    left, right, at = (
        (share - least) / (most - least) * 100 for share in (begin, end, float(row["published"]))
    )
    colour = source_css(Source(row["source"]))
    return (
        f'<i style="left:{left:.1f}%;width:{right - left:.1f}%;background:{colour}"></i>'
        f'<b style="left:{at:.1f}%"></b>'
    )


def sheets_html(sheets: pd.DataFrame, *, about: str, link: Link) -> str:
    """Return a row per unit: its name, a bar filled for the sheets that are in, what is missing.

    `sheets` has `key, name, kind, expected, standing`, in the order to be shown.
    """
    rows = [
        (
            _name(row["name"], link(row["kind"], str(row["key"]))),
            _bar(_filled(share_in(row)), "cx-share", sheets_words(row)),
            f'<span class="{_state(row)}">{escape(missing_words(row))}</span>',
        )
        for row in rows_of(sheets)
    ]
    return _bars(about, rows, (_("Unit"), _("Sheets in")))


def _filled(share: float) -> str:
    return f'<i style="width:{share * 100:.1f}%"></i>'


def _state(row: dict[str, Any]) -> str:
    return "cx-missing" if share_in(row) < 1 else "cx-soft"


def heat_html(table: pd.DataFrame, *, about: str, link: Link, kind: str) -> str:
    """Return the table with every value on its tint, a dash where there is none.

    `table` has `key`, `name` and a column of points (0–100, NaN for none) per criterion, in the
    order to be shown; names lead to what `kind` and `key` name.
    """
    columns = criteria_of(table)
    width = f"{100 / max(len(columns), 1):.1f}%"  # all alike; the names are as wide as they are
    heads = "".join(
        f'<th scope="col" style="width:{width}" translate="no">{escape(name)}</th>'
        for name in columns
    )
    values = table[columns].to_numpy("float64")
    tints = zip(values, tinted(values, "light"), tinted(values, "dark"), strict=True)
    rows = "".join(
        f'<tr><th scope="row">{_name(name, link(kind, str(key)))}</th>'
        + "".join(_cell(*cell) for cell in zip(*cells, strict=True))
        + "</tr>"
        for name, key, cells in zip(table["name"], table["key"], tints, strict=True)
    )
    return (
        f'<table class="cx-heat"><caption>{escape(about)}</caption>'
        f"<thead><tr><td></td>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _cell(value: float, light: str, dark: str) -> str:
    if not light:
        return f'<td class="cx-soft">{cell_words(value)}</td>'
    words = pair(readable_on(light), readable_on(dark))
    return f'<td style="background:{pair(light, dark)};color:{words}">{cell_words(value)}</td>'


def _name(name: str, target: str) -> str:
    short = shortened(name)
    words = tables.anchor(short, target)
    return words if short == name else f'<span title="{escape(name)}">{words}</span>'


def _bar(inside: str, name: str, words: str) -> str:
    return f'<span class="{name}" title="{escape(words)}">{inside}</span>'


def _bars(about: str, rows: Iterable[Sequence[str]], heads: tuple[str, str]) -> str:
    """Return a table of bars; each of `rows` is the HTML of its name, bar and words."""
    first, last = (f'<th scope="col">{escape(head)}</th>' for head in heads)
    lines = "".join(
        f'<tr><th scope="row">{name}</th><td>{bar}</td><td>{words}</td></tr>'
        for name, bar, words in rows
    )
    return (
        f'<table class="cx-bars"><caption>{escape(about)}</caption>'
        f"<thead><tr>{first}<td></td>{last}</tr></thead><tbody>{lines}</tbody></table>"
    )
