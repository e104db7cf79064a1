"""Our own template: the right cells open, everything else locked, nothing to guess."""

from collections.abc import Iterator
from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pandas as pd
import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from cxzy.core.language import use_language
from cxzy.core.roster import ELECTORATE_COLUMNS, MEMBER_COLUMNS, Roster
from cxzy.core.scheme import Scheme, parse_scheme
from cxzy.core.vocabulary import Source
from cxzy.sheets.identity import Identity, identity_of
from cxzy.sheets.reading import read_workbook
from cxzy.sheets.template import TemplateError, template

ONE = '[[criteria]]\nkey = "overall"\nlabel = "总体评价"\nweight = 100\n'
ALL = "[sources.self]\n[sources.peer]\n[sources.leader]\n[sources.mass]\n"
DEFAULT = parse_scheme("")
MATRIX = parse_scheme(ONE + ALL)
TALLY = parse_scheme(ONE + ALL + 'groups = "electorate"\naggregation = "tally"\n')
MEETING = Identity("7", "2012-1", "B01", "一会四评", "1", "abc")


def roster(names: str = "甲乙丙", electorate: list[tuple[str, str, int]] | None = None) -> Roster:
    members = [(f"00{i}", name, "一支部", "", "", "", "") for i, name in enumerate(names, 1)]
    counts = pd.DataFrame(electorate or [], columns=list(ELECTORATE_COLUMNS))
    return Roster(
        pd.DataFrame(members, columns=list(MEMBER_COLUMNS)).astype("str"),
        counts.astype({"source": "str", "group": "str", "count": "int64"}),
    )


def made(scheme: Scheme, people: Roster | None = None, **options: object) -> Workbook:
    content = template(scheme, people or roster(), title="一支部讲评会", meeting=MEETING, **options)  # type: ignore[arg-type]
    return load_workbook(BytesIO(content))


def rows(sheet: Worksheet, top: int = 5) -> list[tuple[object, ...]]:
    return list(sheet.iter_rows(min_row=top, values_only=True))


def open_cells(sheet: Worksheet) -> set[str]:
    return {cell.coordinate for row in sheet for cell in row if not cell.protection.locked}


def test_there_is_a_guide_a_sheet_per_source_and_a_hidden_one() -> None:
    book = made(DEFAULT)
    assert book.sheetnames == ["说明", "自评", "互评", "领导点评", "群众测评", "_cxzy"]
    assert [sheet.sheet_state for sheet in book][-2:] == ["visible", "hidden"]


def test_a_source_that_is_off_has_no_sheet() -> None:
    assert made(parse_scheme("[sources.leader]\nweight = 100\n")).sheetnames == [
        "说明",
        "领导点评",
        "_cxzy",
    ]


def test_self_assessment_has_a_line_per_member_and_a_column_per_criterion() -> None:
    heading, *lines = rows(made(DEFAULT)["自评"])
    assert heading[:3] == ("工号", "姓名", "承诺践诺\n20%")
    assert len(heading) == 7
    assert [line[:3] for line in lines] == [
        ("001", "甲", None),
        ("002", "乙", None),
        ("003", "丙", None),
    ]


def test_peers_with_one_criterion_are_a_matrix_with_a_locked_grey_diagonal() -> None:
    sheet = made(MATRIX)["互评"]
    assert rows(sheet)[0] == ("评价人\\被测评人", "甲", "乙", "丙")
    assert [line[0] for line in rows(sheet)[1:]] == ["甲", "乙", "丙"]
    assert {"B6", "C7", "D8"}.isdisjoint(open_cells(sheet))
    assert {"C6", "D6", "B7", "D7", "B8", "C8"} <= open_cells(sheet)
    assert sheet["B6"].fill.fgColor.rgb != sheet["C6"].fill.fgColor.rgb


def test_own_marks_that_count_are_asked_for() -> None:
    counting = parse_scheme(ONE + '[sources.peer]\nown_marks = "count"\nweight = 100\n')
    assert {"B6", "C7", "D8"} <= open_cells(made(counting)["互评"])


def test_namesakes_in_a_matrix_carry_their_numbers() -> None:
    assert rows(made(MATRIX, roster("甲甲乙"))["互评"])[0][1:] == ("甲(001)", "甲(002)", "乙")


def test_peers_with_several_criteria_are_a_list_without_ones_own_lines() -> None:
    heading, *lines = rows(made(DEFAULT)["互评"])
    assert heading[:4] == ("评价人", "工号", "姓名", "承诺践诺\n20%")
    assert [line[:3] for line in lines] == [
        ("甲", "002", "乙"),
        ("甲", "003", "丙"),
        ("乙", "001", "甲"),
        ("乙", "003", "丙"),
        ("丙", "001", "甲"),
        ("丙", "002", "乙"),
    ]


def test_leaders_get_as_many_lines_and_groups_as_the_electorate_says() -> None:
    grouped = parse_scheme(
        '[sources.leader]\nweight = 100\ngroups = { "分管领导" = 60, "其他领导" = 40 }\n'
    )
    people = roster("甲乙", [("leader", "分管领导", 1), ("leader", "其他领导", 2)])
    sheet = made(grouped, people)["领导点评"]
    assert [line[:4] for line in rows(sheet)[1:]] == [
        (rater, group, number, name)
        for rater, group in (("领导1", "分管领导"), ("领导2", "其他领导"), ("领导3", "其他领导"))
        for number, name in (("001", "甲"), ("002", "乙"))
    ]
    assert {"A6", "B6", "E6"} <= open_cells(sheet)


def test_raters_that_are_named_stand_in_the_sheet() -> None:
    book = made(DEFAULT, raters={Source.LEADER: ["王书记", "李院长"]})
    assert [line[0] for line in rows(book["领导点评"])[1:]] == ["王书记"] * 3 + ["李院长"] * 3


def test_a_tally_has_a_column_per_word_and_a_block_per_group() -> None:
    people = roster("甲乙", [("mass", "学生", 40), ("mass", "教师", 10)])
    heading, *lines = rows(made(TALLY, people)["群众测评"])
    assert heading[:6] == ("群体", "工号", "姓名", "发出", "收回", "有效")
    assert heading[6:] == ("优秀", "良好", "一般", "较差", "弃权", "不了解")
    assert [line[:3] for line in lines] == [
        ("学生", "001", "甲"),
        ("学生", "002", "乙"),
        ("教师", "001", "甲"),
        ("教师", "002", "乙"),
    ]


def test_a_tally_of_several_criteria_has_a_line_for_each() -> None:
    several = parse_scheme('[sources.mass]\nweight = 100\naggregation = "tally"\n')
    heading, *lines = rows(made(several, roster("甲"))["群众测评"])
    assert heading[2] == "测评项目"
    assert [line[2] for line in lines][:2] == ["承诺践诺", "立足岗位"]


def choices(book: Workbook, reference: str) -> list[object]:
    name, _, area = reference.partition("!")
    return [row[0].value for row in book[name.strip("'")][area.replace("$", "")]]


def test_a_mark_is_a_word_of_the_scale_or_a_number_up_to_the_full_marks() -> None:
    book = made(DEFAULT)
    (rule,) = book["自评"].data_validations.dataValidation
    listed = choices(book, rule.formula1)
    assert rule.type == "list"
    assert rule.errorStyle == "stop"
    assert listed[:6] == ["优秀", "良好", "一般", "较差", 100, 99]
    assert {0, 0.1, 92.5, 99.9} <= set(listed)
    assert 100.1 not in listed
    assert "C6" in rule.sqref
    assert "G8" in rule.sqref


def test_full_marks_of_the_criterion_are_its_limit_and_stand_in_the_heading() -> None:
    twenty = parse_scheme(ONE.replace("weight = 100", "weight = 100\nfull_marks = 20"))
    book = made(twenty)
    (rule,) = book["自评"].data_validations.dataValidation
    assert max(x for x in choices(book, rule.formula1) if isinstance(x, int | float)) == 20
    assert rows(book["自评"])[0][2] == "总体评价\n(20分)"


def test_without_words_a_mark_is_limited_as_a_number() -> None:
    (rule,) = made(parse_scheme("scales = []"))["自评"].data_validations.dataValidation
    assert (rule.type, rule.operator, rule.formula1, rule.formula2) == (
        "decimal",
        "between",
        "0",
        "100",
    )


def test_votes_are_whole_numbers() -> None:
    people = roster("甲乙", [("mass", "学生", 40)])
    (rule,) = made(TALLY, people)["群众测评"].data_validations.dataValidation
    assert (rule.type, rule.operator, rule.formula1) == ("whole", "greaterThanOrEqual", "0")


@pytest.mark.parametrize("source", ["自评", "互评", "领导点评", "群众测评"])
def test_headings_are_frozen_repeated_and_locked_without_a_password(source: str) -> None:
    sheet = made(DEFAULT)[source]
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    assert sheet.freeze_panes.endswith("6")
    assert sheet.print_title_rows == "$1:$5"
    assert sheet.page_setup.paperSize == 9
    assert not {f"{letter}{row}" for letter in "ABCDEFG" for row in range(1, 6)} & open_cells(sheet)


def test_the_workbook_knows_what_it_is_for_twice() -> None:
    content = template(DEFAULT, roster(), title="讲评会", meeting=MEETING)
    workbook = read_workbook(content, "x.xlsx")
    assert identity_of(workbook) == MEETING
    assert "meeting=7" in workbook.properties["keywords"]


def test_there_are_no_macros_formulas_or_links() -> None:
    content = template(DEFAULT, roster("甲=1"), title="=1+1", meeting=MEETING)
    with ZipFile(BytesIO(content)) as package:
        names = package.namelist()
        sheets = [package.read(name).decode() for name in names if "worksheets/sheet" in name]
    assert not [name for name in names if "vba" in name.lower() or "external" in name.lower()]
    assert not [sheet for sheet in sheets if "<f>" in sheet or "<hyperlink" in sheet]


def test_the_guide_says_deadline_weights_words_and_cells() -> None:
    guide = {row[0]: row[1] for row in rows(made(DEFAULT, due=date(2012, 6, 17))["说明"], 1)}
    assert guide["截止日期"] == "2012年6月17日"
    assert "权重 30%" in str(guide["互评"])
    assert "D6:H11" in str(guide["互评"])
    assert guide["等次"] == "优秀 95　良好 85　一般 75　较差 60"
    assert guide["承诺践诺"] == "权重 20%，满分 100"


def test_branches_are_named_once_where_they_are_assessed() -> None:
    people = Roster(
        pd.DataFrame([("一支部", "一支部", *[""] * 5)], columns=list(MEMBER_COLUMNS)).astype("str")
    )
    scheme = parse_scheme('subject = "branch"\n' + ONE)
    assert rows(made(scheme, people)["自评"])[0] == ("党支部", "总体评价")


def test_a_roster_of_nobody_is_refused() -> None:
    with pytest.raises(TemplateError, match="没有可以测评的对象"):
        template(DEFAULT, Roster(), title="讲评会", meeting=MEETING)


@pytest.fixture
def english() -> Iterator[None]:
    use_language("en")
    yield
    use_language("zh_CN")


@pytest.mark.usefixtures("english")
def test_english_keeps_the_words_by_which_the_reader_knows_a_sheet() -> None:
    book = made(DEFAULT)
    assert book.sheetnames[1].startswith("自评 (")
    assert rows(book[book.sheetnames[1]])[0][:2] == ("工号\n(Number)", "姓名\n(Name)")
