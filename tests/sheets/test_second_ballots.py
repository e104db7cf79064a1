"""An old and a corrected file side by side are noticed; marks that are split are not disturbed."""

from collections.abc import Sequence

from cxzy.core.scheme import Scheme
from cxzy.sheets.second_ballots import with_second_ballots
from cxzy.sheets.sheet import Sheet, read_sheet
from tests.sheets.workbooks import ONE_CRITERION as ONE
from tests.sheets.workbooks import workbook

HEADING = ["评价人", "被测评人", "得分"]


def sheet(name: str, source: str, rows: Sequence[tuple[str, str, float]]) -> Sheet:
    return read_sheet(workbook({source: [HEADING, *map(list, rows)]}), Scheme(), name)


def said(*sheets: Sheet) -> list[list[str]]:
    codes = {"ballot_in_two_files", "source_in_two_files"}
    return [
        [problem.code for problem in one.problems if problem.code in codes]
        for one in with_second_ballots(sheets)
    ]


OLD = sheet("旧.xlsx", "互评", [("张三", "李四", 80), ("李四", "张三", 81)])
NEW = sheet("新.xlsx", "互评", [("张三", "李四", 90), ("李四", "张三", 91)])
OTHERS = sheet("补.xlsx", "互评", [("王五", "李四", 90), ("王五", "张三", 91)])


def test_a_corrected_file_beside_the_old_one_blocks_and_names_it() -> None:
    assert said(OLD, NEW) == [[], ["ballot_in_two_files"]]
    problem = with_second_ballots([OLD, NEW])[1].problems[-1]
    assert problem.blocks
    assert dict(problem.detail) == {"other": "旧.xlsx", "count": "2"}
    assert (problem.cell.file, problem.cell.sheet) == ("新.xlsx", "互评")


def test_other_raters_of_the_same_people_are_no_second_version() -> None:
    assert said(OLD, OTHERS) == [[], []]


def test_files_without_raters_are_asked_about_once_for_all_before() -> None:
    files = [
        read_sheet(workbook({"互评": [["姓名", "得分"], ["张三", 80 + n]]}), ONE, f"{n}.xlsx")
        for n in range(4)
    ]
    assert said(*files) == [[], *[["source_in_two_files"]] * 3]
    problem = with_second_ballots(files)[3].problems[-1]
    assert not problem.blocks
    assert dict(problem.detail) == {"other": ("0.xlsx", "1.xlsx", "2.xlsx"), "count": "1"}


def test_other_people_or_another_source_are_nobodys_business() -> None:
    elsewhere = sheet("二.xlsx", "互评", [("张三", "赵六", 80)])
    masses = sheet("三.xlsx", "群众测评", [("1", "李四", 80)])
    assert said(OLD, elsewhere, masses) == [[], [], []]


def test_numbered_ballots_of_two_classes_are_asked_about_and_counted() -> None:
    first = sheet("一班.xlsx", "群众测评", [("1", "李四", 80), ("代表2", "李四", 82)])
    second = sheet("二班.xlsx", "群众测评", [("1", "李四", 90), ("代表2", "李四", 92)])
    assert said(first, second) == [[], ["source_in_two_files"]]


def test_a_member_assesses_himself_once() -> None:
    own = sheet("自评.xlsx", "自评", [("张三", "张三", 90)])
    again = sheet("自评2.xlsx", "自评", [("张三", "张三", 95)])
    assert said(own, again) == [[], ["ballot_in_two_files"]]
    beside = with_second_ballots([again], standing=[("自评.xlsx", own.ratings)])
    assert [problem.code for problem in beside[0].problems][-1] == "ballot_in_two_files"
