"""A sheet as it was read, drawn as a table: letters, row numbers, what each column holds, faults.

Only a window of it is drawn, for a sheet can have a million rows. Cells are text. How a cell is
turned to: docs/decisions/0076-turning-to-a-cell.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from html import escape

from cxzy.core.language import _
from cxzy.services.looking import Taken, filled
from cxzy.services.records import (
    Grid,
    Meaning,
    Problem,
    column_letters,
    problem_record,
    problem_title,
    shown,
)
from cxzy.web.meanings import meaning_class, meaning_short

MOST_ROWS, MOST_COLUMNS = 200, 60
BEFORE = 20
LONGEST = 60


@dataclass(frozen=True)
class Window:
    """The rows and columns of a sheet that are drawn, from 0; `whole` where these are all."""

    rows: range
    columns: range
    whole: bool


def cell_id(file: int, sheet: str, row: int, column: int) -> str:
    """Return the anchor of a cell; `file` is its place in the upload, row and column from 1."""
    return f"cell-{file}-{sheet_code(sheet)}-{row}-{column}"


def sheet_code(sheet: str) -> str:
    """Return a short code of a sheet's name that can stand in an anchor."""
    return blake2b(sheet.encode(), digest_size=6).hexdigest()


def window_of(grid: Grid, row: int, column: int) -> Window:
    """Return what is drawn of a sheet: a bounded part around the cell that matters, from 0."""
    height, width = filled(grid)
    rows, columns = _span(height, row, MOST_ROWS), _span(width, column, MOST_COLUMNS)
    return Window(rows, columns, len(rows) == height and len(columns) == width)


def _span(size: int, at: int, most: int) -> range:
    first = 0 if at < most else max(0, min(at - BEFORE, size - most))
    return range(first, min(size, first + most))


@dataclass(frozen=True)
class Drawing:
    """What is drawn: a window of a sheet, its tables, its problems, and the cell asked for."""

    grid: Grid
    file: int
    tables: Sequence[Taken]
    problems: Sequence[Problem]
    window: Window
    asked: str = ""

    @property
    def said(self) -> dict[tuple[int, int], list[Problem]]:
        """The problems of each cell, rows and columns from 1."""
        found: dict[tuple[int, int], list[Problem]] = {}
        for problem in self.problems:
            found.setdefault((problem.cell.row, problem.cell.column), []).append(problem)
        return found

    @property
    def meanings(self) -> dict[int, Meaning]:
        """What each column holds, by the first table that has it."""
        return {
            index: meaning
            for table in reversed(self.tables)
            for index, _text, meaning in table.columns
        }


def grid_html(drawing: Drawing) -> str:
    """Return the sheet as HTML that scrolls inside of its own box."""
    about = _("The sheet {sheet} as it was read").format(sheet=drawing.grid.name)
    caption = f"<caption>{escape(about)}</caption>"
    inside = f"{caption}{_head(drawing)}<tbody>{_body(drawing)}</tbody>"
    label = escape(about, quote=True)
    return (
        f'<div class="cx-sheet" id="{_id(drawing, 0, 0)}" tabindex="0" role="region" '
        f'aria-label="{label}">'
        f'<table class="cx-grid">{inside}</table></div>'
    )


def _head(drawing: Drawing) -> str:
    meanings = drawing.meanings
    roles, letters = "", ""
    for index in drawing.window.columns:
        meaning = meanings.get(index)
        name = meaning_class(meaning) if meaning else "cx-unread"
        words = escape(meaning_short(meaning)) if meaning else ""
        roles += f'<th class="{name}" scope="col">{words}</th>'
        letters += (
            f'<th id="{_id(drawing, 0, index + 1)}" scope="col">{column_letters(index + 1)}</th>'
        )
    return f"<thead><tr><th></th>{roles}</tr><tr><th></th>{letters}</tr></thead>"


def _body(drawing: Drawing) -> str:
    headings = {n for table in drawing.tables for n in range(table.top, table.bottom + 1)}
    names = {index: meaning_class(one) for index, one in drawing.meanings.items()}
    said = drawing.said
    return "".join(_row(drawing, number, number in headings, names, said)
                   for number in drawing.window.rows)  # fmt: skip


def _row(
    drawing: Drawing,
    number: int,
    heading: bool,
    names: Mapping[int, str],
    said: Mapping[tuple[int, int], Sequence[Problem]],
) -> str:
    own, spread = drawing.grid.row(number), drawing.grid.spread_row(number)
    within = heading or any(t.body[0] <= number <= t.body[1] for t in drawing.tables)
    cells = f'<th id="{_id(drawing, number + 1, 0)}" scope="row">{number + 1}</th>'
    for index in drawing.window.columns:
        lent = "cx-lent" if own[index] == "" != spread[index] else ""
        figure = "cx-figure" if isinstance(spread[index], float) else ""
        name = " ".join(filter(None, (names.get(index) if within else "", lent, figure)))
        text = _cut(shown(spread[index]))
        cells += _cell(drawing, (number + 1, index + 1), text, name, said)
    return f'<tr class="cx-heading">{cells}</tr>' if heading else f"<tr>{cells}</tr>"


def _cell(
    drawing: Drawing,
    place: tuple[int, int],
    text: str,
    name: str,
    said: Mapping[tuple[int, int], Sequence[Problem]],
) -> str:
    problems = said.get(place, ())
    asked = _id(drawing, *place) == drawing.asked
    if not problems and not asked:
        return f'<td class="{name}">{escape(text)}</td>' if name else f"<td>{escape(text)}</td>"
    level = ("cx-bad" if any(p.blocks for p in problems) else "cx-look") if problems else ""
    classes = " ".join(filter(None, (name, level, "cx-found" if asked else "")))
    words = escape("\n".join(map(told, problems)), quote=True)
    return (
        f'<td id="{_id(drawing, *place)}" class="{classes}" title="{words}" tabindex="-1">'
        f"{escape(text)}</td>"
    )


def told(problem: Problem) -> str:
    """Return in one line what is wrong with a cell and how to mend it."""
    record = problem_record(problem)
    return _("{title} (expected: {expected}). {remedy}").format(
        title=problem_title(problem.code), expected=record["expected"], remedy=record["remedy"]
    )


def _id(drawing: Drawing, row: int, column: int) -> str:
    return cell_id(drawing.file, drawing.grid.name, row, column)


def _cut(text: str) -> str:
    return f"{text[:LONGEST]}…" if len(text) > LONGEST else text
