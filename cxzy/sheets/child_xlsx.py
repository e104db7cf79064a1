"""Reads .xlsx and .xlsm: the cells by the reader, what it leaves unsaid from the XML."""

import io
import posixpath
import re
from typing import Any

from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from cxzy.sheets.child_cells import AREA, Row, blanked, check_area, one_sheet, with_percentages
from cxzy.sheets.child_copy import for_the_reader
from cxzy.sheets.child_formats import percent_cells, percent_styles
from cxzy.sheets.child_package import Refused, properties, sheet_paths
from cxzy.sheets.child_scan import Scan, faults

CELLS = b"sheetData"
DIMENSION = re.compile(rb'<dimension ref="A1:([A-Z]{1,2})(\d{1,4})"')
FAR_CELL = re.compile(rb' r="(?:[A-Z]{3}|[A-Z]{1,2}\d{5})')
FORMULAS = (b"<f", b":f")
HIDDEN_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*\bhidden=[\"'](?:1|true)[\"'][^>]*>")
HIDDEN_COLUMN = re.compile(rb"<(?:\w+:)?col\b[^>]*\bhidden=[\"'](?:1|true)[\"'][^>]*>")


def xlsx(content: bytes, parts: dict[str, bytes]) -> dict[str, Any]:
    """Return every sheet's cells, faults, merged ranges and hidden parts; raise `Refused`."""
    paths = sheet_paths(parts)
    for path in paths.values():
        check_extent(path, parts[path])
    try:
        copy = for_the_reader(content, parts, set(paths.values()))
        book = CalamineWorkbook.from_filelike(io.BytesIO(copy))
    except PasswordError as error:
        raise Refused("password") from error
    percent = percent_styles(parts.get("xl/styles.xml", b""))
    sheets = [
        sheet(
            book,
            data.name,
            data.visible != SheetVisibleEnum.Visible,
            parts[paths[data.name]],
            percent,
        )
        for data in book.sheets_metadata
        if data.typ == SheetTypeEnum.WorkSheet and data.name in paths
    ]
    return {"sheets": sheets, "properties": properties(parts)}


def check_extent(path: str, xml: bytes) -> None:
    """Refuse a sheet whose cells with content span more than anyone fills in."""
    stated = DIMENSION.search(xml, 0, 2_000)
    small = stated and int(stated[2]) * 26 ** len(stated[1]) < AREA
    if small or not FAR_CELL.search(xml):
        return  # a stated size that lies costs the child its life, and nothing else
    scan = Scan(xml)
    check_area(scan.last_row, scan.last_column, posixpath.basename(path))


def sheet(
    book: CalamineWorkbook, name: str, hidden: bool, xml: bytes, percent: frozenset[bytes]
) -> dict[str, Any]:
    """Return one sheet: rows from A1 on, without blank ends, and what is to be said of them."""
    found = book.get_sheet_by_name(name)
    rows = found.to_python(skip_empty_area=False)
    with_percentages(rows, percent_cells(xml, percent))
    hides = may_hide(xml)
    return one_sheet(
        name,
        rows,
        hidden=hidden,
        merged=merged_ranges(found, rows),
        faults=faults(xml) if may_be_faulty(xml) else [],
        hidden_rows=hidden_rows(xml) if hides else [],
        hidden_columns=hidden_columns(xml) if hides else [],
    )


def may_be_faulty(xml: bytes) -> bool:
    """Return whether the XML has any sign of an error or a formula, by searches that are fast."""
    # a single byte is found much faster than two, and three are found faster from the end; rows
    # of plain marks have no ' and no f at all, nor an e where their texts have a part of their own
    first, last = cells_of(xml)
    if xml.find(b"e", first, last) >= 0 and (
        xml.rfind(b'"e"') >= 0 or (b"'" in xml and b"'e'" in xml)
    ):
        return True
    return xml.find(b"f", first, last) >= 0 and any(sign in xml for sign in FORMULAS)


def may_hide(xml: bytes) -> bool:
    """Return whether the XML has any sign of a hidden row or column, by searches that are fast."""
    first, last = cells_of(xml)
    hides = b"hidden=" in xml[:first]  # columns; rows of plain marks have no h at all
    return hides or (xml.find(b"h", first, last) >= 0 and b"hidden=" in xml)


def cells_of(xml: bytes) -> tuple[int, int]:
    """Return where the rows of cells begin and end, at the widest."""
    first = xml.find(CELLS)
    return (first + len(CELLS), xml.rfind(CELLS)) if first >= 0 else (0, len(xml))


def merged_ranges(found: Any, rows: list[Row]) -> list[list[int]]:
    """Return first row, first column, last row, last column; blank what lies underneath."""
    ranges = [
        [top + 1, left + 1, bottom + 1, right + 1]
        for (top, left), (bottom, right) in found.merged_cell_ranges or []
    ]
    blanked(rows, ranges)
    return ranges


def hidden_rows(xml: bytes) -> list[int]:
    """Return the numbers of the hidden rows."""
    tags = HIDDEN_ROW.findall(xml)
    return [int(number[1]) for tag in tags if (number := re.search(rb"\br=[\"'](\d+)", tag))]


def hidden_columns(xml: bytes) -> list[list[int]]:
    """Return first and last of each run of hidden columns."""
    return [
        [int(first[1]), int(last[1])]
        for tag in HIDDEN_COLUMN.findall(xml)
        if (first := re.search(rb"\bmin=[\"'](\d+)", tag))
        and (last := re.search(rb"\bmax=[\"'](\d+)", tag))
    ]
