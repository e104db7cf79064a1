"""Finished scores: what the ballots of each source came to, worked out by somebody else."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxzy.core.scheme import Scheme
from cxzy.core.scoring import score
from cxzy.core.vocabulary import Source
from tests.sheets.workbooks import ONE_CRITERION, TWO_CRITERIA, codes, read, roster

# the usual weights are 10, 30, 30 and 30: 9 + 25.5 + 27 + 24 = 85.5
HEADS = ["姓名", "自评得分", "互评得分", "领导点评得分", "群众测评得分", "最终得分", "名次"]
ROW = ["张三", 90, 85, 90, 80, 85.5, 1]
ALL = {("self", 90.0), ("peer", 85.0), ("leader", 90.0), ("mass", 80.0)}


def scores(sheet: Any) -> set[tuple[str, float]]:
    return set(zip(sheet.ratings["source"].astype(str), sheet.ratings["points"], strict=True))


@pytest.mark.parametrize(
    "heads",
    [
        HEADS,
        ["姓名", "自评", "互评", "领导点评", "群众测评", "总分", "排名"],
        ["姓名", "自评(10%)", "互评(30%)", "领导点评(30%)", "群众测评(30%)", "总分", "排名"],
        [
            "姓名",
            "个人自评平均分",
            "党员互评平均分",
            "领导评价成绩",
            "群众评议得分",
            "总分",
            "排名",
        ],
    ],
)
def test_a_column_per_source_is_a_rating_per_source_and_the_total_is_none(heads: Any) -> None:
    sheet = read({"汇总": [heads, ROW]}, TWO_CRITERIA)
    assert sheet.layout == "scores"
    assert scores(sheet) == ALL
    assert codes(sheet) == [("ballots_unknown", "汇总!C1")]
    assert set(sheet.ratings["rater"]) == {-1}
    assert set(sheet.ratings["criterion"].astype(str)) == {""}
    assert sheet.acceptable


def test_scores_make_the_final_score_that_the_sheet_states() -> None:
    people = roster("张三")
    sheet = read({"汇总": [HEADS, ROW]}, Scheme(), roster=people)
    assert score(sheet.ratings, Scheme(), roster=people)["score"].tolist() == [85.5]


def test_a_total_that_is_not_the_weighted_sum_is_said() -> None:
    sheet = read({"汇总": [HEADS, [*ROW[:5], 86, 1]]}, TWO_CRITERIA)
    assert ("total_differs", "汇总!F2") in codes(sheet)
    assert scores(sheet) == ALL


def test_scores_out_of_their_weight_are_brought_to_a_hundred() -> None:
    heads = ["姓名", "自评(10分)", "互评(30分)", "领导点评(30分)", "群众测评(30分)", "总分"]
    sheet = read({"汇总": [heads, ["张三", 9, 25.5, 27, 24, 85.5]]}, TWO_CRITERIA)
    assert scores(sheet) == ALL
    assert codes(sheet) == [("ballots_unknown", "汇总!C1")]
    over = read({"汇总": [heads, ["张三", 11, 25.5, 27, 24, 85.5]]}, TWO_CRITERIA)
    assert ("mark_out_of_range", "汇总!B2") in codes(over)


def test_scores_below_a_heading_of_the_source_are_told_from_weighted_ones() -> None:
    heads = [["姓名", "自评", "互评"], [None, "得分", "得分"]]

    def merge(file: Any) -> None:
        file.active.merge_cells("A1:A2")

    sheet = read({"汇总": [*heads, ["张三", 90, 85]]}, TWO_CRITERIA, change=merge)
    assert scores(sheet) == {("self", 90.0), ("peer", 85.0)}


def test_stated_numbers_of_ballots_are_kept_as_counts() -> None:
    heads = ["姓名", "自评得分", "互评得分", "互评人数", "群众测评得分", "群众测评有效票数"]
    sheet = read({"汇总": [heads, ["张三", 90, 85, 19, 80, 47]]}, TWO_CRITERIA)
    assert dict(zip(sheet.ratings["source"], sheet.ratings["count"], strict=True)) == {
        "self": 1,
        "peer": 19,
        "mass": 47,
    }


@pytest.mark.parametrize(
    "rows",
    [
        [["姓名", "有效票", "平均分"], ["张三", 47, 88.5]],
        [["收回 48 张,有效票 47 张"], ["姓名", "平均得分"], ["张三", 88.5]],
    ],
)
def test_a_mean_on_the_sheet_of_one_source_is_its_score(rows: Any) -> None:
    sheet = read({"群众测评": rows}, ONE_CRITERION)
    assert sheet.layout == "scores"
    assert scores(sheet) == {("mass", 88.5)}
    assert list(sheet.ratings["count"]) == [47]


def test_a_summary_beside_the_ballots_does_not_count_twice() -> None:
    peers = [["评价人\\被测评人", "张三", "李四"], ["甲", 80, 90], ["乙", 82, 92]]
    heads = ["姓名", "自评得分", "互评得分"]
    summary = [heads, ["张三", 95, 81], ["李四", 96, 91]]
    sheet = read({"汇总": summary, "互评": peers}, ONE_CRITERION)
    assert len(sheet.ratings) == 6  # four ballots of peers, two of the members themselves
    assert sheet.sources == (Source.SELF, Source.PEER)
    assert ("scores_beside_ballots", "汇总!C1") in codes(sheet)
    assert sheet.acceptable


def test_nothing_but_a_final_score_is_not_read() -> None:
    sheet = read({"互评": [["姓名", "最终得分"], ["张三", 90]]}, ONE_CRITERION)
    assert codes(sheet) == [("only_totals", "测评.xlsx")]
    assert len(sheet.ratings) == 0


def test_faults_of_scores_stand_at_their_cells() -> None:
    rows = [["姓名", "自评得分", "互评得分"], ["张三", 105, None], ["张三", 90, "好评"]]
    assert codes(read({"汇总": rows}, TWO_CRITERIA)) == [
        ("ballots_unknown", "汇总!C1"),
        ("mark_out_of_range", "汇总!B2"),
        ("blank_mark", "汇总!C2"),
        ("name_twice", "汇总!A3"),
    ]


def test_a_score_beside_a_rater_is_that_raters_mark() -> None:
    rows = [["评价人", "姓名", "互评得分"], ["甲", "张三", 90], ["乙", "张三", 80]]
    sheet = read({"互评": rows}, ONE_CRITERION)
    assert (sheet.layout, list(sheet.ratings["rater"])) == ("long", [0, 1])


POINTS = st.integers(0, 10_000).map(lambda hundredths: hundredths / 100)


@settings(deadline=None, max_examples=30)
@given(st.lists(st.tuples(POINTS, POINTS, POINTS, POINTS), min_size=1, max_size=3))
def test_any_scores_come_back(rows: list[tuple[float, ...]]) -> None:
    names = ["张三", "李四", "王五"][: len(rows)]
    body = [[name, *row] for name, row in zip(names, rows, strict=True)]
    sheet = read({"汇总": [HEADS[:5], *body]}, TWO_CRITERIA)
    kinds = ("self", "peer", "leader", "mass")
    expected = [
        (name, kind, points)
        for name, row in zip(names, rows, strict=True)
        for kind, points in zip(kinds, row, strict=True)
    ]
    found = zip(
        sheet.ratings["subject"].astype(str),
        sheet.ratings["source"].astype(str),
        sheet.ratings["points"],
        strict=True,
    )
    assert sorted(found) == sorted(expected)
