"""A form that was corrected once is known again by the shape of its headings."""

from dataclasses import replace
from typing import Any

import pytest
from openpyxl import Workbook as File

from cxzy.core.scheme import Scheme, parse_scheme
from cxzy.core.vocabulary import Source
from cxzy.sheets.corrections import PERSON, Correction, Meaning
from cxzy.sheets.guidance import Guidance
from cxzy.sheets.headings import Role
from cxzy.sheets.reading import read_workbook
from cxzy.sheets.shapes import Form, form_from_json, form_to_json
from cxzy.sheets.sheet import Sheet, understand
from tests.sheets.test_corrections import EXPECTED, HABIT, NAMES, habit, understood
from tests.sheets.workbooks import TWO_CRITERIA, codes, marks, roster, workbook


def remembered(sheet: Sheet) -> Form:
    (form,) = sheet.forms
    return form_from_json(form_to_json(form))


def known(
    sheets: dict[str, list[list[Any]]],
    *forms: Form,
    scheme: Scheme = TWO_CRITERIA,
    name: str = "表.xlsx",
    names: tuple[str, ...] = NAMES,
) -> Sheet:
    read = read_workbook(workbook(sheets), name)
    return understand(read, scheme, roster=roster(*names), given=Guidance(forms=forms))


HABIT_FORM = remembered(understood({"Sheet1": HABIT}, habit(source=Source.PEER)))


def test_the_next_file_of_the_same_shape_is_read_by_itself_wherever_its_table_stands() -> None:
    rows = [["某支部测评"], [], *([None, None, *row] for row in HABIT)]
    sheet = known({"结果": rows}, HABIT_FORM)
    assert marks(sheet) == EXPECTED
    assert sheet.sources == (Source.PEER,)
    (guess,) = sheet.guesses
    assert guess.given is not None
    assert guess.given.form == HABIT_FORM.fingerprint
    assert sheet.forms == ()


def test_a_remembered_source_is_said_so_that_nobody_takes_it_for_stated() -> None:
    assert codes(known({"Sheet1": HABIT}, HABIT_FORM)) == [("source_remembered", "Sheet1")]


@pytest.mark.parametrize(
    ("title", "file", "source"),
    [("群众测评", "表.xlsx", Source.MASS), ("Sheet1", "领导点评.xlsx", Source.LEADER)],
)
def test_what_a_file_says_goes_before_a_remembered_source(
    title: str, file: str, source: Source
) -> None:
    sheet = known({title: HABIT}, HABIT_FORM, name=file)
    assert sheet.sources == (source,)
    assert marks(sheet) == EXPECTED
    assert codes(sheet) == []


@pytest.mark.parametrize(
    "headings",
    [
        ["姓名", "甲项"],
        ["姓名", "甲项", "乙项", "丙项"],
        ["姓名", "乙项", "甲项"],
        ["姓名", "甲项", "", "乙项"],
        ["工号", "姓名", "甲项", "乙项"],
    ],
)
def test_headings_that_differ_are_another_form(headings: list[str]) -> None:
    rows = [headings, ["安甲", 90, 80, 70], ["白乙", 70, 60, 50]]
    assert not any(guess.given for guess in known({"Sheet1": rows}, HABIT_FORM).guesses)


def test_looks_of_headings_do_not_matter() -> None:
    rows = [["姓 名", "甲\n项", "乙项 "], *HABIT[1:]]
    assert marks(known({"Sheet1": rows}, HABIT_FORM)) == EXPECTED


def test_every_table_of_the_form_is_found_below_and_beside() -> None:
    four = ("安甲", "白乙", "程丙", "杜丁", "方戊", "高己")
    beside = [[*HABIT[0], "", *HABIT[0]], ["安甲", 1, 2, "", "白乙", 3, 4]]
    below = [[], HABIT[0], ["程丙", 5, 6], [], HABIT[0], ["杜丁", 7, 8]]
    sheet = known({"Sheet1": [*beside, *below]}, HABIT_FORM, names=four)
    assert [points for _who, _criterion, points in marks(sheet)] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert len(sheet.guesses) == 4


def test_a_form_that_names_what_the_scheme_does_not_have_is_not_used() -> None:
    other = parse_scheme('[[criteria]]\nkey = "virtue"\nlabel = "品德"\nweight = 100\n')
    assert not any(g.given for g in known({"Sheet1": HABIT}, HABIT_FORM, scheme=other).guesses)


def test_criteria_are_found_by_their_label_under_another_scheme() -> None:
    other = parse_scheme(
        '[[criteria]]\nkey = "a"\nlabel = "能"\nweight = 50\n'
        '[[criteria]]\nkey = "b"\nlabel = "德"\nweight = 50\n'
    )
    found = marks(known({"Sheet1": HABIT}, HABIT_FORM, scheme=other))
    assert [key for _who, key, _points in found] == ["a", "b"] * 3


MATRIX = [["打分表", "安甲", "白乙"], ["安甲", "", 80], ["白乙", 70, ""]]


def matrix_form(*rows: list[Any]) -> Sheet:
    width = len(rows[0])
    columns = ((0, Meaning(Role.RATER)), *((index, PERSON) for index in range(1, width)))
    said = Correction("Sheet1", 0, 0, 0, columns, source=Source.PEER)
    return understood({"Sheet1": list(rows)}, said)


def test_no_name_of_a_matrix_is_remembered_and_its_form_fits_any_number_of_people() -> None:
    form = remembered(matrix_form(*MATRIX))
    text = form_to_json(form)
    assert not [name for name in NAMES if name in text]
    more = [["打分表", "程丙", "安甲", "白乙"], ["程丙", "", 60, 65], ["安甲", 71, "", 72]]
    sheet = known({"Sheet1": more}, form)
    assert sorted(points for *_who, points in marks(sheet)) == [60.0, 65.0, 71.0, 72.0]
    assert sheet.guesses[0].given is not None


def test_names_outside_of_the_roster_are_not_remembered_either() -> None:
    rows = [["参评人", "王书记", "李建国"], ["安甲", 90, 91], ["白乙", 80, 81]]
    columns = ((0, Meaning(Role.SUBJECT)), (1, PERSON), (2, PERSON))
    said = Correction("Sheet1", 0, 0, 0, columns, source=Source.LEADER)
    text = form_to_json(remembered(understood({"Sheet1": rows}, said)))
    assert "参评人" in text
    assert "王书记" not in text
    assert "李建国" not in text


def test_the_headings_of_columns_that_are_not_read_are_remembered_as_hashes_only() -> None:
    rows = [["姓名", "甲项", "乙项", "老家"], ["安甲", 90, 80, "外地"], ["白乙", 70, 60, "本地"]]
    form = remembered(understood({"Sheet1": rows}, habit(source=Source.PEER)))
    assert "老家" not in form_to_json(form)
    assert known({"Sheet1": rows}, form).guesses[0].given is not None


def test_a_table_headed_by_names_alone_is_not_remembered() -> None:
    assert matrix_form(["", "安甲", "白乙"], *MATRIX[1:]).forms == ()


def test_a_shape_does_not_depend_on_what_the_columns_were_said_to_hold() -> None:
    other = habit(source=Source.PEER, columns=habit().columns[:2])
    form = remembered(understood({"Sheet1": HABIT}, other))
    assert form.fingerprint == HABIT_FORM.fingerprint
    assert form != HABIT_FORM


def test_two_heading_rows_are_one_shape() -> None:
    def merged(file: File) -> None:
        file["Sheet1"].merge_cells("B1:C1")

    rows = [["姓名", "两项", ""], ["", "甲项", "乙项"], *HABIT[1:]]
    read = read_workbook(workbook({"Sheet1": rows}, merged), "表.xlsx")
    said = replace(habit(source=Source.PEER), bottom=1)
    first = understand(read, TWO_CRITERIA, roster=roster(*NAMES), given=Guidance((said,)))
    form = remembered(first)
    assert form.rows == 2
    sheet = understand(read, TWO_CRITERIA, roster=roster(*NAMES), given=Guidance(forms=(form,)))
    assert marks(sheet) == marks(first) == EXPECTED


def test_a_correction_made_now_goes_before_a_remembered_form() -> None:
    read = read_workbook(workbook({"Sheet1": HABIT}), "表.xlsx")
    turned = (
        (0, habit().columns[0][1]),
        (1, Meaning(Role.ASPECT, "能")),
        (2, Meaning(Role.ASPECT, "德")),
    )
    given = Guidance((habit(source=Source.MASS, columns=turned),), (HABIT_FORM,))
    sheet = understand(read, TWO_CRITERIA, roster=roster(*NAMES), given=given)
    assert sheet.sources == (Source.MASS,)
    assert marks(sheet)[0] == ("20120001", "virtue", 80.0)
    (form,) = sheet.forms
    assert form.fingerprint == HABIT_FORM.fingerprint
