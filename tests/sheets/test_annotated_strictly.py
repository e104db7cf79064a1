"""Excel and WPS open the annotated copy of every form without offering to repair it.

Neither runs here. So the copies are held against the rules that these two demand, and opened by
three programs that have nothing in common: openpyxl, calamine and LibreOffice.
"""

import shutil
import subprocess
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from python_calamine import CalamineWorkbook

from cxzy.core.scheme import load_scheme
from cxzy.sheets.annotated import annotated_copy
from cxzy.sheets.problems import Cell, Problem
from cxzy.sheets.roster_file import read_roster
from cxzy.sheets.sheet import read_sheet
from tests.sheets.annotated_workbooks import (
    parts_of,
    rewritten,
    rich_workbook,
    with_prefix,
    with_shared_strings,
)
from tests.sheets.fixture_answers import FOLDER, SCHEME, Listed, listed, refusal
from tests.sheets.strict_package import StrictPackage, faults

SOFFICE = shutil.which("soffice")
KINDS = (".xlsx", ".xlsm")
FIXTURES = [one for one in listed() if one.file.endswith(KINDS) and not refusal(one)]
CHAIN = "xl/calcChain.xml"
CHAINED = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<calcChain xmlns='
    b'"http://schemas.openxmlformats.org/spreadsheetml/2006/main"><c r="D4" i="1"/></calcChain>'
)


def problems_of(fixture: Listed) -> list[Problem]:
    """Return the problems of a fixture and one more, so that each has a cell to be marked."""
    content = (FOLDER / fixture.file).read_bytes()
    roster = read_roster(FOLDER / fixture.roster)
    sheet = read_sheet(content, load_scheme(SCHEME), fixture.read_as, roster=roster)
    where = Cell(fixture.read_as, load_workbook(BytesIO(content)).sheetnames[0], 2, 2)
    return [*sheet.problems, Problem("blank_mark", where, "", blocks=False)]


@cache
def copy_of(fixture: Listed) -> bytes:
    content = (FOLDER / fixture.file).read_bytes()
    return annotated_copy(content, problems_of(fixture), fixture.read_as)


def marked_cells(book: Workbook, problems: list[Problem]) -> list[Any]:
    """Return the cells that are marked, of a merged range the first."""
    found = []
    for cell in (problem.cell for problem in problems if problem.cell.row and problem.cell.column):
        sheet = book[cell.sheet]
        ranges = (one for one in sheet.merged_cells.ranges if cell.address in one)
        merged = next(ranges, None)
        found.append(sheet.cell(merged.min_row, merged.min_col) if merged else sheet[cell.address])
    return found


def name(fixture: Listed) -> str:
    return fixture.file


def openpyxl_opens(content: bytes) -> Workbook:
    return load_workbook(BytesIO(content))


@pytest.mark.parametrize("fixture", FIXTURES, ids=name)
def test_the_copy_of_every_form_keeps_the_rules_of_its_format(fixture: Listed) -> None:
    assert faults(copy_of(fixture)) == []


@pytest.mark.parametrize("fixture", FIXTURES, ids=name)
def test_openpyxl_and_calamine_read_the_same_from_it_as_from_the_form(fixture: Listed) -> None:
    content, copy = (FOLDER / fixture.file).read_bytes(), copy_of(fixture)
    before, after = (CalamineWorkbook.from_filelike(BytesIO(one)) for one in (content, copy))
    assert after.sheet_names == ["问题清单", *before.sheet_names]
    inflated = fixture.file == "criteria-inflated-range.xlsx"
    for sheet in () if inflated else before.sheet_names:
        rows = [one.get_sheet_by_name(sheet).to_python() for one in (before, after)]
        assert rows[0] == rows[1]
    book = openpyxl_opens(copy)
    for cell in marked_cells(book, problems_of(fixture)):
        assert cell.comment.text
        assert cell.fill.patternType == "solid"


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what LibreOffice made of all copies, opened in one run."""
    folder = tmp_path_factory.mktemp("office")
    for fixture in FIXTURES:
        (folder / f"{Path(fixture.file).stem}.xlsx").write_bytes(copy_of(fixture))
    command = [
        str(SOFFICE), f"-env:UserInstallation=file://{folder}/profile", "--headless",
        "--convert-to", "xlsx", "--outdir", str(folder / "out"), *map(str, folder.glob("*.xlsx")),
    ]  # fmt: skip
    subprocess.run(command, check=True, timeout=550, capture_output=True)
    return folder / "out"


@pytest.mark.skipif(SOFFICE is None, reason="needs LibreOffice")
@pytest.mark.parametrize("fixture", FIXTURES, ids=name)
def test_libreoffice_opens_it_with_every_mark_and_comment(fixture: Listed, saved: Path) -> None:
    book = load_workbook(saved / f"{Path(fixture.file).stem}.xlsx")
    assert book.sheetnames[0] == "问题清单"
    for cell in marked_cells(book, problems_of(fixture)):
        assert cell.comment.text
        assert cell.fill.patternType == "solid"


RICH = rich_workbook()
CALCULATED = rewritten(
    RICH,
    {
        CHAIN: CHAINED,
        "[Content_Types].xml": lambda xml: xml.replace(
            "</Types>",
            f'<Override PartName="/{CHAIN}" ContentType="application/vnd.openxmlformats-'
            'officedocument.spreadsheetml.calcChain+xml"/></Types>',
        ),
        "xl/_rels/workbook.xml.rels": lambda xml: xml.replace(
            "</Relationships>",
            '<Relationship Id="chain" Target="calcChain.xml" Type="http://schemas.openxmlformats'
            '.org/officeDocument/2006/relationships/calcChain"/></Relationships>',
        ),
    },
)
WHERE = [Cell("x.xlsx", sheet, row, 2) for sheet in ("群众测评", "统计") for row in (2, 4, 9)]
PROBLEMS = [Problem("blank_mark", cell, "") for cell in WHERE]


@pytest.mark.parametrize(
    "content",
    [
        RICH,
        CALCULATED,
        with_shared_strings(RICH),
        rewritten(RICH, {"xl/worksheets/sheet1.xml": with_prefix}),
    ],
    ids=["everything", "calculated", "shared strings", "prefixes"],
)
def test_a_form_with_everything_keeps_them_too_and_so_does_a_copy_of_the_copy(
    content: bytes,
) -> None:
    assert faults(content) == []
    copy = annotated_copy(content, PROBLEMS, "x.xlsx")
    assert faults(copy) == []
    again = annotated_copy(copy, PROBLEMS[:1], "x.xlsx")
    assert faults(again) == []


def test_the_order_of_calculation_is_not_touched_and_still_names_a_formula() -> None:
    copy = annotated_copy(CALCULATED, PROBLEMS, "x.xlsx")
    assert parts_of(copy)[CHAIN] == CHAINED
    book = StrictPackage(copy).trees["xl/workbook.xml"]
    (sheet,) = [one for one in book.iter() if one.get("sheetId") == "1"]
    assert sheet.get("name") == "群众测评"
    assert openpyxl_opens(copy)["群众测评"]["D4"].value == "=B4*2"


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("[Content_Types].xml", "<Default", '<Default Extension="vml" ContentType="a/b"/><Default'),
        ("xl/_rels/workbook.xml.rels", "worksheets/sheet1.xml", "worksheets/sheet9.xml"),
        ("xl/workbook.xml", 'sheetId="2"', 'sheetId="1"'),
        ("xl/styles.xml", '<cellXfs count="', '<cellXfs count="1'),
        ("xl/worksheets/sheet1.xml", "<legacyDrawing ", "<legacyDrawing/><legacyDrawing "),
        ("xl/worksheets/sheet1.xml", "<sheetData>", "<legacyDrawing/><sheetData>"),
        ("xl/worksheets/sheet1.xml", '<c r="B4"', '<c r="A4"'),
        ("xl/worksheets/sheet1.xml", ' s="', ' s="99'),
    ],
)
def test_the_rules_notice_a_fault(part: str, old: str, new: str) -> None:
    assert old in parts_of(RICH)[part].decode()
    assert faults(rewritten(RICH, {part: lambda xml: xml.replace(old, new, 1)})) != []
