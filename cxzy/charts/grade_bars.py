"""How many have each grade, as bars of one length, so that shares are compared and counts read."""

from collections.abc import Sequence
from html import escape

import pandas as pd
import plotly.graph_objects as go

from cxzy.charts.figures import Part, figure, trace
from cxzy.charts.frames import Row, rows_of
from cxzy.charts.plates import Link, label
from cxzy.charts.theme import Theme, grade_colours, palette, readable_on
from cxzy.core.language import _

ROW_HEIGHT = 30
NARROWEST = 0.06
"""Shares below hold no number: it would not fit on a phone. Hovering tells it."""
WORDS_A_LINE = 5
LINE = 20


def grade_bars_figure(  # noqa: PLR0913 — what it draws, how, and where its names lead
    counts: pd.DataFrame,
    grades: Sequence[str],
    *,
    name: str,
    theme: Theme,
    link: Link | None = None,
    kind: str = "",
    key: str = "",
) -> go.Figure:
    """Return one stacked bar per row of `counts` (see `cxzy.core.grade_counts`), the first on top.

    Each bar shows the shares among the graded and holds the counts; the lowest grade is hatched
    and its count stands beside it. `name` is the column of the labels, each followed by the
    number graded; with a link they lead to what `kind` and the column `key` name.
    """
    rows = rows_of(counts)
    traces: list[Part] = [_bars(rows, grades, place, name, theme) for place in range(len(grades))]
    if len(grades) > 1:
        traces.append(_beside(rows, grades[-1], theme))
    top = 8 + LINE * -(-len(grades) // WORDS_A_LINE)
    return figure(
        theme,
        [*traces, _without(rows, theme)],
        barmode="stack",
        bargap=0.28,
        height=ROW_HEIGHT * len(rows) + top + 8,
        margin={"t": top, "r": 32, "b": 8},
        annotations=[_words_above(grades, theme)],
        xaxis={"range": [0, 1], "visible": False},
        yaxis={
            "range": [len(rows) - 0.5, -0.5],
            "tickvals": list(range(len(rows))),
            "ticktext": [_label(row, name, theme, link, kind, key) for row in rows],
        },
    )


def _bars(rows: list[Row], grades: Sequence[str], place: int, name: str, theme: Theme) -> Part:
    grade, colour = grades[place], grade_colours(len(grades), theme)[place]
    lowest = place == len(grades) - 1 and place > 0
    shares = [row[grade] / row["graded"] if row["graded"] else 0 for row in rows]
    return trace(
        "bar",
        orientation="h",
        name=grade,
        y=list(range(len(rows))),
        x=shares,
        text=[
            f"{row[grade]:,}" if share > NARROWEST and not lowest else ""
            for row, share in zip(rows, shares, strict=True)
        ],
        textposition="inside",
        insidetextanchor="middle",
        constraintext="none",
        textangle=0,
        textfont={"color": readable_on(colour)},
        marker=_marker(colour, palette(theme).paper, hatched=lowest),
        hovertext=[_hover(row, grade, name) for row in rows],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _marker(colour: str, paper: str, *, hatched: bool) -> dict[str, object]:
    marker: dict[str, object] = {"color": colour, "line": {"color": paper, "width": 1}}
    if hatched:
        marker["pattern"] = {
            "shape": "/",
            "size": 6,
            "solidity": 0.3,
            "fillmode": "replace",
            "fgcolor": paper,
            "bgcolor": colour,
        }
    return marker


def _words_above(grades: Sequence[str], theme: Theme) -> dict[str, object]:
    """Return the grades' words with their colours, above the end of the first bar."""
    signs = ["■", *["■"] * (len(grades) - 2), "▨"][: len(grades)]
    words = [
        f'<span style="color:{colour}">{sign}</span> {escape(grade)}'
        for sign, colour, grade in zip(
            signs, grade_colours(len(grades), theme), grades, strict=True
        )
    ]
    lines = [words[at : at + WORDS_A_LINE] for at in range(0, len(words), WORDS_A_LINE)]
    return {
        "text": "<br>".join("\u2002".join(line) for line in lines),
        "x": 1,
        "xref": "paper",
        "xanchor": "right",
        "y": 1,
        "yref": "paper",
        "yanchor": "bottom",
        "align": "right",
        "showarrow": False,
    }


def _beside(rows: list[Row], lowest: str, theme: Theme) -> Part:
    """Return the counts of the lowest grade, right of the bars."""
    held = [place for place, row in enumerate(rows) if row[lowest]]
    return _words(held, 1, [f" {rows[place][lowest]:,}" for place in held], palette(theme).ink)


def _without(rows: list[Row], theme: Theme) -> Part:
    """Return what stands in place of the bar where nobody has a grade."""
    held = [place for place, row in enumerate(rows) if not row["graded"]]
    return _words(held, 0, [_("no grade yet")] * len(held), palette(theme).soft)


def _words(held: list[int], x: float, words: list[str], colour: str) -> Part:
    return trace(
        "scatter",
        x=[x] * len(held),
        y=held,
        text=words,
        mode="text",
        textposition="middle right",
        textfont={"color": colour},
        hoverinfo="skip",
        showlegend=False,
        cliponaxis=False,
    )


def _label(row: Row, name: str, theme: Theme, link: Link | None, kind: str, key: str) -> str:
    words = label(str(row[name]), link=link, kind=kind, key=str(row[key]) if key else "")
    number = f'<span style="color:{palette(theme).soft}">{row["graded"]:,}</span>'
    return f"{words}  {number}"


def _hover(row: Row, grade: str, name: str) -> str:
    if not row["graded"]:
        return ""
    words = _("{name}: {count} of {graded} graded {grade}, {share:.0%}")
    return words.format(
        name=row[name],
        count=f"{row[grade]:,}",
        graded=f"{row['graded']:,}",
        grade=grade,
        share=row[grade] / row["graded"],
    )
