"""The annotated copy: faults in the secretary's own workbook, and nothing else changed in it."""

import os
import re
import signal
import struct
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

from cxzy.core.language import ENGLISH, use_language
from cxzy.sheets import annotated
from cxzy.sheets.annotated import annotated_copy, annotated_name
from cxzy.sheets.annotator_package import led_to
from cxzy.sheets.children import ChildDied
from cxzy.sheets.errors import UnreadableFile
from cxzy.sheets.grid import Workbook as Cells
from cxzy.sheets.plain_workbook import plain_names, plain_workbook
from cxzy.sheets.pool import ANNOTATING
from cxzy.sheets.problems import Cell, Problem
from cxzy.sheets.reading import read_workbook
from cxzy.sheets.sheet import Sheet, read_sheet
from tests.sheets.annotated_workbooks import (
    SHEET,
    parts_of,
    rewritten,
    rich_workbook,
    saved,
    with_prefix,
    with_shared_strings,
)
from tests.sheets.test_reading import next_child
from tests.sheets.workbooks import TWO_CRITERIA, roster, workbook

RED, YELLOW = "FFF9CFC7", "FFFFEDB0"
NAME = "测评.xlsx"
MEMBERS = roster("张三", "李四", "王五")
FAULTS = {"B4": "mark_out_of_range", "C5": "unknown_word", "B6": "blank_mark"}
RICH = rich_workbook()


def read(content: bytes) -> Sheet:
    return read_sheet(content, TWO_CRITERIA, NAME, roster=MEMBERS)


def copy_of(content: bytes) -> bytes:
    return annotated_copy(content, read(content).problems, NAME)


def opened(content: bytes) -> Workbook:
    return load_workbook(BytesIO(content), rich_text=True)


def faulty_cell(row: int = 2, column: int = 2, sheet: str = "互评", **known: Any) -> Problem:
    return Problem("mark_out_of_range", Cell(NAME, sheet, row, column), "190", **known)


def simple(rows: list[list[Any]], sheet: str = "互评") -> bytes:
    return workbook({sheet: rows})


@pytest.fixture(scope="module")
def rich() -> bytes:
    """The annotated copy of the workbook with everything."""
    assert {p.cell.address: p.code for p in read(RICH).problems if p.cell.column} == FAULTS
    return copy_of(RICH)


def test_every_faulty_cell_is_coloured_and_says_what_is_wrong(rich: bytes) -> None:
    sheet = opened(rich)["群众测评"]
    assert [sheet[cell].fill.fgColor.rgb for cell in FAULTS] == [RED, RED, YELLOW]
    assert "分数超出范围" in sheet["B4"].comment.text
    assert "190" in sheet["B4"].comment.text
    assert "请改为其中一个等次" in sheet["C5"].comment.text
    assert "请核对：缺分" in sheet["B6"].comment.text


def test_a_comment_of_the_secretary_stays_and_stands_first(rich: bytes) -> None:
    sheet = opened(rich)["群众测评"]
    assert sheet["C5"].comment.text.startswith("原来的话\n")
    assert sheet["A6"].comment.text == "请假半天"
    assert sheet["A6"].comment.author == "书记"


def test_the_first_sheet_lists_every_problem_and_leads_to_it(rich: bytes) -> None:
    book = opened(rich)
    listed = book.worksheets[0]
    assert book.sheetnames == ["问题清单", "群众测评", "统计", "藏"]
    assert book.active is listed
    assert [cell.value for cell in listed[4]][:8] == [
        "序号", "工作表", "单元格", "级别", "问题", "实际内容", "应为", "如何修改"
    ]  # fmt: skip
    rows = [[cell.value for cell in row[:8]] for row in listed.iter_rows(min_row=5)]
    problems = read(RICH).problems
    assert [row[:3] for row in rows] == [
        [n, p.cell.sheet, p.cell.address or "—"] for n, p in enumerate(problems, 1)
    ]
    assert links_of(listed) == [
        f"'{p.cell.sheet}'!{p.cell.address or 'A1'}" for p in problems if p.cell.sheet
    ]
    assert listed.freeze_panes == "A5"
    assert listed.page_setup.paperSize == 9
    assert listed.print_title_rows == "$4:$4"


def links_of(listed: Worksheet) -> list[str]:
    """Return where the links of the column of cells lead to."""
    cells = (row[2] for row in listed.iter_rows(min_row=5))
    return [cell.hyperlink.location for cell in cells if cell.hyperlink]


def looks(sheet: Worksheet, but: set[str]) -> dict[str, object]:
    """Return value and every part of the look of all cells, without some."""
    return {
        cell.coordinate: (
            cell.value, cell.number_format, repr(cell.font), repr(cell.fill), repr(cell.border),
            repr(cell.alignment), repr(cell.protection),
        )
        for row in sheet.iter_rows()
        for cell in row
        if cell.coordinate not in but
    }  # fmt: skip


def test_everything_else_stays_as_it_was(rich: bytes) -> None:
    before, after = opened(RICH), opened(rich)
    for sheet in before.worksheets:
        other = after[sheet.title]
        assert looks(other, set(FAULTS)) == looks(sheet, set(FAULTS))
        assert other.merged_cells.ranges == sheet.merged_cells.ranges
        assert other.column_dimensions["A"].width == sheet.column_dimensions["A"].width
        assert other.row_dimensions[4].height == sheet.row_dimensions[4].height
        assert other.freeze_panes == sheet.freeze_panes
        assert len(other._images) == len(sheet._images)
        assert len(other._charts) == len(sheet._charts)
        assert repr(other.data_validations) == repr(sheet.data_validations)
        assert [(str(one.sqref), repr(one.rules)) for one in other.conditional_formatting] == [
            (str(one.sqref), repr(one.rules)) for one in sheet.conditional_formatting
        ]
        assert other.tables.keys() == sheet.tables.keys()
        assert other.protection.sheet == sheet.protection.sheet
        assert other.sheet_state == sheet.sheet_state
        assert other.print_title_rows == sheet.print_title_rows
    assert after.defined_names["全体"].attr_text == before.defined_names["全体"].attr_text
    assert after["统计"].defined_names["本表"].attr_text == "统计!$A$1:$B$2"


def test_a_coloured_cell_keeps_its_own_format_but_for_the_fill(rich: bytes) -> None:
    was, now = opened(RICH)["群众测评"]["B4"], opened(rich)["群众测评"]["B4"]
    assert (now.value, now.number_format) == (190, "0.00_ ")
    for part in ("font", "border", "alignment", "protection"):
        assert repr(getattr(now, part)) == repr(getattr(was, part))


def test_calamine_reads_the_same_values(rich: bytes) -> None:
    before, after = (CalamineWorkbook.from_filelike(BytesIO(c)) for c in (RICH, rich))
    for name in before.sheet_names:
        was, now = (book.get_sheet_by_name(name).to_python() for book in (before, after))
        assert now == was


def test_parts_that_need_no_change_are_the_same_bytes(rich: bytes) -> None:
    before, after = parts_of(RICH), parts_of(rich)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {
        "[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml",
        SHEET, "xl/worksheets/sheet2.xml", "docProps/app.xml", "xl/comments/comment1.xml",
        "xl/drawings/commentsDrawing1.vml",
    } & changed  # fmt: skip
    assert "xl/media/image1.png" in before
    assert set(after) - set(before) == {"xl/worksheets/sheet4.xml"}


# ECMA-376 part 1, 18.3.1.99 worksheet and 18.2.27 workbook: Excel repairs what stands otherwise.
SHEET_ORDER = [
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr",
    "sheetProtection", "protectedRanges", "scenarios", "autoFilter", "sortState",
    "dataConsolidate", "customSheetViews", "mergeCells", "phoneticPr", "conditionalFormatting",
    "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup", "headerFooter",
    "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags",
    "drawing", "legacyDrawing", "legacyDrawingHF", "drawingHF", "picture", "oleObjects",
    "controls", "webPublishItems", "tableParts", "extLst",
]  # fmt: skip
BOOK_ORDER = [
    "fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets",
    "functionGroups", "externalReferences", "definedNames", "calcPr", "oleSize",
    "customWorkbookViews", "pivotCaches",
]  # fmt: skip


@pytest.mark.parametrize("kind", ["patched", "without names", "cells only"])
def test_everything_stands_in_the_order_that_the_format_has_for_it(kind: str, rich: bytes) -> None:
    content = {
        "patched": lambda: rich,
        "without names": lambda: annotated_copy(simple([["a", "b"]]), [faulty_cell()], NAME),
        "cells only": lambda: annotated_copy(
            plain_workbook(read_workbook(RICH, NAME)), [faulty_cell(4, 2, "群众测评")], NAME
        ),
    }[kind]()
    parts = parts_of(content)
    orders = {name: SHEET_ORDER for name in parts if name.startswith("xl/worksheets/sheet")}
    for name, order in {**orders, "xl/workbook.xml": BOOK_ORDER}.items():
        tags = [child.tag.rpartition("}")[2] for child in ElementTree.fromstring(parts[name])]
        assert tags == sorted(tags, key=order.index), name


def test_every_part_has_a_kind_and_every_relation_leads_to_a_part(rich: bytes) -> None:
    parts = parts_of(rich)
    types = ElementTree.fromstring(parts["[Content_Types].xml"])
    endings = {tag.get("Extension", "").lower() for tag in types}
    named = {tag.get("PartName", "")[1:] for tag in types}
    assert named - {""} <= parts.keys()
    for name, part in parts.items():
        assert name in named or name.rpartition(".")[2].lower() in endings
        if name.endswith(".rels"):
            folder, _rels, owner = name.rpartition("_rels/")
            for relation in ElementTree.fromstring(part):
                target = led_to(folder + owner.removesuffix(".rels"), relation.get("Target", ""))
                assert target in parts


def test_only_the_list_is_marked_so_that_nothing_is_typed_into_two_sheets(rich: bytes) -> None:
    views = [sheet.sheet_view.tabSelected for sheet in opened(rich).worksheets]
    assert [bool(view) for view in views] == [True, False, False, False]


def test_uploaded_again_it_reads_as_the_same_ratings_and_problems(rich: bytes) -> None:
    first, again = read(RICH), read(rich)
    assert again.problems == first.problems
    assert again.ratings.equals(first.ratings)
    assert again.tables == first.tables


def test_a_list_of_many_numbers_is_no_table_and_no_problem() -> None:
    content = simple([["姓名", "德", "能"], *([f"人{n}", 100 + n, 90] for n in range(1, 41))])
    first = read_sheet(content, TWO_CRITERIA, NAME)
    again = read_sheet(annotated_copy(content, first.problems, NAME), TWO_CRITERIA, NAME)
    assert len(first.problems) >= 40
    assert again.problems == first.problems


def test_two_runs_give_the_same_bytes(rich: bytes) -> None:
    ANNOTATING.end()
    assert copy_of(RICH) == rich


def test_a_copy_annotated_again_unmended_is_the_same_copy(rich: bytes) -> None:
    assert parts_of(copy_of(rich)) == parts_of(rich)


def mended(content: bytes) -> bytes:
    """Return a copy with 190 corrected by openpyxl, which numbers all styles anew."""
    book = load_workbook(BytesIO(content))
    book["群众测评"]["B4"].value = 90
    return saved(book)


def test_mended_and_annotated_again_a_cell_looks_as_it_did_at_first(rich: bytes) -> None:
    second = opened(copy_of(mended(rich)))
    was, now = opened(RICH)["群众测评"]["B4"], second["群众测评"]["B4"]
    assert second.sheetnames == ["问题清单", "群众测评", "统计", "藏"]
    assert repr(now.fill) == repr(was.fill)
    assert now.number_format == was.number_format
    assert now.comment is None
    assert second["群众测评"]["C5"].fill.fgColor.rgb == RED
    assert second["群众测评"]["C5"].comment.text.count("原来的话") == 1
    assert second["群众测评"]["C5"].comment.text.count("等次用词不在方案之内") == 1
    assert second["群众测评"]["A6"].comment.text == "请假半天"


def test_a_last_copy_without_problems_is_as_clean_as_the_first_workbook(rich: bytes) -> None:
    clean = opened(annotated_copy(rich, [], NAME))["群众测评"]
    assert looks(clean, set()) == looks(opened(RICH)["群众测评"], set())
    assert clean["C5"].comment.text == "原来的话"
    assert clean["B4"].comment is None


def test_a_cell_that_was_not_there_gets_the_format_of_its_row_or_column() -> None:
    def look(book: Workbook) -> None:
        book.active.column_dimensions["D"].number_format = "0.000"

    content = workbook({"互评": [["姓名", "德"], ["张三", 90]]}, look)
    xml = parts_of(content)[SHEET].decode()
    styled = rewritten(
        content, {SHEET: xml.replace('<row r="2"', '<row r="2" spans="1:2"').encode()}
    )
    problems = [faulty_cell(2, 4), faulty_cell(9, 3), faulty_cell(2, 3), faulty_cell(5, 1)]
    sheet = opened(annotated_copy(styled, problems, NAME))["互评"]
    assert [sheet[c].fill.fgColor.rgb for c in ("D2", "C9", "C2", "A5")] == [RED] * 4
    assert sheet["B2"].value == 90
    assert sheet["D2"].number_format == "0.000"
    assert sheet.calculate_dimension() == "A1:D9"


def test_what_stands_in_merged_cells_is_coloured_where_it_shows() -> None:
    content = workbook(
        {"互评": [["姓名", "德"], ["张三", 90], [None, None]]},
        lambda book: book.active.merge_cells("B2:B3"),
    )
    sheet = opened(annotated_copy(content, [faulty_cell(3, 2), faulty_cell(2, 2)], NAME))["互评"]
    assert sheet["B2"].fill.fgColor.rgb == RED
    assert sheet["B2"].comment.text.count("分数超出范围") == 2


def test_several_problems_of_a_cell_share_its_comment_and_the_worst_colours_it() -> None:
    problems = [faulty_cell(blocks=False), faulty_cell()]
    cell = opened(annotated_copy(simple([["a", "b"], ["c", 190]]), problems, NAME))["互评"]["B2"]
    assert cell.fill.fgColor.rgb == RED
    assert cell.comment.text.count("分数超出范围") == 2


def test_white_words_on_a_dark_heading_stay_legible() -> None:
    problem = Problem("weight_differs", Cell(NAME, "群众测评", 3, 2), "20", (("weight", "30"),))
    cell = opened(annotated_copy(RICH, [problem], NAME))["群众测评"]["B3"]
    assert cell.font.color.rgb == "FF22262B"
    assert (cell.font.name, cell.font.b) == ("SimHei", True)


@pytest.mark.parametrize("name", ["互'评", "A&B <1>", '5月"评"', "问题清单"])
def test_odd_names_of_sheets_are_led_to(name: str) -> None:
    content = simple([["a", "b"], ["c", 190]], name)
    book = opened(annotated_copy(content, [faulty_cell(sheet=name)], NAME))
    quoted = name.replace("'", "''")
    assert links_of(book.worksheets[0]) == [f"'{quoted}'!B2"]
    assert book[name]["B2"].fill.fgColor.rgb == RED
    assert book.sheetnames[1] == name


def test_problems_of_a_sheet_row_column_or_file_are_only_listed() -> None:
    cells = [Cell(NAME, ""), Cell(NAME, "互评"), Cell(NAME, "互评", 2), Cell(NAME, "互评", 0, 2)]
    problems = [Problem("no_table", cell, "x") for cell in cells]
    content = simple([["a", "b"], ["c", 190]])
    book = opened(annotated_copy(content, problems, NAME))
    assert links_of(book.worksheets[0]) == ["'互评'!A1", "'互评'!A2", "'互评'!B1"]
    assert not [c for row in book["互评"].iter_rows() for c in row if c.comment]
    assert parts_of(annotated_copy(content, problems, NAME)).keys().isdisjoint({"xl/comments1.xml"})


def test_found_text_is_never_a_formula() -> None:
    evil = '=HYPERLINK("http://x","y")'
    problem = Problem("unknown_word", Cell(NAME, evil[:20], 0, 0), evil)
    book = opened(annotated_copy(simple([["a"]]), [problem], f"{evil}.xlsx"))
    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row]
    assert any(cell.value == evil for cell in cells)
    assert all(cell.data_type in "snb" or cell.data_type == "inlineStr" for cell in cells)
    assert not [cell for cell in cells if cell.data_type == "f"]


def without_addresses(xml: str) -> str:
    return re.sub(r'(<(?:c|row)\b[^>]*?) r="[A-Z]*\d+"', r"\1", xml)


@pytest.mark.parametrize("dialect", ["prefix", "addresses", "utf-16", "styles with a prefix"])
def test_other_programs_habits_of_writing_are_patched_as_well(dialect: str) -> None:
    content = simple([["姓名", "德", "能"], ["张三", 190, 95], ["李四", 90, "优秀了"]], "群众测评")
    xml = parts_of(content)[SHEET].decode()
    changes: dict[str, Any] = {
        "prefix": {SHEET: with_prefix},
        "addresses": {SHEET: without_addresses},
        "utf-16": {SHEET: f'<?xml version="1.0" encoding="UTF-16"?>{xml}'.encode("utf-16")},
        "styles with a prefix": {"xl/styles.xml": with_prefix, "xl/workbook.xml": with_prefix},
    }[dialect]
    odd = rewritten(content, changes)
    problems = [
        faulty_cell(2, 2, "群众测评"),
        Problem("unknown_word", Cell(NAME, "群众测评", 3, 3), "优秀了"),
    ]
    sheet = opened(annotated_copy(odd, problems, NAME))["群众测评"]
    assert [sheet[cell].fill.fgColor.rgb for cell in ("B2", "C3")] == [RED, RED]
    assert "优秀了" in sheet["C3"].comment.text
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["姓名", "德", "能"], ["张三", 190, 95], ["李四", 90, "优秀了"]
    ]  # fmt: skip


def test_a_workbook_without_styles_gets_some() -> None:
    def unrelated(xml: str) -> str:
        return re.sub(r"<(?:Relationship|Override)\b[^>]*styles[^>]*/>", "", xml)

    content = rewritten(
        simple([["a", "b"], ["c", 190]]),
        {
            "xl/styles.xml": None,
            "xl/_rels/workbook.xml.rels": unrelated,
            "[Content_Types].xml": unrelated,
        },
    )
    assert opened(annotated_copy(content, [faulty_cell()], NAME))["互评"][
        "B2"
    ].fill.fgColor.rgb == (RED)


def test_macros_are_left_out_and_nothing_else() -> None:
    def macros(xml: str) -> str:
        kind = "application/vnd.ms-office.vbaProject"
        said = f'<Override PartName="/xl/vbaProject.bin" ContentType="{kind}"/></Types>'
        return xml.replace(
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
            "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
        ).replace("</Types>", said)

    def related(xml: str) -> str:
        kind = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"
        said = f'<Relationship Id="rId99" Type="{kind}" Target="vbaProject.bin"/></Relationships>'
        return xml.replace("</Relationships>", said)

    content = rewritten(
        simple([["a", "b"], ["c", 190]]),
        {
            "[Content_Types].xml": macros,
            "xl/_rels/workbook.xml.rels": related,
            "xl/vbaProject.bin": b"macro",
        },
    )
    copy = annotated_copy(content, [faulty_cell()], "评分.xlsm")
    parts = parts_of(copy)
    assert "xl/vbaProject.bin" not in parts
    assert b"vbaProject" not in parts["[Content_Types].xml"] + parts["xl/_rels/workbook.xml.rels"]
    assert b"macroEnabled" not in parts["[Content_Types].xml"]
    assert opened(copy)["互评"]["B2"].value == 190
    assert annotated_name("评分.xlsm") == "评分-问题.xlsx"


def test_a_dialect_that_cannot_be_patched_is_copied_cell_by_cell() -> None:
    content = simple([["姓名", "德", "能"], ["张三", 190, "＝1"], ["007", True, "-5"]])
    strict = '<workbook xmlns:s="http://purl.oclc.org/ooxml/spreadsheetml/main" '
    odd = rewritten(content, {"xl/workbook.xml": lambda xml: xml.replace("<workbook ", strict)})
    sheet = opened(annotated_copy(odd, [faulty_cell()], NAME))["互评"]
    assert [cell.value for cell in sheet[2]] == ["张三", 190, "＝1"]
    assert [cell.value for cell in sheet[3]] == ["007", True, "-5"]
    assert sheet["B2"].fill.fgColor.rgb == RED


def test_the_cells_of_any_file_read_again_as_they_were() -> None:
    before = read_workbook(RICH, NAME)
    after = read_workbook(plain_workbook(before), NAME)
    for was, now in zip(before.grids, after.grids, strict=True):
        assert (now.name, now.hidden, now.merged) == (was.name, was.hidden, was.merged)
        assert now.rows == was.rows


def test_names_that_no_workbook_allows_are_made_fit_and_stay_apart() -> None:
    grid = read_workbook(simple([["a"]]), NAME).grids[0]
    names = ["一/二", "一:二", "长" * 40, "长" * 41]
    cells = Cells(NAME, tuple(replace(grid, name=name) for name in names))
    fit = list(plain_names(cells).values())
    assert len({name.casefold() for name in fit}) == 4
    assert opened(plain_workbook(cells)).sheetnames == fit


def test_what_cannot_be_read_has_no_copy() -> None:
    with pytest.raises(UnreadableFile):
        annotated_copy(b"no workbook", [faulty_cell()], NAME)


def test_a_child_killed_in_the_middle_costs_the_formats_and_no_more() -> None:
    def paint(book: Workbook) -> None:
        book.active["A1"].fill = PatternFill("solid", fgColor="00FF00")

    content = workbook({"互评": [["a", "b"], ["c", 190]]}, paint)
    annotated_copy(content, [faulty_cell()], NAME)
    pid = next_child(ANNOTATING).pid
    os.kill(pid, signal.SIGSTOP)
    threading.Timer(0.3, os.kill, (pid, signal.SIGKILL)).start()
    sheet = opened(annotated_copy(content, [faulty_cell()], NAME))["互评"]
    assert [cell.value for cell in sheet[2]] == ["c", 190]
    assert sheet["B2"].fill.fgColor.rgb == RED
    assert sheet["A1"].fill.patternType is None


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        struct.pack("<Q", 2**63) + b"{}",
        struct.pack("<Q", 4) + b"null",
        b"\2" + bytes(7) + b"{}",
    ],
)
def test_an_answer_that_does_not_fit_is_taken_for_no_answer(answer: bytes) -> None:
    with pytest.raises(ChildDied):
        annotated._parted(answer)


def test_the_annotating_child_is_limited_as_the_reading_one_is() -> None:
    annotated_copy(simple([["a"]]), [faulty_cell()], NAME)
    pid = next_child(ANNOTATING).pid
    limits = Path(f"/proc/{pid}/limits").read_text(encoding="ascii")
    maps = Path(f"/proc/{pid}/maps").read_text(encoding="utf-8")
    rows = {line[:26].strip(): line[26:].split() for line in limits.splitlines()}
    assert rows["Max address space"][0] == str(768 << 20)
    assert rows["Max file size"][0] == "0"
    assert "pandas" not in maps
    assert "numpy" not in maps


@pytest.fixture
def english() -> Iterator[None]:
    use_language(ENGLISH)
    yield
    use_language("zh_CN")


def test_an_english_reader_gets_an_english_list(english: None) -> None:
    book = opened(annotated_copy(simple([["a", "b"], ["c", 190]]), [faulty_cell()], NAME))
    assert book.sheetnames[0] == "Problems"
    assert book.worksheets[0]["E5"].value == "Mark outside the range"
    assert "Must be mended" in book["互评"]["B2"].comment.text
    assert annotated_name(NAME) == "测评-problems.xlsx"


def test_a_usual_workbook_with_forty_problems_takes_well_under_a_second() -> None:
    names = [f"人{n}" for n in range(1, 21)]
    rows = [["评价人", "姓名", *"一二三四五"]]
    rows += [[f"评{r}", name, *([90] * 5)] for r in range(60) for name in names]
    content = workbook({"互评": rows, "群众测评": rows})
    problems = [faulty_cell(row, 3 + row % 5) for row in range(2, 42)]
    annotated_copy(content, problems, NAME)
    started = time.perf_counter()
    annotated_copy(content, problems, NAME)
    assert time.perf_counter() - started < 0.8


def test_a_colour_like_any_other_is_no_sign_of_an_earlier_copy() -> None:
    def paint(book: Workbook) -> None:
        book.active["A1"].fill = PatternFill("solid", fgColor="FF0000")
        book.active["A1"].comment = Comment("记", "cxy")

    content = workbook({"互评": [["a", "b"], ["c", 190]]}, paint)
    sheet = opened(annotated_copy(content, [faulty_cell()], NAME))["互评"]
    assert sheet["A1"].fill.fgColor.rgb == "00FF0000"
    assert sheet["A1"].comment.text == "记"


def test_pictures_in_the_heads_of_pages_are_no_comments() -> None:
    head = b'<xml xmlns:v="urn:schemas-microsoft-com:vml"><v:shape id="LH"/></xml>'
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    spaces = "http://schemas.openxmlformats.org/package/2006/relationships"
    content = rewritten(
        simple([["a", "b"], ["c", 190]]),
        {
            SHEET: lambda xml: xml.replace(
                "</worksheet>", f'<legacyDrawingHF xmlns:r="{kind}" r:id="rId7"/></worksheet>'
            ),
            "xl/drawings/vmlDrawing1.vml": head,
            "xl/worksheets/_rels/sheet1.xml.rels": (
                f'<Relationships xmlns="{spaces}"><Relationship Id="rId7" '
                f'Type="{kind}/vmlDrawing" Target="../drawings/vmlDrawing1.vml"/></Relationships>'
            ).encode(),
            "[Content_Types].xml": lambda xml: xml.replace(
                "<Default", '<Default Extension="vml" ContentType="a/b"/><Default', 1
            ),
        },
    )
    parts = parts_of(annotated_copy(content, [faulty_cell()], NAME))
    assert parts["xl/drawings/vmlDrawing1.vml"] == head
    assert b"<x:Row>1</x:Row><x:Column>1</x:Column>" in parts["xl/drawings/vmlDrawing2.vml"]
    xml = parts[SHEET].decode()
    assert xml.index("<legacyDrawing ") < xml.index("<legacyDrawingHF ")


def test_a_workbook_with_a_chart_as_a_sheet_is_annotated_twice() -> None:
    content = workbook(
        {"互评": [["a", "b"], ["c", 190]]}, lambda book: book.create_chartsheet("图")
    )
    once = annotated_copy(content, [faulty_cell()], NAME)
    twice = annotated_copy(once, [faulty_cell()], NAME)
    assert parts_of(twice).keys() == parts_of(once).keys()
    assert any(name.startswith("xl/chartsheets/") for name in parts_of(twice))
    assert CalamineWorkbook.from_filelike(BytesIO(twice)).sheet_names == ["问题清单", "互评", "图"]


def test_where_the_list_was_deleted_a_new_one_comes_and_no_sheet_is_lost(rich: bytes) -> None:
    gone = rewritten(
        rich, {"xl/workbook.xml": lambda xml: re.sub(r'<sheet name="问题清单"[^>]*/>', "", xml)}
    )
    again = opened(copy_of(gone))
    assert again.sheetnames == ["问题清单", "群众测评", "统计", "藏"]
    assert again["群众测评"]["B4"].value == 190


def test_a_list_saved_by_another_program_is_written_over_and_not_added_to(rich: bytes) -> None:
    shared = load_workbook(BytesIO(rich))
    shared["问题清单"].title = "要改的"
    again = opened(copy_of(with_shared_strings(saved(shared))))
    assert again.sheetnames == ["要改的", "群众测评", "统计", "藏"]


def test_a_list_that_was_hidden_and_moved_is_shown_again_where_it_stands(rich: bytes) -> None:
    book = load_workbook(BytesIO(rich))
    book.move_sheet("问题清单", 2)
    book["问题清单"].sheet_state, book.active = "hidden", 0
    again = opened(copy_of(saved(book)))
    assert again.sheetnames == ["群众测评", "统计", "问题清单", "藏"]
    assert again.active.title == "问题清单"
    assert again.active.sheet_state == "visible"
