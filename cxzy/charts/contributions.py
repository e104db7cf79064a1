"""What a score is made of: one bar of the points that each source gave, and what is missing."""

from itertools import accumulate

import pandas as pd
import plotly.graph_objects as go

from cxzy.charts.figures import Part, figure, trace
from cxzy.charts.frames import Row, rows_of
from cxzy.charts.theme import Theme, palette, readable_on
from cxzy.core.labels import source_label
from cxzy.core.language import _
from cxzy.core.vocabulary import Source

HEIGHT = 74
NARROWEST = 6.0
"""Fewer points hold no words inside their part of the bar."""


def contributions_figure(
    sources: pd.DataFrame, score: float, bonus: float = 0.0, *, theme: Theme
) -> go.Figure:
    """Return the score as one bar over 0–100, its parts in the sources' colours and words.

    `sources` has `source, applied, mean, n, contribution` (shares 0–1, points 0–100); a source
    without a contribution is left out, and what is not reached stays pale. Bonus points that were
    added stand behind them; what was deducted has no part, and is missing from `score` alone.
    """
    colours = palette(theme)
    parts = rows_of(sources.dropna(subset=["contribution"]))
    starts = list(accumulate((part["contribution"] for part in parts), initial=0.0))
    stands = starts[-1] + max(bonus, 0.0)
    traces = [_part(part, colours.sources[Source(part["source"])]) for part in parts]
    if bonus > 0:
        traces.append(_bonus(bonus, colours.soft))
    if stands < 100:  # noqa: PLR2004 — full marks
        traces.append(_rest(100 - stands, 100 - stands - min(bonus, 0.0), score, colours.hairline))
    return figure(
        theme,
        traces,
        annotations=[
            _word(part, start, colours.soft) for part, start in zip(parts, starts[:-1], strict=True)
        ],
        barmode="stack",
        bargap=0,
        height=HEIGHT,
        margin={"t": 26, "b": 4, "r": 0},
        xaxis={"range": [0, max(100.0, stands)], "visible": False},
        yaxis={"visible": False},
    )


def _part(part: Row, colour: str) -> Part:
    return trace(
        "bar",
        orientation="h",
        y=[""],
        x=[part["contribution"]],
        text=[f"{part['contribution']:.2f}" if part["contribution"] > NARROWEST else ""],
        textposition="inside",
        insidetextanchor="middle",
        constraintext="none",
        textangle=0,
        textfont={"color": readable_on(colour)},
        marker={"color": colour, "line": {"width": 0}},
        hovertext=[_hover(part)],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _word(part: Row, start: float, colour: str) -> dict[str, object]:
    return {
        "text": source_label(Source(part["source"])),
        "x": start,
        "xanchor": "left",
        "y": 1,
        "yref": "paper",
        "yanchor": "bottom",
        "font": {"color": colour},
        "showarrow": False,
    }


def _bonus(points: float, colour: str) -> Part:
    return trace(
        "bar",
        orientation="h",
        y=[""],
        x=[points],
        marker={"color": colour, "line": {"width": 0}},
        hovertext=[_("Bonus points: {step:+.2f} points of the score").format(step=points)],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _rest(length: float, points: float, score: float, colour: str) -> Part:
    words = _("{score:.2f} points reached, {points:.2f} not").format(score=score, points=points)
    return trace(
        "bar",
        orientation="h",
        y=[""],
        x=[length],
        marker={"color": colour, "line": {"width": 0}},
        hovertext=[words],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _hover(part: Row) -> str:
    words = _(
        "{source}: mean {mean:.2f} of {n} ballots × weight {weight:.0%} = {points:.2f} points"
    )
    return words.format(
        source=source_label(Source(part["source"])),
        mean=part["mean"],
        n=int(part["n"]),
        weight=part["applied"],
        points=part["contribution"],
    )
