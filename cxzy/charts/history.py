"""A score over the periods, with its grade, beside the mean of its meeting."""

from html import escape

import pandas as pd
import plotly.graph_objects as go

from cxzy.charts.figures import Part, figure, trace
from cxzy.charts.frames import Row, rows_of
from cxzy.charts.theme import Theme, palette
from cxzy.core.language import _

HEIGHT = 210
CLEAR = 0.14
"""Share of the room above all scores that is left between a whisker and its words."""


def history_figure(history: pd.DataFrame, *, name: str, theme: Theme) -> go.Figure:
    """Return the scores of one subject, oldest first, each with its value and grade in words.

    `history` has `period, score, rank, of, grade, unit_mean` (grade "" for none); a period
    without a score is a gap. With `score_low, score_high` whiskers show between which ends each
    score is; with `verdict` no line leads to a score that is "incomparable" with the one before.
    The mean of the meeting, called `name`, is a paler line.
    """
    rows, colours = rows_of(history), palette(theme)
    ends = [column for column in ("score_low", "score_high") if column in history]
    values = history[["score", "unit_mean", *ends]].to_numpy("float64")
    known = pd.Series(values.ravel()).dropna()
    low, high = (known.min(), known.max()) if len(known) else (0.0, 100.0)
    room = max(high - low, 1.0) * 0.45
    return figure(
        theme,
        [
            {**_line(rows, "unit_mean", colours.soft, dash="dot"), "hoverinfo": "skip"},
            {**_line(rows, "score", colours.grades[1], dash="solid"), "hoverinfo": "skip"},
            _scores(rows, theme),
            _words(rows, room * CLEAR),
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
    """Return the dots of the scores, each with its whiskers where they are told."""
    return trace(
        "scatter",
        x=[row["period"] for row in rows],
        y=[None if pd.isna(row["score"]) else row["score"] for row in rows],
        mode="markers",
        cliponaxis=False,
        marker={"size": 9, "color": palette(theme).grades[0]},
        hovertext=[_hover(row) for row in rows],
        hovertemplate="%{hovertext}<extra></extra>",
        error_y={
            "type": "data",
            "symmetric": False,
            "array": [_end(row, "score_high") - _end(row, "score") for row in rows],
            "arrayminus": [_end(row, "score") - _end(row, "score_low") for row in rows],
            "color": palette(theme).soft,
            "thickness": 1.5,
            "width": 5,
        },
    )


def _end(row: Row, name: str) -> float:
    """Return an end of a whisker: the score itself where none is told."""
    told = row.get(name)
    score: float = 0.0 if pd.isna(row["score"]) else row["score"]
    return score if told is None or pd.isna(told) else float(told)


def _words(rows: list[Row], clear: float) -> Part:
    """Return the value and grade of each score, so many points clear of its whiskers."""
    return trace(
        "scatter",
        x=[row["period"] for row in rows],
        y=[None if pd.isna(row["score"]) else _outside(row, clear) for row in rows],
        mode="text",
        cliponaxis=False,
        text=[_value(row) for row in rows],
        textposition=["bottom center" if _below(row) else "top center" for row in rows],
        hoverinfo="skip",
    )


def _line(rows: list[Row], column: str, colour: str, *, dash: str) -> Part:
    """Return a line through the periods, which does not lead over to another measure."""
    points: list[tuple[str, float | None]] = []
    for row in rows:
        apart = [(row["period"], None)] if row.get("verdict") == "incomparable" else []
        points += [*apart, (row["period"], None if pd.isna(row[column]) else row[column])]
    return trace(
        "scatter",
        x=[period for period, _value in points],
        y=[value for _period, value in points],
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


def _outside(row: Row, clear: float) -> float:
    """Return where words stand: at the score, or outside of its whisker."""
    end = _end(row, "score_low" if _below(row) else "score_high")
    score = float(row["score"])
    return end + clear * ((end > score) - (end < score))


def _value(row: Row) -> str:
    if pd.isna(row["score"]):
        return ""
    return f"<b>{row['score']:.2f}</b> {row['grade']}".strip()


def _below(row: Row) -> bool:
    """Return whether a score has its words below: where it is below the mean."""
    below: bool = not pd.isna(row["score"]) and row["score"] < row["unit_mean"]
    return below


def _hover(row: Row) -> str:
    if pd.isna(row["score"]):
        return _("{period}: no score").format(period=row["period"])
    said = _placed(row)
    if pd.isna(row.get("score_low", float("nan"))):
        return said
    words = _("{said}<br>by its ballots between {score_low:.2f} and {score_high:.2f}")
    return words.format(said=said, score_low=row["score_low"], score_high=row["score_high"])


def _placed(row: Row) -> str:
    """Return a score with its place and grade."""
    if not row["grade"]:
        return _("{period}: {score:.2f} points, place {rank} of {of}").format(**row)
    return _("{period}: {score:.2f} points, place {rank} of {of}, {grade}").format(**row)
