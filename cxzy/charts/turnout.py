"""Who voted, beside who could have: a bar per group inside the outline of its electorate."""

from html import escape

import pandas as pd
import plotly.graph_objects as go

from cxzy.charts.figures import Part, beside_plot, figure, trace
from cxzy.charts.frames import Row, rows_of
from cxzy.charts.plates import shortened
from cxzy.charts.theme import Theme, palette
from cxzy.core.language import _

ROW_HEIGHT = 34
BESIDE = 128
"""Pixels right of the outlines for the words beside them."""


def turnout_figure(groups: pd.DataFrame, *, theme: Theme) -> go.Figure:
    """Return one row per group: its electorate as outline, those who voted as bar inside.

    `groups` has `group, electorate, ballots, turnout`. Beside the outline stand both numbers; of
    a group without a ballot it is said in the colour of what must be done.
    """
    rows = [
        {
            "name": row["group"] or _("All"),
            "filled": row["ballots"],
            "outline": row["electorate"],
            "beside": _turnout_words(row),
            "missing": not row["ballots"],
        }
        for row in rows_of(groups)
    ]
    return _outlined(rows, theme)


def shares_figure(groups: pd.DataFrame, *, theme: Theme) -> go.Figure:
    """Return one row per group: its share of the electorate as outline, of the ballots as bar.

    `groups` has `group, ballots, electorate_share, ballot_share` (0–1, as they are printed).
    """
    rows = [
        {
            "name": row["group"] or _("All"),
            "filled": row["ballot_share"],
            "outline": row["electorate_share"],
            "beside": f"{row['ballot_share']:.0%} / {row['electorate_share']:.0%}",
            "missing": not row["ballots"],
        }
        for row in rows_of(groups)
    ]
    return _outlined(rows, theme)


def _turnout_words(row: Row) -> str:
    if not row["ballots"]:
        return _("none of {people}").format(people=f"{int(row['electorate']):,}")
    return _("{ballots} of {people}, {share:.0%}").format(
        ballots=f"{int(row['ballots']):,}",
        people=f"{int(row['electorate']):,}",
        share=row["turnout"],
    )


def _outlined(rows: list[Row], theme: Theme) -> go.Figure:
    colours = palette(theme)
    longest = max((max(row["filled"], row["outline"]) for row in rows), default=1) or 1
    return figure(
        theme,
        [
            _bars(rows, "filled", {"color": colours.grades[1]}),
            _bars(
                rows,
                "outline",
                {"color": "rgba(0,0,0,0)", "line": {"color": colours.soft, "width": 1.5}},
            ),
        ],
        barmode="overlay",
        bargap=0.4,
        height=ROW_HEIGHT * max(len(rows), 1) + 16,
        margin={"t": 8, "b": 8, "r": BESIDE},
        annotations=[_beside(row, place, theme) for place, row in enumerate(rows)],
        xaxis={"range": [0, longest * 1.01], "visible": False},
        yaxis={
            "range": [len(rows) - 0.5, -0.5],
            "tickvals": list(range(len(rows))),
            "ticktext": [escape(shortened(row["name"]), quote=False) for row in rows],
        },
    )


def _bars(rows: list[Row], column: str, marker: Part) -> Part:
    return trace(
        "bar",
        orientation="h",
        y=list(range(len(rows))),
        x=[row[column] for row in rows],
        marker=marker,
        hovertext=[f"{escape(row['name'])}: {row['beside']}" for row in rows],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _beside(row: Row, place: int, theme: Theme) -> Part:
    colours = palette(theme)
    font = {"color": colours.accent if row["missing"] else colours.ink}
    return beside_plot(row["beside"], place, 8, font, xanchor="left")
