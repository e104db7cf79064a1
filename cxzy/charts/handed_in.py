"""Sheets in and missing: a bar per unit as long as what is in, what is missing in words."""

import pandas as pd
import plotly.graph_objects as go

from cxzy.charts.figures import Part, beside_plot, figure, trace
from cxzy.charts.frames import Row, rows_of
from cxzy.charts.plates import Link, label
from cxzy.charts.theme import Theme, palette
from cxzy.core.language import _, ngettext

ROW_HEIGHT = 30


def handed_in_figure(sheets: pd.DataFrame, *, theme: Theme, link: Link | None = None) -> go.Figure:
    """Return one bar per unit, all of one length: filled for what is in, open for what is not.

    `sheets` has `key, name, kind, expected, standing`, in the order to be shown; with a link the
    names lead to what `kind` and `key` name.
    """
    rows, colours = rows_of(sheets), palette(theme)
    shares = [share_in(row) for row in rows]
    missing = [1 - share for share in shares]
    return figure(
        theme,
        [
            _bars(rows, shares, colours.grades[1], colours.grades[1]),
            _bars(rows, missing, colours.paper, colours.accent),
        ],
        barmode="stack",
        bargap=0.5,
        height=ROW_HEIGHT * len(rows) + 16,
        margin={"t": 8, "b": 8, "r": 72},
        annotations=[_beside(row, place, theme) for place, row in enumerate(rows)],
        xaxis={"range": [0, 1.005], "visible": False},
        yaxis={
            "range": [len(rows) - 0.5, -0.5],
            "tickvals": list(range(len(rows))),
            "ticktext": [
                label(row["name"], link=link, kind=row["kind"], key=str(row["key"])) for row in rows
            ],
        },
    )


def share_in(row: Row) -> float:
    """Return how much of what is expected of a unit is in, 1 where nothing is."""
    return row["standing"] / row["expected"] if row["expected"] else 1.0


def sheets_words(row: Row) -> str:
    """Return how many of a unit's sheets are in, as a sentence."""
    return _("{name}: {standing} of {expected} sheets are in").format(**row)


def missing_words(row: Row) -> str:
    """Return what stands right of a bar: how many are missing, or that all are in."""
    missing = row["expected"] - row["standing"]
    words = ngettext("{count} missing", "{count} missing", missing)
    return words.format(count=f"{missing:,}") if missing else f"{row['expected']:,} ✓"


def _bars(rows: list[Row], shares: list[float], fill: str, line: str) -> Part:
    return trace(
        "bar",
        orientation="h",
        y=list(range(len(rows))),
        x=shares,
        marker={"color": fill, "line": {"color": line, "width": [1 if s else 0 for s in shares]}},
        hovertext=[sheets_words(row) for row in rows],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _beside(row: Row, place: int, theme: Theme) -> Part:
    colours = palette(theme)
    font = {"color": colours.accent if share_in(row) < 1 else colours.soft}
    return beside_plot(missing_words(row), place, 8, font, xanchor="left")
