"""Percentages in place of votes become votes where the number of votes is stated."""

from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sheets.workbooks import ONE_CRITERION, TWO_CRITERIA, codes, read

WORDS = ["优秀", "良好", "一般", "较差"]
# 40 + 5 + 2 of 47 votes are 85.106…, 10.638… and 4.255… per cent
SHARES = ["85.1%", "10.6%", "4.3%", "0%"]
VOTES = {("张三", "优秀"): 40, ("张三", "良好"): 5, ("张三", "一般"): 2}


def votes(sheet: Any) -> dict[tuple[str, str], int]:
    frame: pd.DataFrame = sheet.ratings
    columns = zip(frame["subject"], frame["word"], frame["count"], strict=True)
    return {(str(s), str(w)): int(c) for s, w, c in columns}


@pytest.mark.parametrize(
    "rows",
    [
        [["姓名", "有效票", *WORDS], ["张三", 47, *SHARES]],
        [["收回票 47 张,有效票 47 张"], ["姓名", *WORDS], ["张三", *SHARES]],
        [["姓名", *WORDS], ["张三", *SHARES], ["有效票", 47]],
        [["姓名", *WORDS], ["张三", *SHARES], ["收回测评票47张"]],
        [
            ["姓名", "总票数", "优秀率", "良好率", "一般率", "较差率"],
            ["张三", 47, 85.1, 10.6, 4.3, 0],
        ],
        [["姓名", "有效票", *(f"{w}(%)" for w in WORDS)], ["张三", 47, 0.851, 0.106, 0.043, 0]],
        [["姓名", "有效票", *WORDS], ["张三", 47, 85.1, 10.6, 4.3, 0]],
    ],
)
def test_percentages_of_a_stated_number_of_votes_are_votes(rows: Any) -> None:
    sheet = read(rows, ONE_CRITERION)
    assert sheet.layout == "shares"
    assert votes(sheet) == VOTES
    assert codes(sheet) == []


def test_cells_that_show_a_percentage_are_read_as_shown() -> None:
    def percent(file: Any) -> None:
        for row in file.active["C2:F2"]:
            for cell in row:
                cell.number_format = "0.0%"

    rows = [["姓名", "有效票", *WORDS], ["张三", 47, 40 / 47, 5 / 47, 2 / 47, 0]]
    sheet = read(rows, ONE_CRITERION, change=percent)
    assert votes(sheet) == VOTES
    assert codes(sheet) == []


def test_percentages_alone_are_asked_for_the_number_of_votes() -> None:
    sheet = read([["姓名", *WORDS], ["张三", *SHARES], ["李四", *SHARES]], ONE_CRITERION)
    assert codes(sheet) == [("votes_unknown", "群众测评!B2")]
    assert not sheet.acceptable


def test_a_percentage_that_no_number_of_votes_gives_blocks_at_its_cell() -> None:
    rows = [["姓名", "有效票", "优秀", "良好"], ["张三", 10, "33.33%", "66.67%"]]
    sheet = read(rows, ONE_CRITERION)
    assert codes(sheet) == [
        ("share_not_whole", "群众测评!C2"),
        ("share_not_whole", "群众测评!D2"),
    ]
    assert len(sheet.ratings) == 0


def test_more_than_a_hundred_blocks_and_less_is_said() -> None:
    rows = [
        ["姓名", "有效票", "优秀", "良好"],
        ["张三", 10, "60%", "50%"],
        ["李四", 10, "60%", "30%"],
    ]
    sheet = read(rows, ONE_CRITERION)
    assert codes(sheet) == [
        ("shares_over", "群众测评!C2"),
        ("shares_do_not_add", "群众测评!C3"),
    ]
    assert votes(sheet) == {("李四", "优秀"): 6, ("李四", "良好"): 3}


def test_a_few_votes_less_than_stated_are_a_warning_and_no_correction() -> None:
    # 12,865 of a stated 12,874: 12,000 + 865; the rest of 0.07 % is within the rounding
    rows = [["姓名", "有效票", "优秀", "良好"], ["张三", 12874, "93.211%", "6.719%"]]
    sheet = read(rows, ONE_CRITERION)
    assert votes(sheet) == {("张三", "优秀"): 12000, ("张三", "良好"): 865}
    assert codes(sheet) == [("shares_do_not_add", "群众测评!C2")]
    assert sheet.acceptable


@pytest.mark.parametrize(
    ("shares", "said"),
    [
        (["60%", "30%", "0%", "0%"], "shares_do_not_add"),
        (["60%", "50%", "0%", "0%"], "shares_over"),
        (["60%", "33%", "0%", "0%"], "share_not_whole"),  # 3.3 of 10 votes
    ],
)
def test_percentages_that_miss_a_hundred_are_one_problem(shares: list[str], said: str) -> None:
    rows = [["姓名", "收回", "有效票", *WORDS], ["张三", 10, 10, *shares]]
    assert [code for code, _ in codes(read(rows, ONE_CRITERION))] == [said]


def test_a_column_that_adds_percentages_up_is_no_total_of_votes() -> None:
    rows = [["姓名", "有效票", *WORDS, "合计"], ["张三", 47, 85.1, 10.6, 4.3, 0, 100]]
    sheet = read(rows, ONE_CRITERION)
    assert votes(sheet) == VOTES
    assert codes(sheet) == []


def test_votes_and_percentages_under_each_word_are_the_votes() -> None:
    rows = [
        ["姓名", "优秀", None, "良好", None],
        [None, "票数", "得票率", "票数", "得票率"],
        ["张三", 40, "85.1%", 7, "14.9%"],
    ]
    sheet = read(rows, ONE_CRITERION)
    assert sheet.layout == "tally"
    assert votes(sheet) == {("张三", "优秀"): 40, ("张三", "良好"): 7}
    assert codes(sheet) == []


def test_shares_not_cast_are_votes_without_points() -> None:
    rows = [["姓名", "收回", "优秀", "良好", "弃权"], ["张三", 50, "80%", "16%", "4%"]]
    sheet = read(rows, ONE_CRITERION)
    assert votes(sheet) == {("张三", "优秀"): 40, ("张三", "良好"): 8, ("张三", "弃权"): 2}
    assert codes(sheet) == []


def test_a_row_of_votes_is_no_subject() -> None:
    sheet = read([["姓名", "优秀", "良好"], ["张三", 40, 7], ["有效票", 47]], ONE_CRITERION)
    assert votes(sheet) == {("张三", "优秀"): 40, ("张三", "良好"): 7}
    assert codes(sheet) == []


COUNTS = st.lists(st.integers(0, 60), min_size=4, max_size=4).filter(any)


@settings(deadline=None, max_examples=40)
@given(st.tuples(COUNTS, COUNTS), st.integers(2, 4))
def test_any_votes_come_back_from_their_percentages(
    counted: tuple[list[int], list[int]], places: int
) -> None:
    rows: list[list[Any]] = [["姓名", "有效票", "德", *[None] * 3], [None, None, *WORDS]]
    expected = {}
    for name, counts in zip(("张三", "李四"), counted, strict=True):
        total = sum(counts)
        rows.append([name, total, *(f"{100 * count / total:.{places}f}%" for count in counts)])
        expected |= {(name, w): c for w, c in zip(WORDS, counts, strict=True) if c}
    sheet = read(rows, TWO_CRITERIA)
    assert votes(sheet) == expected
    assert not any(problem.blocks for problem in sheet.problems)
    assert set(sheet.ratings["criterion"]) == {"virtue"}
