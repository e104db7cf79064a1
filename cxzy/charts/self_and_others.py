"""Self beside the others: how somebody marks himself, and how they do."""

from html import escape

import pandas as pd
import plotly.graph_objects as go

from cxzy.charts.figures import Part, figure, trace
from cxzy.charts.frames import Row, rows_of, signed
from cxzy.charts.theme import Theme, palette
from cxzy.core.labels import source_label
from cxzy.core.language import _
from cxzy.core.vocabulary import Source

ROW_HEIGHT = 34
ROOM = 0.2
"""Share of the axis, right of the marks, that is left for the gap."""


def self_and_others_figure(gaps: pd.DataFrame, *, theme: Theme) -> go.Figure:
    """Return a row per criterion, in the order given: self hollow, the others in their colours.

    `gaps` is that of `cxzy.core.comparison.self_gaps`; the line leads from the mean of the others
    to self, and its length stands at the right.
    """
    rows = rows_of(gaps)
    sources = [*(one for one in Source if one != Source.SELF), Source.SELF]
    known = [one for one in sources if one.value in gaps and gaps[one.value].notna().any()]
    low, high = _ends(gaps)
    return figure(
        theme,
        [
            _lines(rows, palette(theme).hairline),
            *(_dots(rows, source, theme) for source in known),
            _numbers(rows),
        ],
        height=ROW_HEIGHT * max(len(rows), 1) + 66,
        margin={"r": 0},
        showlegend=True,
        legend={"itemclick": False, "itemdoubleclick": False, "itemwidth": 30, "entrywidth": 0},
        xaxis={
            "range": [low, high + (high - low) * ROOM],
            "tickvals": [tick for tick in range(0, 101, 5) if low <= tick <= high],
            "showgrid": True,
        },
        xaxis2={"overlaying": "x", "range": [0, 1], "visible": False, "fixedrange": True},
        yaxis={
            "range": [len(rows) - 0.5, -0.5],
            "tickvals": list(range(len(rows))),
            "ticktext": [_label(row) for row in rows],
        },
    )


def _label(row: Row) -> str:
    words = escape(row["label"], quote=False)
    return words if row["criterion"] else f"<b>{words}</b>"


def _ends(gaps: pd.DataFrame) -> tuple[float, float]:
    columns = [source.value for source in Source if source.value in gaps]
    values = pd.Series(gaps[columns].to_numpy("float64").ravel()).dropna()
    if values.empty:
        return 0.0, 100.0
    return max(0.0, values.min() // 1 - 1), min(101.0, values.max() // 1 + 2)


def _lines(rows: list[Row], colour: str) -> Part:
    return trace(
        "scatter",
        x=[x for row in rows for x in (row["others"], row["self"], None)],
        y=[y for place in range(len(rows)) for y in (place, place, None)],
        mode="lines",
        line={"color": colour, "width": 5},
        hoverinfo="skip",
        showlegend=False,
    )


def _dots(rows: list[Row], source: Source, theme: Theme) -> Part:
    colours = palette(theme)
    colour = colours.sources[source]
    hollow = {"size": 12, "color": colours.paper, "line": {"width": 2.5, "color": colours.soft}}
    filled = {"size": 10, "color": colour, "line": {"width": 1, "color": colours.paper}}
    known = [(place, row) for place, row in enumerate(rows) if not pd.isna(row[source.value])]
    words = _("{criterion}, {source}: {mean:.1f}")
    return trace(
        "scatter",
        x=[row[source.value] for _place, row in known],
        y=[place for place, _row in known],
        mode="markers",
        name=source_label(source),
        marker=hollow if source == Source.SELF else filled,
        hovertext=[
            words.format(
                criterion=row["label"], source=source_label(source), mean=row[source.value]
            )
            for _place, row in known
        ],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _numbers(rows: list[Row]) -> Part:
    return trace(
        "scatter",
        x=[1] * len(rows),
        y=list(range(len(rows))),
        xaxis="x2",
        mode="text",
        text=[signed(row["gap"], 1) for row in rows],
        textposition="middle left",
        hoverinfo="skip",
        showlegend=False,
    )
