"""The weights that a scheme publishes beside what its sources really decide."""

import pandas as pd
import plotly.graph_objects as go

from cxzy.charts.figures import Part, beside_plot, figure, trace
from cxzy.charts.frames import Row, rows_of
from cxzy.charts.theme import BODY_SIZE, Theme, palette
from cxzy.core.labels import source_label
from cxzy.core.language import _
from cxzy.core.vocabulary import Source

ROW_HEIGHT = 28


def effective_weights_figure(weights: pd.DataFrame, *, theme: Theme) -> go.Figure:
    """Return a bar per source for its share in the differences, a stroke at its published weight.

    `weights` has `source, published, effective` (shares); both numbers stand at the right.
    """
    rows, colours = rows_of(weights), palette(theme)
    return figure(
        theme,
        [_bars(rows, theme)],
        height=ROW_HEIGHT * max(len(rows), 1) + 34,
        margin={"t": 24, "r": 112, "b": 8},
        bargap=0.5,
        shapes=[_stroke(at, row, colours.ink) for at, row in enumerate(rows)],
        annotations=[
            _right(_("published → real"), 1, colours.soft, yref="paper", yanchor="bottom"),
            *(_right(weight_words(row), at, colours.ink) for at, row in enumerate(rows)),
        ],
        xaxis={"range": list(weights_span(weights)), "visible": False},
        yaxis={
            "range": [len(rows) - 0.5, -0.5],
            "tickvals": list(range(len(rows))),
            "ticktext": [source_label(Source(row["source"])) for row in rows],
        },
    )


def weights_span(weights: pd.DataFrame) -> tuple[float, float]:
    """Return the ends of the axis: all shares and 0, with a little room."""
    most = max([0.1, *weights["published"], *weights["effective"]])
    least = min([0.0, *weights["effective"]])
    return least * 1.05, most * 1.05


def weight_words(row: Row) -> str:
    """Return the published weight and the real one of a source, the real one bold."""
    return f"{row['published']:.0%} → <b>{row['effective']:.0%}</b>".replace("-", "−")


def effective_words(row: Row) -> str:
    """Return both shares of a source as a sentence."""
    words = _("{source}: weight {published:.0%} by the scheme, {effective:.0%} of the differences")
    return words.format(
        source=source_label(Source(row["source"])),
        published=row["published"],
        effective=row["effective"],
    )


def _bars(rows: list[Row], theme: Theme) -> Part:
    return trace(
        "bar",
        orientation="h",
        x=[row["effective"] for row in rows],
        y=list(range(len(rows))),
        marker={"color": [palette(theme).sources[Source(row["source"])] for row in rows]},
        hovertext=list(map(effective_words, rows)),
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _stroke(at: int, row: Row, colour: str) -> Part:
    return {
        "type": "line",
        "x0": row["published"],
        "x1": row["published"],
        "y0": at - 0.4,
        "y1": at + 0.4,
        "line": {"color": colour, "width": 2},
    }


def _right(text: str, at: float, colour: str, **more: object) -> Part:
    return beside_plot(text, at, 110, {"color": colour, "size": BODY_SIZE}, **more)
