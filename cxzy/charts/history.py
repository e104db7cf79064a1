"""A score over the periods, with its grade, beside the mean of its meeting."""

from html import escape

import pandas as pd
import plotly.graph_objects as go

from cxzy.charts.figures import Part, figure, trace
from cxzy.charts.frames import Row, rows_of
from cxzy.charts.theme import Theme, palette
from cxzy.core.language import _

HEIGHT = 210


def history_figure(history: pd.DataFrame, *, name: str, theme: Theme) -> go.Figure:
    """Return the scores of one subject, oldest first, each with its value and grade in words.

    `history` has `period, score, rank, of, grade, unit_mean` (grade "" for none); a period
    without a score is a gap. The mean of the meeting, called `name`, is a paler line.
    """
    rows, colours = rows_of(history), palette(theme)
    values = history[["score", "unit_mean"]].to_numpy("float64")
    known = pd.Series(values.ravel()).dropna()
    low, high = (known.min(), known.max()) if len(known) else (0.0, 100.0)
    room = max(high - low, 1.0) * 0.45
    return figure(
        theme,
        [
            {**_line(rows, "unit_mean", colours.soft, dash="dot"), "hoverinfo": "skip"},
            _line(rows, "score", colours.grades[1], dash="solid") | _scores(rows, theme),
        ],
        height=HEIGHT,
        margin={"t": 12, "l": 36, "r": 124},
        annotations=_named(rows, name, colours.soft),
        xaxis={
            "type": "category",
            "range": [-0.15, max(len(rows) - 1, 1) + 0.15],
            "tickvals": [row["period"] for row in rows],
            "ticktext": [_period(row) for row in rows],
        },
        yaxis={"visible": False, "range": [low - room, high + room]},
    )


def _scores(rows: list[Row], theme: Theme) -> Part:
    """Return what stands at the scores of the own line."""
    return {
        "mode": "lines+markers+text",
        "text": [_value(row) for row in rows],
        "textposition": [_side(row) for row in rows],
        "marker": {"size": 9, "color": palette(theme).grades[0]},
        "hovertext": [_hover(row) for row in rows],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _line(rows: list[Row], column: str, colour: str, *, dash: str) -> Part:
    return trace(
        "scatter",
        x=[row["period"] for row in rows],
        y=[None if pd.isna(row[column]) else row[column] for row in rows],
        mode="lines",
        cliponaxis=False,
        line={"color": colour, "width": 2 if dash == "solid" else 1.5, "dash": dash},
    )


def _named(rows: list[Row], name: str, colour: str) -> list[dict[str, object]]:
    """Return the name of the mean's line with its last value, right of where it ends."""
    last = next((row for row in reversed(rows) if not pd.isna(row["unit_mean"])), None)
    if last is None:
        return []
    above: bool = not pd.isna(last["score"]) and last["unit_mean"] > last["score"]
    return [
        {
            "text": f"{escape(name, quote=False)}<br>{last['unit_mean']:.2f}",
            "x": last["period"],
            "y": last["unit_mean"],
            "xanchor": "left",
            "align": "left",
            "xshift": 10,
            "yanchor": "bottom" if above else "top",
            "yshift": -4 if above else 8,
            "font": {"color": colour},
            "showarrow": False,
        }
    ]


def _period(row: Row) -> str:
    """Return the words below a score: its period, and its place."""
    period = escape(row["period"], quote=False)
    if pd.isna(row["rank"]):
        return period
    place = _("place {rank} of {of}").format(rank=row["rank"], of=row["of"])
    return f"{period}<br>{place}"


def _value(row: Row) -> str:
    if pd.isna(row["score"]):
        return ""
    return f"<b>{row['score']:.2f}</b> {row['grade']}".strip()


def _side(row: Row) -> str:
    below: bool = not pd.isna(row["score"]) and row["score"] < row["unit_mean"]
    return "bottom center" if below else "top center"


def _hover(row: Row) -> str:
    if pd.isna(row["score"]):
        return _("{period}: no score").format(period=row["period"])
    if not row["grade"]:
        return _("{period}: {score:.2f} points, place {rank} of {of}").format(**row)
    return _("{period}: {score:.2f} points, place {rank} of {of}, {grade}").format(**row)
