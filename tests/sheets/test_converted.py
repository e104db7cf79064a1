"""One workbook, saved by LibreOffice in every kind, gives the same ratings and problems."""

import shutil
import subprocess
from pathlib import Path

import pytest
from openpyxl import Workbook as File
from pandas.testing import assert_frame_equal

from cxzy.sheets.grid import Workbook
from cxzy.sheets.reading import read_workbook
from cxzy.sheets.sheet import Sheet, understand
from tests.sheets.workbooks import TWO_CRITERIA, codes, marks, workbook

KINDS = {
    ".xlsx": "xlsx",
    ".xls": "xls:MS Excel 97",
    ".ods": "ods",
}
SHEETS = {
    "互评": [
        ["2012年上半年互评表"],
        ["评价人", "姓名", "德", "能"],
        ["张三", "李四", 90, 85.5],
        ["张三", "王五", 101, 80],
        ["李四", "张三", 70, "=60+5"],
        ["李四", "王五", "=1/0", 88],
        ["王五", "张三", "优秀", None],
    ],
    "领导点评": [
        ["序号", "工号", "姓名", "德", "能"],
        [1, "0012", "张三", 90, 91],
        [2, "0013", "李四", 80, 81],
    ],
    "群众测评": [
        ["姓名", "德", "能"],
        ["张三", 0.95, 90],
        ["李四", 0.875, 80],
        ["说明", None, None],
    ],
    "附注": [["交表日期"], [None]],
}


def change(file: File) -> None:
    """Merge, hide and format as forms have it."""
    file["互评"].merge_cells("A1:D1")
    file["互评"].row_dimensions[5].hidden = True
    file["领导点评"].column_dimensions["E"].hidden = True
    for row in (2, 3):
        file["群众测评"].cell(row, 2).number_format = "0.0%"
    file["附注"]["A2"] = 41_061
    file["附注"]["A2"].number_format = "yyyy-mm-dd"
    file["附注"]["B2"] = True
    file["附注"].sheet_state = "hidden"


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Workbook]:
    """The workbook as read from each kind."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("needs LibreOffice on the PATH")
    folder = tmp_path_factory.mktemp("converted")
    source = folder / "from" / "测评.xlsx"
    source.parent.mkdir()
    source.write_bytes(workbook(SHEETS, change))
    return {
        kind: saved(office, source, folder / kind.strip("."), filter_)
        for kind, filter_ in KINDS.items()
    }


def saved(office: str, source: Path, folder: Path, kind: str) -> Workbook:
    profile = f"-env:UserInstallation=file://{source.parent}/profile"
    call = [
        office,
        profile,
        "--headless",
        "--convert-to",
        kind,
        "--outdir",
        str(folder),
        str(source),
    ]
    subprocess.run(call, check=True, capture_output=True, timeout=120)
    (path,) = folder.iterdir()
    return read_workbook(path.read_bytes(), "测评.xlsx")


def sheet(book: Workbook) -> Sheet:
    return understand(book, TWO_CRITERIA)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_gives_the_same_cells(converted: dict[str, Workbook], kind: str) -> None:
    for grid, same in zip(converted[kind].grids, converted[".xlsx"].grids, strict=True):
        assert (grid.name, grid.rows) == (same.name, same.rows)
        assert set(grid.faults) == set(same.faults)
        assert (grid.hidden, grid.hidden_rows) == (same.hidden, same.hidden_rows)
        assert grid.hidden_columns & set(range(1, grid.width + 1)) == same.hidden_columns
        assert set(grid.merged) == set(same.merged)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_gives_the_same_ratings_and_problems(
    converted: dict[str, Workbook], kind: str
) -> None:
    found = sheet(converted[kind])
    # 张三 by 李四: 70 for 德 and 60+5 for 能; 李四 by 张三: 90 and 85.5
    assert ("李四", "work", 85.5) in marks(found)
    assert ("张三", "work", 65.0) in marks(found)
    assert {("error_cell", "互评!C6"), ("hidden_cells", "互评!5")} <= set(codes(found))
    same = sheet(converted[".xlsx"])
    assert_frame_equal(found.ratings, same.ratings)
    assert found.problems == same.problems
