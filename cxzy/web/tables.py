"""Tables as documents: hairlines, aligned numbers, bars in the row, links that are links.

Plain HTML instead of a canvas, so that a table can be read aloud, printed whole, followed
with the keyboard and folded on a phone (docs/decisions/0027-tables.md). All text is escaped.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Literal

import pandas as pd
import streamlit as st

from cxzy.core.language import _
from cxzy.core.literature import Work, works_in
from cxzy.web.messages import closing, heading_html

Row = Mapping[str, Any]
Kind = Literal["text", "soft", "day", "number", "integer", "change", "right", "html", "interval"]

MISSING = "—"
NOT_APPLICABLE = object()
"""Stands where a row has no such thing: nothing is shown, not even that something is missing."""
_RIGHT = {"number", "integer", "change", "right"}


@dataclass(frozen=True)
class Column:
    """One column: the row's entry `name` under `label`.

    `html` and `interval` entries are made by the functions of this module from escaped parts. A
    column that is not for the `phone` is left out on narrow screens. Where there is something to
    count, `leads` says for a row what its number is made of.
    """

    name: str
    label: str
    kind: Kind = "text"
    decimals: int = 2
    phone: bool = True
    leads: Callable[[Row], str] | None = None


@dataclass(frozen=True)
class Figure:
    """One key figure: its label, the number, and what belongs to it.

    `mark` stands in place of the label where it is a swatch of this module.
    """

    label: str
    number: str
    beside: str = ""
    mark: str = ""


def table(
    columns: Sequence[Column],
    rows: Sequence[Row],
    *,
    about: str,
    link: Callable[[Row], str] | None = None,
    heading: str = "",
) -> None:
    """Draw a table; `about` names it for those who hear it, `link` leads on from each row.

    A `heading` is drawn in one piece with it: every piece takes time of each visit.
    """
    headed = heading_html(heading) if heading else ""
    st.html(headed + table_html(columns, rows, about=about, link=link))


def table_html(
    columns: Sequence[Column],
    rows: Sequence[Row],
    *,
    about: str,
    link: Callable[[Row], str] | None = None,
) -> str:
    """Return the table as HTML; the first text column carries the link."""
    carrier = next((c.name for c in columns if c.kind == "text"), "") if link else ""
    caption = f"<caption>{escape(about)}</caption>"
    head = "".join(
        f'<th scope="col"{_class(column)}>{escape(column.label)}</th>' for column in columns
    )
    body = "".join(_row_html(columns, row, carrier, link(row) if link else "") for row in rows)
    sections = f"{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody>"
    return f'<table class="cx-table">{sections}</table>'


def _row_html(columns: Sequence[Column], row: Row, carrier: str, target: str) -> str:
    cells = []
    for column in columns:
        inside = cell(column, row)
        if column.name == carrier:
            inside = f'<a href="{escape(target, quote=True)}">{inside}</a>'
        elif column.leads is not None and not absent(row.get(column.name)) and row[column.name]:
            inside = quiet_anchor(inside, column.leads(row))
        cells.append(f"<td{_class(column)}>{inside}</td>")
    return f"<tr>{''.join(cells)}</tr>"


def lines(words: Iterable[str], *, phone: bool = True) -> None:
    """Draw small lines of text; those that are not for the `phone` are left out there."""
    if said := lines_html(words, phone=phone):
        st.html(said)


def last_lines(words: Iterable[str]) -> None:
    """Let the page close with small lines of text."""
    closing(lines_html(words))


def lines_html(words: Iterable[str], *, phone: bool = True) -> str:
    """Return the same lines as HTML, to be drawn in one piece with what they belong to."""
    name = "cx-note" if phone else "cx-note cx-wide"
    return "".join(f'<p class="{name}">{escape(line)}</p>' for line in words if line)


def on_paper(words: str) -> None:
    """Draw a small line that only printed pages show."""
    st.html(f'<p class="cx-note cx-paper">{escape(words)}</p>')


def trail(
    ways: Sequence[tuple[str, str]], parts: Sequence[str], remarks: Sequence[str] = ()
) -> None:
    """Draw where something belongs: the ways up, each a name and its link, then plain parts.

    `remarks` are small lines below, drawn in one piece with it.
    """
    up = " › ".join(anchor(name, target) for name, target in ways)
    said = " · ".join([up, *(escape(part) for part in parts if part)])
    below = "".join(f'<p class="cx-note">{escape(remark)}</p>' for remark in remarks)
    st.html(f'<p class="cx-note cx-trail">{said}</p>{below}')


def figures(items: Sequence[Figure]) -> None:
    """Draw key figures side by side."""
    st.html(f'<dl class="cx-figures">{"".join(map(_figure_html, items))}</dl>')


def _figure_html(figure: Figure) -> str:
    beside = f"<small>{escape(figure.beside)}</small>" if figure.beside else ""
    label = figure.mark or escape(figure.label)
    return f"<div><dt>{label}</dt><dd>{escape(figure.number)}{beside}</dd></div>"


def cell(column: Column, row: Row) -> str:
    """Return the inside of one cell."""
    value: Any = row.get(column.name)
    if value is NOT_APPLICABLE or (column.kind == "soft" and absent(value)):
        return ""
    if absent(value):
        return f'<span class="cx-soft">{MISSING}</span>'
    if column.kind == "number":
        return f"{value:,.{column.decimals}f}"
    if column.kind == "integer":
        return f"{int(value):,}"
    if column.kind == "change":
        return change(float(value), column.decimals)
    return str(value) if column.kind in ("html", "interval") else escape(str(value))


def absent(value: object) -> bool:
    """Return whether there is nothing to show: None, NaN or a missing rank."""
    if value is None or isinstance(value, str):
        return not value
    return bool(pd.isna(value))  # type: ignore[call-overload]


def change(value: float, decimals: int) -> str:
    """Return a change with its sign and arrow: ▲ up, ▼ down, = level."""
    if round(value, decimals) == 0:
        return '<span class="cx-soft">=</span>'
    arrow, name = ("▲", "cx-up") if value > 0 else ("▼", "cx-down")
    return f'<span class="{name}">{arrow} {abs(value):,.{decimals}f}</span>'


def bar(parts: Sequence[tuple[float, str, str]], *, full: float = 100.0) -> str:
    """Return a stacked bar; each part is its length, its colour (CSS) and its words."""
    words = escape("; ".join(text for _length, _colour, text in parts), quote=True)
    inside = "".join(
        f'<i style="width:{max(length, 0) / full * 100:.2f}%;background:{colour}"'
        f' title="{escape(text, quote=True)}"></i>'
        for length, colour, text in parts
        if not math.isnan(length)
    )
    return f'<span class="cx-bar" role="img" aria-label="{words}">{inside}</span>'


def interval(low: float, at: float, high: float, *, axis: tuple[float, float], said: str) -> str:
    """Return an interval with its value as a dot, on the axis that all rows share.

    `said` is what stands beside it, and what those hear who do not see it.
    """
    begin, end = axis
    width = max(end - begin, 1e-9)
    left, dot, right = ((point - begin) / width * 100 for point in (low, at, high))
    words = escape(said)
    return (
        f'<span class="cx-range"><span role="img" aria-label="{words}">'
        f'<i style="left:{left:.1f}%;width:{max(right - left, 0):.1f}%"></i>'
        f'<b style="left:{dot:.1f}%"></b></span><small>{words}</small></span>'
    )


def explained(summary: str, paragraphs: Sequence[str]) -> None:
    """Draw what opens to say how something is computed; closed it is one line."""
    st.html(explained_html(summary, paragraphs))


def explained_html(summary: str, paragraphs: Sequence[str]) -> str:
    """Return the same as HTML, to be drawn in one piece with what it explains.

    The last paragraph has the formula and its authors, whose names are the same in all languages.
    The works that the paragraphs name follow, each with its link.
    """
    *words, source = map(escape, paragraphs)
    inside = "".join(f"<p>{one}</p>" for one in words) + f'<p translate="no">{source}</p>'
    inside += works_html(works_in(paragraphs))
    return f'<details class="cx-how"><summary>{escape(summary)}</summary>{inside}</details>'


def works_html(works: Sequence[Work]) -> str:
    """Return where each of the works can be read, in a tab of its own; "" without any."""
    lines = "".join(f"<li>{_work(work)}</li>" for work in works)
    heading = escape(_("Works named (links open in a new tab)"))
    return lines and f'<div class="cx-works"><p>{heading}</p><ul translate="no">{lines}</ul></div>'


def _work(work: Work) -> str:
    title = escape(work.title)
    if work.link:
        address = escape(work.link, quote=True)
        title = f'<a href="{address}" target="_blank" rel="noopener noreferrer">{title}</a>'
    return f"{escape(work.cited)}: {title}"


def swatch(word: str, colour: str, *, hatched: bool = False) -> str:
    """Return a word with its colour before it; the lowest grade is hatched as well."""
    name = "cx-swatch cx-hatched" if hatched else "cx-swatch"
    return f'<span class="{name}"><i style="background-color:{colour}"></i>{escape(word)}</span>'


def below(word: str) -> str:
    """Return a word as that of a part of the row above."""
    return f'<span class="cx-soft cx-below">{escape(word)}</span>'


def anchor(text: str, target: str) -> str:
    """Return a link."""
    return f'<a href="{escape(target, quote=True)}">{escape(text)}</a>'


def quiet_anchor(inside: str, target: str) -> str:
    """Return a link that looks like the number it is until it is pointed at; `inside` is HTML."""
    return f'<a class="cx-quiet" href="{escape(target, quote=True)}">{inside}</a>'


def _class(column: Column) -> str:
    names = [f"cx-{column.kind}"]
    names += ["cx-right"] if column.kind in _RIGHT else []
    names += [] if column.phone else ["cx-wide"]
    return f' class="{" ".join(names)}"'
