"""Matrices: raters down and subjects across, or turned."""

from typing import Any

import pytest

from cxzy.core.vocabulary import Source
from cxzy.sheets.problem_texts import expected
from cxzy.sheets.sheet import read_sheet
from tests.sheets.workbooks import (
    ONE_CRITERION,
    TWO_CRITERIA,
    codes,
    marks,
    read,
    roster,
    workbook,
)

SQUARE = [
    ["评价人\\被测评人", "张三", "李四", "王五"],
    ["张三", None, 85, 75],
    ["李四", 95, None, 80],
    ["王五", 90, 70, None],
]
EXPECTED = [
    ("张三", "whole", 90.0), ("张三", "whole", 95.0), ("李四", "whole", 70.0),
    ("李四", "whole", 85.0), ("王五", "whole", 75.0), ("王五", "whole", 80.0),
]  # fmt: skip


def test_a_matrix_says_in_its_corner_who_assesses_whom() -> None:
    sheet = read({"互评": SQUARE}, ONE_CRITERION)
    assert marks(sheet) == EXPECTED
    assert (sheet.layout, codes(sheet)) == ("matrix", [])
    assert sheet.sources == (Source.PEER,)


def test_a_turned_matrix_gives_the_same_ratings() -> None:
    turned = [list(row) for row in zip(*SQUARE, strict=True)]
    turned[0][0] = "被测评人\\评价人"
    assert marks(read({"互评": turned}, ONE_CRITERION)) == EXPECTED


def test_own_marks_on_the_diagonal_are_left_out_and_said() -> None:
    rows = [list(row) for row in SQUARE]
    rows[1][1] = 100
    sheet = read({"互评": rows}, ONE_CRITERION)
    assert marks(sheet) == EXPECTED
    assert codes(sheet) == [("own_mark", "互评!B2")]


def test_own_marks_count_where_the_scheme_says_so() -> None:
    peer = ONE_CRITERION.sources[Source.PEER].model_copy(update={"own_marks": "count"})
    scheme = ONE_CRITERION.model_copy(
        update={"sources": {**ONE_CRITERION.sources, Source.PEER: peer}}
    )
    rows = [list(row) for row in SQUARE]
    rows[1][1] = 100
    sheet = read({"互评": rows}, scheme)
    assert ("张三", "whole", 100.0) in marks(sheet)
    assert ("own_mark", "互评!B2") not in codes(sheet)


def test_a_merged_heading_above_the_names_says_who_they_are() -> None:
    rows = [["评价人", "被测评人", None], [None, "张三", "李四"], ["甲", 90, 80], ["乙", 70, 60]]

    def merge(file: object) -> None:
        file.active.merge_cells("A1:A2")  # type: ignore[attr-defined]
        file.active.merge_cells("B1:C1")  # type: ignore[attr-defined]

    sheet = read(rows, ONE_CRITERION, change=merge)
    assert [m for m in marks(sheet) if m[0] == "张三"] == [
        ("张三", "whole", 70.0),
        ("张三", "whole", 90.0),
    ]
    assert codes(sheet) == []


OUTSIDERS = [("张三", "whole", 70.0), ("张三", "whole", 90.0), ("李四", "whole", 60.0),
             ("李四", "whole", 80.0)]  # fmt: skip


@pytest.mark.parametrize(
    "raters", [("评委1", "评委2"), ("群众01", "群众02"), ("领导A", "领导B"), ("票1", "票2"), (1, 2)]
)
def test_numbered_raters_are_known_in_a_matrix_with_an_empty_corner(
    raters: tuple[Any, Any],
) -> None:
    down: list[list[Any]] = [[None, "张三", "李四"], [raters[0], 90, 80], [raters[1], 70, 60]]
    across = [list(row) for row in zip(*down, strict=True)]
    for rows in (down, across) if isinstance(raters[0], str) else (down,):
        sheet = read({"群众测评": rows}, ONE_CRITERION)
        assert (sheet.layout, codes(sheet)) == ("matrix", [])
        assert marks(sheet) == OUTSIDERS
        assert len(set(sheet.ratings["rater"])) == 2


@pytest.mark.parametrize(
    "pages",
    [
        {"领导点评": [[None, "张三", "李四"], ["王五", 90, "优秀"], ["赵六", 70, None]]},
        {"Sheet1": [["领导点评表"], [None, "张三", "李四"], ["王五", 90, 80], ["合计", 90, 80]]},
        {"群众测评": [[None, "评委1", "评委2"], ["代表1", 90, 80], ["代表2", 70, 60]]},
    ],
)
def test_nobody_guesses_who_assesses_whom_in_a_matrix_with_an_empty_corner(
    pages: dict[str, list[list[Any]]],
) -> None:
    sheet = read(pages, ONE_CRITERION)
    ((name, rows),) = pages.items()
    assert codes(sheet) == [("direction_unknown", f"{name}!A{1 + (rows[0][0] is not None)}")]
    assert sheet.problems[0].blocks
    assert "评价人\\被测评人" in expected(sheet.problems[0])
    assert marks(sheet) == []


def test_a_word_in_the_corner_mends_a_matrix_of_outside_raters() -> None:
    rows: list[list[Any]] = [[None, "张三", "李四"], ["王五", 90, 80], ["赵六", 70, 60]]
    rows[0][0] = "评价人\\被测评人"
    assert marks(read({"领导点评": rows}, ONE_CRITERION)) == OUTSIDERS


BARE: list[list[Any]] = [[None, "张三", "李四"], ["王书记", 90, 80], ["赵院长", 70, 60]]


@pytest.mark.parametrize("turned", [False, True])
def test_the_file_name_or_the_caller_says_whose_marks_an_empty_corner_holds(turned: bool) -> None:
    rows = [list(row) for row in zip(*BARE, strict=True)] if turned else BARE
    content = workbook({"Sheet1": rows, "Sheet2": []})
    for name, source in (("领导点评.xlsx", None), ("一支部.xlsx", Source.LEADER)):
        listed = roster("张三", "李四")
        sheet = read_sheet(content, ONE_CRITERION, name, roster=listed, source=source)
        assert (sheet.layout, sheet.sources, codes(sheet)) == ("matrix", (Source.LEADER,), [])
        assert [points for _, _, points in marks(sheet)] == [70.0, 90.0, 60.0, 80.0]
        nobody_knows = read_sheet(content, ONE_CRITERION, name, source=source)
        assert codes(nobody_knows) == [("direction_unknown", "Sheet1!A1")]
        assert marks(nobody_knows) == []


def test_nothing_else_becomes_a_matrix_because_the_file_name_says_who_assesses() -> None:
    table: list[list[Any]] = [["姓名", "综合评价"], ["张三", 90], ["李四", 80]]
    heads: list[list[Any]] = [[None, "教师", "学生"], ["计算机学院", 12, 30], ["物理学院", 9, 7]]
    plan: list[list[Any]] = [[None, "上午", "下午"], ["周一", "开会", 3], ["周二", 4, "自学"]]
    beside = read_sheet(workbook({"表一": table, "人数": heads}), ONE_CRITERION, "群众测评.xlsx")
    assert [table.sheet for table in beside.tables] == ["表一"]
    alone = read_sheet(workbook({"人数": heads}), ONE_CRITERION, "群众测评.xlsx")
    assert codes(alone) == [("direction_unknown", "人数!A1")]
    assert marks(alone) == []
    for name, pages in (("群众测评", {"安排": plan}), ("自评", {"Sheet1": BARE})):
        sheet = read_sheet(workbook(pages), ONE_CRITERION, f"{name}.xlsx")  # type: ignore[arg-type]
        assert codes(sheet)[0] == ("no_table", f"{name}.xlsx")


def test_other_tables_without_headings_are_no_matrix() -> None:
    rows: list[list[Any]] = [[None, "一月", "二月"], ["收入", 90, 80], ["支出", 70, 60]]
    assert codes(read({"统计": rows}, ONE_CRITERION)) == [("no_table", "测评.xlsx")]
    text: list[list[Any]] = [[None, "张三", "李四"], ["王五", "到会", 80], ["赵六", "请假", "外出"]]
    assert codes(read({"领导点评": text}, ONE_CRITERION)) == [("no_table", "测评.xlsx")]


def test_judges_in_numbered_columns_and_subjects_down() -> None:
    sheet = read(
        {"领导点评": [["被测评人", "评委1", "评委2"], ["张三", "优秀", "良好"]]}, ONE_CRITERION
    )
    assert marks(sheet) == [("张三", "whole", 85.0), ("张三", "whole", 95.0)]
    sheet = read([["被测评人", 1, 2, 3], ["张三", 90, 80, 70], ["李四", 60, 50, 40]], ONE_CRITERION)
    assert len(marks(sheet)) == 6


def test_the_roster_tells_subjects_from_raters_where_the_corner_does_not() -> None:
    people = roster("张三", "李四")
    rows = [["姓名", "赵书记", "钱院长"], ["张三", 90, 80], ["李四", 70, 60]]
    sheet = read({"领导点评": rows}, ONE_CRITERION, roster=people)
    assert {s for s, _, _ in marks(sheet)} == {"20120001", "20120002"}
    assert codes(sheet) == []


def test_one_known_name_among_the_raters_makes_the_sides_uncertain() -> None:
    rows = [[None, "张三", "李泗"], ["张三", None, 90], ["李四", 80, 70]]
    sheet = read({"互评": rows}, ONE_CRITERION, roster=roster("张三", "李四"))
    assert codes(sheet)[0] == ("direction_assumed", "互评!A1")


def test_headings_of_unknown_criteria_are_not_taken_for_raters_in_silence() -> None:
    rows = [["姓名", "思想", "作风"], ["张三", 90, 80], ["李四", 70, 60]]
    for known in (None, roster("张三", "李四")):
        sheet = read({"领导点评": rows}, TWO_CRITERIA, roster=known)
        assert ("raters_assumed", "领导点评!B1") in codes(sheet)
        problem = next(one for one in sheet.problems if one.code == "raters_assumed")
        assert problem.found == ("思想", "作风")
        assert "德、能" in expected(problem)
    found = codes(read({"自评": rows}, TWO_CRITERIA))
    assert found == [("unknown_criterion", "自评!B1"), ("unknown_criterion", "自评!C1")]
    rows[0][1:] = ["评委1", "评委2"]
    assert "raters_assumed" not in dict(codes(read({"领导点评": rows}, TWO_CRITERIA)))
    rows[0][0] = "被测评人\\评价人"
    assert codes(read({"领导点评": rows}, TWO_CRITERIA)) == []


def test_a_square_without_a_corner_is_the_members_among_themselves_and_said() -> None:
    rows = [[None, *SQUARE[0][1:]], *SQUARE[1:]]
    sheet = read({"Sheet1": rows}, ONE_CRITERION)
    assert sheet.sources == (Source.PEER,)
    assert marks(sheet) == EXPECTED
    assert [code for code, _ in codes(sheet)] == ["direction_assumed"]


def test_several_criteria_make_a_matrix_a_mark_for_the_whole_ballot() -> None:
    sheet = read({"互评": SQUARE}, TWO_CRITERIA)
    assert {criterion for _, criterion, _ in marks(sheet)} == {""}


def test_a_sheet_named_for_a_criterion_holds_its_marks() -> None:
    rows = [["测评主体:互评"], *SQUARE]
    sheet = read({"德": rows, "能": rows}, TWO_CRITERIA)
    assert {criterion for _, criterion, _ in marks(sheet)} == {"virtue", "work"}
    assert codes(sheet) == []
    assert sheet.ratings["rater"].nunique() == 3


def test_criteria_down_and_subjects_across() -> None:
    sheet = read({"自评": [["测评项目", "张三", "李四"], ["德", 90, 70], ["能", 80, 60]]})
    assert marks(sheet) == [
        ("张三", "virtue", 90.0), ("张三", "work", 80.0), ("李四", "virtue", 70.0), ("李四", "work", 60.0),  # noqa: E501
    ]  # fmt: skip
    assert codes(sheet) == []


def test_a_subject_twice_across_blocks() -> None:
    sheet = read([["评价人", "张三", "张三"], ["甲", 90, 80]], ONE_CRITERION)
    assert codes(sheet) == [("name_twice", "群众测评!C1")]


def test_whom_a_rater_left_out_is_said_in_one_warning() -> None:
    rows = [
        ["评价人", *[f"党员{n}" for n in range(8)]],
        ["甲", 90, 80, *[None] * 6],
        ["乙", *range(70, 78)],
    ]
    sheet = read(rows, ONE_CRITERION)
    assert codes(sheet) == [("ballots_missing", "群众测评!D2")]
    assert dict(sheet.problems[0].detail)["count"] == "6"


def test_a_row_of_words_that_begins_with_an_unsure_one_is_no_heading() -> None:
    rows = [
        ["评价人\\被测评人", "张三", "李四", "王五"],
        ["张三", None, "良好", "一般"],
        ["李四", "优秀", None, "良好"],
        ["王五", "不了解", "优秀", None],
    ]
    sheet = read({"互评": rows}, ONE_CRITERION)
    assert [mark for mark in marks(sheet) if mark[2] == mark[2]] == [
        ("张三", "whole", 95.0), ("李四", "whole", 85.0), ("李四", "whole", 95.0),
        ("王五", "whole", 75.0), ("王五", "whole", 85.0),
    ]  # fmt: skip


def test_everyday_words_in_the_corner_are_understood() -> None:
    rows = [["领导\\党员", "张三", "李四"], ["王书记", 90, 80], ["赵院长", 70, 60]]
    sheet = read({"点评": rows}, ONE_CRITERION)
    assert marks(sheet)[0] == ("张三", "whole", 70.0)
    assert codes(sheet) == []


def test_means_beside_and_below_a_matrix_are_not_marks() -> None:
    rows = [[*SQUARE[0], "平均分"], *[[*row, 80] for row in SQUARE[1:]], ["平均分", 92.5, 77.5]]
    assert marks(read({"互评": rows}, ONE_CRITERION)) == EXPECTED


def test_who_was_absent_is_no_mark_and_no_own_mark() -> None:
    rows = [*SQUARE[:3], ["王五", "请假", "请假", "请假"]]
    sheet = read({"互评": rows}, ONE_CRITERION)
    assert codes(sheet) == []
    assert list(sheet.ratings["word"].dropna()) == ["未收回", "未收回"]


def test_numbered_nameless_ballots_below_names_of_the_roster() -> None:
    rows = [["序号", "张三", "李四"], [1, 90, 80], [2, 70, 60]]
    sheet = read(rows, ONE_CRITERION, roster=roster("张三", "李四"))
    assert [points for _, _, points in marks(sheet)] == [70.0, 90.0, 60.0, 80.0]
    assert codes(sheet) == []


def test_marks_below_no_name_block() -> None:
    sheet = read([["评价人", "张三", None, "李四"], ["甲", 90, 80, 70]], ONE_CRITERION)
    assert codes(sheet) == [("name_missing", "群众测评!C1")]
