"""Tables that lie on their side: words or criteria down the rows, those assessed across."""

from collections.abc import Sequence
from itertools import zip_longest
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook as File

from cxzy.core.vocabulary import Source
from cxzy.sheets.corrections import NOT_READ, PERSON, Correction
from cxzy.sheets.guidance import Guidance
from cxzy.sheets.reading import read_workbook
from cxzy.sheets.shapes import form_to_json
from cxzy.sheets.sheet import Sheet, understand
from tests.sheets.test_corrections import understood
from tests.sheets.workbooks import (
    ONE_CRITERION,
    TWO_CRITERIA,
    codes,
    marks,
    read,
    roster,
    workbook,
)

WORDS = ["优秀", "良好", "一般", "较差"]
NAMES = ["张三", "李四", "王五"]
VOTES = [[12, 10, 15], [5, 6, 3], [2, 3, 1], [1, 1, 1]]
CORNERS = [None, "姓名", "等次", "测评等次", "等次\\姓名", "姓名\\等次", "被测评人", "项目", "票数"]
Rows = list[list[Any]]


def tally(corner: str | None, *below: list[Any]) -> Rows:
    rows = [[word, *votes] for word, votes in zip(WORDS, VOTES, strict=True)]
    return [[corner, *NAMES], *rows, *below]


def cells(sheet: Sheet) -> set[tuple[str, str, str, int, int, int]]:
    """Return subject, criterion, word, votes, row and column of every rating."""
    columns = ("subject", "criterion", "word", "count", "row", "column")
    rows = sheet.ratings[list(columns)].astype(object).itertuples(index=False, name=None)
    return {(str(s), str(c), str(w), int(n), int(r), int(k)) for s, c, w, n, r, k in rows}


def on_its_side(rows: Rows) -> Rows:
    return [list(row) for row in zip_longest(*rows)]


@pytest.mark.parametrize("corner", CORNERS)
@pytest.mark.parametrize("known", [True, False])
def test_words_down_and_subjects_across_are_votes(corner: str | None, known: bool) -> None:
    sheet = read(tally(corner), ONE_CRITERION, roster=roster(*NAMES) if known else None)
    names = [f"2012000{place}" if known else name for place, name in enumerate(NAMES, 1)]
    assert sheet.layout == "tally"
    assert cells(sheet) == {
        (names[n], "whole", word, VOTES[w][n], 2 + w, 2 + n)
        for w, word in enumerate(WORDS)
        for n in range(3)
    }
    assert codes(sheet) == []


@pytest.mark.parametrize(
    "corner", [None, "姓名", "测评项目", "项目\\姓名", "姓名\\项目", "被测评人", "内容", "序号"]
)
@pytest.mark.parametrize("known", [True, False])
def test_criteria_down_and_subjects_across_are_marks(corner: str | None, known: bool) -> None:
    rows = [[corner, "张三", "李四"], ["德", 90, 70], ["能", 80, 60]]
    sheet = read(rows, TWO_CRITERIA, roster=roster("张三", "李四") if known else None)
    first, second = ("20120001", "20120002") if known else ("张三", "李四")
    assert marks(sheet) == sorted(
        [
            (first, "virtue", 90.0),
            (first, "work", 80.0),
            (second, "virtue", 70.0),
            (second, "work", 60.0),
        ]
    )
    assert codes(sheet) == []


def test_what_became_of_the_votes_stands_in_rows_below() -> None:
    rest = [["弃权", 2, 1, 0], ["发出票数", 30, 30, 30], ["收回票数", 25, 24, 22]]
    sheet = read(tally("姓名", *rest, ["有效票数", 22, 21, 20]), ONE_CRITERION)
    votes = {(s, w): n for s, _c, w, n, _r, _k in cells(sheet)}
    assert votes["张三", "弃权"] == 2
    assert votes["张三", "未收回"] == 5  # 30 issued − 25 returned
    assert votes["张三", "废票"] == 3  # 25 returned − 22 valid, which hold the abstentions
    assert codes(sheet) == []


def test_faults_are_named_at_the_cells_where_they_stand() -> None:
    rows = tally(
        "等次", ["有效票数", 20, 19, 20], ["收回票数", 20, 19, 20], ["发出票数", 20, 18, 20]
    )
    rows[2][1] = 2.5
    sheet = read(rows, ONE_CRITERION, roster=roster("张三", "李四", "赵六"))
    assert codes(sheet) == [
        ("subjects_missing", "群众测评"),
        ("unknown_name", "群众测评!D1"),
        ("votes_do_not_add", "群众测评!B2"),
        ("votes_do_not_add", "群众测评!C2"),
        ("not_a_count", "群众测评!B3"),
        ("returned_over_issued", "群众测评!C7"),
    ]


def test_a_word_that_stands_twice_or_is_on_no_scale_is_named_at_its_row() -> None:
    rows = tally("等次")
    rows[3][0], rows[4][0] = "优秀", "合格"
    sheet = read(rows, ONE_CRITERION)
    assert codes(sheet) == [("column_twice", "群众测评!A4"), ("unknown_word", "群众测评!A5")]


def test_criteria_and_words_down_in_two_columns() -> None:
    def merge(file: File) -> None:
        file.active.merge_cells("A2:A5")

    rows = [["项目", "等次", *NAMES]]
    for label in ("德", "能"):
        for place, (word, votes) in enumerate(zip(WORDS, VOTES, strict=True)):
            rows.append([label if place == 0 else None, word, *map(str, votes)])
    sheet = read(rows, TWO_CRITERIA, change=merge)
    found = {(s, c, w): (n, r, k) for s, c, w, n, r, k in cells(sheet)}
    assert found["李四", "virtue", "良好"] == (6, 3, 4)
    assert found["王五", "work", "优秀"] == (15, 6, 5)
    assert len(found) == 24
    assert codes(sheet) == []


def test_votes_and_their_percentages_below_each_other() -> None:
    rows: Rows = [["姓名", None, *NAMES]]
    for word, votes in zip(WORDS, VOTES, strict=True):
        rows += [[word, "票数", *votes], [None, "得票率", *(f"{5 * n}%" for n in votes)]]
    merges = [f"A{row}:A{row + 1}" for row in (2, 4, 6, 8)]
    sheet = read(rows, ONE_CRITERION, change=lambda f: [f.active.merge_cells(m) for m in merges])
    assert {(s, w): n for s, _c, w, n, _r, _k in cells(sheet)} == {
        (NAMES[n], word): VOTES[w][n] for w, word in enumerate(WORDS) for n in range(3)
    }
    assert codes(sheet) == []


def test_percentages_down_become_votes() -> None:
    shares = [[f"{5 * n}%" for n in votes] for votes in VOTES]
    rows = [["等次", *NAMES], *([w, *s] for w, s in zip(WORDS, shares, strict=True))]
    sheet = read([*rows, ["有效票数", 20, 20, 20]], ONE_CRITERION)
    assert sheet.layout == "shares"
    assert {(s, w): n for s, _c, w, n, _r, _k in cells(sheet)} == {
        (NAMES[n], word): VOTES[w][n] for w, word in enumerate(WORDS) for n in range(3)
    }
    assert codes(sheet) == []
    asked = read(rows, ONE_CRITERION)
    assert codes(asked) == [("votes_unknown", "群众测评!B2")]


def test_several_tallies_below_each_other_each_below_its_names() -> None:
    head: Rows = [["群众测评统计"], ["有效票20张"]]
    rows = [*head, *tally(None), [None], *tally("等次")]
    rows[-5] = ["等次", "赵六", "孙七", "周八"]
    sheet = read(rows, ONE_CRITERION)
    assert {subject for subject, *_rest in cells(sheet)} == {*NAMES, "赵六", "孙七", "周八"}
    assert len(cells(sheet)) == 24
    assert codes(sheet) == []


def test_a_scale_explained_beside_nothing_is_no_tally() -> None:
    scale: Rows = [["等次", "最低", "最高"], ["优秀", 90, 100], ["良好", 80, 89]]
    for name, known in (("评分标准", None), ("群众测评", roster(*NAMES)), ("自评", None)):
        sheet = read({name: scale}, ONE_CRITERION, roster=known)
        assert len(sheet.ratings) == 0
        assert not sheet.acceptable


def test_names_down_beside_words_stay_a_list() -> None:
    rows: Rows = [["姓名", "等次", "加分"], ["张三", "优秀", 2], ["李四", "良好", 1]]
    sheet = read(rows, ONE_CRITERION)
    assert marks(sheet) == [("张三", "whole", 95.0), ("李四", "whole", 85.0)]
    numbers: Rows = [["工号", "等次", "加分"], [20120001, "优秀", 2], [20120002, "良好", 1]]
    sheet = read(numbers, ONE_CRITERION, roster=roster("张三", "李四"))
    assert marks(sheet) == [("20120001", "whole", 95.0), ("20120002", "whole", 85.0)]


def test_what_is_said_of_a_turned_table_and_remembered_leaves_it_turned() -> None:
    people, others = ("安甲", "白乙", "程丙"), ("杜丁", "方戊")
    rows: Rows = [["结果", *people], *([w, *v] for w, v in zip(WORDS, VOTES, strict=True))]
    (guess,) = understood({"Sheet1": rows}, scheme=ONE_CRITERION).guesses
    assert (guess.layout, guess.top, guess.left, guess.body) == ("tally", 0, 0, (1, 4))
    assert [meaning for _column, meaning in guess.columns] == [NOT_READ, *[PERSON] * 3]

    said = Correction("Sheet1", 0, 0, 0, ((1, PERSON), (2, PERSON)), source=Source.MASS)
    sheet = understood({"Sheet1": rows}, said, scheme=ONE_CRITERION)
    assert len(sheet.ratings) == 12
    assert codes(sheet) == []

    (form,) = sheet.forms
    assert not any(name in form_to_json(form) for name in people)
    again = [["结果", *others], *([w, *v[:2]] for w, v in zip(WORDS, VOTES, strict=True))]
    known = understand(
        read_workbook(workbook({"Sheet1": again}), "表.xlsx"),
        ONE_CRITERION,
        roster=roster(*others),
        given=Guidance(forms=(form,)),
    )
    assert known.layout == "tally"
    assert known.sources == (Source.MASS,)
    assert codes(known) == [("source_remembered", "Sheet1")]


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.lists(st.integers(0, 40), min_size=4, max_size=4), min_size=2, max_size=5),
    st.sampled_from([(), ("有效票数",), ("弃权", "不了解"), ("收回票数", "总票数")]),
    st.integers(0, 2),
)
def test_any_tally_turned_says_the_same_of_the_same_cells(
    votes: Sequence[list[int]], after: tuple[str, ...], left: int
) -> None:
    names = [f"党员{letter}" for letter in "甲乙丙丁戊"[: len(votes)]]
    rows: Rows = [["姓名", *WORDS, *after]]
    rows += [[n, *v, *(sum(v) for _ in after)] for n, v in zip(names, votes, strict=True)]
    rows = [[None] * left + row for row in rows]
    upright, turned = (
        read(each, ONE_CRITERION, roster=roster(*names)) for each in (rows, on_its_side(rows))
    )
    assert {(*one[:4], one[5], one[4]) for one in cells(upright)} == cells(turned)
    mirrored = sorted(
        (p.code, p.cell.column, p.cell.row) if p.cell.row else (p.code, 0, 0)
        for p in upright.problems
    )
    assert sorted((p.code, p.cell.row, p.cell.column) for p in turned.problems) == mirrored


TICK = "√"


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.sampled_from([*range(4), None]), min_size=2, max_size=5).filter(
        lambda chosen: any(word is not None for word in chosen)
    ),
    st.sampled_from([TICK, "v", "●", 1]),
    st.integers(0, 2),
)
def test_any_ticks_turned_say_the_same_of_the_same_cells(
    chosen: Sequence[int | None], sign: str | int, left: int
) -> None:
    names = [f"党员{letter}" for letter in "甲乙丙丁戊"[: len(chosen)]]
    ticks = [[sign if word == place else None for place in range(4)] for word in chosen]
    rows: Rows = [["姓名", *WORDS], *([n, *t] for n, t in zip(names, ticks, strict=True))]
    rows = [["评价人:王五", *[None] * 4], *rows]
    rows = [[None] * left + row for row in rows]
    upright = read(rows, ONE_CRITERION, roster=roster(*names))
    turned = read(
        [["评价人:王五"], *on_its_side([row[left:] for row in rows[1:]])],
        ONE_CRITERION,
        roster=roster(*names),
    )
    told = {(one[0], one[2]) for one in cells(upright)}
    assert told == {(one[0], one[2]) for one in cells(turned)}
    assert cells(turned) == {
        (f"2012000{n + 1}", "whole", WORDS[word], 1, 3 + word, 2 + n)
        for n, word in enumerate(chosen)
        if word is not None
    }
    assert set(turned.raters.values()) == set(upright.raters.values()) == {"王五"}
    assert sorted(p.code for p in turned.problems) == sorted(p.code for p in upright.problems)


def test_two_ticks_in_a_column_void_the_mark_and_are_named_where_they_stand() -> None:
    rows = [
        ["姓名", "张三", "李四"],
        ["优秀", TICK, TICK],
        ["良好", TICK, None],
        ["一般", None, None],
        ["较差", None, None],
    ]
    sheet = read(rows, ONE_CRITERION, roster=roster("张三", "李四"))
    assert cells(sheet) == {
        ("20120001", "whole", "废票", 1, 2, 2),
        ("20120002", "whole", "优秀", 1, 2, 3),
    }
    (problem,) = sheet.problems
    assert (problem.code, str(problem.cell)) == ("two_ticks", "群众测评!B2")


def test_criteria_beside_the_words_are_ticked_each() -> None:
    rows = [
        ["项目", "等次", "张三", "李四"],
        ["德", "优秀", TICK, None],
        ["德", "良好", None, TICK],
        ["能", "优秀", None, TICK],
        ["能", "良好", TICK, None],
    ]
    sheet = read(rows, TWO_CRITERIA, roster=roster("张三", "李四"))
    assert sheet.layout == "tick"
    assert cells(sheet) == {
        ("20120001", "virtue", "优秀", 1, 2, 3),
        ("20120002", "virtue", "良好", 1, 3, 4),
        ("20120002", "work", "优秀", 1, 4, 4),
        ("20120001", "work", "良好", 1, 5, 3),
    }
    assert codes(sheet) == []


def test_ones_that_may_be_ticks_or_votes_are_asked_about_on_their_side_too() -> None:
    rows = [
        ["姓名", "张三", "李四"],
        ["优秀", 1, 0],
        ["良好", 0, 1],
        ["一般", 0, 0],
        ["较差", 0, 0],
    ]
    sheet = read(rows, ONE_CRITERION, roster=roster("张三", "李四"))
    assert codes(sheet) == [("ticks_or_votes", "群众测评!A2")]
    assert sheet.ratings.empty


def test_two_turned_ballots_of_nobody_in_one_sheet_are_two_raters() -> None:
    one = [["姓名", "张三", "李四"], ["优秀", TICK, None], ["良好", None, TICK]]
    rows = [*one, [], [], *one]
    sheet = read(rows, ONE_CRITERION, roster=roster("张三", "李四"))
    assert len(sheet.ratings) == 4
    assert sheet.ratings["rater"].nunique() == 4


@pytest.mark.parametrize(
    "values", [[[0.5, 2.5, 1.25, 3.5], [1.5, 3.25, 0.5, 2.5]], [["好", "无", "看", "三"]] * 2]
)
def test_words_of_a_scale_are_never_read_as_people(values: Sequence[list[Any]]) -> None:
    rows = [["姓名", "张三", "李四"], *map(list, zip(WORDS, *values, strict=True))]
    sheet = read(rows, ONE_CRITERION, roster=roster("张三", "李四"))
    assert sheet.ratings.empty
    assert "no_table" in {code for code, _cell in codes(sheet)}
