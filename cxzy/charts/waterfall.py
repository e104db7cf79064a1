"""From the mean of a list to one score: what each source lifts and costs.

See docs/decisions/0045-a-waterfall-from-the-mean.md.
"""

import pandas as pd
import plotly.graph_objects as go

from cxzy.charts.figures import Part, figure, trace
from cxzy.charts.frames import Row, rows_of, signed
from cxzy.charts.theme import BODY_SIZE, Theme, palette
from cxzy.core.labels import source_label
from cxzy.core.language import _
from cxzy.core.vocabulary import Source

ROW_HEIGHT = 38
ROOM = 0.08
"""Share of the steps' width that is left free on each side of them."""
ROOM_OF_FALLS = 0.32
"""The same on the left where a step falls: its words stand there."""
WORDS = 64
"""Pixels on the right for the words of the last step and of the score, however narrow it is."""

NARROWEST = 2.0
"""Points that the steps are at least drawn over: less would make much of nothing."""


def waterfall_figure(
    steps: pd.DataFrame, start: float, bonus: float = 0.0, *, name: str, theme: Theme
) -> go.Figure:
    """Return the steps from the mean `start` to the score, in the order given.

    `steps` has `source`, `step` (points), `mean` and `list_mean` (NaN where there is none); behind
    them stands the step of bonus points, where it is not 0; `name` is what the mean is called. The
    axis begins near the mean, so steps are compared with one
    another and never with the whole score.
    """
    rows = _placed(rows_of(steps) + ([{"source": None, "step": bonus}] if bonus else []), start)
    end = start + float(steps["step"].sum()) + bonus
    colours = palette(theme)
    low = min((row["low"] for row in rows), default=start)
    high = max((row["high"] for row in rows), default=start)
    width, middle = max(high - low, NARROWEST), (low + high) / 2
    left = ROOM_OF_FALLS if any(row["step"] < 0 for row in rows) else ROOM
    ends = [middle - width * (0.5 + left), middle + width * (0.5 + ROOM)]
    labels = [name, *map(_label, rows), _("Score")]
    return figure(
        theme,
        [
            _bars(rows, theme),
            _threads(rows, end, colours.soft),
            _ends([start, end], [0, len(rows) + 1], colours.ink),
        ],
        height=ROW_HEIGHT * len(labels) + 16,
        bargap=0.36,
        margin={"r": WORDS},
        xaxis={"range": ends, "visible": False},
        yaxis={
            "range": [len(labels) - 0.5, -0.5],
            "tickvals": list(range(len(labels))),
            "ticktext": labels,
        },
    )


def _label(row: Row) -> str:
    """Return whose step a row is: a source's, or that of bonus points."""
    return source_label(Source(row["source"])) if row["source"] else _("Bonus points")


def _placed(steps: list[Row], start: float) -> list[Row]:
    rows, stands = [], start
    for row in steps:
        ends = stands, stands + row["step"]
        rows.append({**row, "base": stands, "low": min(ends), "high": max(ends)})
        stands = ends[1]
    return rows


def _bars(rows: list[Row], theme: Theme) -> Part:
    return trace(
        "bar",
        orientation="h",
        y=list(range(1, len(rows) + 1)),
        base=[row["base"] for row in rows],
        x=[row["step"] for row in rows],
        text=[signed(row["step"], 2) for row in rows],
        textposition="outside",
        constraintext="none",
        cliponaxis=False,
        textfont={"color": palette(theme).ink},
        marker={"color": [_colour(row, theme) for row in rows]},
        hovertext=[_hover(row) for row in rows],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _colour(row: Row, theme: Theme) -> str:
    colours = palette(theme)
    return colours.sources[Source(row["source"])] if row["source"] else colours.soft


def _threads(rows: list[Row], end: float, colour: str) -> Part:
    """Return the hairlines that lead from each row to the next."""
    levels = [*(row["base"] for row in rows), end]
    return trace(
        "scatter",
        x=[x for level in levels for x in (level, level, None)],
        y=[y for place in range(len(levels)) for y in (place, place + 1, None)],
        mode="lines",
        line={"color": colour, "width": 1},
        hoverinfo="skip",
    )


def _ends(values: list[float], places: list[int], colour: str) -> Part:
    return trace(
        "scatter",
        x=values,
        y=places,
        mode="markers+text",
        marker={"symbol": "line-ns", "size": 20, "line": {"width": 3, "color": colour}},
        text=[f"  <b>{value:.2f}</b>" for value in values],
        textposition="middle right",
        textfont={"size": BODY_SIZE + 1, "color": colour},
        cliponaxis=False,
        hoverinfo="skip",
    )


def _hover(row: Row) -> str:
    if not row["source"]:
        return _("Bonus points: {step:+.2f} points of the score").format(step=row["step"])
    words = _("{source}: mean {mean:.2f}, usually {list_mean:.2f}; {step:+.2f} points of the score")
    if pd.isna(row["mean"]):
        words = _("{source}: no valid ballot; {step:+.2f} points of the score")
    return words.format(**{**row, "source": source_label(Source(row["source"]))})
