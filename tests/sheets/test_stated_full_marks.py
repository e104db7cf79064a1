"""Full marks that headings state, in the forms that secretaries write."""

from typing import Any

import pytest

from cxzy.core.scheme import parse_scheme
from tests.sheets.workbooks import TWO_CRITERIA, codes, read

TWENTY = parse_scheme(
    '[[criteria]]\nkey = "virtue"\nlabel = "德"\nweight = 60\nfull_marks = 20\n'
    '[[criteria]]\nkey = "work"\nlabel = "能"\nweight = 40\nfull_marks = 20\n'
)
UNMISTAKABLE = [
    "德（满分20）",
    "德(0-20)",
    "德(0～20)",
    "德 满分：20",
    "德（满分为20分）",
    "德(分值20)",
]


def sheet_of(heading: str, *given: float) -> list[list[Any]]:
    return [["姓名", heading, "能"], *([f"张{n}", one, one] for n, one in enumerate(given))]


@pytest.mark.parametrize("heading", [*UNMISTAKABLE, "德（20）"])
def test_full_marks_that_contradict_the_scheme_block(heading: str) -> None:
    found = read(sheet_of(heading, 18, 16))
    assert codes(found) == [("full_marks_differ", "群众测评!B1")]
    assert found.problems[0].found == "20"


@pytest.mark.parametrize("heading", [*UNMISTAKABLE, "德（20）"])
def test_full_marks_as_in_the_scheme_are_as_they_should_be(heading: str) -> None:
    assert codes(read(sheet_of(heading, 18, 16), TWENTY)) == []


def test_full_marks_may_stand_in_a_row_of_their_own() -> None:
    rows: list[list[Any]] = [
        ["姓名", "德", "能"],
        [None, "(0-20)", "(满分20)"],
        ["张三", 18, 17],
        ["李四", 15, 20],
    ]
    assert codes(read(rows, TWENTY)) == []
    found = codes(read(rows))
    assert found == [("full_marks_differ", "群众测评!B2"), ("full_marks_differ", "群众测评!C2")]


def test_a_number_that_is_the_weight_of_the_criterion_is_only_pointed_out() -> None:
    found = read(sheet_of("德(60)", 55, 41))
    assert codes(found) == [("weight_or_full_marks", "群众测评!B1")]
    assert not found.problems[0].blocks


@pytest.mark.parametrize(("heading", "mark"), [("德(60)", 85), ("德(20)", 85), ("德(1)", 85)])
def test_a_number_that_marks_pass_or_that_is_too_small_is_no_full_marks(
    heading: str, mark: float
) -> None:
    assert codes(read(sheet_of(heading, mark, 80), TWO_CRITERIA)) == []
