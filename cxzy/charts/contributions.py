"""What a score is made of: points from each source, beside what the source could give."""

import pandas as pd
import plotly.graph_objects as go

from cxzy.charts.frames import Row, rows_of
from cxzy.charts.theme import BODY_SIZE, Theme, palette, template
from cxzy.core.labels import source_label
from cxzy.core.language import _
from cxzy.core.vocabulary import Source

ROW_HEIGHT = 44


def contributions_figure(sources: pd.DataFrame, score: float, *, theme: Theme) -> go.Figure:
    """Return the waterfall of a score: one step per source, what it lost pale behind, the sum last.

    `sources` has `source, applied, mean, n, contribution` (shares 0–1, points 0–100); a source
    without a contribution is left out.
    """
    steps = _steps(sources)
    colours = palette(theme)
    figure = go.Figure(layout={"template": template(theme)})
    figure.add_trace(_possible(steps, colours.hairline))
    figure.add_trace(_given(steps, [colours.sources[Source(s)] for s in steps["source"]]))
    figure.add_trace(_total(score, colours.ink))
    figure.add_traces([_label(step, colours.ink) for step in rows_of(steps)])
    rows = [_("Score"), *[source_label(Source(s)) for s in reversed(steps["source"].tolist())]]
    figure.update_layout(
        barmode="overlay",
        height=ROW_HEIGHT * len(rows) + 36,
        bargap=0.5,
        xaxis={"range": [0, 112], "tickvals": [0, 20, 40, 60, 80, 100], "showgrid": True},
        yaxis={"categoryorder": "array", "categoryarray": rows},
    )
    return figure


def _steps(sources: pd.DataFrame) -> pd.DataFrame:
    known = sources.dropna(subset=["contribution"]).copy()
    known["start"] = known["contribution"].cumsum() - known["contribution"]
    known["label"] = [source_label(Source(source)) for source in known["source"]]
    known["possible"] = known["applied"].astype("float64") * 100
    return known


def _possible(steps: pd.DataFrame, colour: str) -> go.Bar:
    return go.Bar(
        orientation="h",
        y=steps["label"].tolist(),
        base=steps["start"].tolist(),
        x=steps["possible"].tolist(),
        marker={"color": colour, "line": {"width": 0}},
        hoverinfo="skip",
    )


def _given(steps: pd.DataFrame, colours: list[str]) -> go.Bar:
    hover = [_hover(step) for step in rows_of(steps)]
    return go.Bar(
        orientation="h",
        y=steps["label"].tolist(),
        base=steps["start"].tolist(),
        x=steps["contribution"].tolist(),
        marker={"color": colours, "line": {"width": 0}},
        hovertext=hover,
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _total(score: float, colour: str) -> go.Bar:
    return go.Bar(
        orientation="h",
        y=[_("Score")],
        x=[score],
        text=[f"<b>{score:.2f}</b>"],
        textposition="outside",
        textfont={"size": BODY_SIZE + 2},
        cliponaxis=False,
        marker={"color": colour},
        hovertemplate=_("{score:.2f} points").format(score=score) + "<extra></extra>",
    )


def _label(step: Row, colour: str) -> go.Scatter:
    """Return the points beside a step; mean and weight stand in the table and on hovering."""
    end = step["start"] + step["possible"]
    words = f"<b>{step['contribution']:.2f}</b>"
    return go.Scatter(
        x=[end if end < FAR else step["start"]],
        y=[step["label"]],
        text=[f" {words} "],
        mode="text",
        textposition="middle right" if end < FAR else "middle left",
        textfont={"color": colour},
        hoverinfo="skip",
        cliponaxis=False,
    )


FAR = 78
"""Steps that end beyond have their words on the left, where there is room."""


def _hover(step: Row) -> str:
    words = _(
        "{source}: mean {mean:.2f} of {n} ballots × weight {weight:.0%} = {points:.2f} points"
    )
    return words.format(
        source=step["label"],
        mean=step["mean"],
        n=int(step["n"]),
        weight=step["applied"],
        points=step["contribution"],
    )
