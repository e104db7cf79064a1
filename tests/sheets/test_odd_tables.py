"""Tables with something beside them, under wrong headings, in words nobody knows, or copied."""

from typing import Any

from cxzy.core.scheme import parse_scheme
from tests.sheets.workbooks import ONE_CRITERION, codes, marks, read, roster

NAMES = ["张三", "李四", "王五"]
POSTS = parse_scheme(
    '[[criteria]]\nkey = "promise"\nlabel = "承诺践诺"\nweight = 60\n'
    '[[criteria]]\nkey = "post"\nlabel = "立足岗位"\nweight = 40\n'
)


def matrix(corner: str | None, *beside: str, cells: tuple[Any, ...] = (90, 80, 70)) -> list[Any]:
    rows: list[list[Any]] = [[name, *cells, *([80] * len(beside))] for name in NAMES]
    return [[corner, *NAMES, *beside], *rows]


def test_totals_beside_a_matrix_without_a_corner_are_passed_over() -> None:
    for known in (None, roster(*NAMES)):
        sheet = read({"互评": matrix(None, "平均分", "合计", "名次")}, ONE_CRITERION, roster=known)
        assert sheet.layout == "matrix"
        assert len(marks(sheet)) == 6  # 3 × 3 without the diagonal
        assert not any(problem.blocks for problem in sheet.problems)


def test_a_matrix_of_words_on_no_scale_says_so_at_each_cell() -> None:
    for corner, known in (("评价人\\被测评人", None), (None, None), (None, roster(*NAMES))):
        sheet = read({"互评": matrix(corner, cells=("A", "B", "C"))}, ONE_CRITERION, roster=known)
        found = [each for each in codes(sheet) if each[0] == "unknown_word"]
        assert [cell for _, cell in found] == [
            f"互评!{cell}" for cell in ("C2", "D2", "B3", "D3", "B4", "C4")
        ]
        assert "no_table" not in dict(codes(sheet))


def test_a_list_of_members_is_no_matrix_of_words() -> None:
    rows: list[list[Any]] = [["姓名", "民族", "学历"], *([name, "汉族", "本科"] for name in NAMES)]
    sheet = read({"名单": rows, "自评": [["姓名", "综合评价"], ["张三", 90]]}, ONE_CRITERION)
    assert [table.sheet for table in sheet.tables] == ["自评"]


def test_marks_under_a_heading_that_is_half_a_criterion_block_at_the_heading() -> None:
    rows: list[list[Any]] = [["姓名", "承诺践诺", "岗位"], *([name, 90, 85] for name in NAMES)]
    sheet = read(rows, POSTS)
    assert codes(sheet)[-1] == ("unknown_criterion", "群众测评!C1")
    problem = sheet.problems[-1]
    assert problem.blocks
    assert dict(problem.detail)["near"] == "立足岗位"


def test_the_post_of_a_member_is_no_criterion() -> None:
    full: list[list[Any]] = [["姓名", "岗位", "承诺践诺", "立足岗位"], ["张三", "教师", 90, 85]]
    assert codes(read(full, POSTS)) == []
    lacking: list[list[Any]] = [["姓名", "岗位", "承诺践诺"], ["张三", "教师", 90]]
    assert codes(read(lacking, POSTS)) == [("criterion_missing", "群众测评!1")]


def test_a_copied_sheet_is_one_problem_and_not_one_per_ballot() -> None:
    sheet = read({"互评": matrix("评价人\\被测评人"), "互评 (2)": matrix("评价人\\被测评人")})
    assert [each for each in codes(sheet) if each[0] != "own_mark"] == [("table_twice", "互评 (2)")]
    (problem,) = [each for each in sheet.problems if each.code == "table_twice"]
    assert dict(problem.detail) == {"first": "互评!C2", "count": "6"}
    assert len(sheet.ratings) == 6


def test_a_few_second_ballots_are_named_one_by_one() -> None:
    copied = matrix("评价人\\被测评人")[:2]
    sheet = read({"互评": matrix("评价人\\被测评人"), "互评 (2)": copied})
    found = [each for each in codes(sheet) if each[0] == "duplicate_ballot"]
    assert found == [("duplicate_ballot", "互评 (2)!C2"), ("duplicate_ballot", "互评 (2)!D2")]
