"""Words, letters and double labels in one cell, in each layout that takes them."""

from typing import Any

import pytest

from cxzy.core.scheme import parse_scheme
from tests.sheets.workbooks import ONE_CRITERION, codes, marks, read

LETTERS = parse_scheme(
    '[[criteria]]\nkey = "whole"\nlabel = "综合评价"\nweight = 100\n'
    '[[scales]]\nname = "等次"\nwords = { "优秀" = 95, "良好" = 85 }\n'
    '[[scales]]\nname = "字母"\nwords = { "A+" = 98, "A" = 93, "B" = 83, "C" = 73, "D" = 55 }\n'
    '[[scales]]\nname = "好差"\nwords = { "好" = 95, "较好" = 85, "一般" = 70, "差" = 50 }\n'
)
LABELLED = parse_scheme(
    '[[criteria]]\nkey = "whole"\nlabel = "综合评价"\nweight = 100\n'
    '[[scales]]\nname = "等次"\n'
    'words = { "优秀(合格)" = 95, "良好(合格)" = 85, "差/不合格" = 50 }\n'
)


def criteria(cell: Any) -> list[list[Any]]:
    return [["姓名", "综合评价"], ["张三", cell]]


def matrix(cell: Any) -> list[list[Any]]:
    return [["评价人\\被测评人", "张三", "李四"], ["甲", cell, cell]]


def long(cell: Any) -> list[list[Any]]:
    return [["评价人", "姓名", "测评项目", "评分"], ["甲", "张三", "综合评价", cell]]


@pytest.mark.parametrize("layout", [criteria, matrix, long])
@pytest.mark.parametrize(
    ("cell", "points"),
    [
        ("优秀", 95.0),
        ("优秀(合格)", 95.0),
        ("优秀（合格）", 95.0),
        ("优秀/A", 95.0),
        ("良好【合格】", 85.0),
        ("优秀(95)", 95.0),
        ("优 秀", 95.0),
    ],
)
def test_a_double_label_is_the_one_word_of_the_scale(layout: Any, cell: str, points: float) -> None:
    sheet = read(layout(cell), ONE_CRITERION)
    assert {found for _, _, found in marks(sheet)} == {points}
    assert codes(sheet) == []


@pytest.mark.parametrize("layout", [criteria, matrix, long])
@pytest.mark.parametrize("cell", ["优秀/良好", "优秀(90)", "合格", "优秀(3票)"])
def test_a_label_that_means_two_things_or_none_blocks(layout: Any, cell: str) -> None:
    sheet = read(layout(cell), ONE_CRITERION)
    assert marks(sheet) == []
    assert any(problem.blocks for problem in sheet.problems)


@pytest.mark.parametrize("layout", [criteria, matrix, long])
@pytest.mark.parametrize(
    ("cell", "points"),
    [("A+", 98.0), ("ａ＋", 98.0), ("Ａ", 93.0), ("b", 83.0), ("较好", 85.0), ("差", 50.0)],
)
def test_letters_of_any_width_and_case_and_other_words_stand_on_their_scale(
    layout: Any, cell: str, points: float
) -> None:
    sheet = read(layout(cell), LETTERS)
    assert {found for _, _, found in marks(sheet)} == {points}
    assert codes(sheet) == []


def test_a_part_of_a_word_means_it_where_no_other_word_has_it() -> None:
    assert [points for *_, points in marks(read(criteria("不合格"), LABELLED))] == [50.0]
    assert [points for *_, points in marks(read(criteria("优秀"), LABELLED))] == [95.0]
    assert codes(read(criteria("合格"), LABELLED))[0] == ("unknown_word", "群众测评!B2")
