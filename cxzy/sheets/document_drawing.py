"""Draws a document onto canvases: title, headings, rows, notes, and the sheet about it."""

from itertools import groupby

from cxzy.sheets.canvas import Canvas, Value, letters, merge, put, put_row, set_widths
from cxzy.sheets.document_values import Document
from cxzy.sheets.document_widths import NARROW, column_widths, fits
from cxzy.sheets.grade_colours import colour_grades
from cxzy.sheets.paper import (
    ACCENT,
    HAIRLINE,
    PANEL,
    PORTRAIT_WIDTH,
    RULE,
    SOFT_INK,
    Look,
    height_of,
    lines_of,
    set_up_page,
)

TITLE = Look(size=18, bold=True, serif=True)
SUBTITLE = Look(size=9.5, ink=SOFT_INK)
RED_LINE = Look(size=4, bottom=ACCENT, heavy=True)
NOTE = Look(size=9, ink=SOFT_INK, wrap=True)
SECTION = Look(size=12.5, bold=True, serif=True, bottom=RULE)
ABOUT_NAME = Look(ink=SOFT_INK, bottom=HAIRLINE, wrap=True)
ABOUT_TEXT = Look(bottom=HAIRLINE, wrap=True)
ABOUT_WIDTHS = (22.0, 70.0)
AIR = "_ _ "
"""A number format's ending that keeps numbers off the next line; right indents print unevenly."""


def draw_table(canvas: Canvas, document: Document) -> None:
    """Draw title, headings, rows and notes of `document`."""
    widths = column_widths(document)
    set_widths(canvas, widths)
    top = draw_words(canvas, document.title, document.subtitle, len(widths))
    first = _draw_headings(canvas, document, widths, top)
    _draw_rows(canvas, document, first, widths)
    last = first + len(document.rows) - 1
    colour_grades(canvas.sheet, document, first, last)
    _draw_notes(canvas, document, last + 2, sum(widths))
    canvas.sheet.freeze_panes = f"{letters(document.frozen_columns + 1)}{first}"
    landscape = sum(widths) > PORTRAIT_WIDTH
    set_up_page(canvas.sheet, landscape=landscape, repeat=first - 1, footer=document.title)


def draw_about(canvas: Canvas, document: Document) -> None:
    """Draw what stands behind the table: a heading per section, under it names and texts."""
    set_widths(canvas, ABOUT_WIDTHS)
    row = draw_words(canvas, document.title, document.subtitle, len(ABOUT_WIDTHS))
    for section in document.about:
        row = draw_section(canvas, row, section.title, section.lines)
    set_up_page(canvas.sheet, landscape=False, repeat=0, footer=document.title)


def draw_words(canvas: Canvas, title: str, subtitle: tuple[str, ...], columns: int) -> int:
    """Draw title, lines and the red line over `columns` columns; return the row under them."""
    put(canvas, 1, 1, title, TITLE)
    canvas.heights[1] = 34
    for row, line in enumerate(subtitle, 2):
        put(canvas, row, 1, line, SUBTITLE)
        canvas.heights[row] = 16
    under = len(subtitle) + 2
    put_row(canvas, under, [None] * columns, [RED_LINE] * columns)
    canvas.heights[under] = 7
    return under + 1


def draw_section(canvas: Canvas, top: int, title: str, lines: tuple[tuple[str, str], ...]) -> int:
    """Draw one heading with its names and texts from row `top` on; return the row for the next."""
    put_row(canvas, top, (title, None), (SECTION, SECTION))
    canvas.heights[top] = 36
    for row, texts in enumerate(lines, top + 1):
        put_row(canvas, row, texts, (ABOUT_NAME, ABOUT_TEXT))
        canvas.heights[row] = height_of(max(map(lines_of, texts, ABOUT_WIDTHS))) + 2
    return top + len(lines) + 1


def _draw_headings(canvas: Canvas, document: Document, widths: list[float], row: int) -> int:
    """Draw one or two rows of headings; return the first row under them."""
    if any(column.over for column in document.columns):
        _draw_upper_headings(canvas, document, row)
        row += 1
    labels = [column.label for column in document.columns]
    put_row(canvas, row, labels, [_heading_look(document, place) for place in range(len(labels))])
    canvas.heights[row] = height_of(max(map(lines_of, labels, widths), default=1)) + 5
    return row + 1


def _draw_upper_headings(canvas: Canvas, document: Document, row: int) -> None:
    place = 1
    for over, columns in groupby(document.columns, key=lambda column: column.over):
        count = len(list(columns))
        line = HAIRLINE if over else ""
        first = Look(
            size=10, bold=True, fill=PANEL, across="center", bottom=line, left=line or HAIRLINE
        )
        looks = [first] + [Look(fill=PANEL, bottom=line)] * (count - 1)
        if place == 1:
            looks[0] = Look(fill=PANEL)
        put_row(canvas, row, [over] + [None] * (count - 1), looks, place)
        if over:
            merge(canvas, row, place, place + count - 1)
        place += count


def _line_before(document: Document, place: int) -> str:
    columns = document.columns
    return HAIRLINE if place and columns[place].over != columns[place - 1].over else ""


def _heading_look(document: Document, place: int) -> Look:
    kind = document.columns[place].kind
    return Look(
        size=10,
        bold=True,
        fill=PANEL,
        bottom=RULE,
        left=_line_before(document, place),
        across=_across(kind),
        indent=1 if kind == "text" else 0,
        wrap=True,
        number_format="@" if kind in ("text", "grade") else f"@{AIR}",
    )


def _cell_look(document: Document, place: int) -> Look:
    column = document.columns[place]
    decimals = f"0.{'0' * column.decimals}".rstrip(".")
    formats = {"number": f"{decimals}{AIR}", "integer": f"0{AIR}", "percent": f"{decimals}%{AIR}"}
    return Look(
        bold=column.kind == "grade",
        bottom=HAIRLINE,
        left=_line_before(document, place),
        across=_across(column.kind),
        indent=1 if column.kind == "text" else 0,
        wrap=column.kind == "text",
        number_format=formats.get(column.kind, "@"),
    )


def _across(kind: str) -> str:
    return {"text": "left", "grade": "center"}.get(kind, "right")


def _draw_rows(canvas: Canvas, document: Document, first: int, widths: list[float]) -> None:
    looks = [_cell_look(document, place) for place in range(len(widths))]
    texts = [place for place, column in enumerate(document.columns) if column.kind == "text"]
    for row, values in enumerate(document.rows, first):
        put_row(canvas, row, values, looks)
        tallest = max((_lines(values[place], widths[place]) for place in texts), default=1)
        if tallest > 1:
            canvas.heights[row] = height_of(tallest)


def _lines(value: Value, width: float) -> int:
    if not isinstance(value, str) or ("\n" not in value and fits(value, width)):
        return 1
    return lines_of(value, width / (1.0 if value.isascii() else NARROW))


def _draw_notes(canvas: Canvas, document: Document, top: int, width: float) -> None:
    for row, note in enumerate(document.notes, top):
        put(canvas, row, 1, note, NOTE)
        merge(canvas, row, 1, len(document.columns))
        canvas.heights[row] = height_of(lines_of(note, width * 1.15)) - 4
