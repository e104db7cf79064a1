"""Reads .xls (also as .et) and .xlsb: the cells by the reader; part of the child."""

import io
from collections.abc import Sequence
from typing import Any

from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from cxzy.sheets.child_biff import Book, SheetScan
from cxzy.sheets.child_binary import BinaryScan, binary_percent_styles, binary_sheet_paths
from cxzy.sheets.child_cells import Told
from cxzy.sheets.child_compound import book_stream, container
from cxzy.sheets.child_package import Refused, properties


def xls(content: bytes) -> dict[str, Any]:
    """Return every sheet's cells, faults, merged ranges and hidden parts; raise `Refused`."""
    name, stream = book_stream(content)
    known = Book(stream)
    scans = [SheetScan(stream, place, known.percent) for _, place, _ in known.sheets]
    book = opened(container(name, with_true_extents(stream, known, scans)))
    # the reader may decode names otherwise, so that sheets are matched by their order
    names = [data.name for data in _worksheets(book)]
    if len(names) != len(scans) or len(set(names)) < len(names):
        raise Refused("damaged")
    hidden = [hidden for _, _, hidden in known.sheets]
    return {"sheets": _sheets(book, names, hidden, scans), "properties": []}


def with_true_extents(stream: bytes, known: Book, scans: Sequence[SheetScan]) -> bytes:
    """Return a stream in which every sheet states how far it reaches, not how far it may."""
    changed = bytearray(stream)
    for scan in scans:
        scan.state_extent(changed, newest=known.newest)
    return bytes(changed)


def xlsb(content: bytes, parts: dict[str, bytes]) -> dict[str, Any]:
    """Return the same of an .xlsb."""
    paths = binary_sheet_paths(parts)
    percent = binary_percent_styles(parts.get("xl/styles.bin", b""))
    scans = {name: BinaryScan(parts[path], percent) for name, path in paths.items()}
    book = opened(content)
    told = [data for data in _worksheets(book) if data.name in scans]
    hidden = [data.visible != SheetVisibleEnum.Visible for data in told]
    names = [data.name for data in told]
    sheets = _sheets(book, names, hidden, [scans[name] for name in names])
    return {"sheets": sheets, "properties": properties(parts)}


def opened(content: bytes) -> CalamineWorkbook:
    """Return a workbook opened by the reader."""
    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(content))
    except PasswordError as error:
        raise Refused("password") from error


def _worksheets(book: CalamineWorkbook) -> list[Any]:
    return [data for data in book.sheets_metadata if data.typ == SheetTypeEnum.WorkSheet]


def _sheets(
    book: CalamineWorkbook, names: Sequence[str], hidden: Sequence[bool], told: Sequence[Told]
) -> list[dict[str, Any]]:
    return [
        one.sheet(
            name, book.get_sheet_by_name(name).to_python(skip_empty_area=False), hidden=unseen
        )
        for name, unseen, one in zip(names, hidden, told, strict=True)
    ]
