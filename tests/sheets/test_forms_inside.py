"""What stands inside forms: tables beside and below each other, ranges, columns beside criteria."""

from datetime import date
from typing import Any

import pytest

from cxzy.core.scheme import parse_scheme
from cxzy.core.vocabulary import Source
from tests.sheets.workbooks import ONE_CRITERION, codes, marks, read, roster

TWENTY = parse_scheme(
    '[[criteria]]\nkey = "virtue"\nlabel = "德"\nweight = 60\nfull_marks = 20\n'
    '[[criteria]]\nkey = "work"\nlabel = "能"\nweight = 40\nfull_marks = 20\n'
)
RANGES = "优16-20,良12-15,中8-11,差0-7"


def merged(*areas: str) -> Any:
    def merge(file: Any) -> None:
        for area in areas:
            file.active.merge_cells(area)

    return merge


def test_tables_beside_each_other_may_begin_in_different_rows() -> None:
    rows = [
        ["互评汇总"],
        ["姓名", "德", "能"],
        ["张三", 90, 80, None, "姓名", "德", "能"],
        ["王五", 91, 81, None, "李四", 70, 60],
        [None, None, None, None, "赵六", 71, 61],
    ]
    sheet = read({"Sheet1": rows})
    assert {name for name, _, _ in marks(sheet)} == {"张三", "李四", "王五", "赵六"}
    assert len(sheet.ratings) == 8
    assert sheet.sources == (Source.PEER,)  # the title stands above both
    raters = sheet.ratings.groupby("subject", observed=True)["rater"].first()
    assert raters.is_unique
    assert codes(sheet) == []


def test_tables_beside_each_other_have_titles_of_their_own() -> None:
    rows = [
        ["党员互评", None, None, None, "领导点评"],
        ["评价人:甲", None, None, None, "评价人:王书记"],
        ["姓名", "德", "能", None, "被测评人", "德", "能"],
        ["张三", 90, 80, None, "张三", 70, 60],
    ]
    sheet = read({"Sheet1": rows})
    assert [(table.source, table.ratings) for table in sheet.tables] == [("peer", 2), ("leader", 2)]
    assert set(sheet.raters.values()) == {"甲", "王书记"}
    assert codes(sheet) == []


def test_nameless_ballots_of_two_bodies_side_by_side_are_two_raters() -> None:
    rows = [["姓名", "德", "能", None, "姓名", "德", "能"], ["张三", 90, 80, None, "张三", 70, 60]]
    sheet = read(rows)
    assert list(sheet.ratings["rater"]) == [0, 0, 1, 1]
    assert codes(sheet) == []


def test_titles_and_lines_between_tables_belong_to_the_one_below() -> None:
    rows = [
        ["党员互评表"],
        ["评价人:甲"],
        ["姓名", "德", "能"],
        ["张三", 90, 80],
        ["合计", 90, 80],
        [],
        ["领导点评表"],
        ["评价人:王书记"],
        ["姓名", "德", "能"],
        ["张三", 70, 60],
    ]
    sheet = read({"Sheet1": rows})
    assert [(table.source, table.ratings) for table in sheet.tables] == [("peer", 2), ("leader", 2)]
    assert set(sheet.raters.values()) == {"甲", "王书记"}


def test_four_heading_rows_are_read_downwards() -> None:
    rows = [
        ["姓名", "测评内容", None, None, None],
        [None, "品德类", None, "业务类", None],
        [None, "德\n（60%）", None, "能\r\n(权重40%)", None],
        [None, "得分", "备注", "得分", "备注"],
        ["张三", 90, "x", 80, "y"],
    ]
    change = merged("A1:A4", "B1:E1", "B2:C2", "D2:E2", "B3:C3", "D3:E3")
    sheet = read(rows, change=change)
    assert marks(sheet) == [("张三", "virtue", 90.0), ("张三", "work", 80.0)]
    assert codes(sheet) == []


@pytest.mark.parametrize("row", [True, False])
def test_ranges_per_word_are_full_marks_and_marks_lie_in_one_of_them(row: bool) -> None:
    heads = (
        [["姓名", "德", "能"], [None, RANGES, RANGES]]
        if row
        else [["姓名", f"德({RANGES})", f"能({RANGES})"]]
    )
    sheet = read([*heads, ["张三", 18, 15.5], ["李四", 20, 0]], TWENTY)
    assert sorted(points for *_, points in marks(sheet)) == [0.0, 77.5, 90.0, 100.0]
    assert [code for code, _ in codes(sheet)] == ["mark_between_ranges"]
    assert sheet.acceptable
    out_of_a_hundred = read([*heads, ["张三", 18, 15]])
    assert [code for code, _ in codes(out_of_a_hundred)] == ["full_marks_differ"] * 2


def test_a_number_below_a_range_is_the_mark_itself() -> None:
    rows = [
        ["姓名", "德", *[None] * 3, "能", *[None] * 3],
        [None, *["优16-20", "良12-15", "中8-11", "差0-7"] * 2],
        ["张三", 18, None, None, None, None, 13, None, None],
        ["李四", 18, 13, None, None, None, None, None, 25],
    ]
    sheet = read(rows, TWENTY, change=merged("A1:A2", "B1:E1", "F1:I1"))
    assert marks(sheet)[:2] == [("张三", "virtue", 90.0), ("张三", "work", 65.0)]
    assert codes(sheet) == [("two_ticks", "群众测评!B4"), ("not_a_tick", "群众测评!I4")]


def test_marks_below_words_with_ranges_are_no_votes() -> None:
    rows = [["姓名", "优秀(90-100)", "良好(80-89)"], ["张三", 95, None], ["李四", None, 85]]
    sheet = read(rows, ONE_CRITERION)
    assert marks(sheet) == [("张三", "whole", 95.0), ("李四", "whole", 85.0)]
    assert set(sheet.ratings["count"]) == {1}
    votes = read([rows[0], ["张三", 40, 7]], ONE_CRITERION)
    assert sorted(votes.ratings["count"]) == [7, 40]


def test_weights_and_full_marks_beside_the_criteria_are_compared() -> None:
    heads = ["测评项目", "测评要点", "权重", "满分", "得分"]
    good = [["德", "思想", "60%", 20, 18], ["能", "业务", 0.4, 20, 10], ["合计", None, 1, None, 28]]
    sheet = read([["被测评人:张三"], heads, *good], TWENTY)
    assert marks(sheet) == [("张三", "virtue", 90.0), ("张三", "work", 50.0)]
    assert codes(sheet) == []
    bad = [["德", "思想", "50%", 100, 18], ["能", "业务", "40%", 20, 10]]
    assert codes(read([["被测评人:张三"], heads, *bad], TWENTY)) == [
        ("weight_differs", "群众测评!C3"),
        ("full_marks_differ", "群众测评!D3"),
    ]


def test_a_line_on_the_branch_names_nobody_who_is_assessed() -> None:
    rows = [["支部:第一支部"], ["被测评人:张三"], ["测评项目", "得分"], ["德", 90], ["能", 80]]
    sheet = read(rows, roster=roster("张三"))
    assert marks(sheet) == [("20120001", "virtue", 90.0), ("20120001", "work", 80.0)]
    assert codes(read([rows[0], *rows[2:]])) == [("no_table", "测评.xlsx")]


def test_the_one_who_filled_a_list_in_is_not_whom_it_is_about() -> None:
    rows = [
        ["姓名:李四", None, "日期:2012.6"],
        [None, "德", "能"],
        ["张三", 90, 80],
        ["王五", 70, 60],
    ]
    assert {name for name, _, _ in marks(read(rows))} == {"张三", "王五"}


def test_headings_that_became_dates_are_named_and_not_taken_for_people() -> None:
    rows = [["评价人\\被测评人", date(2012, 3, 1), date(2012, 3, 2)], ["甲", 90, 80]]
    sheet = read(rows, ONE_CRITERION)
    assert codes(sheet) == [("heading_is_date", "群众测评!B1"), ("heading_is_date", "群众测评!C1")]
    assert len(sheet.ratings) == 0
    partly = read([["姓名", date(2012, 3, 5), "能"], ["张三", 90, 80]])
    assert ("heading_is_date", "群众测评!B1") in codes(partly)
    assert marks(partly) == [("张三", "work", 80.0)]


@pytest.mark.parametrize(
    "ending", ["合计", "平均", "总分", "平均分", "排名", "备注", "说明", "签字:", "最高分", "注:1"]
)
def test_rows_at_the_end_are_no_people(ending: str) -> None:
    sheet = read([["序号", "姓名", "德", "能"], [1, "张三", 90, 80], [ending, None, 90, 80]])
    assert len(sheet.ratings) == 2
    assert codes(sheet) == []


def test_more_tables_abreast_than_anybody_draws_are_one_that_repeats_its_headings() -> None:
    sheet = read([["姓名", "德", "能"] * 100, ["张三", 90, 80] * 100])
    assert len(sheet.tables) == 1
    assert [code for code, _ in codes(sheet)] == ["column_twice"] * 198
    assert len(sheet.ratings) == 2


def test_headings_without_end_cost_no_more_than_once_each() -> None:
    # each of them once went through all before it: 3,000 rows took longer than a minute
    sheet = read([*[["姓名", "德", "能"]] * 3_000, ["张三", 90, 80]])
    assert len(sheet.ratings) == 2
