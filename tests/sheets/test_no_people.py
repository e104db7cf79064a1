"""What is never taken for a person: words that grade, sources, means, sums and places."""

from typing import Any

import pytest

from tests.sheets.workbooks import ONE_CRITERION, TWO_CRITERIA, codes, marks, read, roster

ONE, TWO = "党员甲", "党员乙"
FIRST, SECOND = "20120001", "20120002"
Rows = list[list[Any]]


def raters(sheet: Any) -> set[str]:
    return set(sheet.raters.values())


@pytest.mark.parametrize(
    "words",
    [
        ["满意", "基本满意", "不满意"],
        ["非常满意", "比较满意", "不太满意"],
        ["同意", "不同意"],
        ["赞成", "反对", "弃权"],
        ["合格", "基本合格", "不合格"],
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_votes_for_words_that_the_scheme_lacks_are_asked_about(
    words: list[str], turned: bool
) -> None:
    votes = [[12, 3, 1][: len(words)], [10, 5, 1][: len(words)]]
    rows: Rows = [["姓名", *words], [ONE, *votes[0]], [TWO, *votes[1]]]
    if turned:
        rows = [list(row) for row in zip(*rows, strict=True)]
    sheet = read(rows, ONE_CRITERION, roster=roster(ONE, TWO))
    assert sheet.ratings["points"].notna().sum() == 0
    assert [code for code, _ in codes(sheet)].count("unknown_word") == len([*words]) - (
        "弃权" in words
    )


def test_letters_may_be_raters() -> None:
    rows = [["姓名", "A", "B", "C"], [ONE, 90, 85, 80], [TWO, 77, 73, 70]]
    sheet = read(rows, ONE_CRITERION, roster=roster(ONE, TWO))
    assert len(sheet.ratings) == 6
    assert codes(sheet) == []


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize(
    "votes",
    [
        ([12, 3, 1], [10, 5, 1]),  # sixteen votes on each
        ([60, 30, 10], [25, 45, 30]),  # a hundred on each, as high as marks
        ([20, 12, 5], [18, 12, 6]),  # one abstained; nobody is marked so low by everybody
    ],
)
def test_letters_above_votes_are_words_that_the_scheme_lacks(
    votes: tuple[list[int], list[int]], turned: bool
) -> None:
    rows: Rows = [["姓名", "A", "B", "C"], [ONE, *votes[0]], [TWO, *votes[1]]]
    if turned:
        rows = [list(row) for row in zip(*rows, strict=True)]
    sheet = read(rows, ONE_CRITERION, roster=roster(ONE, TWO))
    assert sheet.ratings["points"].notna().sum() == 0
    assert [code for code, _ in codes(sheet)].count("unknown_word") == 3


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize(
    "given",
    [
        ([90, 85, 80], [77, 73, 70]),
        ([9, 8, 10], [7, 9, 8]),  # out of ten, which is pointed out
        ([90, 85, ""], [77, 73, 70]),
        ([90, 85, 80.5], [77, 73, 70]),
    ],
)
def test_letters_above_marks_stay_raters(given: tuple[list[Any], list[Any]], turned: bool) -> None:
    rows: Rows = [["姓名", "A", "B", "C"], [ONE, *given[0]], [TWO, *given[1]]]
    if turned:
        rows = [list(row) for row in zip(*rows, strict=True)]
    sheet = read(rows, ONE_CRITERION, roster=roster(ONE, TWO))
    assert raters(sheet) == {"a", "b", "c"}
    assert "unknown_word" not in [code for code, _ in codes(sheet)]


@pytest.mark.parametrize("corner", [None, "姓名", "项目", "测评主体"])
@pytest.mark.parametrize("after", ["", "得分", "平均分"])
def test_sources_down_and_subjects_across_are_finished_scores(
    corner: str | None, after: str
) -> None:
    names = ["自评", "互评", "领导点评", "群众测评"]
    scores = [[90, 80], [85, 82], [88, 83], [91, 70]]
    rows = [[corner, ONE, TWO], *([n + after, *s] for n, s in zip(names, scores, strict=True))]
    sheet = read({"汇总": rows}, ONE_CRITERION, roster=roster(ONE, TWO))
    assert sheet.layout == "scores"
    columns = ["source", "subject", "points", "row", "column"]
    found = sheet.ratings[columns].astype(object).itertuples(index=False, name=None)
    assert {(str(source), *rest) for source, *rest in found} == {
        (source, subject, float(scores[line][place]), 2 + line, 2 + place)
        for line, source in enumerate(["self", "peer", "leader", "mass"])
        for place, subject in enumerate([FIRST, SECOND])
    }
    assert codes(sheet) == [("ballots_unknown", "汇总!A3")]


@pytest.mark.parametrize(
    "row", ["教师平均分", "学生平均", "得分", "等次", "去掉最高分", "综合得分", "名次", "职务"]
)
def test_rows_of_results_are_no_raters(row: str) -> None:
    rows = [["评价人", ONE, TWO], ["张三", 90, 80], ["李四", 85, 75], [row, 87, 77]]
    sheet = read(rows, ONE_CRITERION, roster=roster(ONE, TWO))
    assert marks(sheet) == sorted(
        [
            (FIRST, "whole", 90.0),
            (FIRST, "whole", 85.0),
            (SECOND, "whole", 80.0),
            (SECOND, "whole", 75.0),
        ]
    )
    assert raters(sheet) == {"张三", "李四"}


@pytest.mark.parametrize("known", [True, False])
def test_a_column_of_means_is_nobody_and_said(known: bool) -> None:
    rows = [["评价人", ONE, TWO, "领导平均"], ["张三", 90, 80, 85], ["李四", 85, 75, 80]]
    sheet = read(rows, ONE_CRITERION, roster=roster(ONE, TWO) if known else None)
    assert len(sheet.ratings) == 4
    assert codes(sheet) == [("column_not_read", "群众测评!D1")]


def test_a_mean_that_raters_seem_to_give_is_nobody_and_said() -> None:
    rows = [["姓名", "1", "2", "去掉最高分平均"], [ONE, 90, 80, 80], [TWO, 80, 70, 70]]
    sheet = read(rows, ONE_CRITERION, roster=roster(ONE, TWO))
    assert raters(sheet) == {"1", "2"}
    assert codes(sheet) == [("column_not_read", "群众测评!D1")]


def test_rows_of_a_mean_beside_sources_are_nobody_s_marks() -> None:
    rows = [
        ["姓名", "测评主体", "德", "能"],
        [ONE, "自评", 90, 80],
        [ONE, "互评", 80, 70],
        [ONE, "平均", 85, 75],
    ]
    sheet = read(rows, TWO_CRITERIA, roster=roster(ONE))
    assert sorted(sheet.ratings["source"].astype(str)) == ["peer", "peer", "self", "self"]


def test_a_source_that_is_none_is_asked_about() -> None:
    rows = [["姓名", "测评主体", "评分"], [ONE, "纪委", 90], [TWO, "教师代表", 80]]
    sheet = read(rows, ONE_CRITERION, roster=roster(ONE, TWO))
    assert ("source_unknown", "群众测评!B2") in codes(sheet)
    assert marks(sheet) == [(SECOND, "whole", 80.0)]


def test_ballots_across_of_whom_a_line_names_are_raters() -> None:
    rows = [
        ["被测评人:党员甲"],
        ["项目", "票1", "票2", "票3"],
        ["德", 90, 80, 70],
        ["能", 80, 70, 60],
    ]
    for known in (roster(ONE), None):
        sheet = read(rows, TWO_CRITERIA, roster=known)
        assert raters(sheet) == {"票1", "票2", "票3"}
        assert set(sheet.ratings["subject"]) == {FIRST if known else ONE}
        assert sorted(sheet.ratings["points"]) == [60.0, 70.0, 70.0, 80.0, 80.0, 90.0]
        assert codes(sheet) == []


def test_scores_of_sources_stand_row_by_row_for_a_criterion() -> None:
    rows = [
        ["被测评人:党员甲"],
        ["项目", "自评", "互评", "领导点评", "群众测评"],
        ["德", 90, 85, 88, 91],
        ["能", 80, 82, None, 70],
        ["勤勉", 80, 82, 81, 70],
    ]
    sheet = read({"汇总": rows}, TWO_CRITERIA, roster=roster(ONE))
    columns = ["source", "criterion", "points"]
    found = sheet.ratings[columns].astype(object).itertuples(index=False, name=None)
    assert {(str(s), str(c), float(p)) for s, c, p in found} == {
        ("self", "virtue", 90.0),
        ("peer", "virtue", 85.0),
        ("leader", "virtue", 88.0),
        ("mass", "virtue", 91.0),
        ("self", "work", 80.0),
        ("peer", "work", 82.0),
        ("mass", "work", 70.0),
    }
    assert codes(sheet) == [
        ("ballots_unknown", "汇总!C2"),
        ("blank_mark", "汇总!D4"),
        ("unknown_criterion", "汇总!A5"),
    ]


def test_a_column_without_a_heading_that_counts_the_rows_is_no_mark() -> None:
    rows = [[None, "姓名", "评分"], [1, ONE, 90], [2, TWO, 80]]
    sheet = read(rows, ONE_CRITERION, roster=roster(ONE, TWO))
    assert marks(sheet) == [(FIRST, "whole", 90.0), (SECOND, "whole", 80.0)]
    assert codes(sheet) == []


def test_rows_of_sources_below_raters_are_passed_over_and_said() -> None:
    rows = [["评价人", ONE, TWO], ["王一", 90, 80], ["王二", 91, 81], ["领导评分", 95, 96]]
    sheet = read(rows, ONE_CRITERION, roster=roster(ONE, TWO))
    assert raters(sheet) == {"王一", "王二"}
    assert codes(sheet) == [("row_not_read", "群众测评!A4")]


@pytest.mark.parametrize("heading", ["年龄", "联系电话", "身份证号", "职称", "入党时间"])
def test_what_is_said_of_a_member_is_no_rater_s_mark(heading: str) -> None:
    rows = [["姓名", heading, "王一", "王二"], [ONE, 33, 90, 80], [TWO, 44, 80, 70]]
    sheet = read(rows, ONE_CRITERION, roster=roster(ONE, TWO))
    assert raters(sheet) == {"王一", "王二"}
    assert sorted(sheet.ratings["points"]) == [70.0, 80.0, 80.0, 90.0]


def test_who_came_to_a_meeting_is_understood_beside_votes() -> None:
    rows = [
        ["姓名", "应参加人数", "参加人数", "优秀", "良好", "加权得分", "满意度"],
        [ONE, 12, 10, 8, 2, 93, "100%"],
        [TWO, 12, 10, 7, 3, 92, "100%"],
    ]
    sheet = read(rows, ONE_CRITERION, roster=roster(ONE, TWO))
    found = sheet.ratings[["subject", "word", "count"]].astype(object)
    assert set(found.itertuples(index=False, name=None)) == {
        (FIRST, "优秀", 8),
        (FIRST, "良好", 2),
        (FIRST, "未收回", 2),
        (SECOND, "优秀", 7),
        (SECOND, "良好", 3),
        (SECOND, "未收回", 2),
    }
    assert codes(sheet) == []


def test_scores_of_two_sources_side_by_side_each_with_its_names() -> None:
    rows = [
        ["姓名", "自评", None, "姓名", "互评"],
        [ONE, 90, None, ONE, 88],
        [TWO, 80, None, TWO, 82],
    ]
    sheet = read({"汇总": rows}, ONE_CRITERION, roster=roster(ONE, TWO))
    found = sheet.ratings[["source", "subject", "points"]].astype(object)
    assert {(str(s), m, p) for s, m, p in found.itertuples(index=False, name=None)} == {
        ("self", FIRST, 90.0),
        ("self", SECOND, 80.0),
        ("peer", FIRST, 88.0),
        ("peer", SECOND, 82.0),
    }
    assert codes(sheet) == [("ballots_unknown", "汇总!E1")]


@pytest.mark.parametrize(
    "times", [["一季度", "二季度"], ["2011年", "2012年"], ["上半年", "下半年"]]
)
def test_times_are_no_raters(times: list[str]) -> None:
    rows = [["姓名", *times], [ONE, 90, 88], [TWO, 80, 78]]
    sheet = read(rows, ONE_CRITERION, roster=roster(ONE, TWO))
    assert sheet.ratings.empty
    assert "no_table" in {code for code, _ in codes(sheet)}


def test_one_column_of_self_scores_by_criterion_is_read() -> None:
    rows = [
        ["自评表"],
        ["姓名", ONE, "支部", "机关一支部"],
        ["项目", "自评分"],
        ["德", 90],
        ["能", 88],
    ]
    sheet = read({"Sheet1": rows}, TWO_CRITERIA, roster=roster(ONE))
    found = sheet.ratings[["source", "subject", "criterion", "points"]].astype(object)
    assert [(str(s), *rest) for s, *rest in found.itertuples(index=False, name=None)] == [
        ("self", FIRST, "virtue", 90.0),
        ("self", FIRST, "work", 88.0),
    ]
    assert codes(sheet) == []


def test_who_rates_in_a_line_gave_the_marks_under_an_overall_heading() -> None:
    rows = [["评价人:王一"], ["姓名", "总体评价"], [ONE, "优秀"], [TWO, "良好"]]
    sheet = read(rows, ONE_CRITERION, roster=roster(ONE, TWO))
    assert marks(sheet) == [(FIRST, "whole", 95.0), (SECOND, "whole", 85.0)]
    assert raters(sheet) == {"王一"}
