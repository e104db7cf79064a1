"""Tick sheets: a tick below the word that was chosen."""

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxzy.core.vocabulary import Source
from cxzy.sheets.ticks import sign_of
from tests.sheets.workbooks import ONE_CRITERION, TWO_CRITERIA, codes, marks, read, roster

WORDS = ["优秀", "良好", "一般", "较差"]
POINTS = dict(zip(WORDS, (95.0, 85.0, 75.0, 60.0), strict=True))  # the usual scale
BOTH = [["姓名", "德", *[None] * 3, "能", *[None] * 3], [None, *WORDS, *WORDS]]


def ticked(*words: str | None, sign: Any = "√") -> list[Any]:
    return [sign if word == chosen else None for chosen in words for word in WORDS]


def merge_areas(*areas: str) -> Any:
    def merge(file: Any) -> None:
        for area in areas:
            file.active.merge_cells(area)

    return merge


merge_two = merge_areas("A1:A2", "B1:E1", "F1:I1")


@pytest.mark.parametrize("change", [None, merge_two])
def test_a_tick_below_a_word_is_that_word_for_its_criterion(change: Any) -> None:
    rows = [*BOTH, ["张三", *ticked("优秀", "良好")], ["李四", *ticked("一般", "较差")]]
    sheet = read(rows, change=change)
    assert sheet.layout == "tick"
    assert marks(sheet) == [
        ("张三", "virtue", 95.0), ("张三", "work", 85.0),
        ("李四", "virtue", 75.0), ("李四", "work", 60.0),
    ]  # fmt: skip
    assert list(sheet.ratings["rater"]) == [0, 0, 1, 1]
    assert codes(sheet) == []
    last = sheet.ratings.iloc[-1]
    assert (last["word"], last["row"], last["column"]) == ("较差", 4, 9)


@pytest.mark.parametrize("merged", [True, False])
def test_ticks_may_stand_below_three_heading_rows(merged: bool) -> None:
    rows = [
        ["序号", "姓名", "测评内容", *[None] * 7, "备注"],
        [None, None, "德(60%)", *[None] * 3, "能(40%)"],
        [None, None, *WORDS, *WORDS],
        [1, "张三", *ticked("优秀", "良好")],
    ]

    def merge(file: object) -> None:
        for area in ("A1:A3", "B1:B3", "C1:J1", "C2:F2", "G2:J2", "K1:K3") if merged else ():
            file.active.merge_cells(area)  # type: ignore[attr-defined]

    sheet = read(rows, change=merge)
    assert marks(sheet) == [("张三", "virtue", 95.0), ("张三", "work", 85.0)]
    assert codes(sheet) == []


@pytest.mark.parametrize("sign", ["√", "✓", "✔", "✔\ufe0f", "v", "V", "Ｖ", "●", "■", "☑", True])
def test_every_usual_sign_is_a_tick(sign: Any) -> None:
    sheet = read([["姓名", *WORDS], ["张三", *ticked("良好", sign=sign)]], ONE_CRITERION)
    assert marks(sheet) == [("张三", "whole", 85.0)]
    assert codes(sheet) == []


@pytest.mark.parametrize("sign", ["×", "✗", "X"])
def test_a_cross_is_a_tick_where_nothing_else_is(sign: str) -> None:
    sheet = read([["姓名", *WORDS], ["张三", *ticked("良好", sign=sign)]], ONE_CRITERION)
    assert marks(sheet) == [("张三", "whole", 85.0)]


def test_crosses_beside_a_tick_are_choices_against_and_alone_they_are_asked_about() -> None:
    rows = [
        ["姓名", *WORDS],
        ["张三", "√", "×", "×", "×"],
        ["李四", None, "×", None, None],
    ]
    sheet = read(rows, ONE_CRITERION)
    assert marks(sheet) == [("张三", "whole", 95.0)]
    assert codes(sheet) == [("tick_unclear", "群众测评!C3")]
    assert not sheet.acceptable


def test_empty_boxes_are_blanks_and_a_single_circle_is_asked_about() -> None:
    rows = [
        ["姓名", *WORDS],
        ["张三", "○", "●", "○", "○"],
        ["李四", "□", "□", "□", "□"],
        ["王五", None, "〇", None, None],
    ]
    sheet = read(rows, ONE_CRITERION)
    assert marks(sheet) == [("张三", "whole", 85.0)]
    assert codes(sheet) == [
        ("subject_without_marks", "群众测评!A3"),
        ("tick_unclear", "群众测评!C4"),
    ]


def test_two_ticks_void_the_mark_and_name_both_cells() -> None:
    rows = [*BOTH, ["张三", "√", "√", None, None, *ticked("良好")]]
    sheet = read(rows, change=merge_two)
    (virtue, work) = marks(sheet)
    assert math.isnan(virtue[2])
    assert work == ("张三", "work", 85.0)
    assert list(sheet.ratings["word"]) == ["废票", "良好"]
    assert codes(sheet) == [("two_ticks", "群众测评!B3")]
    assert dict(sheet.problems[0].detail)["cells"] == ("群众测评!B3", "群众测评!C3")


def test_no_tick_is_a_blank_mark_and_anything_else_is_refused() -> None:
    rows = [
        *BOTH,
        ["张三", *ticked(None, "良好")],
        ["李四", "看", None, None, None, *ticked("良好")],
    ]
    sheet = read(rows, change=merge_two)
    assert codes(sheet) == [("blank_mark", "群众测评!B3"), ("not_a_tick", "群众测评!B4")]
    assert [(name, key) for name, key, _ in marks(sheet)] == [
        ("张三", "virtue"), ("张三", "work"), ("李四", "work"),
    ]  # fmt: skip


def test_an_abstention_is_ticked_or_written() -> None:
    rows = [
        ["姓名", *WORDS, "弃权"],
        ["张三", *ticked("优秀"), None],
        ["李四", *[None] * 4, "√"],
        ["王五", "不了解", *[None] * 4],
    ]
    sheet = read(rows, ONE_CRITERION)
    assert list(sheet.ratings["word"]) == ["优秀", "弃权", "不了解"]
    assert codes(sheet) == []


def test_an_abstention_behind_all_criteria_holds_for_each() -> None:
    heads = [[*BOTH[0], *[None] * 0, "弃权"], BOTH[1]]
    sheet = read([*heads, ["张三", *ticked(None, None), "√"]], change=merge_two)
    assert list(sheet.ratings["word"]) == ["弃权", "弃权"]
    assert codes(sheet) == []


def test_a_ballot_with_the_criteria_in_rows_names_subject_and_rater_above() -> None:
    rows = [
        ["党员互评票"],
        ["被测评人：张三", None, None, "评价人：李四"],
        ["测评项目", *WORDS],
        ["德", *ticked("优秀")],
        ["能", *ticked("良好")],
    ]
    sheet = read({"Sheet1": rows})
    assert sheet.layout == "tick"
    assert marks(sheet) == [("张三", "virtue", 95.0), ("张三", "work", 85.0)]
    assert sheet.sources == (Source.PEER,)
    assert sheet.raters == {0: "李四"}
    assert codes(sheet) == []


def test_ballots_one_below_the_other_are_one_each_with_or_without_colons() -> None:
    rows: list[list[Any]] = []
    for subject, word in (("张三", "优秀"), ("王五", "一般")):
        rows += [["被测评人", subject, "评价人", "李四"], ["测评项目", *WORDS]]
        rows += [["德", *ticked(word)], ["能", *ticked(word)], []]
    sheet = read(rows)
    assert {(name, points) for name, _, points in marks(sheet)} == {("张三", 95.0), ("王五", 75.0)}
    assert len(sheet.ratings) == 4
    assert codes(sheet) == []


def test_the_rater_above_the_first_of_several_ballots_holds_for_all() -> None:
    rows: list[list[Any]] = [["评价人:李四"]]
    for subject in ("张三", "王五"):
        rows += [[f"被测评人:{subject}"], ["测评项目", *WORDS], ["德", *ticked("优秀")]]
        rows += [["能", *ticked("良好")]]
    sheet = read(rows)
    assert set(sheet.ratings["rater"]) == {0}
    assert set(sheet.raters.values()) == {"李四"}


@pytest.mark.parametrize(
    "heads",
    [
        [[None, *WORDS]],
        [["项目\\等次", *WORDS]],
        [["测评内容", *WORDS]],
        [["内容及要求", *WORDS]],
        [["序号", "测评项目", *WORDS]],
    ],
)
def test_the_criteria_of_a_ballot_may_stand_below_any_heading(heads: list[list[Any]]) -> None:
    serial = len(heads[0]) == 6
    body = [["德", *ticked("优秀")], ["能", *ticked("良好")]]
    rows = [[n, *row] if serial else row for n, row in enumerate(body, 1)]
    sheet = read([["被测评人:张三"], *heads, *rows])
    assert marks(sheet) == [("张三", "virtue", 95.0), ("张三", "work", 85.0)]
    assert codes(sheet) == []


def test_a_criterion_of_a_ballot_that_the_scheme_does_not_have_is_no_person() -> None:
    rows = [["被测评人:张三"], [None, *WORDS], ["勤", *ticked("优秀")], ["绩", *ticked("良好")]]
    assert codes(read(rows)) == [
        ("unknown_criterion", "群众测评!A3"),
        ("unknown_criterion", "群众测评!A4"),
    ]


def test_two_ballots_may_stand_beside_each_other() -> None:
    rows = [
        ["被测评人:张三", None, None, None, "被测评人:李四"],
        ["测评项目", *WORDS[:2], None, "测评项目", *WORDS[:2]],
        ["德", "√", None, None, "德", None, "√"],
        ["能", None, "√", None, "能", "√", None],
    ]
    sheet = read(rows)
    assert marks(sheet) == [
        ("张三", "virtue", 95.0), ("张三", "work", 85.0),
        ("李四", "virtue", 85.0), ("李四", "work", 95.0),
    ]  # fmt: skip
    assert list(sheet.ratings["rater"]) == [0, 0, 1, 1]
    halves = [rows[0][:1], rows[1], ["德", "√", None, None, "能", None, "√"]]
    assert list(read(halves).ratings["rater"]) == [0, 0]


@pytest.mark.parametrize("raters", [True, False])
def test_subjects_may_stand_across_with_the_words_below_each(raters: bool) -> None:
    people = roster("张三", "李四")
    rows = [
        ["评价人" if raters else "测评项目", "张三", None, "李四", None],
        [None, *WORDS[:2], *WORDS[:2]],
        ["甲" if raters else "德", "√", None, None, "√"],
        ["乙" if raters else "能", None, "√", "√", None],
    ]
    change = merge_areas("A1:A2", "B1:C1", "D1:E1")
    sheet = read(rows, ONE_CRITERION if raters else TWO_CRITERIA, change=change, roster=people)
    assert [points for *_, points in marks(sheet)] == (
        [85.0, 95.0, 85.0, 95.0] if raters else [95.0, 85.0, 85.0, 95.0]
    )
    assert list(sheet.ratings["rater"]) == ([0, 1, 0, 1] if raters else [0, 0, 0, 0])
    rows[0][1] = "王五"
    strange = read(rows, ONE_CRITERION if raters else TWO_CRITERIA, change=change, roster=people)
    assert ("unknown_name", "群众测评!B1") in codes(strange)


def test_a_name_of_a_line_that_the_roster_does_not_know_blocks_at_its_cell() -> None:
    rows = [[], [None, "被测评人:王五"], ["测评项目", *WORDS], ["德", "√"], ["能", "√"]]
    sheet = read(rows, roster=roster("张三"))
    assert codes(sheet) == [("unknown_name", "群众测评!B2")]


def test_ticks_below_words_that_are_on_no_scale_block_at_the_heading() -> None:
    partly = read([["姓名", "优秀", "合格"], ["张三", "√"], ["李四", None, "√"]], ONE_CRITERION)
    assert codes(partly) == [("unknown_word", "群众测评!C1")]
    assert marks(partly) == [("张三", "whole", 95.0)]
    wholly = read([["姓名", "好", "差"], ["张三", "√"], ["李四", None, "√"]], ONE_CRITERION)
    assert codes(wholly) == [("unknown_word", "群众测评!B1"), ("unknown_word", "群众测评!C1")]


def test_ticks_in_a_column_beside_the_words_are_said_and_not_counted() -> None:
    rows = [
        ["姓名", "出席", *WORDS],
        ["张三", "√", *ticked("良好")],
        ["李四", "√", *ticked("优秀")],
    ]
    sheet = read(rows, ONE_CRITERION)
    assert marks(sheet) == [("张三", "whole", 85.0), ("李四", "whole", 95.0)]
    assert codes(sheet) == [("column_not_read", "群众测评!B1")]


@pytest.mark.parametrize("merged", [True, False])
def test_a_heading_over_the_words_is_nobody(merged: bool) -> None:
    rows = [
        ["序号", "姓名", "测评情况", *[None] * 3, "备注"],
        [None, None, *WORDS, None],
        [1, "张三", *ticked("优秀"), None],
    ]
    change = merge_areas("A1:A2", "B1:B2", "C1:F1", "G1:G2") if merged else None
    sheet = read(rows, ONE_CRITERION, change=change)
    assert marks(sheet) == [("张三", "whole", 95.0)]
    two = [rows[0], [None, None, "德", "能", None, None, None], [1, "张三", 90, 80]]
    assert marks(read(two)) == [("张三", "virtue", 90.0), ("张三", "work", 80.0)]
    raters = [["评价人", "测评情况", None], [None, "德", "能"], ["甲", 90, 80]]
    assert codes(read(raters)) == [("no_table", "测评.xlsx")]


def test_a_list_of_attendance_is_no_tick_sheet() -> None:
    present = [["姓名", "第一次", "第二次"], ["张三", "√", "√"], ["李四", None, "√"]]
    own = [["姓名", "综合评价"], ["张三", 90]]
    sheet = read({"签到": present, "自评": own}, ONE_CRITERION)
    assert [table.sheet for table in sheet.tables] == ["自评"]
    assert codes(sheet) == []


def test_raters_in_rows_assess_whom_a_line_names() -> None:
    rows = [["被测评人:张三"], ["评价人", *WORDS], ["甲", *ticked("优秀")], ["乙", *ticked("良好")]]
    sheet = read(rows, ONE_CRITERION, roster=roster("张三"))
    assert marks(sheet) == [("20120001", "whole", 85.0), ("20120001", "whole", 95.0)]
    assert list(sheet.ratings["rater"]) == [0, 1]


def test_a_table_of_ones_is_not_guessed() -> None:
    ones = [["姓名", *WORDS], ["张三", *ticked("优秀", sign=1)], ["李四", *ticked("良好", sign=1)]]
    sheet = read(ones, ONE_CRITERION)
    assert codes(sheet) == [("ticks_or_votes", "群众测评!B1")]
    assert len(sheet.ratings) == 0
    assert not sheet.acceptable


def test_ones_are_votes_where_the_sheet_says_so_and_ticks_where_raters_are_named() -> None:
    body = [["张三", *ticked("优秀", sign=1)], ["李四", *ticked("良好", sign=1)]]
    votes = read([["计票表"], ["姓名", *WORDS], *body], ONE_CRITERION)
    assert (votes.layout, set(votes.ratings["rater"])) == ("tally", {-1})
    rows = [["评价人", "姓名", *WORDS], *(["甲", *row] for row in body)]
    ticks = read(rows, ONE_CRITERION)
    assert (ticks.layout, set(ticks.ratings["rater"])) == ("tick", {0})
    assert marks(ticks) == marks(votes)


def test_ticks_under_criteria_that_the_scheme_does_not_have_block() -> None:
    rows = [["姓名", "德", *[None] * 3, "勤"], [None, *WORDS, *WORDS]]
    sheet = read([*rows, ["张三", *ticked("优秀", "良好")]])
    assert codes(sheet) == [
        ("criterion_missing", "群众测评!1"),
        ("unknown_criterion", "群众测评!F1"),
    ]
    assert marks(sheet) == [("张三", "virtue", 95.0)]


def test_points_beside_a_word_are_compared_with_the_scale() -> None:
    rows = [["姓名", "优秀(95分)", "良好(80分)"], ["张三", "√", None]]
    assert codes(read(rows, ONE_CRITERION)) == [("word_points_differ", "群众测评!C1")]


def test_numbers_in_other_tables_are_no_ticks() -> None:
    assert [sign_of(value) for value in (2, 95.5, "√√√?", "95")] == ["odd"] * 4
    assert [sign_of(value) for value in (1, "1", 0, "", "--")] == ["one", "one", *["blank"] * 3]


NAMES = ["张三", "李四", "王五", "赵六"]
CHOICES = st.lists(
    st.tuples(st.sampled_from(WORDS), st.sampled_from(WORDS)), min_size=1, max_size=4
)


@settings(deadline=None, max_examples=25)
@given(CHOICES, st.sampled_from(["√", "V", "●", "1√"]), st.booleans())
def test_any_choices_ticked_come_back(
    chosen: list[tuple[str, str]], sign: str, turned: bool
) -> None:
    sign = sign[-1]
    rows: list[list[Any]] = [] if turned else [*BOTH]
    expected = []
    for name, words in zip(NAMES, chosen, strict=False):
        if turned:
            rows += [[f"被测评人:{name}", None, "评价人:甲"], ["测评项目", *WORDS]]
            rows += [[c, *ticked(w, sign=sign)] for c, w in zip(("德", "能"), words, strict=True)]
        else:
            rows.append([name, *ticked(*words, sign=sign)])
        expected += [(name, "virtue", POINTS[words[0]]), (name, "work", POINTS[words[1]])]
    sheet = read(rows, TWO_CRITERIA)
    assert marks(sheet) == sorted(expected)
    assert not any(problem.blocks for problem in sheet.problems)
