"""One file per rater: ballots of different files stay apart, and no file is another's version."""

from pathlib import Path
from typing import Any

import pytest

from cxzy.core.combining import combined_ratings
from cxzy.services.scoring import check_contents
from cxzy.sheets.file_names import person_in
from cxzy.sheets.names import Names
from cxzy.sheets.sheet import Sheet, read_sheet
from tests.sheets.workbooks import ONE_CRITERION, codes, contents, roster, workbook

PEOPLE = ["张三", "李四", "王五", "赵六"]
ROSTER = roster(*PEOPLE)


@pytest.mark.parametrize(
    ("file", "person"),
    [
        ("互评-张三.xlsx", "张三"),
        ("评分表(张三).xlsx", "张三"),
        ("评分表（张　三）.xlsx", "张三"),
        ("张三_互评表.xlsx", "张三"),
        ("张三互评表.xlsx", "张三"),
        ("党员互评 20120001 张三.xlsx", "张三"),
        ("2012年上半年-互评-張三同志.xls", "张三"),
        ("互评-张三-李四.xlsx", ""),
        ("互评-张三丰.xlsx", ""),
        ("互评.xlsx", ""),
    ],
)
def test_a_files_name_names_one_person_of_the_roster_or_nobody(file: str, person: str) -> None:
    assert person_in(file, Names(ROSTER)) == person
    assert person_in(file, Names(None)) == ""


def ballots(name: str, rows: list[list[Any]], sheet: str = "互评") -> Sheet:
    return read_sheet(workbook({sheet: rows}), ONE_CRITERION, name, roster=ROSTER)


def usual(mark: int) -> list[list[Any]]:
    return [["姓名", "综合评价"], *([name, mark + n] for n, name in enumerate(PEOPLE))]


def test_the_rater_of_a_file_gets_no_mark_from_himself_and_it_is_said() -> None:
    sheet = ballots("互评-张三.xlsx", usual(80))
    assert sorted(sheet.ratings["subject"].astype(str)) == ["20120002", "20120003", "20120004"]
    assert sheet.raters == {0: "张三"}
    assert codes(sheet) == [("rater_in_file_name", "互评"), ("own_mark", "互评!B2")]


def test_a_line_or_a_column_goes_before_the_files_name() -> None:
    lined = ballots("互评-张三.xlsx", [["评分人:李四"], *usual(80)])
    assert set(lined.raters.values()) == {"李四"}
    rows = [["评价人", *usual(80)[0]], *(["王五", *row] for row in usual(80)[1:])]
    assert set(ballots("互评-张三.xlsx", rows).raters.values()) == {"王五"}


def test_a_file_of_several_ballots_for_one_person_is_not_its_namesakes() -> None:
    rows = [["姓名", "综合评价"], ["李四", 90], ["李四", 80]]
    assert ballots("互评-张三.xlsx", rows).raters == {}
    assert ballots("互评-张三.xlsx", [["姓名", "综合评价"], ["张三", 90]]).raters == {}


def test_nothing_of_a_secret_ballot_gets_a_name() -> None:
    for source in ("群众测评", "领导点评"):
        assert ballots(f"{source}-张三.xlsx", usual(80), source).raters == {}


@pytest.mark.parametrize("named", [True, False])
def test_twenty_files_are_twenty_ballots_for_everybody(tmp_path: Path, named: bool) -> None:
    people = [f"党员{chr(0x7532 + n)}" for n in range(20)]
    files = []
    for n, rater in enumerate(people):
        rows: list[list[Any]] = [["评分人:" + rater]] if named else []
        rows += [["姓名", "综合评价"], *([who, 60 + n] for who in people if who != rater)]
        files.append(tmp_path / f"{n:02}.xlsx")
        files[-1].write_bytes(workbook({"互评": rows}))
    sheets = check_contents(contents(files), ONE_CRITERION)
    assert all(isinstance(sheet, Sheet) and sheet.acceptable for sheet in sheets)
    read = [sheet for sheet in sheets if isinstance(sheet, Sheet)]
    whole = combined_ratings([sheet.ratings for sheet in read])
    assert len(whole) == 20 * 19
    assert not whole.duplicated(["rater", "subject"]).any()
    asked = [[p.code for p in sheet.problems].count("source_in_two_files") for sheet in read]
    assert asked == ([0] * 20 if named else [0, *[1] * 19])
    # everybody has the marks 60 … 79, which are 1390 together, without his own
    means = whole.groupby("subject", observed=True)["points"].mean()
    assert [means[who] for who in people] == pytest.approx(
        [(1390 - 60 - n) / 19 for n in range(20)]
    )


def test_a_sheet_per_rater_is_named_for_the_rater() -> None:
    sheets = {"张三": usual(80), "李四": usual(70)}
    sheet = read_sheet(workbook(sheets), ONE_CRITERION, "互评.xlsx", roster=ROSTER)
    assert set(sheet.raters.values()) == {"张三", "李四"}
    assert len(sheet.ratings) == 6  # each without his own
    assert sheet.acceptable


@pytest.mark.parametrize("row", [["综合评价", 90], ["综合评价", "优秀"]])
def test_a_self_assessment_without_a_name_is_the_files(row: list[Any]) -> None:
    rows = [["测评项目", "得分"], row]
    sheet = ballots("自评-张三.xlsx", rows, "Sheet1")
    assert set(sheet.ratings["subject"]) == {"20120001"}
    assert ("subject_in_file_name", "Sheet1") in codes(sheet)
    assert ballots("互评-张三.xlsx", rows, "Sheet1").tables == ()
    named = ballots("自评-张三.xlsx", [["姓名:李四"], *rows], "Sheet1")
    assert set(named.ratings["subject"]) == {"20120002"}


def test_forms_of_one_rater_per_file_are_one_ballot_each() -> None:
    words = ["优秀", "良好"]
    sheets = []
    for rater in ("张三", "李四"):
        rows = [["被测评人:王五"], ["测评项目", *words], ["综合评价", "√", None]]
        sheets.append(ballots(f"互评票_{rater}.xlsx", rows))
    assert [set(sheet.raters.values()) for sheet in sheets] == [{"张三"}, {"李四"}]
