"""Marks that are shown as percentages, and marks that are too small to be out of a hundred."""

from typing import Any

import pytest
from openpyxl import Workbook as File

from cxzy.core.scheme import parse_scheme
from cxzy.sheets.child_formats import percent_styles
from tests.sheets.workbooks import ONE_CRITERION, TWO_CRITERIA, codes, marks, read

TWENTY = parse_scheme('[[criteria]]\nkey = "whole"\nlabel = "综合评价"\nfull_marks = 20\n')


def formatted(*cells: str, code: str = "0%") -> Any:
    def change(file: File) -> None:
        for cell in cells:
            file.worksheets[0][cell].number_format = code

    return change


@pytest.mark.parametrize("code", ["0%", "0.00%", "0.0%", '0.0"分"%', "[红色]0%"])
def test_a_mark_shown_as_a_percentage_is_read_as_shown(code: str) -> None:
    rows: list[list[Any]] = [["姓名", "德", "能"], ["张三", 0.95, 80], ["李四", 1, 70]]
    sheet = read(rows, change=formatted("B2", "B3", code=code))
    assert marks(sheet) == [
        ("张三", "virtue", 95.0),
        ("张三", "work", 80.0),
        ("李四", "virtue", 100.0),
        ("李四", "work", 70.0),
    ]
    assert codes(sheet) == []


@pytest.mark.parametrize("code", ["0.00", '0"%"', "0\\%", "General"])
def test_a_sign_that_is_only_text_makes_no_percentage(code: str) -> None:
    rows: list[list[Any]] = [["姓名", "综合评价"], ["张三", 95], ["李四", 90]]
    sheet = read(rows, ONE_CRITERION, change=formatted("B2", "B3", code=code))
    assert [points for _, _, points in marks(sheet)] == [95.0, 90.0]


def test_ninety_five_in_a_cell_of_percentages_is_shown_as_9500_and_refused() -> None:
    rows: list[list[Any]] = [["姓名", "综合评价"], ["张三", 95], ["李四", 0.9]]
    sheet = read(rows, ONE_CRITERION, change=formatted("B2", "B3"))
    assert codes(sheet) == [("mark_out_of_range", "群众测评!B2")]
    assert sheet.problems[0].found == "9500%"


def test_weights_shown_as_percentages_are_weights_still() -> None:
    rows: list[list[Any]] = [["姓名", "德", "能"], ["权重", 0.6, 0.4], ["张三", 90, 80]]
    assert codes(read(rows, change=formatted("B2", "C2"))) == []


def test_marks_between_0_and_1_warn_once_per_table() -> None:
    rows: list[list[Any]] = [["姓名", "德", "能"], ["张三", 0.95, 80], ["李四", 90, 0.7]]
    sheet = read(rows)
    assert codes(sheet) == [("mark_below_one", "群众测评!B2")]
    assert not sheet.problems[0].blocks
    assert dict(sheet.problems[0].detail)["count"] == "2"


def test_marks_that_never_pass_10_look_like_a_ten_point_scale() -> None:
    rows: list[list[Any]] = [["姓名", "德", "能"], ["张三", 9, 8.5], ["李四", 10, 7]]
    sheet = read(rows, TWO_CRITERIA)
    assert codes(sheet) == [("ten_point_scale", "群众测评!B2")]
    assert dict(sheet.problems[0].detail)["highest"] == "10"


def test_small_marks_out_of_20_are_usual() -> None:
    rows: list[list[Any]] = [
        ["姓名", "综合评价"],
        *([name, 8] for name in ("张三", "李四", "王五")),
        ["赵六", 0.5],
    ]
    assert codes(read(rows, TWENTY)) == []


def test_styles_without_percentages_are_not_looked_into() -> None:
    assert percent_styles(b"<not xml") == frozenset()
