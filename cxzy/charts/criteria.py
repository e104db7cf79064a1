"""Criteria of one subject beside the mean of its meeting, one mark per source."""

import pandas as pd
import plotly.graph_objects as go

from cxzy.charts.frames import rows_of
from cxzy.charts.theme import Theme, palette, template
from cxzy.core.labels import source_label
from cxzy.core.language import _
from cxzy.core.vocabulary import Source

ROW_HEIGHT = 40


def criteria_figure(criteria: pd.DataFrame, *, theme: Theme) -> go.Figure:
    """Return a dot per criterion and source, its meeting's mean a short stroke of that colour.

    `criteria` has `source, label, n, mean, unit_mean` (points 0–100). The criterion furthest
    below its meeting stands on top: that is where something can be done.
    """
    known = criteria.dropna(subset=["mean"])
    order = _order(known)
    figure = go.Figure(layout={"template": template(theme)})
    for source in Source:
        own = known[known["source"] == source.value]
        if len(own):
            figure.add_traces(_marks(own, source, theme))
    figure.update_layout(
        height=ROW_HEIGHT * max(len(order), 1) + 76,
        showlegend=True,
        xaxis={"range": _range(known), "showgrid": True, "dtick": 5},
        yaxis={"categoryorder": "array", "categoryarray": order, "showgrid": True},
    )
    return figure


def _order(known: pd.DataFrame) -> list[str]:
    behind = (known["mean"] - known["unit_mean"]).groupby(known["label"], sort=False).mean()
    return [str(label) for label in behind.sort_values(ascending=False, kind="stable").index]


def _range(known: pd.DataFrame) -> list[float]:
    """Return the ends of the axis: five points wider than the marks, never beyond 0 and 100."""
    if known.empty:
        return [0, 100]
    both = pd.concat([known["mean"], known["unit_mean"]])
    return [max(0.0, float(both.min()) // 5 * 5 - 2), min(101.0, float(both.max()) // 5 * 5 + 7)]


def _marks(own: pd.DataFrame, source: Source, theme: Theme) -> list[go.Scatter]:
    colour = palette(theme).sources[source]
    words = _("{criterion}, {source}: {mean:.1f} (meeting {unit_mean:.1f}, {n} ballots)")
    hover = [
        words.format(
            criterion=row["label"],
            source=source_label(source),
            mean=row["mean"],
            unit_mean=row["unit_mean"],
            n=int(row["n"]),
        )
        for row in rows_of(own)
    ]
    mean = go.Scatter(
        x=own["unit_mean"].tolist(),
        y=own["label"].tolist(),
        mode="markers",
        marker={"symbol": "line-ns", "size": 16, "line": {"width": 2, "color": colour}},
        legendgroup=source.value,
        showlegend=False,
        hoverinfo="skip",
    )
    dots = go.Scatter(
        x=own["mean"].tolist(),
        y=own["label"].tolist(),
        mode="markers",
        name=source_label(source),
        legendgroup=source.value,
        marker={"size": 11, "color": colour, "line": {"width": 1, "color": palette(theme).paper}},
        hovertext=hover,
        hovertemplate="%{hovertext}<extra></extra>",
    )
    return [mean, dots]
