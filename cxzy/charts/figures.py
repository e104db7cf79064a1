"""Figures from plain descriptions, put together in one piece."""

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from cxzy.charts.theme import Theme, template

Part = dict[str, Any]
"""A trace or a part of the layout, under the names of Plotly's reference."""


TRACES = ("bar", "scatter", "heatmap", "sankey")
"""The kinds of traces that the house draws."""


def trace(kind: str, **properties: Any) -> Part:
    """Return one trace of a figure, of one of the kinds in `TRACES`."""
    return {"type": kind, **properties}


def figure(theme: Theme, traces: Sequence[Part], **layout: Any) -> go.Figure:
    """Return the figure of traces and layout in the template of a theme.

    Plotly does not look at every value here, which took ten times as long as all else; it does
    in the tests (docs/decisions/0048-figures-are-described.md).
    """
    described = {"data": list(traces), "layout": {"template": template(theme), **layout}}
    return go.Figure(described, _validate=False)
