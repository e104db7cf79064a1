"""Bonus points in sheets: beside the marks, alone, in our own template, and what is no bonus."""

from datetime import date
from io import BytesIO
from typing import Any

import pandas as pd
import pytest
from openpyxl import load_workbook

from cxzy.core.roster import Roster
from cxzy.core.scheme import parse_scheme
from cxzy.core.scoring import score
from cxzy.core.vocabulary import Source
from cxzy.sheets.filling import filled_template
from cxzy.sheets.identity import Identity
from cxzy.sheets.sheet import read_sheet
from cxzy.sheets.template import template
from tests.sheets.workbooks import TWO_CRITERIA, codes, read, roster

SOURCES = "[sources.peer]\nweight = 40\n[sources.leader]\nweight = 60\n"
TWO = '[[criteria]]\nkey = "a"\nlabel = "政治素质"\n[[criteria]]\nkey = "b"\nlabel = "工作实绩"\n'
BONUS = """
[[bonus]]
key = "honour"
label = "加分"
maximum = 5
[[bonus]]
key = "扣分"
minimum = -5
"""
SCHEME = parse_scheme(SOURCES + TWO + BONUS)
PEOPLE = roster("陈一凡", "周子安")
HEADS = ["姓名", "政治素质", "工作实绩", "加分", "扣分", "备注"]
ROWS = [["陈一凡", 90, 80, 2, None, "市级表彰"], ["周子安", 88, 86, "", -1.5, ""]]


def entered(sheet: Any) -> list[tuple[str, str, str, float]]:
    rows = sheet.ratings[sheet.ratings["criterion"].astype(str).isin(["honour", "扣分"])]
    assert set(rows["rater"]) <= {-1}
    names = rows["subject"].astype(str)
    columns = rows["source"].astype(str), names, rows["criterion"].astype(str), rows["points"]
    return list(zip(*columns, strict=True))


def test_columns_beside_the_marks_are_bonus_points_of_the_same_source() -> None:
    sheet = read({"领导点评": [HEADS, *ROWS]}, SCHEME)
    assert sheet.problems == ()
    assert entered(sheet) == [
        ("leader", "陈一凡", "honour", 2.0),
        ("leader", "周子安", "扣分", -1.5),
    ]
    assert len(sheet.ratings) == 6
    place = sheet.ratings.iloc[-1]
    assert (place["sheet_name"], place["row"], place["column"]) == ("领导点评", 3, 5)


@pytest.mark.parametrize("heading", ["加分", "加分(最高5分)", "加 分", "honour"])
def test_a_heading_may_say_more_than_the_label(heading: str) -> None:
    rows = [["姓名", "政治素质", "工作实绩", heading], ["陈一凡", 90, 80, "2分"]]
    assert entered(read({"领导点评": rows}, SCHEME)) == [("leader", "陈一凡", "honour", 2.0)]


def test_a_sheet_of_nothing_else_counts_with_the_leaders() -> None:
    alone = [["序号", "姓名", "加分", "扣分"], [1, "陈一凡", 2, None], [2, "周子安", 0, -1]]
    sheet = read({"领导点评": [HEADS[:3], *(row[:3] for row in ROWS)], "加减分": alone}, SCHEME)
    assert sheet.problems == ()
    assert [(table.layout, table.source) for table in sheet.tables] == [
        ("criteria", Source.LEADER),
        ("bonus", None),
    ]
    assert [row[0] for row in entered(sheet)] == ["leader"] * 3
    assert sheet.sources == (Source.LEADER,)


def test_finished_scores_of_the_leaders_count_beside_bonus_points() -> None:
    alone = [["姓名", "加分"], ["陈一凡", 2]]
    scores = [["姓名", "互评得分", "领导点评得分"], ["陈一凡", 90, 80]]
    sheet = read({"加减分": alone, "汇总": scores}, SCHEME)
    assert score(sheet.ratings, SCHEME).loc[0, "score"] == 86  # .4 · 90 + .6 · 80 + 2
    assert "scores_beside_ballots" not in dict(codes(sheet))


def test_bonus_points_without_marks_of_their_source_are_said() -> None:
    sheet = read({"加减分": [["姓名", "加分"], ["陈一凡", 2]]}, SCHEME)
    assert codes(sheet) == [("bonus_alone", "加减分")]
    assert sheet.acceptable


def test_everything_but_a_number_that_the_scheme_can_give_is_a_fault_at_its_cell() -> None:
    alone = [
        ["姓名", "加分", "扣分"],
        ["陈一凡", "两分", 2],
        ["周子安", -1, "−1"],
        ["周子安", 9, "无"],
    ]
    sheet = read({"领导点评": [HEADS[:3], *(row[:3] for row in ROWS)], "加减分": alone}, SCHEME)
    assert codes(sheet) == [
        ("bonus_not_a_number", "加减分!B2"),
        ("bonus_wrong_sign", "加减分!C2"),
        ("bonus_wrong_sign", "加减分!B3"),
    ]
    assert not sheet.acceptable
    assert [row[3] for row in entered(sheet)] == [-1.0, 9.0]  # 9 is held at 5 when scored


def test_the_same_person_twice_adds_up_and_is_said() -> None:
    rows = [["评价人", "姓名", "测评项目", "得分", "加分"]]
    rows += [["书记", "陈一凡", "政治素质", 90, 2], ["书记", "", "工作实绩", 80, 2]]
    sheet = read({"领导点评": rows}, SCHEME)
    assert codes(sheet) == [("bonus_twice", "领导点评!E3")]
    assert sheet.acceptable
    assert [row[3] for row in entered(sheet)] == [2.0, 2.0]
    assert score(sheet.ratings, SCHEME.with_weights({Source.PEER: 0}))["bonus"].tolist() == [4.0]


def test_finished_scores_tell_no_share_of_votes() -> None:
    banded = parse_scheme(
        "[sources.leader]\nweight = 50\n[sources.mass]\nweight = 50\naggregation = 'banded'\n" + TWO
    )
    scores = [["姓名", "领导点评得分", "群众测评得分", "群众测评票数"], ["陈一凡", 90, 85, 40]]
    sheet = read({"汇总": scores}, banded)
    assert ("scores_without_share", "汇总!C1") in codes(sheet)
    assert not sheet.acceptable
    assert set(sheet.ratings["source"].astype(str)) == {"leader"}


def test_a_total_may_have_the_bonus_points_in_it_or_not() -> None:
    heads = [*HEADS[:5], "总分"]
    for total, said in ((172, []), (170, []), (171, [("total_differs", "领导点评!F2")])):
        sheet = read({"领导点评": [heads, ["陈一凡", 90, 80, 2, None, total]]}, SCHEME)
        assert codes(sheet) == said


def test_an_unknown_name_beside_bonus_points_is_a_fault_once() -> None:
    alone = [["姓名", "加分", "扣分"], ["陈一繁", 1, -1]]
    sheet = read({"加减分": alone}, SCHEME, roster=PEOPLE)
    assert codes(sheet) == [("unknown_name", "加减分!A2")]
    beside = read({"领导点评": [HEADS, ["陈一繁", 90, 80, 1, -1, ""]]}, SCHEME, roster=PEOPLE)
    assert [code for code, _cell in codes(beside)].count("unknown_name") == 1


def test_without_a_bonus_in_the_scheme_such_a_column_is_what_it_was() -> None:
    plain = parse_scheme(SOURCES + TWO)
    sheet = read({"领导点评": [HEADS, *ROWS]}, plain)
    assert len(sheet.ratings) == 4
    assert [code for code, _cell in codes(sheet)] != []
    assert TWO_CRITERIA.bonus == ()


def meeting() -> Identity:
    return Identity(meeting="1", scheme="1", roster="1")


def test_our_template_has_a_sheet_with_a_line_per_subject_and_it_is_read_again() -> None:
    marks = pd.DataFrame(
        [
            ("peer", "1", "2", "a", 90.0), ("peer", "1", "2", "b", 80.0),
            ("leader", "0", "1", "a", 95.0), ("leader", "0", "1", "b", 85.0),
            ("leader", "-1", "1", "honour", 1.5), ("leader", "-1", "1", "honour", 2.0),
            ("leader", "-1", "2", "扣分", -2.0),
        ],
        columns=["source", "rater", "subject", "criterion", "points"],
    )  # fmt: skip
    people = Roster(members=PEOPLE.members.assign(subject=["1", "2"]))
    marks.loc[marks["source"] == "peer", "rater"] = "0"
    content = filled_template(SCHEME, people, marks, title="讲评会", meeting=meeting())
    sheet = read_sheet(content, SCHEME, "讲评会.xlsx", roster=people)
    assert not [problem for problem in sheet.problems if problem.blocks]
    assert entered(sheet) == [("leader", "1", "honour", 3.5), ("leader", "2", "扣分", -2.0)]


def test_the_template_says_what_may_stand_there() -> None:
    content = template(SCHEME, PEOPLE, title="讲评会", meeting=meeting(), due=date(2012, 6, 17))
    book = load_workbook(BytesIO(content))
    sheet = book["加减分"]
    headings = [cell.value for cell in sheet[5]]
    assert headings[-2:] == ["加分", "扣分"]
    limits = {(rule.formula1, rule.formula2) for rule in sheet.data_validations.dataValidation}
    assert limits == {("0", "5"), ("-5", "0")}
    assert "加减分" in [cell.value for row in book.worksheets[0].iter_rows() for cell in row]
    without = parse_scheme(SOURCES + TWO)
    plain = template(without, PEOPLE, title="讲评会", meeting=meeting())
    assert "加减分" not in load_workbook(BytesIO(plain)).sheetnames
