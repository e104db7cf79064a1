"""Four sources side by side: a row per unit, a dot per source, the sources' names above."""

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from cxzy.charts.figures import Part, figure, trace
from cxzy.charts.frames import Row, rows_of
from cxzy.charts.plates import Link, label
from cxzy.charts.theme import BODY_SIZE, Theme, palette
from cxzy.core.labels import source_label
from cxzy.core.language import _
from cxzy.core.vocabulary import Source

ROW_HEIGHT = 30


def overview_sources_figure(
    units: pd.DataFrame,
    sources: Sequence[Source],
    *,
    theme: Theme,
    link: Link | None = None,
    kind: str = "",
) -> go.Figure:
    """Return one row per unit with a dot at each source's mean, in the order given.

    `units` has `key, name` and `<source>_mean` (0–100, NaN for none). The names of the sources
    stand above the first row, in the order of its dots; with a link the names of the units lead
    to what `kind` and `key` name.
    """
    rows, colours = rows_of(units), palette(theme)
    low, high = _span(units, sources)
    words = [_hover(row, sources) for row in rows]
    return figure(
        theme,
        [
            _strokes(rows, sources, colours.hairline),
            *(_dots(rows, source, words, theme) for source in sources),
        ],
        height=ROW_HEIGHT * len(rows) + 64,
        annotations=[_names(rows, sources, theme)],
        margin={"t": 32, "b": 28, "r": 16},
        xaxis={"range": [low, high], "nticks": 6, "showgrid": True},
        yaxis={
            "range": [len(rows) - 0.5, -0.5],
            "tickvals": list(range(len(rows))),
            "ticktext": [
                label(row["name"], link=link, kind=kind, key=str(row["key"])) for row in rows
            ],
        },
    )


def _mean(row: Row, source: Source) -> float:
    return float(row[f"{source.value}_mean"])


def _span(units: pd.DataFrame, sources: Sequence[Source]) -> tuple[float, float]:
    """Return the ends of the axis: a little wider than the dots, never narrower than 10 points."""
    values = units[[f"{source.value}_mean" for source in sources]].to_numpy("float64")
    known = values[~np.isnan(values)]
    if not known.size:
        return 0.0, 100.0
    high = min(float(known.max()) + 1.5, 101.5)
    return min(float(known.min()) - 1.5, high - 10), high


def _strokes(rows: list[Row], sources: Sequence[Source], colour: str) -> Part:
    """Return a hairline per row from its lowest to its highest dot."""
    x: list[float | None] = []
    y: list[int | None] = []
    for place, row in enumerate(rows):
        means = [_mean(row, source) for source in sources]
        known = [mean for mean in means if not math.isnan(mean)]
        if known:
            x += [min(known), max(known), None]
            y += [place, place, None]
    line = {"color": colour, "width": 2}
    return trace("scatter", x=x, y=y, mode="lines", line=line, hoverinfo="skip")


def _dots(rows: list[Row], source: Source, words: list[str], theme: Theme) -> Part:
    colours = palette(theme)
    return trace(
        "scatter",
        x=[_mean(row, source) for row in rows],
        y=list(range(len(rows))),
        mode="markers",
        name=source_label(source),
        marker={
            "size": 12,
            "color": colours.sources[source],
            "line": {"width": 1, "color": colours.paper},
        },
        hovertext=words,
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _hover(row: Row, sources: Sequence[Source]) -> str:
    words = _("{source}: {mean:.1f}")
    known = [source for source in sources if not math.isnan(_mean(row, source))]
    said = [words.format(source=source_label(s), mean=_mean(row, s)) for s in known]
    return "<br>".join([label(row["name"]), *said])


def _names(rows: list[Row], sources: Sequence[Source], theme: Theme) -> dict[str, object]:
    """Return the sources' names above the first row, in the order of its dots."""
    first = rows[0] if rows else {}
    known = [s for s in sources if first and not math.isnan(_mean(first, s))]
    rest = [source for source in sources if source not in known]
    ordered = [*sorted(known, key=lambda source: _mean(first, source)), *rest]
    words = [
        f'<span style="color:{palette(theme).sources[source]}">●</span> {source_label(source)}'
        for source in ordered
    ]
    return {
        "text": "\u2002".join(words),
        "x": 1,
        "xref": "paper",
        "xanchor": "right",
        "y": 1,
        "yref": "paper",
        "yanchor": "bottom",
        "yshift": 4,
        "showarrow": False,
        "font": {"size": BODY_SIZE, "color": palette(theme).ink},
    }
