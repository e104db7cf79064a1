"""A worksheet being drawn: settings through openpyxl, rows as text of our own.

Why the rows do not go through openpyxl: docs/decisions/0015-rows-written-as-text.md.
"""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from cxzy.sheets.paper import BODY_SIZE, ROW_HEIGHT, SANS, Look, paint
from cxzy.sheets.plain_text import legible, looks_like_formula

Value = str | int | float | None
Styles = dict[Look, int]

_SHEET_PART = re.compile(r"xl/worksheets/sheet(\d+)\.xml")


@dataclass(frozen=True)
class Canvas:
    """One sheet of `book`; `cells` holds what was put, by row and column, as cells of XML."""

    book: Workbook
    sheet: Worksheet
    styles: Styles
    cells: dict[int, dict[int, str]] = field(default_factory=dict)
    heights: dict[int, float] = field(default_factory=dict)


def new_book() -> tuple[Workbook, Styles]:
    """Return a workbook without sheets, in the house's body font, and its empty styles."""
    book = Workbook()
    book.remove(book.active)
    # widths of columns are counted in characters of the workbook's own font
    book._fonts[0].name, book._fonts[0].sz = SANS, BODY_SIZE
    return book, {}


def new_canvas(book: Workbook, styles: Styles, name: str) -> Canvas:
    """Return one more, blank sheet of `book`, without grid lines."""
    sheet = book.create_sheet(name)
    sheet.sheet_view.showGridLines = False
    sheet.sheet_format.defaultRowHeight = ROW_HEIGHT
    sheet.sheet_format.customHeight = True
    return Canvas(book, sheet, styles)


def put(canvas: Canvas, row: int, column: int, value: Value, look: Look) -> None:
    """Write `value` into one cell: text as text whatever it begins with, numbers as they are.

    None, NaN and "" leave the cell empty.
    """
    put_row(canvas, row, (value,), (look,), column)


def put_row(
    canvas: Canvas, row: int, values: Sequence[Value], looks: Sequence[Look], first: int = 1
) -> None:
    """Write `values` side by side from column `first` on, each in its look."""
    cells, last, style = canvas.cells.setdefault(row, {}), None, 0
    for column, (value, look) in enumerate(zip(values, looks, strict=True), first):
        if look is not last:
            last, style = look, style_number(canvas, look)
        quoted = isinstance(value, str) and _like_formula(value) and not look.quoted
        number = style_number(canvas, replace(look, quoted=True)) if quoted else style
        cells[column] = _cell(row, column, value, number)


def put_column(canvas: Canvas, column: int, values: tuple[Value, ...], look: Look) -> None:
    """Write `values` one under another from the first row on, all in one look.

    Meant for long lists that many workbooks share: their cells are put together once.
    """
    for row, cell in enumerate(_column_cells(column, values, style_number(canvas, look)), 1):
        canvas.cells.setdefault(row, {})[column] = cell


def set_widths(canvas: Canvas, widths: Iterable[float]) -> None:
    """Set the widths, in characters, of the columns from the first on."""
    for column, width in enumerate(widths, 1):
        canvas.sheet.column_dimensions[get_column_letter(column)].width = width


def merge(canvas: Canvas, row: int, first: int, last: int) -> None:
    """Join the cells of `row` from column `first` to `last`, of which the first holds the text."""
    if last > first:
        canvas.sheet.merged_cells.add(f"{letters(first)}{row}:{letters(last)}{row}")


def saved(book: Workbook, canvases: Iterable[Canvas]) -> bytes:
    """Return the .xlsx of `book` with what was put on its canvases."""
    by_sheet = {canvas.sheet.title: canvas for canvas in canvases}
    rows = [by_sheet.get(sheet.title) for sheet in book.worksheets]
    frame, content = BytesIO(), BytesIO()
    _Frame(book, ZipFile(frame, "w", ZIP_STORED)).save()
    with ZipFile(frame) as parts, ZipFile(content, "w", ZIP_DEFLATED, compresslevel=5) as target:
        for name in parts.namelist():
            part = parts.read(name)
            found = _SHEET_PART.fullmatch(name)
            canvas = rows[int(found[1]) - 1] if found else None
            target.writestr(name, part if canvas is None else _filled(part.decode(), canvas))
    return content.getvalue()


class _Frame(ExcelWriter):  # type: ignore[misc]  # openpyxl has no types
    """Writes a workbook in memory; openpyxl itself takes a file on disk for every sheet."""

    def write_worksheet(self, ws: Worksheet) -> None:
        """Write one sheet; ours have neither drawings nor comments."""
        ws._drawing = SpreadsheetDrawing()
        writer = WorksheetWriter(ws, BytesIO())
        writer.write()
        ws._rels = writer._rels
        self._archive.writestr(ws.path[1:], writer.read())
        self.manifest.append(ws)


@cache
def letters(column: int) -> str:
    """Return the letters of a column, numbered from 1."""
    return str(get_column_letter(column))


def style_number(canvas: Canvas, look: Look) -> int:
    """Return the number of the style of `look` in the canvas's workbook, made when first asked."""
    number = canvas.styles.get(look)
    if number is None:
        cell = Cell(canvas.sheet, row=1, column=1)
        paint(cell, look)
        number = canvas.styles[look] = int(cell.style_id)
    return number


def _cell(row: int, column: int, value: Value, style: int) -> str:
    start = f'<c r="{letters(column)}{row}" s="{style}"'
    if value is None or value == "":
        return start + "/>"
    if not isinstance(value, str):
        return f"{start}/>" if math.isnan(value) else f"{start}><v>{_number(value)}</v></c>"
    return f'{start} t="inlineStr"><is><t xml:space="preserve">{_text(value)}</t></is></c>'


# the same names and words stand in many cells of a workbook
_like_formula = lru_cache(maxsize=4_096)(looks_like_formula)


@lru_cache(maxsize=4_096)
def _text(value: str) -> str:
    return escape(legible(value))


@lru_cache(maxsize=64)
def _column_cells(column: int, values: tuple[Value, ...], style: int) -> tuple[str, ...]:
    return tuple(_cell(row, column, value, style) for row, value in enumerate(values, 1))


def _number(value: float) -> str:
    """Return the digits that read back as the same number, for Python's and numpy's alike."""
    return repr(float(value)) if isinstance(value, float) else repr(int(value))


def _filled(part: str, canvas: Canvas) -> str:
    head, tail = re.split(r"<sheetData\s*/>|<sheetData>\s*</sheetData>", part, maxsplit=1)
    columns = [column for cells in canvas.cells.values() for column in (min(cells), max(cells))]
    if columns:
        area = f"A1:{letters(max(columns))}{max(canvas.cells)}"
        head = re.sub(r'<dimension ref="[^"]*"', f'<dimension ref="{area}"', head)
        # numbers of persons are text on purpose: no green corner at each of them
        ignored = f'<ignoredErrors><ignoredError sqref="{area}" numberStoredAsText="1"/>'
        tail = tail.replace("</worksheet>", f"{ignored}</ignoredErrors></worksheet>")
    return f"{head}<sheetData>{''.join(_rows(canvas))}</sheetData>{tail}"


def _rows(canvas: Canvas) -> Iterable[str]:
    for row in sorted(canvas.cells.keys() | canvas.heights.keys()):
        height = canvas.heights.get(row)
        size = f' ht="{height:g}" customHeight="1"' if height else ""
        cells = canvas.cells.get(row, {})
        yield f'<row r="{row}"{size}>{"".join(cells[column] for column in sorted(cells))}</row>'
