"""Before and after: hollow where it was, solid where it is now."""

import pandas as pd
import plotly.graph_objects as go

from cxzy.charts.figures import Part, figure, trace
from cxzy.charts.frames import rows_of
from cxzy.charts.theme import Theme, palette
from cxzy.core.language import _

ROW_HEIGHT = 26
MOST = 16


def changes_figure(changes: pd.DataFrame, *, theme: Theme) -> go.Figure:
    """Return a dumbbell per subject whose score changed, the largest change on top.

    `changes` has `name, score_before, score_after`; whoever has no score on one side is left
    out, and no more than `MOST` are drawn.
    """
    moved = _moved(changes)
    colours = palette(theme)
    lines = [colours.rise if rise > 0 else colours.fall for rise in moved["rise"]]
    hollow = [colours.paper] * len(moved)
    traces = [
        _strokes(moved, colours.soft),
        _dots(moved, "score_before", hollow, lines),
        _dots(moved, "score_after", lines, lines),
    ]
    return figure(
        theme,
        traces,
        height=ROW_HEIGHT * max(len(moved), 1) + 48,
        xaxis={"showgrid": True, "nticks": 6},
        yaxis={"categoryorder": "array", "categoryarray": moved["name"].tolist()[::-1]},
    )


def _moved(changes: pd.DataFrame) -> pd.DataFrame:
    known = changes.dropna(subset=["score_before", "score_after"])
    known = known.assign(rise=known["score_after"] - known["score_before"])
    known = known[known["rise"].round(6) != 0]
    largest = known["rise"].abs().round(6).sort_values(ascending=False, kind="stable").index
    return known.loc[largest].head(MOST)


def _strokes(moved: pd.DataFrame, colour: str) -> Part:
    pairs = zip(moved["score_before"], moved["score_after"], strict=True)
    return trace(
        "scatter",
        x=[value for pair in pairs for value in (*pair, None)],
        y=[value for name in moved["name"] for value in (name, name, None)],
        mode="lines",
        line={"color": colour, "width": 2},
        hoverinfo="skip",
    )


def _dots(moved: pd.DataFrame, column: str, fill: list[str], line: list[str]) -> Part:
    words = _("{name}: {before:.2f} → {after:.2f} ({rise:+.2f})")
    return trace(
        "scatter",
        x=moved[column].tolist(),
        y=moved["name"].tolist(),
        mode="markers",
        marker={"size": 10, "color": fill, "line": {"width": 2, "color": line}},
        hovertext=[
            words.format(
                name=row["name"],
                before=row["score_before"],
                after=row["score_after"],
                rise=row["rise"],
            )
            for row in rows_of(moved)
        ],
        hovertemplate="%{hovertext}<extra></extra>",
    )
