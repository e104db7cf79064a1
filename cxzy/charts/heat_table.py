"""A table whose cells are tinted by their value: units against criteria."""

from html import escape
from itertools import pairwise

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray

from cxzy.charts.figures import Part, figure, trace
from cxzy.charts.plates import Link, label, shortened
from cxzy.charts.theme import BODY_SIZE, Theme, palette, readable_on

ROW_HEIGHT = 30
LINE = 17
SIGNS_A_LINE = 3
"""Signs of a column's heading on one line, so that it fits on a phone."""
LEAST_SPAN = 10.0
"""Points between the palest and the fullest tint: smaller differences stay pale."""
LONGEST_HEADING = 12
GLOWING = 2
"""Of the tints on dark paper the two palest are not used: a table of them would dazzle."""


def heat_table_figure(
    table: pd.DataFrame, *, theme: Theme, link: Link | None = None, kind: str = ""
) -> go.Figure:
    """Return the table as tinted cells, each with its value, rows and columns in their order.

    `table` has `key`, `name` and a column of points (0–100, NaN for none) per criterion; with a
    link the names lead to what `kind` and `key` name.
    """
    columns = criteria_of(table)
    headings = [_heading(name) for name in columns]
    rows = list(zip(table["name"], table["key"], strict=True))
    top = LINE * max((heading.count("<br>") + 1 for heading in headings), default=1) + 12
    return figure(
        theme,
        [_cells(table, columns, theme), _numbers(table[columns].to_numpy("float64"), theme)],
        height=ROW_HEIGHT * len(rows) + top + 8,
        margin={"t": top, "b": 8, "r": 0},
        xaxis={
            "side": "top",
            "tickvals": list(range(len(columns))),
            "ticktext": headings,
            "tickangle": 0,
            "tickfont": {"size": BODY_SIZE - 1},
        },
        yaxis={
            "range": [len(rows) - 0.5, -0.5],
            "tickvals": list(range(len(rows))),
            "ticktext": [label(name, link=link, kind=kind, key=str(key)) for name, key in rows],
        },
    )


def criteria_of(table: pd.DataFrame) -> list[str]:
    """Return the columns of a table that are criteria, in their order."""
    return [str(name) for name in table.columns if name not in ("key", "name")]


def _heading(name: str) -> str:
    """Return a column's heading on several lines; words are not broken, signs are."""
    words = shortened(name, LONGEST_HEADING)
    if words.isascii():
        return "<br>".join(escape(word, quote=False) for word in words.split())
    lines = -(-len(words) // SIGNS_A_LINE)
    each, longer = divmod(len(words), lines)
    begins = [line * each + min(line, longer) for line in range(lines + 1)]
    parts = [words[at:end] for at, end in pairwise(begins)]
    return "<br>".join(escape(part, quote=False) for part in parts)


def _ends(values: NDArray[np.float64]) -> tuple[float, float]:
    """Return the values of the palest and of the fullest tint."""
    known = values[~np.isnan(values)]
    if not known.size:
        return 0.0, 100.0
    middle, half = (known.min() + known.max()) / 2, max(np.ptp(known), LEAST_SPAN) / 2
    return float(middle - half), float(middle + half)


def _tints(theme: Theme) -> tuple[str, ...]:
    """Return the tints from low to high: the higher, the more a cell stands out of the paper."""
    tints = palette(theme).sequential
    return tints[:-GLOWING] if theme == "dark" else tints


def _cells(table: pd.DataFrame, columns: list[str], theme: Theme) -> Part:
    values = table[columns].to_numpy("float64")
    (low, high), tints = _ends(values), _tints(theme)
    return trace(
        "heatmap",
        z=values.tolist(),
        zmin=low,
        zmax=high,
        colorscale=[[place / (len(tints) - 1), tint] for place, tint in enumerate(tints)],
        showscale=False,
        xgap=2,
        ygap=2,
        hovertext=[
            [f"{escape(name)}<br>{escape(column)}: {value:.1f}" for column, value in cells]
            for name, cells in (
                (name, zip(columns, row, strict=True))
                for name, row in zip(table["name"], values, strict=True)
            )
        ],
        hovertemplate="%{hovertext}<extra></extra>",
        hoverongaps=False,
    )


def _numbers(values: NDArray[np.float64], theme: Theme) -> Part:
    """Return the value of every cell, readable on its tint, a dash where there is none."""
    rows, columns = np.indices(values.shape).reshape(2, -1)
    return trace(
        "scatter",
        x=columns.tolist(),
        y=rows.tolist(),
        mode="text",
        text=[cell_words(value) for value in values.ravel()],
        textfont={
            "size": BODY_SIZE - 1,
            "color": [
                readable_on(tint) if tint else palette(theme).soft
                for row in tinted(values, theme)
                for tint in row
            ],
        },
        hoverinfo="skip",
    )


def cell_words(value: float) -> str:
    """Return what stands in a cell: the value, a dash where there is none."""
    return "—" if np.isnan(value) else f"{value:.1f}"


def tinted(values: NDArray[np.float64], theme: Theme) -> list[list[str]]:
    """Return the tint of every cell of a table, of the tints the nearest; "" where it is empty."""
    (low, high), tints = _ends(values), _tints(theme)
    steps = np.round((values - low) / (high - low) * (len(tints) - 1))
    return [["" if np.isnan(step) else tints[int(step)] for step in row] for row in steps]
