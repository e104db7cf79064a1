"""The reader gets a copy whose sheets tell their merged ranges first; it says the same."""

import io
import zipfile

import pytest
from openpyxl import Workbook as File
from python_calamine import CalamineWorkbook

from cxzy.sheets.child_copy import LARGEST_COPY, NOTHING_MERGED, for_the_reader, stored
from cxzy.sheets.child_package import package
from tests.sheets.workbooks import workbook

SHEET = "xl/worksheets/sheet1.xml"
ROWS = {"互评": [["姓名", "德", "能"], ["张三", 90, 85.5], ["李四", True, "优秀"]]}
MERGES = b'<mergeCells count="1"><mergeCell ref="B1:C1"/></mergeCells>'
OTHERS = b'<mergeCells><mergeCell ref="A2:A3"/></mergeCells>'


def merged(file: File) -> None:
    file.active.merge_cells("A1:B1")


PLAIN, MERGED = workbook(ROWS), workbook(ROWS, merged)
BEHIND: dict[str, bytes] = {
    "as programs write them": MERGES,
    "with spaces": MERGES.replace(b">", b">\n").replace(b'"/', b'" /'),
    "none in the list": b"<mergeCells/>",
    "with an end of their own": b'<mergeCells><mergeCell ref="B1:C1"></mergeCell></mergeCells>',
    "twice": MERGES + OTHERS,
    "in a comment": b"<!-- " + MERGES + b" -->",
    "behind a comment": b"<!-- " + OTHERS + b" -->" + MERGES,
    "under a prefix": MERGES.replace(b"<m", b"<x:m").replace(b"</m", b"</x:m"),
}


def parts_with(old: bytes, new: bytes) -> dict[str, bytes]:
    parts = package(PLAIN)[1]
    return parts | {SHEET: parts[SHEET].replace(old, new, 1)}


def told(content: bytes) -> list[tuple[object, object]]:
    """Return cells and merged ranges of all sheets as the reader tells them."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    sheets = [book.get_sheet_by_name(name) for name in book.sheet_names]
    return [(sheet.to_python(skip_empty_area=False), sheet.merged_cell_ranges) for sheet in sheets]


@pytest.mark.parametrize("content", [PLAIN, MERGED], ids=["plain", "merged"])
def test_the_copy_says_what_the_file_says(content: bytes) -> None:
    copy = for_the_reader(content, package(content)[1], {SHEET})

    assert told(copy) == told(content)


@pytest.mark.parametrize("behind", BEHIND.values(), ids=BEHIND.keys())
def test_merged_ranges_are_those_behind_the_cells_however_they_are_written(behind: bytes) -> None:
    parts = parts_with(b"</sheetData>", b"</sheetData>" + behind)
    file = stored(parts)

    assert told(for_the_reader(file, parts, {SHEET})) == told(file)


@pytest.mark.parametrize("before", [MERGES, b"<!-- <sheetData> -->", b"<![CDATA[<sheetData>]]>"])
def test_what_stands_before_the_cells_is_left_as_it_is(before: bytes) -> None:
    parts = parts_with(b"<sheetData>", before + b"<sheetData>")
    parts[SHEET] = parts[SHEET].replace(b"</sheetData>", b"</sheetData>" + OTHERS)
    file = stored(parts)

    assert told(for_the_reader(file, parts, {SHEET})) == told(file)


def test_a_list_among_the_cells_is_left_to_the_reader() -> None:
    parts = parts_with(b"</sheetData>", MERGES + b"</sheetData>")
    file = stored(parts)

    assert told(for_the_reader(file, parts, {SHEET})) == told(file)


def test_the_list_stands_before_the_cells_where_the_reader_stops_at_it() -> None:
    with zipfile.ZipFile(io.BytesIO(for_the_reader(MERGED, package(MERGED)[1], {SHEET}))) as copy:
        xml = copy.read(SHEET)
    with zipfile.ZipFile(io.BytesIO(for_the_reader(PLAIN, package(PLAIN)[1], {SHEET}))) as copy:
        plain = copy.read(SHEET)

    assert xml.index(b'<mergeCell ref="A1:B1"') < xml.index(b"<sheetData")
    assert NOTHING_MERGED + b"<sheetData" in plain


def test_what_is_stored_comes_out_of_a_zip_as_it_went_in() -> None:
    parts = {"a.xml": b"<a/>", "互评/b.xml": b"", "c.bin": bytes(range(256)) * 300}

    with zipfile.ZipFile(io.BytesIO(stored(parts))) as made:
        assert made.testzip() is None
        assert {name: made.read(name) for name in made.namelist()} == parts


def test_a_large_file_is_not_copied() -> None:
    parts = {**package(PLAIN)[1], "xl/x.xml": bytes(LARGEST_COPY)}

    assert for_the_reader(PLAIN, parts, {SHEET}) is PLAIN
