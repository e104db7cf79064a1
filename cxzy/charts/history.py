"""A score over the periods."""

import math

import pandas as pd
import plotly.graph_objects as go

from cxzy.charts.frames import Row, rows_of
from cxzy.charts.theme import Theme, palette, template
from cxzy.core.language import _


def history_figure(history: pd.DataFrame, *, theme: Theme) -> go.Figure:
    """Return the scores of one subject, oldest first, each with its value in words.

    `history` has `period, score, rank, of, grade`; a period without a score is a gap.
    """
    colours = palette(theme)
    scores = [None if math.isnan(score) else score for score in history["score"]]
    figure = go.Figure(
        go.Scatter(
            x=history["period"].tolist(),
            y=scores,
            mode="lines+markers+text",
            text=["" if score is None else f"{score:.2f}" for score in scores],
            textposition="top center",
            cliponaxis=False,
            line={"color": colours.grades[1], "width": 2},
            marker={"size": 9, "color": colours.grades[0]},
            hovertext=[_hover(row) for row in rows_of(history)],
            hovertemplate="%{hovertext}<extra></extra>",
        ),
        layout={"template": template(theme)},
    )
    known = history["score"].dropna()
    low, high = (known.min(), known.max()) if len(known) else (0.0, 100.0)
    figure.update_layout(
        height=150,
        margin={"t": 28, "l": 24, "r": 24},
        xaxis={"type": "category"},
        yaxis={"visible": False, "range": [low - 3, high + 3]},
    )
    return figure


def _hover(row: Row) -> str:
    words = _("{period}: {score:.2f} points, place {rank} of {of}, {grade}")
    if math.isnan(row["score"]):
        return _("{period}: no score").format(period=row["period"])
    return words.format(**row)
