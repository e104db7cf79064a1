"""How scores are spread, kind by kind, between the edges of the bands."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray

from cxzy.charts.figures import Part, figure, trace
from cxzy.charts.theme import BODY_SIZE, Theme, grade_colours, palette
from cxzy.core.language import _

ROW_HEIGHT = 72
WIDTHS = (1.0, 2.0, 5.0, 10.0, 20.0)
MOST_BARS = 48
SHORTEST = 20.0
FULL = 0.82
LEAST = 0.03
"""The parts of a row that the tallest bar takes, and that one needs to be seen at all."""
LINE = 18
WORD, WORD_ALONE = 0.31, 0.18
"""The part of the width that a grade's word needs on a phone, with and without its number."""

Edge = tuple[str, float]
Edges = Sequence[Edge]


def distribution_figure(scores: pd.DataFrame, edges: Edges, *, theme: Theme) -> go.Figure:
    """Return one histogram per kind, one below the other, its bars in the colours of the bands.

    `scores` has one row per subject: `kind_label, score`; kinds keep their order, rows without
    a score are left out. `edges` are the grades from best to lowest with the lower edge of each;
    the edges are hairlines, the grades' words stand above them. Bars of the same height
    hold as many scores whatever their kind, but for the lowest, which are drawn so that they
    can be seen; the number of scores stands with the name of the kind.
    """
    known = scores.dropna(subset=["score"])
    points = known["score"].to_numpy("float64")
    rows, kinds = pd.factorize(known["kind_label"])
    low, high, width = _span(points)
    bars = _bars(rows, points, edges, low, width)
    traces = [
        _trace([bar for bar in bars if bar.band == place], edges, place, list(kinds), theme)
        for place in range(len(edges))
    ]
    words, top = _words(edges, (low, points.min(initial=math.inf), high), theme)
    return figure(
        theme,
        traces,
        barmode="overlay",
        height=ROW_HEIGHT * len(kinds) + 40 + top,
        margin={"t": top, "r": 56, "b": 24},
        annotations=words,
        shapes=[
            *(_upright(lowest, theme) for _grade, lowest in edges if low < lowest < high),
            *(_level(row, theme) for row in range(len(kinds))),
        ],
        xaxis={"range": [low, high], "nticks": 8},
        yaxis=_rows(list(kinds), np.bincount(rows).tolist(), theme),
    )


def _rows(kinds: list[str], numbers: list[int], theme: Theme) -> Part:
    """Return the axis that names the kinds, each with its number."""
    soft = palette(theme).soft
    return {
        "range": [-0.02, max(len(kinds), 1)],
        "tickvals": [len(kinds) - 1 - row + FULL / 3 for row in range(len(kinds))],
        "ticktext": [
            f'{escape(kind)}  <span style="color:{soft}">{number:,}</span>'
            for kind, number in zip(kinds, numbers, strict=True)
        ],
    }


def _upright(x: float, theme: Theme) -> Part:
    line = {"color": palette(theme).soft, "width": 1, "dash": "2px,3px"}
    return {"type": "line", "x0": x, "x1": x, "y0": 0, "y1": 1, "yref": "y domain", "line": line}


def _level(y: float, theme: Theme) -> Part:
    line = {"color": palette(theme).hairline, "width": 1}
    return {"type": "line", "x0": 0, "x1": 1, "xref": "x domain", "y0": y, "y1": y, "line": line}


def _span(points: NDArray[np.float64]) -> tuple[float, float, float]:
    """Return where the axis begins and ends and how wide its bars are."""
    if not points.size:
        return 0.0, 100.0, 1.0
    worst, best = float(points.min()), float(points.max())
    width = next((width for width in WIDTHS if (best - worst) / width <= MOST_BARS), WIDTHS[-1])
    high = math.ceil(best / width + 1) * width
    low = math.floor(min(worst - width, high - SHORTEST) / width) * width
    return low, high, width


@dataclass(frozen=True)
class _Bar:
    """A bar: `count` scores of one kind from `low` on, all in one band.

    A step that an edge cuts is two bars, one upon the other: the upper one `starts` where the
    lower one ends. Heights are parts of a row.
    """

    row: int
    low: float
    width: float
    band: int
    count: int
    starts: float
    tall: float


def _bars(
    rows: NDArray[np.intp], points: NDArray[np.float64], edges: Edges, low: float, width: float
) -> list[_Bar]:
    """Return the bars of all kinds from left to right, the parts of a step from below."""
    steps = np.floor(np.round((points - low) / width, 7)).astype("int64")
    ascending = np.array([lowest for _grade, lowest in edges[:-1]][::-1])
    above = np.searchsorted(ascending, points, side="right")
    counts = Counter(zip(rows.tolist(), steps.tolist(), above.tolist(), strict=True))
    whole: Counter[tuple[int, int]] = Counter()
    for (row, step, _above), count in counts.items():
        whole[row, step] += count
    tallest = max(whole.values(), default=1)
    bars = []
    stands: dict[tuple[int, int], float] = {}
    for (row, step, over), count in sorted(counts.items()):
        starts, tall = stands.get((row, step), 0.0), max(count / tallest * FULL, LEAST)
        band = len(edges) - 1 - over
        bars.append(_Bar(row, low + step * width, width, band, count, starts, tall))
        stands[row, step] = starts + tall
    return bars


def _trace(bars: list[_Bar], edges: Edges, place: int, kinds: list[str], theme: Theme) -> Part:
    """Return the bars of the band at `place`."""
    lowest = place == len(edges) - 1 and place > 0
    colour, paper = grade_colours(len(edges), theme)[place], palette(theme).paper
    hatch = {"shape": "/", "size": 5, "solidity": 0.3, "fillmode": "replace"}
    words = _("{kind}: {count} from {low:g} to below {high:g} points, {grade}")
    return trace(
        "bar",
        x=[bar.low + bar.width / 2 for bar in bars],
        y=[bar.tall for bar in bars],
        base=[len(kinds) - 1 - bar.row + bar.starts for bar in bars],
        width=[bar.width * 0.92 for bar in bars],
        marker={
            "color": colour,
            "line": {"width": 0},
            **({"pattern": {**hatch, "fgcolor": paper, "bgcolor": colour}} if lowest else {}),
        },
        hovertext=[
            words.format(
                kind=kinds[bar.row],
                count=bar.count,
                low=bar.low,
                high=bar.low + bar.width,
                grade=edges[place][0],
            )
            for bar in bars
        ],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _words(
    edges: Edges, span: tuple[float, float, float], theme: Theme
) -> tuple[list[Part], float]:
    """Return each grade's word above where its band begins, and the height they need.

    `span` is where the axis begins, the lowest score, and where the axis ends; a band below
    the lowest score needs no word.
    """
    low, worst, high = span
    seen = _seen(edges, worst, high)
    starts = [max(edges[place][1], low) for place in seen]
    alone = WORD_ALONE * (high - low)
    needs = [WORD * (high - low) if edges[place][1] > low else alone for place in seen]
    anchors: list[Part] = [{"x": start, "xanchor": "left"} for start in starts]
    if len(seen) > 1 and low + alone > starts[1] and edges[seen[0]][1] <= low:
        # the first word ends where its band ends, over the names of the kinds
        anchors[0], needs[0] = {"x": starts[1], "xanchor": "right", "xshift": -4}, starts[1] - low
    stacked = any(_lines(starts, needs))  # then numbers stand below their words
    lines = _lines(starts, [min(need, alone) for need in needs] if stacked else needs)
    high_of_word = LINE * (1 + stacked)
    colours = grade_colours(len(edges), theme)
    words = [
        {
            **anchor,
            "y": 1,
            "yref": "paper",
            "yanchor": "bottom",
            "yshift": 2 + high_of_word * line,
            "align": "left",
            "showarrow": False,
            "text": f'<span style="color:{colours[place]}">■</span> '
            + _word(edges[place], low, "<br>" if stacked else " "),
            "font": {"color": palette(theme).soft, "size": BODY_SIZE - 1},
        }
        for place, anchor, line in zip(seen, anchors, lines, strict=True)
    ]
    return words, 8 + high_of_word * (1 + max(lines, default=0))


def _word(edge: Edge, low: float, apart: str) -> str:
    """Return a grade's word and its lower edge; what has none keeps its room where stacked."""
    grade, lowest = edge
    number = f"≥{lowest:g}" if lowest > low else ""
    return (
        f"{escape(grade)}{apart}{number or chr(0xA0)}" if number or apart != " " else escape(grade)
    )


def _seen(edges: Edges, worst: float, high: float) -> list[int]:
    """Return the places of the bands from that of the lowest score to the end of the axis."""
    ends = [math.inf, *(lowest for _grade, lowest in edges[:-1])]
    return [
        place
        for place in reversed(range(len(edges)))
        if edges[place][1] < high and ends[place] > worst
    ]


def _lines(starts: Sequence[float], needs: Sequence[float]) -> list[int]:
    """Return the line of each word, so that none begins where another has not ended.

    >>> _lines([0.0, 10.0, 20.0], [15.0, 15.0, 15.0]), _lines([0.0, 10.0], [10.0, 15.0])
    ([0, 1, 0], [0, 0])
    """
    free: list[float] = []
    lines = []
    for start, need in zip(starts, needs, strict=True):
        line = next((at for at, end in enumerate(free) if end <= start), len(free))
        free[line : line + 1] = [start + need]
        lines.append(line)
    return lines
