"""Parses uploaded workbooks in a limited process of its own; run as a script, by path.

The parent never opens an uploaded file (docs/decisions/0010-reading-in-a-child.md). This file
imports the standard library and the reader only, so that the limit on address space leaves
room for the workbook. On the wire: a length of eight bytes, then the content; back come two
lengths, JSON, and the cells. The JSON is either `{"refused": reason, "detail": text}` or what
is to be said of the sheets, with each different value once; the cells are places among these
values, four bytes each, row by row and sheet by sheet.
"""

import codecs
import datetime  # noqa: F401 - the reader needs it, and can open no file later
import gc
import io
import json
import math
import posixpath
import re
import resource
import struct
import sys
from array import array
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as Tree

from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

if TYPE_CHECKING:
    from cxzy.sheets.child_formats import as_percentage, percent_cells, percent_styles
    from cxzy.sheets.child_package import Refused, local, package, sheet_paths
    from cxzy.sheets.child_scan import Scan, faults
else:  # beside this file, but not as part of the package, which would load pandas
    sys.path.insert(0, str(Path(__file__).parent))
    from child_formats import as_percentage, percent_cells, percent_styles
    from child_package import Refused, local, package, sheet_paths
    from child_scan import Scan, faults

    del sys.path[0]


def peak_kilobytes() -> int:
    """Return the largest amount of memory held so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


MEMORY_BYTES = 768 << 20
CPU_SECONDS = 6
TIRED_KILOBYTES = 300 << 10
ROWS, COLUMNS = 1_048_576, 16_384
AREA = 2_000_000
ANSWER_BYTES = 64 << 20
DIFFERENT_TEXTS = 30_000  # each costs the parent, which has no limit, a tenth of a millisecond
FIRST_PEAK = peak_kilobytes()  # the kernel counts in the peak of the process that started it
PROPERTIES, PROPERTY_LENGTH = 50, 1_000

DIMENSION = re.compile(rb'<dimension ref="A1:([A-Z]{1,2})(\d{1,4})"')
FAR_CELL = re.compile(rb' r="(?:[A-Z]{3}|[A-Z]{1,2}\d{5})')
FORMULAS = (b"<f", b":f")
HIDDEN_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*\bhidden=[\"'](?:1|true)[\"'][^>]*>")
HIDDEN_COLUMN = re.compile(rb"<(?:\w+:)?col\b[^>]*\bhidden=[\"'](?:1|true)[\"'][^>]*>")

Row = list[Any]


def workbook(content: bytes) -> dict[str, Any]:
    """Return every sheet's cells, faults, merged ranges and hidden parts; raise `Refused`."""
    parts = package(content)
    paths = sheet_paths(parts)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    except PasswordError as error:
        raise Refused("password") from error
    for path in paths.values():
        check_extent(path, parts[path])
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
    far = f"{posixpath.basename(path)} {scan.farthest}"
    if scan.last_row > ROWS or scan.last_column > COLUMNS:
        raise Refused("beyond", far)
    if scan.last_row * scan.last_column > AREA:
        raise Refused("far_cell", scan.farthest)


def sheet(
    book: CalamineWorkbook, name: str, hidden: bool, xml: bytes, percent: frozenset[bytes]
) -> dict[str, Any]:
    """Return one sheet: rows from A1 on, without blank ends, and what is to be said of them."""
    found = book.get_sheet_by_name(name)
    rows = found.to_python(skip_empty_area=False)
    show_percentages(rows, xml, percent)
    merged = merged_ranges(found, rows) if b"mergeCell " in xml else []
    faulty = faults(xml) if may_be_faulty(xml) else []
    hides = b"hidden=" in xml
    return {
        "name": name,
        "hidden": hidden,
        "rows": rows,
        "merged": merged,
        "faults": faulty,
        "hidden_rows": hidden_rows(xml) if hides else [],
        "hidden_columns": hidden_columns(xml) if hides else [],
    }


def show_percentages(rows: list[Row], xml: bytes, percent: frozenset[bytes]) -> None:
    """Replace the numbers of cells that show a percentage by the text that they show."""
    for row, column in percent_cells(xml, percent):
        if row < len(rows) and column < len(rows[row]):
            value = rows[row][column]
            if isinstance(value, float | int) and not isinstance(value, bool):
                rows[row][column] = as_percentage(value) if math.isfinite(value) else value


def may_be_faulty(xml: bytes) -> bool:
    """Return whether the XML has any sign of an error or a formula, by searches that are fast."""
    # a single byte is found much faster than two; rows of plain marks have no ' and no f at all
    if b'"e"' in xml or (b"'" in xml and b"'e'" in xml):
        return True
    first = max(xml.find(b"sheetData"), 0)
    last = xml.rfind(b"sheetData") if first else len(xml)
    return xml.find(b"f", first, last) >= 0 and any(sign in xml for sign in FORMULAS)


def merged_ranges(found: Any, rows: list[Row]) -> list[list[int]]:
    """Return first row, first column, last row, last column; blank what lies underneath."""
    ranges = [
        [top + 1, left + 1, bottom + 1, right + 1]
        for (top, left), (bottom, right) in found.merged_cell_ranges or []
    ]
    for top, left, bottom, right in ranges:
        for number, row in enumerate(rows[top - 1 : bottom], top):
            start = left if number == top else left - 1
            row[start:right] = [""] * len(row[start:right])
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


def properties(parts: dict[str, bytes]) -> list[list[str]]:
    """Return names and values of the document properties, custom ones included."""
    found: list[list[str]] = []
    for path in ("docProps/core.xml", "docProps/custom.xml"):
        if path in parts:
            root = Tree.fromstring(parts[path])  # noqa: S314 - without a DOCTYPE, checked before
            for element in list(root)[:PROPERTIES]:
                text = "".join(element.itertext())[:PROPERTY_LENGTH]
                found.append([element.get("name") or local(element.tag), text])
    return found


def answer(content: bytes) -> bytes:
    """Return the answer to one file, whatever it is."""
    try:
        found = workbook(content)
        encoded = encode(found)
        if len(encoded) > ANSWER_BYTES:
            raise Refused("too_large")
    except Refused as refusal:
        return framed({"refused": refusal.reason, "detail": refusal.detail})
    except MemoryError:
        return framed({"refused": "too_large", "detail": ""})
    except BaseException as error:
        return framed({"refused": "damaged", "detail": type(error).__name__})
    return encoded


def encode(found: dict[str, Any]) -> bytes:
    """Return the sheets on the wire, numbers that are none taken out and listed as faults."""
    rows = [each.pop("rows") for each in found["sheets"]]
    try:
        return framed(found, rows)
    except ValueError:
        for each, own in zip(found["sheets"], rows, strict=True):
            take_out_impossible_numbers(each, own)
        return framed(found, rows)


def framed(found: dict[str, Any], sheets: list[list[Row]] | None = None) -> bytes:
    """Return JSON and cells with their lengths; ValueError where a value is no number.

    Raises `Refused` for more different texts than any form has.
    """
    cells = [in_turn(rows) for rows in sheets or []]
    place = {value: number for number, value in enumerate(dict.fromkeys(chain(*cells)))}
    if sum(isinstance(value, str) for value in place) > DIFFERENT_TEXTS:
        raise Refused("too_large")
    codes = [array("i", [place[value] for value in own]).tobytes() for own in cells]
    found["values"] = list(place)
    found["sizes"] = [[len(rows), len(rows[0]) if rows else 0] for rows in sheets or []]
    found["tired"] = peak_kilobytes() > max(TIRED_KILOBYTES, FIRST_PEAK)
    text = json.dumps(
        found, ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=dated
    )
    head = text.encode("utf-8", "replace")
    body = b"".join(codes)
    return struct.pack("<QQ", 8 + len(head) + len(body), len(head)) + head + body


def in_turn(rows: list[Row]) -> Row:
    """Return all cells; true and false in a tuple each, as they would pass for 1 and 0."""
    cells = list(chain.from_iterable(rows))
    if bool not in set(map(type, cells)):
        return cells
    return [(value,) if isinstance(value, bool) else value for value in cells]


def take_out_impossible_numbers(found: dict[str, Any], rows: list[Row]) -> None:
    """Blank nan and inf, and name their cells."""
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            if isinstance(value, float) and not math.isfinite(value):
                found["faults"].append([number, column, "number", str(value)])
                row[column - 1] = ""


def dated(value: object) -> dict[str, str]:
    """Return a date, time or duration in a form that JSON can hold."""
    return {"@date": str(value)}


def confine() -> None:
    """Give up memory beyond the limit, new files, sockets and processes, for good."""
    for name in ("cp437", "utf-8", "utf-16", "latin-1", "ascii"):
        codecs.lookup(name)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))


def allow_one_job() -> None:
    """Raise the limit on processor time, which counts from the start of the process."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    soft = math.ceil(usage.ru_utime + usage.ru_stime) + CPU_SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def main() -> None:
    """Answer one file after another until the parent closes the line."""
    confine()
    gc.disable()  # one file's cells hold no cycles, and a child that grows is replaced
    source, target = sys.stdin.buffer, sys.stdout.buffer
    while len(length := source.read(8)) == 8:  # noqa: PLR2004 - the length of a length
        content = source.read(struct.unpack("<Q", length)[0])
        allow_one_job()
        target.write(answer(content))
        target.flush()


if __name__ == "__main__":
    main()
