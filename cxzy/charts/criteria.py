"""Criteria of one subject beside what is usual in its unit and its kind, a row per source."""

from html import escape
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from cxzy.charts.figures import Part, figure, trace
from cxzy.charts.frames import Row, rows_of
from cxzy.charts.theme import Theme, palette
from cxzy.core.comparison import criterion_gaps
from cxzy.core.labels import source_label
from cxzy.core.language import _, listed
from cxzy.core.rounding import shown
from cxzy.core.vocabulary import Source

ROW_HEIGHT = 23
ROOM = 96
"""Pixels right of the marks for the numbers: on a phone they need as much as on a wall."""
FIGURE_SPACE = "\u2007"


def criteria_figure(criteria: pd.DataFrame, *, theme: Theme) -> go.Figure:
    """Return a block per criterion with a row per source: the own mean beside two others.

    `criteria` has `source, label, n, mean, unit_mean, kind_mean` (points 0–100, NaN for none).
    The own mean is a dot in the source's colour, that of the unit a stroke, that of the kind a
    ring. The criterion furthest below its unit stands on top: there something can be done.
    """
    known = criteria.dropna(subset=["mean"])
    placed, headings, height = _placed(known)
    low, high = _ends(known)
    return figure(
        theme,
        _marks(placed, theme) if placed else [],
        height=ROW_HEIGHT * max(height, 1) + 30,
        margin={"r": ROOM},
        shapes=[_line(place, theme) for place in headings.values()],
        annotations=[_heading(label, place) for label, place in headings.items()],
        xaxis={
            "range": [low, high],
            "tickvals": [tick for tick in range(0, 101, 5) if low <= tick <= high],
            "showgrid": True,
        },
        xaxis2={"overlaying": "x", "range": [0, 1], "visible": False, "fixedrange": True},
        yaxis={
            "range": [height - 0.4, -0.6],
            "tickvals": [row["place"] for row in placed],
            "ticktext": [source_label(Source(row["source"])) for row in placed],
            "tickfont": {"color": palette(theme).soft},
        },
    )


def _placed(known: pd.DataFrame) -> tuple[list[Row], dict[str, int], int]:
    """Return the rows with their places, the place of each criterion's heading, and the height."""
    order = [str(label) for label in criterion_gaps(known).index]
    sources = [source.value for source in Source]
    blocks: dict[str, list[Row]] = {label: [] for label in order}
    for row in sorted(rows_of(known), key=lambda row: sources.index(row["source"])):
        blocks[row["label"]].append(row)
    placed, headings, place = [], {}, 0
    for label, rows in blocks.items():
        headings[label] = place
        placed += [{**row, "place": place + at} for at, row in enumerate(rows, 1)]
        place += len(rows) + 1
    return placed, headings, place


def _ends(known: pd.DataFrame) -> tuple[float, float]:
    """Return the ends of the axis: a little wider than the marks, never beyond 0 and 100."""
    values = known[["mean", "unit_mean", "kind_mean"]].to_numpy("float64")
    if not len(values):
        return 0.0, 100.0
    found = pd.Series(values.ravel()).dropna()
    return max(0.0, found.min() // 1 - 1), min(101.0, found.max() // 1 + 2)


def _line(place: int, theme: Theme) -> dict[str, Any]:
    return {
        "type": "line",
        "xref": "paper",
        "x0": 0,
        "x1": 1,
        "y0": place - 0.5,
        "y1": place - 0.5,
        "line": {"color": palette(theme).hairline, "width": 1},
    }


def _heading(label: str, place: int) -> dict[str, Any]:
    return {
        "text": f"<b>{escape(label, quote=False)}</b>",
        "xref": "paper",
        "x": 0,
        "xanchor": "left",
        "y": place,
        "showarrow": False,
    }


def _marks(placed: list[Row], theme: Theme) -> list[Part]:
    colours = palette(theme)
    own = [colours.sources[Source(row["source"])] for row in placed]
    unit = {"symbol": "line-ns", "size": 14, "line": {"width": 2, "color": colours.ink}}
    kind = {"size": 8, "color": colours.paper, "line": {"width": 1.5, "color": colours.soft}}
    dots = _dots(placed, "mean", {"size": 11, "color": own})
    hovered = {
        "hovertext": [_hover(row) for row in placed],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }
    numbers = trace(
        "scatter",
        x=[1] * len(placed),
        y=[row["place"] for row in placed],
        xaxis="x2",
        mode="text",
        text=[_number(row) for row in placed],
        textposition="middle right",
        cliponaxis=False,
        hoverinfo="skip",
    )
    return [
        _dots(placed, "kind_mean", kind),
        _dots(placed, "unit_mean", unit),
        {**dots, **hovered},
        numbers,
    ]


def _dots(placed: list[Row], column: str, marker: dict[str, Any]) -> Part:
    return trace(
        "scatter",
        x=[row[column] for row in placed],
        y=[row["place"] for row in placed],
        mode="markers",
        marker=marker,
        hoverinfo="skip",
    )


def _number(row: Row) -> str:
    """Return the own mean and how far it is from that of the unit."""
    away = row["mean"] - row["unit_mean"]
    mean = f"<b>{shown(row['mean'], 1):5.1f}</b>".replace(" ", FIGURE_SPACE)
    if pd.isna(away):
        return mean
    points = shown(away, 1)
    sign = f"{'▲' if points > 0 else '▼'} {abs(points):.1f}" if points else "="
    return f"{mean}  {sign}"


def _hover(row: Row) -> str:
    words = _("{criterion}, {source}: {mean:.1f} of {n} ballots")
    parts = [
        words.format(
            criterion=row["label"],
            source=source_label(Source(row["source"])),
            mean=row["mean"],
            n=int(row["n"]),
        )
    ]
    if not pd.isna(row["unit_mean"]):
        parts.append(_("unit {mean:.1f}").format(mean=row["unit_mean"]))
    if not pd.isna(row["kind_mean"]):
        parts.append(_("kind {mean:.1f}").format(mean=row["kind_mean"]))
    return listed(parts)
