"""Tallies: a column of votes per word."""

import pandas as pd

from tests.sheets.workbooks import ONE_CRITERION, TWO_CRITERIA, codes, read

WORDS = ["优秀", "良好", "一般", "较差"]


def votes(sheet: object) -> dict[tuple[str, str], int]:
    frame: pd.DataFrame = sheet.ratings  # type: ignore[attr-defined]
    columns = zip(frame["subject"], frame["word"], frame["count"], strict=True)
    return {(str(s), str(w)): int(c) for s, w, c in columns}


def test_votes_are_rows_with_counts_and_points() -> None:
    sheet = read([["姓名", *WORDS], ["张三", 40, 5, 2, 0]], ONE_CRITERION)
    assert sheet.layout == "tally"
    assert votes(sheet) == {("张三", "优秀"): 40, ("张三", "良好"): 5, ("张三", "一般"): 2}
    assert list(sheet.ratings["points"]) == [95.0, 85.0, 75.0]
    assert set(sheet.ratings["rater"]) == {-1}
    assert codes(sheet) == []


def test_issued_returned_valid_and_the_fates_of_the_rest() -> None:
    rows = [
        ["姓名", "发出", "收回", "有效票", *WORDS, "弃权", "不了解"],
        ["张三", 55, 52, 50, 40, 5, 2, 0, 2, 1],
    ]
    sheet = read(rows, ONE_CRITERION)
    # 47 for words + 2 + 1 = 50 valid; 52 − 50 void; 55 − 52 never came back
    assert votes(sheet) == {
        ("张三", "优秀"): 40, ("张三", "良好"): 5, ("张三", "一般"): 2,
        ("张三", "弃权"): 2, ("张三", "不了解"): 1, ("张三", "废票"): 2, ("张三", "未收回"): 3,
    }  # fmt: skip
    assert codes(sheet) == []


def test_a_line_above_says_how_many_ballots_there_were() -> None:
    rows = [["发出测评票 50 张,收回 48 张,有效票 47 张"], ["姓名", *WORDS], ["张三", 40, 5, 2, 0]]
    sheet = read(rows, ONE_CRITERION)
    assert votes(sheet)["张三", "废票"] == 1
    assert votes(sheet)["张三", "未收回"] == 2
    assert codes(sheet) == []


def test_rows_of_percentages_are_passed_over() -> None:
    rows = [
        ["姓名", "统计", *WORDS],
        ["张三", "总票数", 40, 5, 2, 0],
        [None, "百分比", "85.1%", "10.6%", "4.3%", "0%"],
    ]

    def merge(file: object) -> None:
        file.active.merge_cells("A2:A3")  # type: ignore[attr-defined]

    sheet = read(rows, ONE_CRITERION, change=merge)
    assert votes(sheet) == {("张三", "优秀"): 40, ("张三", "良好"): 5, ("张三", "一般"): 2}
    assert codes(sheet) == []


def test_two_bodies_side_by_side() -> None:
    rows = [["姓名", "优秀", "良好", "姓名", "优秀", "良好"], ["张三", 40, 7, "李四", 30, 17]]
    assert votes(read(rows, ONE_CRITERION)) == {
        ("张三", "优秀"): 40, ("张三", "良好"): 7, ("李四", "优秀"): 30, ("李四", "良好"): 17,
    }  # fmt: skip


def test_votes_per_criterion_under_its_heading() -> None:
    rows = [
        ["姓名", "德", None, "能", None],
        [None, "优秀", "良好", "优秀", "良好"],
        ["张三", 40, 7, 30, 17],
    ]

    def merge(file: object) -> None:
        for area in ("A1:A2", "B1:C1", "D1:E1"):
            file.active.merge_cells(area)  # type: ignore[attr-defined]

    sheet = read(rows, TWO_CRITERIA, change=merge)
    assert list(sheet.ratings["criterion"]) == ["virtue", "virtue", "work", "work"]
    assert codes(sheet) == []


def test_votes_per_criterion_in_rows() -> None:
    rows = [["姓名", "测评项目", "优秀", "良好"], ["张三", "德", 40, 7], ["张三", "能", 30, 17]]
    sheet = read(rows, TWO_CRITERIA)
    assert list(sheet.ratings["criterion"]) == ["virtue", "virtue", "work", "work"]
    assert codes(sheet) == []


def test_groups_have_rows_of_their_own() -> None:
    rows = [["姓名", "群体", "优秀", "良好"], ["张三", "学生", 40, 7], ["张三", "教师", 10, 3]]
    sheet = read(rows, ONE_CRITERION)
    assert list(sheet.ratings["group"].astype(str)) == ["学生", "学生", "教师", "教师"]
    assert codes(sheet) == []


def test_votes_that_do_not_add_up_are_named() -> None:
    rows = [
        ["姓名", "发出", "收回", "有效", "优秀", "良好"],
        ["张三", 50, 51, 50, 40, 10],
        ["李四", 50, 48, 47, 40, 8],
        ["王五", 50, 48, 49, 40, 9],
        ["赵六", 50, 48, 48, 2.5, 8],
    ]
    assert codes(read(rows, ONE_CRITERION))[:4] == [
        ("returned_over_issued", "群众测评!C2"),
        ("votes_do_not_add", "群众测评!E3"),
        ("votes_do_not_add", "群众测评!D4"),
        ("not_a_count", "群众测评!E5"),
    ]


def test_a_subject_twice_blocks_and_a_blank_one_is_said() -> None:
    rows = [["姓名", "优秀", "良好"], ["张三", 40, 10], ["张三", 40, 9], ["李四", None, None]]
    assert codes(read(rows, ONE_CRITERION)) == [
        ("name_twice", "群众测评!A3"),
        ("subject_without_marks", "群众测评!A4"),
    ]


def test_words_under_a_heading_that_is_not_merged() -> None:
    rows = [
        ["序号", "党支部名称", "测评等次", None, None, None, "备注"],
        [None, None, *WORDS, None],
        [1, "第一支部", 10, 2, 0, 0, None],
    ]
    sheet = read(rows, ONE_CRITERION)
    assert votes(sheet) == {("第一支部", "优秀"): 10, ("第一支部", "良好"): 2}
    assert codes(sheet) == []


def test_alternating_rows_of_votes_and_percentages_without_merged_names() -> None:
    rows = [
        ["姓名", "项目", "优秀", "良好"],
        ["张三", "总票数", 40, 5],
        [None, "百分比", "89%", "11%"],
    ]
    sheet = read(rows, ONE_CRITERION)
    assert votes(sheet) == {("张三", "优秀"): 40, ("张三", "良好"): 5}
    assert codes(sheet) == []


def test_a_name_stands_for_the_criteria_below_it() -> None:
    rows = [["被测评人", "测评内容", "优秀", "良好"], ["张三", "德", 40, 5], [None, "能", 30, 15]]
    sheet = read(rows, TWO_CRITERIA)
    assert list(sheet.ratings["criterion"]) == ["virtue", "virtue", "work", "work"]
    assert codes(sheet) == []


def test_votes_for_a_word_that_is_not_on_the_scale_block() -> None:
    sheet = read([["姓名", "优秀", "良好", "不合格"], ["张三", 40, 5, 1]], ONE_CRITERION)
    assert codes(sheet) == [("unknown_word", "群众测评!D1")]
