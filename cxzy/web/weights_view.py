"""What each source really decides, as bars of plain HTML; its picture is a figure.

See docs/decisions/0120-bars-need-no-figure.md.
"""

from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from cxzy.charts.effective_weights import effective_words, weight_words, weights_span
from cxzy.charts.frames import rows_of
from cxzy.charts.plates import Plate
from cxzy.core.labels import source_label
from cxzy.core.language import _
from cxzy.core.vocabulary import Source
from cxzy.web import messages, tables
from cxzy.web.style import source_css


def weights(plate: Plate, table: pd.DataFrame, computed: tuple[str, ...]) -> None:
    """Draw the plate of `services.overview_weights`, its bars and how they are computed.

    `table` has `source, published, effective` (shares); everything is sent as one piece.
    """
    drawn = messages.heading_html(plate.heading) + weights_html(table, about=plate.alt)
    note = tables.lines_html([plate.note])
    st.html(drawn + note + tables.explained_html(_("How this is computed"), computed))


def weights_html(table: pd.DataFrame, *, about: str) -> str:
    """Return a row per source: its name, a bar with a stroke at the published weight, both numbers.

    `about` names it for those who hear it.
    """
    span = weights_span(table)
    head = _("published → real")
    rows = "".join(_row(row, span) for row in rows_of(table))
    return (
        f'<table class="cx-weights"><caption>{escape(about)}</caption><thead><tr>'
        f'<th scope="col">{escape(_("Source"))}</th><td></td>'
        f'<th scope="col">{escape(head)}</th></tr></thead><tbody>{rows}</tbody></table>'
    )


def _row(row: dict[str, Any], span: tuple[float, float]) -> str:
    source, words = Source(row["source"]), escape(effective_words(row))
    return (
        f'<tr><th scope="row">{escape(source_label(source))}</th>'
        f'<td><span class="cx-weight" title="{words}">{_bar(row, span)}</span></td>'
        f"<td>{weight_words(row)}</td></tr>"
    )


def _bar(row: dict[str, Any], span: tuple[float, float]) -> str:
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
