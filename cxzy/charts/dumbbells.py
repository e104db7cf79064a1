"""A dumbbell per subject, hollow before and solid now, ordered by the change."""

from collections.abc import Sequence
from html import escape

import pandas as pd
import plotly.graph_objects as go

from cxzy.charts.figures import Part, beside_plot, figure, trace
from cxzy.charts.frames import Row, rows_of
from cxzy.charts.plates import Link, label
from cxzy.charts.theme import Theme, palette
from cxzy.core.language import _

ROW_HEIGHT = 26
A_SIDE = 12
"""How many of the largest rises and of the largest falls are drawn where there are more."""


def shown_changes(changes: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that are drawn of `changes`, which are ordered by falling change.

    All where they are few; else the largest rises and the largest falls.
    """
    known = changes.dropna(subset=["change"])
    if len(known) <= 2 * A_SIDE:
        return known
    rises = known[known["change"] > 0].head(A_SIDE)
    falls = known[known["change"] < 0].tail(A_SIDE)
    return pd.concat([rises, falls])


def dumbbells_figure(
    changes: pd.DataFrame,
    edges: Sequence[tuple[str, float]] = (),
    *,
    kind: str,
    theme: Theme,
    link: Link | None = None,
) -> go.Figure:
    """Return a dumbbell per row, the first on top, with its change in points at the right.

    `changes` has `subject, name, score_before, score_now, grade_before, grade_now, change`;
    where there are `smallest`, `verdict` and `said` as well, a pale band about the earlier score
    shows what chance makes, and who is "level" is grey. `edges` are grades with their lowest
    scores, drawn as hairlines where they lie between. With a link names lead to the subjects,
    which are of `kind`.
    """
    rows = rows_of(changes)
    low, high = _range(rows)
    told = any(map(_band, rows))
    crossed = [edge for edge in edges if low < edge[1] < high]
    return figure(
        theme,
        [
            *([_bands(rows, theme)] if told else []),
            *(
                _strokes(rows, theme, rose=rose, level=level)
                for level in ((False, True) if told else (False,))
                for rose in (True, False)
            ),
            _dots(rows, "score_before", theme),
            _dots(rows, "score_now", theme),
        ],
        height=ROW_HEIGHT * max(len(rows), 1) + 64,
        margin={"t": 28, "r": 64, "b": 28},
        shapes=[_edge(lowest, theme) for _grade, lowest in crossed],
        annotations=[
            *(_edge_word(grade, lowest, theme) for grade, lowest in crossed),
            *(_change(place, row, theme) for place, row in enumerate(rows)),
        ],
        xaxis=_points(low, high, crossed),
        yaxis={
            "range": [len(rows) - 0.5, -0.5],
            "tickvals": list(range(len(rows))),
            "ticktext": [
                label(row["name"], link=link, kind=kind, key=str(row["subject"])) for row in rows
            ],
        },
    )


def _band(row: Row) -> tuple[float, ...]:
    """Return the ends of what chance makes of the earlier score, cut at full marks; or nothing."""
    if not row.get("verdict"):
        return ()
    before, line = row["score_before"], row["smallest"]
    return max(before - line, min(before, 0.0)), min(before + line, max(before, 100.0))


def _bands(rows: list[Row], theme: Theme) -> Part:
    held = [(place, _band(row)) for place, row in enumerate(rows) if _band(row)]
    return trace(
        "scatter",
        x=[x for _place, (low, high) in held for x in (low, high, None)],
        y=[y for place, _ends in held for y in (place, place, None)],
        mode="lines",
        line={"color": palette(theme).hairline, "width": 12},
        hoverinfo="skip",
    )


def _range(rows: list[Row]) -> tuple[float, float]:
    scores = [row[f"score_{side}"] for row in rows for side in ("before", "now")] or [0.0, 100.0]
    scores += [end for row in rows for end in _band(row)]
    room = max((max(scores) - min(scores)) * 0.06, 1.0)
    return min(scores) - room, max(scores) + room


def _points(low: float, high: float, crossed: Sequence[tuple[str, float]]) -> dict[str, object]:
    """Return the axis of points, read off at the edges where two or more are in sight."""
    axis = {"range": [low, high], "nticks": 6, "ticksuffix": _(" pts"), "showgrid": not crossed}
    if len(crossed) < 2:  # noqa: PLR2004 — one number gives no scale
        return axis
    numbers = [lowest for _grade, lowest in crossed]
    words = [_("{points:g} pts").format(points=points) for points in numbers]
    return {**axis, "tickvals": numbers, "ticktext": words}


def _level(row: Row) -> bool:
    return row.get("verdict") == "level"


def _strokes(rows: list[Row], theme: Theme, *, rose: bool, level: bool) -> Part:
    """Return the lines of those that rose, or of those that fell, which are dashed.

    Those that are level within their error are grey.
    """
    held = [
        (place, row)
        for place, row in enumerate(rows)
        if (row["change"] >= 0) == rose and _level(row) == level
    ]
    colour = palette(theme).soft if level else _colour(rose, theme)
    return trace(
        "scatter",
        x=[x for _place, row in held for x in (row["score_before"], row["score_now"], None)],
        y=[y for place, _row in held for y in (place, place, None)],
        mode="lines",
        line={"color": colour, "width": 2, "dash": "solid" if rose else "dot"},
        hoverinfo="skip",
    )


def _colour(rose: bool, theme: Theme) -> str:
    return palette(theme).rise if rose else palette(theme).fall


def _dots(rows: list[Row], column: str, theme: Theme) -> Part:
    lines = [
        palette(theme).soft if _level(row) else _colour(row["change"] >= 0, theme) for row in rows
    ]
    hollow = [palette(theme).paper] * len(rows)
    return trace(
        "scatter",
        x=[row[column] for row in rows],
        y=list(range(len(rows))),
        mode="markers",
        marker={
            "size": 10,
            "color": hollow if column == "score_before" else lines,
            "line": {"width": 2, "color": lines},
        },
        hovertext=[_hover(row) for row in rows],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _hover(row: Row) -> str:
    words = _("{name}: {before:.2f} ({was}) → {now:.2f} ({grade}), {change:+.2f} points")
    said = words.format(
        name=row["name"],
        before=row["score_before"],
        was=row["grade_before"],
        now=row["score_now"],
        grade=row["grade_now"],
        change=row["change"],
    )
    return f"{said}<br>{row['said']}" if row.get("said") else said


def _change(place: int, row: Row, theme: Theme) -> Part:
    sign = "▲" if row["change"] > 0 else "▼" if row["change"] < 0 else "="
    words = f"{sign} {abs(row['change']):.2f}" if row["change"] else sign
    return beside_plot(words, place, 58, {"color": palette(theme).ink}, align="right")


def _edge(lowest: float, theme: Theme) -> dict[str, object]:
    return {
        "type": "line",
        "layer": "below",
        "x0": lowest,
        "x1": lowest,
        "y0": 0,
        "y1": 1,
        "yref": "paper",
        "line": {"color": palette(theme).soft, "width": 1, "dash": "dot"},
    }


def _edge_word(grade: str, lowest: float, theme: Theme) -> dict[str, object]:
    return {
        "text": escape(grade),
        "xshift": 2,
        "x": lowest,
        "xanchor": "left",
        "y": 1,
        "yref": "paper",
        "yanchor": "bottom",
        "showarrow": False,
        "font": {"color": palette(theme).soft, "size": 12},
    }
