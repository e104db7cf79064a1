"""Tables with something beside them, under wrong headings, in words nobody knows, or copied."""

from typing import Any

from cxzy.core.scheme import parse_scheme
from cxzy.core.vocabulary import Source
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


def test_a_colon_in_a_remark_or_behind_a_name_does_not_lose_the_row() -> None:
    rows: list[list[Any]] = [
        ["姓名", "承诺践诺", "立足岗位", "备注"],
        ["张三", 90, 80, "注：请假半天"],
        ["李四：", 85, 75],
        ["王五", 70, 60, "评价人：李四"],
    ]
    sheet = read(rows, POSTS, roster=roster("张三", "王五"))
    assert [points for _, _, points in marks(sheet)] == [80.0, 90.0, 60.0, 70.0]
    assert codes(sheet) == [("unknown_name", "群众测评!A3")]


def test_lines_of_a_form_below_the_marks_are_no_subjects() -> None:
    rows: list[list[Any]] = [
        ["姓名", "综合评价"],
        ["张三", 90],
        ["应到人数：", 20],
        ["填表时间：", "6月30日"],
    ]
    assert marks(read(rows, ONE_CRITERION)) == [("张三", "whole", 90.0)]


def test_a_remark_is_no_end_of_the_table_where_numbers_stand_before_it() -> None:
    rows: list[list[Any]] = [
        ["工号", "承诺践诺", "立足岗位", "备注"],
        [20120001, 90, 80, "说明见后"],
        ["合计", 90, 80],
    ]
    assert len(marks(read(rows, POSTS, roster=roster("张三")))) == 2


def test_two_columns_of_one_criterion_or_word_block_at_the_second() -> None:
    rows: list[list[Any]] = [["姓名", "承诺践诺", "立足岗位", "承诺践诺"], ["张三", 90, 80, 50]]
    sheet = read(rows, POSTS)
    assert codes(sheet) == [("column_twice", "群众测评!D1")]
    assert sheet.problems[0].blocks
    assert dict(sheet.problems[0].detail)["first"] == "群众测评!B1"
    votes: list[list[Any]] = [["姓名", "优秀", "良好", "优秀"], ["张三", 3, 2, 1]]
    assert ("column_twice", "群众测评!D1") in codes(read(votes, ONE_CRITERION))


def test_a_note_between_the_rows_is_passed_over_and_said() -> None:
    rows: list[list[Any]] = [["工号", "姓名", "综合评价"], [20120001, "张三", 90]]
    rows += [["以下为预备党员"], [20120002, "李四", 80]]
    sheet = read(rows, ONE_CRITERION, roster=roster("张三", "李四"))
    assert codes(sheet) == [("row_not_read", "群众测评!A3")]
    assert len(marks(sheet)) == 2
    assert sheet.acceptable


def test_a_text_with_figures_in_it_is_no_mark_rather_than_a_strange_word() -> None:
    odd = ["75。5", "80/100", "约90", "－", "−5"]
    rows: list[list[Any]] = [["姓名", "综合评价"], *([f"党员{n}", v] for n, v in enumerate(odd, 1))]
    found = [
        code for code, cell in codes(read(rows, ONE_CRITERION)) if cell.startswith("群众测评!B")
    ]
    assert found == ["not_a_mark", "not_a_mark", "not_a_mark", "not_a_mark"]


def test_what_stands_in_a_cell_is_shown_short() -> None:
    rows: list[list[Any]] = [["姓名", "综合评价"], ["张三", "好" * 30_000], ["李四", "9" * 400]]
    found = [len(problem.found) for problem in read(rows, ONE_CRITERION).problems]
    assert found == [201, 201]


def test_a_matrix_without_a_corner_may_stand_anywhere() -> None:
    table = [[None, *NAMES], ["评委1", 90, 80, 70], ["评委2", 70, 60, 50]]
    moved: list[list[Any]] = [[], ["领导点评表"], *([None, None, *row] for row in table)]
    for known in (None, roster(*NAMES)):
        sheet = read({"Sheet1": moved}, ONE_CRITERION, roster=known)
        assert (sheet.layout, codes(sheet)) == ("matrix", [])
        assert sorted(points for _, _, points in marks(sheet)) == [50, 60, 70, 70, 80, 90]


def test_the_source_may_stand_in_the_corner_of_a_square() -> None:
    for known in (None, roster(*NAMES)):
        sheet = read({"Sheet1": matrix("互评")}, ONE_CRITERION, roster=known)
        assert sheet.sources == (Source.PEER,)
        assert len(marks(sheet)) == 6  # 3 × 3 without the diagonal
        assert ("direction_assumed", "Sheet1!A1") in codes(sheet)
