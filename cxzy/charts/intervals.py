"""Scores with their intervals, one below the other: whose overlap cannot be told apart."""

import pandas as pd
import plotly.graph_objects as go

from cxzy.charts.figures import Part, beside_plot, figure, trace
from cxzy.charts.frames import Row, rows_of
from cxzy.charts.plates import Link, label
from cxzy.charts.theme import BODY_SIZE, Theme, palette
from cxzy.core.language import _

ROW_HEIGHT = 24


def intervals_figure(
    rows: pd.DataFrame, *, kind: str, theme: Theme, link: Link | None = None
) -> go.Figure:
    """Return a row per subject, in the order given: a dot at the score, a bar for its interval.

    `rows` has `subject, name, rank, score, score_low, score_high, range, own`; the own row is dark
    and its interval a band through all of them. A score without an interval is a dot alone. At
    the right stands the range of places; with a link names lead to the subjects of `kind`.
    """
    lines, colours = rows_of(rows), palette(theme)
    low, high = _ends(rows)
    own = next((row for row in lines if row["own"] and not pd.isna(row["score_low"])), None)
    return figure(
        theme,
        [_bars(lines, theme, own=False), _bars(lines, theme, own=True), _dots(lines, theme)],
        height=ROW_HEIGHT * max(len(lines), 1) + 50,
        margin={"t": 22, "r": 58, "b": 26},
        shapes=[] if own is None else [_band(own, colours.hairline)],
        annotations=[
            _right(_("Place"), 1, colours.soft, yref="paper", yanchor="bottom"),
            *(
                _right(row["range"] or "—", at, colours.ink if row["own"] else colours.soft)
                for at, row in enumerate(lines)
            ),
        ],
        xaxis={"range": [low, high], "nticks": 5, "ticksuffix": _(" pts")},
        yaxis={
            "range": [len(lines) - 0.5, -0.5],
            "tickvals": list(range(len(lines))),
            "ticktext": [_name(row, kind, link) for row in lines],
        },
    )


def _name(row: Row, kind: str, link: Link | None) -> str:
    if row["own"]:
        return f"<b>{label(row['name'])} {row['rank']}</b>"
    return f"{label(row['name'], link=link, kind=kind, key=str(row['subject']))} {row['rank']}"


def _ends(rows: pd.DataFrame) -> tuple[float, float]:
    values = rows[["score_low", "score", "score_high"]].to_numpy("float64").ravel()
    known = pd.Series(values).dropna()
    if known.empty:
        return 0.0, 100.0
    room = max(known.max() - known.min(), 1.0) * 0.05
    return float(known.min()) - room, float(known.max()) + room


def _bars(lines: list[Row], theme: Theme, *, own: bool) -> Part:
    held = [
        (at, row)
        for at, row in enumerate(lines)
        if row["own"] == own and not pd.isna(row["score_low"])
    ]
    colours = palette(theme)
    return trace(
        "scatter",
        x=[x for _at, row in held for x in (row["score_low"], row["score_high"], None)],
        y=[y for at, _row in held for y in (at, at, None)],
        mode="lines",
        line={"color": colours.sequential[6 if own else 3], "width": 7},
        hoverinfo="skip",
    )


def _dots(lines: list[Row], theme: Theme) -> Part:
    colours = palette(theme)
    words = _("{name}: {score:.2f} points, place {rank}; sure within {low:.1f}–{high:.1f}")
    alone = _("{name}: {score:.2f} points, place {rank}")
    return trace(
        "scatter",
        x=[row["score"] for row in lines],
        y=list(range(len(lines))),
        mode="markers",
        marker={
            "size": [11 if row["own"] else 8 for row in lines],
            "color": [colours.grades[0] if row["own"] else colours.soft for row in lines],
            "line": {"width": 1, "color": colours.paper},
        },
        hovertext=[
            (alone if pd.isna(row["score_low"]) else words).format(
                name=row["name"],
                score=row["score"],
                rank=row["rank"],
                low=row["score_low"],
                high=row["score_high"],
            )
            for row in lines
        ],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _band(own: Row, colour: str) -> Part:
    return {
        "type": "rect",
        "layer": "below",
        "x0": own["score_low"],
        "x1": own["score_high"],
        "y0": 0,
        "y1": 1,
        "yref": "paper",
        "fillcolor": colour,
        "opacity": 0.45,
        "line": {"width": 0},
    }


def _right(text: str, at: float, colour: str, **more: object) -> Part:
    return beside_plot(text, at, 56, {"color": colour, "size": BODY_SIZE}, **more)
