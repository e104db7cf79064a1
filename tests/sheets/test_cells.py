"""Cells of a form have the meaning that a person would give them."""

import math
from typing import Any

import pytest

from tests.sheets.workbooks import ONE_CRITERION, codes, marks, read, roster


def cell(value: Any) -> Any:
    return read([["姓名", "综合评价"], ["张三", value], ["李四", 60]], ONE_CRITERION)


@pytest.mark.parametrize(
    ("value", "points"),
    [
        (90, 90.0),
        (90.0, 90.0),
        ("90", 90.0),
        ("90分", 90.0),
        ("90 分", 90.0),
        ("９０", 90.0),
        ("９０．５", 90.5),
        ("90 ", 90.0),
        ("\u00a090\u3000", 90.0),
        ("90,5", 90.5),
        ("90，5", 90.5),
        ("90%", 90.0),
        ("90。", 90.0),
        (0, 0.0),
        ("0", 0.0),
        (100, 100.0),
    ],
)
def test_a_number_is_a_number_however_it_is_written(value: Any, points: float) -> None:
    sheet = cell(value)
    assert marks(sheet)[0] == ("张三", "whole", points)
    assert codes(sheet) == []


@pytest.mark.parametrize("value", [None, "", " ", "--", "—", "/", "／", "无", "未评价", "N/A"])
def test_a_blank_is_no_zero(value: Any) -> None:
    sheet = cell(value)
    assert marks(sheet) == [("李四", "whole", 60.0)]
    assert codes(sheet) == [("subject_without_marks", "群众测评!A2")]


@pytest.mark.parametrize(
    ("value", "word"),
    [
        ("缺席", "未收回"),
        ("请假", "未收回"),
        ("病 假", "未收回"),
        ("出差", "未收回"),
        ("未投票", "未收回"),
        ("弃权", "弃权"),
        ("不了解", "不了解"),
        ("废票", "废票"),
    ],
)
def test_a_vote_not_cast_is_a_rating_without_points(value: str, word: str) -> None:
    sheet = cell(value)
    assert math.isnan(marks(sheet)[0][2])
    assert sheet.ratings["word"].iloc[0] == word
    assert codes(sheet) == []


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (True, "not_a_mark"),
        (False, "not_a_mark"),
        ("1,234", "not_a_mark"),
        ("90-95", "not_a_mark"),
        ("约90", "not_a_mark"),
        (101, "mark_out_of_range"),
        (-1, "mark_out_of_range"),
        ("101%", "mark_out_of_range"),
        ("不错", "unknown_word"),
        ("√", "unknown_word"),
        ("#DIV/0!", "error_cell"),
        ("=1/0", "uncached_formula"),
    ],
)
def test_what_is_no_mark_blocks_at_its_cell(value: Any, code: str) -> None:
    sheet = cell(value)
    assert (code, "群众测评!B2") in codes(sheet)
    assert marks(sheet) == [("李四", "whole", 60.0)]
    assert not sheet.acceptable


@pytest.mark.parametrize("number", [20120001, 20120001.0, "20120001", " 20120001 ", "20120001.0"])
def test_numbers_of_people_are_found_in_every_form(number: Any) -> None:
    rows = [["工号", "姓名", "综合评价"], [number, "张三", 90]]
    sheet = read(rows, ONE_CRITERION, roster=roster("张三"))
    assert marks(sheet) == [("20120001", "whole", 90.0)]
    assert codes(sheet) == []
