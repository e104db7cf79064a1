"""One person under a name here and under a name with a number there, without a roster."""

from typing import Any

from cxzy.core.ratings import RATING_TYPES
from cxzy.sheets.joining import joined_subjects
from cxzy.sheets.sheet import Sheet
from tests.sheets.workbooks import ONE_CRITERION, codes, marks, read, roster

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


def test_with_a_roster_its_numbers_are_the_subjects() -> None:
    sheet = read({"自评": PLAIN}, ONE_CRITERION, roster=roster("屿清芳", "张三"))
    assert joined_subjects([sheet])[0] is sheet
