"""Reads .xls (also as .et) and .xlsb: the cells by the reader; part of the child."""

import io
import zipfile
from collections.abc import Sequence
from typing import Any

from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from cxzy.sheets.child_biff import Book, SheetScan
from cxzy.sheets.child_binary import (
    BinaryScan,
    binary_percent_styles,
    binary_sheet_paths,
    with_long_cells,
)
from cxzy.sheets.child_cells import Row
from cxzy.sheets.child_compound import book_stream, container
from cxzy.sheets.child_package import Refused, properties


def xls(content: bytes) -> dict[str, Any]:
    """Return every sheet's cells, faults, merged ranges and hidden parts; raise `Refused`."""
    name, stream = book_stream(content)
    known = Book(stream)
    scans = [SheetScan(stream, place, known) for _, place, _ in known.sheets]
    book = opened(container(name, mended(stream, known, scans)))
    found = _worksheets(book)
    names = [name for name, _, _ in known.sheets]
    if not len(found) == len(set(found)) == len(set(names)) == len(names):
        raise Refused("damaged")
    sheets = [
        scan.sheet(name, cells(book, own), hidden=hidden)
        for own, scan, (name, _, hidden) in zip(found, scans, known.sheets, strict=True)
    ]
    return {"sheets": sheets, "properties": []}


def mended(stream: bytes, known: Book, scans: Sequence[SheetScan]) -> bytes:
    """Return a stream in which every sheet states how far it reaches, not how far it may."""
    changed = bytearray(stream)
    known.mend(changed)
    for scan in scans:
        scan.state_extent(changed)
    return bytes(changed)


def xlsb(content: bytes, parts: dict[str, bytes]) -> dict[str, Any]:
    """Return the same of an .xlsb."""
    paths = binary_sheet_paths(parts)
    percent = binary_percent_styles(parts.get("xl/styles.bin", b""))
    longer = {path: with_long_cells(parts[path]) for path in paths.values()}
    scans = {name: BinaryScan(longer[path], percent) for name, path in paths.items()}
    changed = {path: part for path, part in longer.items() if part != parts[path]}
    book = opened(with_parts(content, changed) if changed else content)
    unseen = {
        data.name for data in book.sheets_metadata if data.visible != SheetVisibleEnum.Visible
    }
    sheets = [
        scans[name].sheet(name, cells(book, name), hidden=name in unseen)
        for name in _worksheets(book)
        if name in scans
    ]
    return {"sheets": sheets, "properties": properties(parts)}


def with_parts(content: bytes, changed: dict[str, bytes]) -> bytes:
    """Return a package with some of its parts changed."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w") as new:
        for entry in old.infolist():
            new.writestr(entry.filename, changed.get(entry.filename) or old.read(entry))
    return target.getvalue()


def opened(content: bytes) -> CalamineWorkbook:
    """Return a workbook opened by the reader."""
    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(content))
    except PasswordError as error:
        raise Refused("password") from error


def cells(book: CalamineWorkbook, name: str) -> list[Row]:
    """Return the rows of a sheet from A1 on; every number as of .xlsx, whether whole or not."""
    rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    return [[float(value) if type(value) is int else value for value in row] for row in rows]


def _worksheets(book: CalamineWorkbook) -> list[str]:
    return [data.name for data in book.sheets_metadata if data.typ == SheetTypeEnum.WorkSheet]
