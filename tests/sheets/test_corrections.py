"""What a person says of a table takes the place of what its headings were taken for."""

from typing import Any

import pytest

from cxzy.core.scheme import Scheme, parse_scheme
from cxzy.core.vocabulary import Source
from cxzy.sheets.corrections import NOT_READ, PERSON, Correction, Meaning
from cxzy.sheets.guidance import Guidance
from cxzy.sheets.headings import Role
from cxzy.sheets.reading import read_workbook
from cxzy.sheets.shapes import form_to_json
from cxzy.sheets.sheet import Sheet, understand
from tests.sheets.workbooks import TWO_CRITERIA, codes, marks, roster, workbook

NAMES = ("安甲", "白乙", "程丙")
SUBJECT, VIRTUE, WORK = (
    Meaning(Role.SUBJECT),
    Meaning(Role.ASPECT, "德"),
    Meaning(Role.ASPECT, "能"),
)
HABIT = [["姓名", "甲项", "乙项"], ["安甲", 90, 80], ["白乙", 70, 60], ["程丙", 88, 77]]
EXPECTED = [
    ("20120001", "virtue", 90.0),
    ("20120001", "work", 80.0),
    ("20120002", "virtue", 70.0),
    ("20120002", "work", 60.0),
    ("20120003", "virtue", 88.0),
    ("20120003", "work", 77.0),
]


def understood(
    sheets: dict[str, list[list[Any]]],
    *corrections: Correction,
    scheme: Scheme = TWO_CRITERIA,
    name: str = "表.xlsx",
    **options: Any,
) -> Sheet:
    read = read_workbook(workbook(sheets), name)
    options.setdefault("roster", roster(*NAMES))
    return understand(read, scheme, given=Guidance(corrections), **options)


def habit(**said: Any) -> Correction:
    columns = ((0, SUBJECT), (1, VIRTUE), (2, WORK))
    return Correction("Sheet1", 0, 0, 0, said.pop("columns", columns), **said)


def test_headings_that_nobody_can_know_are_read_as_said() -> None:
    before = understood({"Sheet1": HABIT})
    assert "source_unknown" in [code for code, _cell in codes(before)]
    after = understood({"Sheet1": HABIT}, habit(source=Source.LEADER))
    assert marks(after) == EXPECTED
    assert after.sources == (Source.LEADER,)
    assert [table.layout for table in after.tables] == ["criteria"]
    assert after.acceptable


def test_what_was_guessed_reaches_the_reader_of_the_page_though_nothing_was_understood() -> None:
    sheet = understood({"Sheet1": [["甲", "乙", "丙"], [1, 2, 3], [4, 5, 6], [7, 8, 9]]})
    assert sheet.tables == ()
    assert sheet.guesses == ()
    (guess,) = understood({"Sheet1": HABIT}).guesses
    assert (guess.top, guess.bottom, guess.body) == (0, 0, (1, 3))
    assert [meaning for _column, meaning in guess.columns] == [SUBJECT, PERSON, PERSON]
    assert guess.layout == "matrix"


def test_heading_rows_that_were_guessed_wrong_are_those_that_are_said() -> None:
    rows = [["考核一览", "", ""], ["同志", "甲项", "乙项"], *HABIT[1:]]
    said = Correction("Sheet1", 1, 1, 0, habit().columns, source=Source.PEER)
    assert marks(understood({"Sheet1": rows}, said)) == EXPECTED


def test_a_row_that_was_guessed_to_be_a_heading_is_data_when_the_heading_is_said_to_be_above() -> (
    None
):
    rows = [["谁", "甲", "乙"], ["姓名", "评价人", "弃权"], *HABIT[1:]]
    wrong = understood({"Sheet1": rows}).guesses[0]
    assert wrong.main == 1
    said = Correction("Sheet1", 0, 0, 0, habit().columns, source=Source.PEER, instead=wrong.main)
    sheet = understood({"Sheet1": rows}, said)
    assert marks(sheet) == EXPECTED
    assert ("unknown_name", "Sheet1!A2") in codes(sheet)


def test_a_column_that_is_not_to_be_read_is_not_missed() -> None:
    rows = [["姓名", "甲项", "乙项", "德"], *([*row, 5] for row in HABIT[1:])]
    columns = (*habit().columns, (3, NOT_READ))
    sheet = understood({"Sheet1": rows}, habit(source=Source.PEER, columns=columns))
    assert marks(sheet) == EXPECTED
    assert codes(sheet) == []


def test_what_the_secretary_says_goes_before_what_the_sheet_says() -> None:
    sheet = understood({"自评": HABIT}, Correction("自评", 0, 0, 0, habit().columns, Source.MASS))
    assert sheet.sources == (Source.MASS,)


@pytest.mark.parametrize(("down", "rater"), [(Role.RATER, "安甲"), (Role.SUBJECT, "白乙")])
def test_the_direction_of_a_matrix_can_be_said(down: Role, rater: str) -> None:
    rows = [["表", "安甲", "白乙"], ["安甲", "", 80], ["白乙", 70, ""]]
    columns = ((0, Meaning(down)), (1, PERSON), (2, PERSON))
    said = Correction("Sheet1", 0, 0, 0, columns, source=Source.PEER)
    sheet = understood({"Sheet1": rows}, said)
    (eighty,) = sheet.ratings[sheet.ratings["points"] == 80]["rater"]
    assert sheet.raters[eighty] == rater


def test_votes_under_words_of_ones_own_are_read_as_said() -> None:
    scheme = parse_scheme(
        '[[criteria]]\nkey = "whole"\nlabel = "综合"\nweight = 100\n'
        '[[scales]]\nwords = { "优秀" = 95, "一般" = 75 }\n'
    )
    rows = [["姓名", "甲等", "乙等", "没表态"], ["安甲", 5, 2, 1], ["白乙", 4, 3, 1]]
    columns = (
        (0, SUBJECT),
        (1, Meaning(Role.WORD, "优秀")),
        (2, Meaning(Role.WORD, "一般")),
        (3, Meaning(Role.FATE, "弃权")),
    )
    said = Correction("Sheet1", 0, 0, 0, columns, source=Source.MASS)
    sheet = understood({"Sheet1": rows}, said, scheme=scheme)
    counted = sheet.ratings[sheet.ratings["subject"] == "20120001"]
    assert dict(zip(counted["word"], counted["count"], strict=True)) == {
        "优秀": 5, "一般": 2, "弃权": 1,
    }  # fmt: skip


def test_words_below_criteria_of_ones_own_are_read_as_said() -> None:
    rows = [
        ["姓名", "甲项", "", "乙项", ""],
        ["", "优秀", "一般", "优秀", "一般"],
        ["安甲", 5, 2, 4, 3],
        ["白乙", 6, 1, 7, 0],
    ]
    scheme = parse_scheme(
        '[[criteria]]\nkey = "virtue"\nlabel = "德"\nweight = 60\n'
        '[[criteria]]\nkey = "work"\nlabel = "能"\nweight = 40\n'
        '[[scales]]\nwords = { "优秀" = 95, "一般" = 75 }\n'
    )
    words = [(label, word) for label in ("德", "能") for word in ("优秀", "一般")]
    columns = [(0, SUBJECT)]
    columns += [(n, Meaning(Role.WORD, word, label)) for n, (label, word) in enumerate(words, 1)]
    said = Correction("Sheet1", 0, 1, 0, tuple(columns), source=Source.MASS)
    sheet = understood({"Sheet1": rows}, said, scheme=scheme)
    own = sheet.ratings[sheet.ratings["subject"] == "20120001"]
    told = zip(own["criterion"], own["word"], own["count"], strict=True)
    assert sorted(told) == sorted(
        [("virtue", "优秀", 5), ("virtue", "一般", 2), ("work", "优秀", 4), ("work", "一般", 3)]
    )


def test_words_of_several_scales_are_read_on_the_scale_that_is_said() -> None:
    scheme = parse_scheme(
        '[[criteria]]\nkey = "whole"\nlabel = "综合"\nweight = 100\n'
        '[[scales]]\nname = "宽"\nwords = { "好" = 90, "差" = 60 }\n'
        '[[scales]]\nname = "严"\nwords = { "好" = 80, "差" = 40 }\n'
    )
    rows = [["姓名", "综合"], ["安甲", "好"], ["白乙", "差"], ["程丙", "好"]]
    unsaid = understood({"互评": rows}, scheme=scheme)
    assert "scale_unclear" in [code for code, _cell in codes(unsaid)]
    said = Correction("互评", 0, 0, scale="严")
    sheet = understood({"互评": rows}, said, scheme=scheme)
    assert [points for *_who, points in marks(sheet)] == [80.0, 40.0, 80.0]
    assert codes(sheet) == []


def test_the_rater_group_of_a_table_can_be_said_and_is_not_remembered() -> None:
    scheme = parse_scheme(
        '[sources.mass]\nweight = 100\ngroups = { "学生" = 60, "教师" = 40 }\n'
        '[[criteria]]\nkey = "virtue"\nlabel = "德"\nweight = 60\n'
        '[[criteria]]\nkey = "work"\nlabel = "能"\nweight = 40\n'
    )
    said = habit(source=Source.MASS, group="教师")
    sheet = understood({"Sheet1": HABIT}, said, scheme=scheme)
    assert set(sheet.ratings["group"]) == {"教师"}
    (form,) = sheet.forms
    assert "教师" not in form_to_json(form)


def test_tables_beside_each_other_are_corrected_each_by_itself_or_both_at_once() -> None:
    rows = [[*HABIT[0], "", *HABIT[0]], *([*row, "", *row] for row in HABIT[1:])]
    second = ((4, SUBJECT), (5, VIRTUE), (6, WORK))
    left, right = habit(source=Source.PEER), Correction("Sheet1", 0, 0, 4, second, Source.LEADER)
    each = understood({"Sheet1": rows}, left, right)
    assert each.sources == (Source.PEER, Source.LEADER)
    assert len(each.ratings) == 12
    whole = [[*row[:4], *(f"{text}二" for text in row[4:5]), *row[5:]] for row in rows[1:]]
    both = habit(source=Source.PEER, columns=(*habit().columns, *second))
    people = roster(*NAMES, *(f"{name}二" for name in NAMES))
    sheet = understood({"Sheet1": [rows[0], *whole]}, both, roster=people)
    assert len(sheet.ratings) == 12
    assert sheet.sources == (Source.PEER,)
    assert [guess.left for guess in sheet.guesses] == [0, 4]
    assert len(sheet.forms) == 1


def test_a_correction_of_rows_that_are_not_there_does_no_harm() -> None:
    said = Correction("Sheet1", 40, 41, 0, habit().columns, source=Source.PEER)
    assert codes(understood({"Sheet1": HABIT}, said)) == codes(understood({"Sheet1": HABIT}))
