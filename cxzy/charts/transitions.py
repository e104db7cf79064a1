"""Moves between grades: a table with the diagonal marked, and the flow from before to now."""

from dataclasses import dataclass
from html import escape

import pandas as pd
import plotly.graph_objects as go

from cxzy.charts.figures import Part, figure, trace
from cxzy.charts.plates import Link, shortened
from cxzy.charts.theme import BODY_SIZE, Theme, grade_colours, palette
from cxzy.core.language import _

UP, LEVEL, DOWN = "▲", "=", "▼"
ROW_HEIGHT = 52
LONGEST_WORD = 6
FLOW_TOP, FLOW_BOTTOM = 30, 12
GAP = 16
"""Pixels between the grades of one side of the flow, so that their words have room."""
PALEST, FULLEST = 0.10, 0.42
"""How much of the colour a cell of one and of the most takes; more would drown its number."""


def matrix_figure(
    matrix: pd.DataFrame, *, before: str, now: str, theme: Theme, link: Link | None = None
) -> go.Figure:
    """Return a cell per pair of grades: rows as they were, columns as they are, the best first.

    `matrix` is that of `cxzy.core.transitions`. What rose has ▲ and one colour, what fell ▼ and
    the other; the diagonal, which kept its grade, has a frame. With a link each count leads to
    the "cell" of its places, such as `1-0`.
    """
    grades = [str(grade) for grade in matrix.columns]
    cells = _cells(matrix)
    most = max((count for row, column, count in cells if row != column), default=0)
    return figure(
        theme,
        [_hovered(matrix, before, now)],
        height=ROW_HEIGHT * len(grades) + 64,
        margin={"t": 56, "l": 8, "r": 8, "b": 8},
        shapes=[_field(*cell, most=max(most, 1), theme=theme) for cell in cells],
        annotations=[_count(*cell, theme=theme, link=link) for cell in cells],
        xaxis={**_side(grades, matrix.sum(axis=0).tolist(), now, theme), "side": "top"},
        yaxis={
            **_side(grades, matrix.sum(axis=1).tolist(), before, theme),
            "autorange": "reversed",
        },
    )


def _cells(matrix: pd.DataFrame) -> list[tuple[int, int, int]]:
    """Return row, column and count of every cell."""
    return [
        (row, column, count)
        for row, counts in enumerate(matrix.to_numpy().tolist())
        for column, count in enumerate(counts)
    ]


def _side(grades: list[str], totals: list[int], title: str, theme: Theme) -> dict[str, object]:
    colour = palette(theme).soft
    words = [
        f'{_word(grade)} <span style="color:{colour}">{total:,}</span>'
        for grade, total in zip(grades, totals, strict=True)
    ]
    places = list(range(len(grades)))
    return {"tickvals": places, "ticktext": words, "title": {"text": title, "standoff": 12}}


def _word(grade: str) -> str:
    """Return a grade's word for beside the marks, shortened where a scheme has long ones."""
    return escape(shortened(grade, LONGEST_WORD), quote=False)


def _hovered(matrix: pd.DataFrame, before: str, now: str) -> Part:
    words = _("{before}: {was} → {now}: {grade}, {count}")
    return trace(
        "heatmap",
        z=matrix.to_numpy().tolist(),
        opacity=0,
        showscale=False,
        hovertext=[
            [
                words.format(before=before, was=was, now=now, grade=grade, count=f"{count:,}")
                for grade, count in row.items()
            ]
            for was, row in matrix.iterrows()
        ],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _field(row: int, column: int, count: int, *, most: int, theme: Theme) -> dict[str, object]:
    colours = palette(theme)
    level = row == column
    fill = colours.panel if level else colours.rise if row > column else colours.fall
    strength = PALEST + (FULLEST - PALEST) * count / most if count else 0.0
    inset = 0.47
    return {
        "type": "rect",
        "layer": "below",
        "x0": column - inset,
        "x1": column + inset,
        "y0": row - inset + 0.01,
        "y1": row + inset - 0.01,
        "fillcolor": fill,
        "opacity": 1.0 if level or not count else strength,
        "line": {
            "color": colours.ink if level else colours.hairline,
            "width": 1.2 if level else 0 if count else 1,
        },
    } | ({} if count or level else {"fillcolor": "rgba(0,0,0,0)"})


def _count(
    row: int, column: int, count: int, *, theme: Theme, link: Link | None
) -> dict[str, object]:
    colours = palette(theme)
    sign = LEVEL if row == column else UP if row > column else DOWN
    words = f"{sign} {count:,}" if count else "0"
    if link is not None and count:
        words = f'<a href="{escape(link("cell", f"{row}-{column}"))}" target="_self">{words}</a>'
    return {
        "x": column,
        "y": row,
        "text": words,
        "showarrow": False,
        "captureevents": link is not None and bool(count),  # else the plot below takes the click
        "font": {"color": colours.ink if count else colours.soft, "size": 15 if count else 13},
    }


def flow_figure(matrix: pd.DataFrame, *, before: str, now: str, theme: Theme) -> go.Figure:
    """Return the same counts as bands that run from the grades before to those now.

    What rises runs upwards, what falls downwards; grades that nobody had are left out.
    """
    grades = [str(grade) for grade in matrix.columns]
    ends = _ends(grades, matrix)
    room = ROW_HEIGHT * len(grades) + 22
    beside = max((_width(end.words) for end in ends), default=0) + 12
    return figure(
        theme,
        [_flow(matrix, grades, ends, room, theme)] if ends else [],
        height=room + FLOW_TOP + FLOW_BOTTOM,
        margin={"t": FLOW_TOP, "l": beside, "r": beside, "b": FLOW_BOTTOM},
        annotations=[
            _period(before, 0, theme),
            _period(now, 1, theme),
            *(
                _words(end.words, end.side, 1 - middle, theme)
                for end, middle in zip(ends, _middles(ends, room), strict=True)
            ),
        ],
        xaxis={"visible": False},
        yaxis={"visible": False},
    )


@dataclass(frozen=True)
class _End:
    """One end of the flow: a grade before (side 0) or now (side 1), and how many have it."""

    side: int
    place: int
    count: int
    words: str


def _ends(grades: list[str], matrix: pd.DataFrame) -> list[_End]:
    sides = (matrix.sum(axis=1).tolist(), matrix.sum(axis=0).tolist())
    return [
        _End(side, place, count, f"{_word(grades[place])} {count:,}")
        for side, counts in enumerate(sides)
        for place, count in enumerate(counts)
        if count
    ]


def _width(words: str) -> int:
    """Return about how many pixels words take in the type of figures."""
    return sum(BODY_SIZE if not sign.isascii() else BODY_SIZE // 2 + 1 for sign in words)


def _flow(
    matrix: pd.DataFrame, grades: list[str], ends: list[_End], room: int, theme: Theme
) -> Part:
    colours = grade_colours(len(grades), theme)
    return trace(
        "sankey",
        arrangement="fixed",
        node={
            "label": [""] * len(ends),
            "customdata": [end.words for end in ends],
            "x": [0.001 if end.side == 0 else 0.999 for end in ends],
            "y": _middles(ends, room),
            "color": [colours[end.place] for end in ends],
            "pad": GAP,
            "thickness": 10,
            "line": {"width": 0},
            "hovertemplate": "%{customdata}<extra></extra>",
        },
        link=_bands(matrix, grades, [(end.side, end.place) for end in ends], theme),
    )


def _middles(ends: list[_End], room: int) -> list[float]:
    """Return where each grade's middle stands on its side, 0 at the top.

    Plotly makes all bands as thick as the side with the most grades and gaps allows.
    """
    sides = [[end.count for end in ends if end.side == side] for side in (0, 1)]
    bare = room - GAP * (max(map(len, sides)) - 1)
    middles = []
    for counts in sides:
        top = 0.0
        for count in counts:
            height = bare * count / sum(counts)
            middles.append(min(max((top + height / 2) / room, 0.001), 0.999))
            top += height + GAP
    return middles


def _bands(
    matrix: pd.DataFrame, grades: list[str], nodes: list[tuple[int, int]], theme: Theme
) -> dict[str, object]:
    runs = [cell for cell in _cells(matrix) if cell[2]]
    words = _("{was} → {grade}: {count}")
    return {
        "source": [nodes.index((0, row)) for row, _column, _count in runs],
        "target": [nodes.index((1, column)) for _row, column, _count in runs],
        "value": [count for _row, _column, count in runs],
        "color": [_band_colour(row, column, theme) for row, column, _count in runs],
        "customdata": [
            words.format(was=grades[row], grade=grades[column], count=f"{count:,}")
            for row, column, count in runs
        ],
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _band_colour(row: int, column: int, theme: Theme) -> str:
    colours = palette(theme)
    if row == column:
        return colours.hairline
    colour = colours.rise if row > column else colours.fall
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.55)"


def _period(words: str, side: int, theme: Theme) -> dict[str, object]:
    """Return the name of a period above its side, reaching inwards."""
    above = {"xanchor": "right" if side else "left", "xshift": 0, "yanchor": "bottom", "yshift": 8}
    return {**_words(words, side, 1, theme), **above, "font": {"color": palette(theme).soft}}


def _words(words: str, side: int, y: float, theme: Theme) -> dict[str, object]:
    """Return words beside one side of the flow."""
    return {
        "text": words,
        "x": side,
        "xref": "paper",
        "xanchor": "left" if side else "right",
        "xshift": 6 if side else -6,
        "y": y,
        "yref": "paper",
        "yanchor": "middle",
        "showarrow": False,
        "font": {"color": palette(theme).ink},
    }
