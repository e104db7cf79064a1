"""One person under a name here and under a name with a number there, without a roster."""

from pathlib import Path
from typing import Any

import pytest

from cxzy.core.language import CHINESE, ENGLISH, use_language
from cxzy.core.ratings import RATING_TYPES
from cxzy.services.scoring import check_contents
from cxzy.sheets.joining import joined_subjects
from cxzy.sheets.problem_texts import expected, remedy, title
from cxzy.sheets.sheet import Sheet, read_sheet
from tests.sheets.workbooks import ONE_CRITERION, codes, contents, marks, read, roster, workbook

NUMBER = "20100111316"
PLAIN: list[list[Any]] = [["姓名", "综合评价"], ["屿清芳", 90], ["张三", 80]]
NUMBERED: list[list[Any]] = [["姓名", "综合评价"], [f"屿清芳({NUMBER})", 70], ["张三", 60]]
BESIDE: list[list[Any]] = [["学号", "姓名", "综合评价"], [NUMBER, "屿清芳", 70], [None, "张三", 60]]
EXPECTED = [
    (NUMBER, "whole", 70.0),
    (NUMBER, "whole", 90.0),
    ("张三", "whole", 60.0),
    ("张三", "whole", 80.0),
]


def subjects(sheet: Sheet) -> dict[str, str]:
    return dict(zip(sheet.subjects["subject"], sheet.subjects["name"], strict=True))


def test_a_name_here_and_a_name_with_a_number_there_are_one_person() -> None:
    for other in (NUMBERED, BESIDE):
        pairs = [("自评", PLAIN), ("群众测评", other)]
        for sheets in (pairs, pairs[::-1]):
            sheet = read(dict(sheets), ONE_CRITERION)
            assert marks(sheet) == EXPECTED
            assert subjects(sheet) == {NUMBER: "屿清芳", "张三": "张三"}
            assert codes(sheet) == []


def test_a_matrix_with_a_number_in_a_heading_names_the_same_person() -> None:
    matrix: list[list[Any]] = [
        ["评价人\\被测评人", f"屿清芳({NUMBER})", "张三"],
        ["屿清芳", 99, 60],
        ["张三", 70, 98],
    ]
    sheet = read({"自评": PLAIN, "互评": matrix}, ONE_CRITERION)
    assert marks(sheet) == EXPECTED
    assert codes(sheet) == [("own_mark", "互评!B2"), ("own_mark", "互评!C3")]


def test_a_second_ballot_under_the_number_is_a_second_ballot() -> None:
    rows: list[list[Any]] = [
        ["姓名", "综合评价"],
        ["屿清芳", 90],
        [f"屿清芳({NUMBER})", 80],
        ["张三", 70],
    ]
    assert codes(read({"自评": rows}, ONE_CRITERION)) == [("name_twice", "自评!A3")]


def test_a_name_with_two_numbers_is_two_people_and_alone_it_is_neither() -> None:
    rows: list[list[Any]] = [["姓名", "综合评价"], ["张伟(20120001)", 90], ["张伟(20120002)", 80]]
    alone: list[list[Any]] = [["姓名", "综合评价"], ["张伟", 70]]
    sheet = read({"自评": rows, "群众测评": alone}, ONE_CRITERION)
    assert codes(sheet) == [("name_unclear", "群众测评!A2")]
    assert [subject for subject, _, _ in marks(sheet)] == ["20120001", "20120002"]


@pytest.mark.parametrize("code", [CHINESE, ENGLISH])
def test_another_number_for_the_same_name_on_another_sheet_is_said_at_its_cell(
    code: str,
) -> None:
    own: list[list[Any]] = [["学号", "姓名", "综合评价"], [20120001, "张三", 90]]
    other: list[list[Any]] = [["学号", "姓名", "综合评价"], [20120009, "张　三", 80]]
    behind: list[list[Any]] = [["评价人\\被测评人", "张三(20120009)"], ["王五", 85]]
    for second, place in (({"群众测评": other}, "群众测评!A2"), ({"互评": behind}, "互评!B1")):
        use_language(code)
        sheet = read({"自评": own, **second}, ONE_CRITERION)
        (problem,) = sheet.problems
        told = (title(problem.code), expected(problem), remedy(problem))
        assert codes(sheet) == [("numbers_differ", place)]
        assert (problem.level, problem.found[0]) == ("warns", "张")
        for said in ("自评!A2", "20120001", "20120009"):
            assert said in told[1]
        assert all(text.isascii() for text in (told[0], told[2])) == (code == ENGLISH)
        assert {subject for subject, _, _ in marks(sheet)} == {"20120001", "20120009"}


def test_two_people_of_one_name_are_nothing_to_say_where_one_sheet_knows_both() -> None:
    both: list[list[Any]] = [["姓名", "综合评价"], ["张伟(20120001)", 90], ["张伟(20120002)", 80]]
    one: list[list[Any]] = [["姓名", "综合评价"], ["张伟(20120002)", 70]]
    assert codes(read({"自评": both, "群众测评": one}, ONE_CRITERION)) == []
    beside = [
        ["学号", "姓名", "综合评价", None] * 2,
        [20120001, "张伟", 90, "", 20120002, "张伟", 80],
    ]
    assert codes(read({"群众测评": beside}, ONE_CRITERION)) == []


def test_a_number_in_full_width_digits_is_the_same_number() -> None:
    wide: list[list[Any]] = [
        ["学号", "姓名", "综合评价"],
        ["２０１０ ０１１１３１６", "屿清芳", 80],
    ]
    sheet = read({"自评": BESIDE, "群众测评": wide}, ONE_CRITERION)
    assert [one for one, _, _ in marks(sheet)] == [NUMBER, NUMBER, "张三"]
    assert codes(sheet) == []


def test_numbers_of_lines_are_no_numbers_of_people() -> None:
    rows: list[list[Any]] = [["编号", "姓名", "综合评价"], [1, "张三", 90], [2, "李四", 80]]
    assert [subject for subject, _, _ in marks(read(rows, ONE_CRITERION))] == ["张三", "李四"]


def test_sheets_of_several_files_are_joined_by_the_number_that_one_of_them_states() -> None:
    sheets = [read({"自评": PLAIN}, ONE_CRITERION), read({"群众测评": NUMBERED}, ONE_CRITERION)]
    joined = joined_subjects(sheets)
    assert sorted(mark for sheet in joined for mark in marks(sheet)) == EXPECTED
    assert subjects(joined[0]) == {NUMBER: "屿清芳", "张三": "张三"}
    assert {name: str(kind) for name, kind in joined[0].ratings.dtypes.items()} == RATING_TYPES
    assert joined[1] is sheets[1]


def test_sheets_with_two_numbers_for_a_name_stay_apart() -> None:
    other: list[list[Any]] = [["姓名", "综合评价"], ["屿清芳(20100111999)", 50]]
    sheets = [
        read({"自评": PLAIN}, ONE_CRITERION),
        read({"群众测评": NUMBERED}, ONE_CRITERION),
        read({"互评": other}, ONE_CRITERION),
    ]
    assert subjects(joined_subjects(sheets)[0]) == {"屿清芳": "屿清芳", "张三": "张三"}


def test_two_numbers_for_a_name_in_two_files_are_said_once_with_both_files_and_numbers() -> None:
    other: list[list[Any]] = [["姓名", "综合评价"], ["屿清芳(20100111999)", 50], ["张三", 60]]
    pages = {"甲.xlsx": {"自评": NUMBERED}, "乙.xlsx": {"互评": other}, "丙.xlsx": {"自评": PLAIN}}
    sheets = [read_sheet(workbook(page), ONE_CRITERION, name) for name, page in pages.items()]
    first, second, third = joined_subjects(sheets)
    assert codes(first) == codes(third) == []
    (problem,) = second.problems
    assert (problem.code, problem.level, problem.found) == ("numbers_differ", "warns", "屿清芳")
    assert (problem.cell.file, problem.cell.sheet) == ("乙.xlsx", "互评")
    for told in ("甲.xlsx", NUMBER, "20100111999"):
        assert told in expected(problem)
    assert {one for one, _, _ in marks(second)} == {"20100111999", "张三"}


def test_two_people_of_one_name_are_nothing_to_say_where_one_file_knows_both() -> None:
    both: list[list[Any]] = [["姓名", "综合评价"], ["张伟(20120001)", 90], ["张伟(20120002)", 80]]
    one: list[list[Any]] = [["姓名", "综合评价"], ["张伟(20120002)", 70]]
    sheets = [read({"自评": both}, ONE_CRITERION), read({"群众测评": one}, ONE_CRITERION)]
    assert [codes(sheet) for sheet in joined_subjects(sheets)] == [[], []]


def test_files_of_a_roster_with_two_people_of_one_name_are_not_compared(tmp_path: Path) -> None:
    people = roster("张伟", "张伟")
    for name, number in (("甲", "20120001"), ("乙", "20120002")):
        rows: list[list[Any]] = [["学号", "姓名", "综合评价"], [number, "张伟", 90]]
        (tmp_path / f"{name}.xlsx").write_bytes(workbook({"群众测评": rows}))
    paths = sorted(tmp_path.iterdir())
    checked = check_contents(contents(paths), ONE_CRITERION, roster=people)
    assert "numbers_differ" not in {p.code for one in checked for p in one.problems}  # type: ignore[union-attr]
    alone = check_contents(contents(paths), ONE_CRITERION)
    assert "numbers_differ" in {p.code for one in alone for p in one.problems}  # type: ignore[union-attr]


def test_with_a_roster_its_numbers_are_the_subjects() -> None:
    sheet = read({"自评": PLAIN}, ONE_CRITERION, roster=roster("屿清芳", "张三"))
    assert joined_subjects([sheet])[0] is sheet
