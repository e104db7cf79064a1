"""How scores are spread, kind by kind, between the edges of the bands."""

import math
from collections.abc import Sequence
from html import escape

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from cxzy.charts.frames import Row, rows_of
from cxzy.charts.theme import BODY_SIZE, Theme, grade_colours, palette, template
from cxzy.core.language import _

ROW_HEIGHT = 72
WIDTHS = (1.0, 2.0, 5.0, 10.0, 20.0)
MOST_BARS = 48
SHORTEST = 20.0
FULL = 0.82
LINE = 18
WORD = 0.27
"""The part of the width that a grade's word may need, on a phone."""

Edges = Sequence[tuple[str, float]]


def distribution_figure(scores: pd.DataFrame, edges: Edges, *, theme: Theme) -> go.Figure:
    """Return one histogram per kind, one below the other, its bars in the colours of the bands.

    `scores` has one row per subject: `kind_label, score`; kinds keep their order, rows without
    a score are left out. `edges` are the grades from best to lowest with the lower edge of each;
    the edges are hairlines, the grades' words stand above them. Each kind has its own height,
    the number of scores stands with its name.
    """
    known = scores.dropna(subset=["score"])
    kinds = list(dict.fromkeys(known["kind_label"]))
    low, high, width = _span(known["score"])
    bars = _bars(known, kinds, edges, low, width)
    traces = [
        _trace(bars[bars["band"] == place], grade, place, len(edges), theme)
        for place, (grade, _lowest) in enumerate(edges)
    ]
    words, top = _words(edges, (low, known["score"].min(), high), theme)
    layout = {
        "template": template(theme),
        "barmode": "overlay",
        "height": ROW_HEIGHT * len(kinds) + 40 + top,
        "margin": {"t": top, "r": 56, "b": 24},
        "annotations": words,
        "shapes": [
            *(_upright(lowest, theme) for _grade, lowest in edges if low < lowest < high),
            *(_level(row, theme) for row in range(len(kinds))),
        ],
        "xaxis": {"range": [low, high], "nticks": 8},
        "yaxis": _rows(known, kinds, theme),
    }
    return go.Figure(traces, layout)


def _rows(known: pd.DataFrame, kinds: list[str], theme: Theme) -> dict[str, object]:
    """Return the axis that names the kinds, each with its number."""
    numbers = known["kind_label"].value_counts()
    soft = palette(theme).soft
    return {
        "range": [-0.02, max(len(kinds), 1)],
        "tickvals": [len(kinds) - 1 - row + FULL / 3 for row in range(len(kinds))],
        "ticktext": [
            f'{escape(kind)}  <span style="color:{soft}">{numbers[kind]:,}</span>' for kind in kinds
        ],
    }


def _upright(x: float, theme: Theme) -> dict[str, object]:
    line = {"color": palette(theme).soft, "width": 1, "dash": "2px,3px"}
    return {"type": "line", "x0": x, "x1": x, "y0": 0, "y1": 1, "yref": "y domain", "line": line}


def _level(y: float, theme: Theme) -> dict[str, object]:
    line = {"color": palette(theme).hairline, "width": 1}
    return {"type": "line", "x0": 0, "x1": 1, "xref": "x domain", "y0": y, "y1": y, "line": line}


def _span(scores: "pd.Series[float]") -> tuple[float, float, float]:
    """Return where the axis begins and ends and how wide its bars are."""
    if scores.empty:
        return 0.0, 100.0, 1.0
    spread = scores.max() - scores.min()
    width = next((width for width in WIDTHS if spread / width <= MOST_BARS), WIDTHS[-1])
    high = math.ceil(scores.max() / width + 1) * width
    low = math.floor(min(scores.min() - width, high - SHORTEST) / width) * width
    return low, high, width


def _bars(
    known: pd.DataFrame, kinds: list[str], edges: Edges, low: float, width: float
) -> pd.DataFrame:
    """Return the bars: `row, step, band, count, from, width` and where each `starts`, `tall` high.

    A step that an edge cuts is two parts of one bar, one upon the other.
    """
    values = known["score"].to_numpy("float64")
    ascending = [lowest for _grade, lowest in edges[:-1]][::-1]
    placed = pd.DataFrame(
        {
            "row": pd.Categorical(known["kind_label"], categories=kinds).codes,
            "step": np.floor(np.round((values - low) / width, 7)).astype("int64"),
            "band": len(edges) - 1 - np.searchsorted(np.array(ascending), values, side="right"),
        }
    )
    bars = placed.value_counts(["row", "step", "band"], sort=False).reset_index(name="count")
    bars = bars.sort_values(["row", "step", "band"], ascending=[True, True, False])
    steps = bars.groupby(["row", "step"])["count"]
    tallest = steps.transform("sum").groupby(bars["row"]).transform("max")
    below = steps.cumsum() - bars["count"]
    return bars.assign(
        kind=[kinds[row] for row in bars["row"]],
        low=low + bars["step"] * width,
        width=width,
        starts=len(kinds) - 1 - bars["row"] + below / tallest * FULL,
        tall=bars["count"] / tallest * FULL,
    )


def _trace(bars: pd.DataFrame, grade: str, place: int, number: int, theme: Theme) -> go.Bar:
    lowest = place == number - 1 and place > 0
    colour, paper = grade_colours(number, theme)[place], palette(theme).paper
    hatch = {"shape": "/", "size": 5, "solidity": 0.3, "fillmode": "replace"}
    return go.Bar(
        x=(bars["low"] + bars["width"] / 2).tolist(),
        y=bars["tall"].tolist(),
        base=bars["starts"].tolist(),
        width=(bars["width"] * 0.92).tolist(),
        marker={
            "color": colour,
            "line": {"width": 0},
            **({"pattern": {**hatch, "fgcolor": paper, "bgcolor": colour}} if lowest else {}),
        },
        hovertext=[_hover(bar, grade) for bar in rows_of(bars)],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _hover(bar: Row, grade: str) -> str:
    words = _("{kind}: {count} from {low:g} to below {high:g} points, {grade}")
    return words.format(**bar, high=bar["low"] + bar["width"], grade=grade)


def _words(
    edges: Edges, span: tuple[float, float, float], theme: Theme
) -> tuple[list[dict[str, object]], float]:
    """Return each grade's word above where its band begins, and the height they need.

    `span` is where the axis begins, the lowest score, and where the axis ends; a band below
    the lowest score needs no word.
    """
    low, worst, high = span
    seen = _seen(edges, worst, high)
    starts = [max(edges[place][1], low) for place in seen]
    lines = _lines(starts, WORD * (high - low))
    colours = grade_colours(len(edges), theme)
    words = [
        {
            "x": start,
            "y": 1,
            "yref": "paper",
            "xanchor": "left",
            "yanchor": "bottom",
            "yshift": 2 + LINE * line,
            "showarrow": False,
            "text": f'<span style="color:{colours[place]}">■</span> {_word(edges[place], low)}',
            "font": {"color": palette(theme).soft, "size": BODY_SIZE - 1},
        }
        for place, start, line in zip(seen, starts, lines, strict=True)
    ]
    return words, 8 + LINE * (1 + max(lines, default=0))


def _word(edge: tuple[str, float], low: float) -> str:
    grade, lowest = edge
    return f"{escape(grade)} ≥{lowest:g}" if lowest > low else escape(grade)


def _seen(edges: Edges, worst: float, high: float) -> list[int]:
    """Return the places of the bands from that of the lowest score to the end of the axis."""
    ends = [math.inf, *(lowest for _grade, lowest in edges[:-1])]
    return [
        place
        for place in reversed(range(len(edges)))
        if edges[place][1] < high and ends[place] > worst
    ]


def _lines(starts: Sequence[float], need: float) -> list[int]:
    """Return the line of each word, so that none begins where another has not ended.

    >>> _lines([0.0, 10.0, 20.0], 15.0)
    [0, 1, 0]
    """
    free: list[float] = []
    lines = []
    for start in starts:
        line = next((at for at, end in enumerate(free) if end <= start), len(free))
        free[line : line + 1] = [start + need]
        lines.append(line)
    return lines
