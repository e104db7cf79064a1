"""Tables that are text: their code and their separator are found out, or asked for."""

import codecs
from collections.abc import Iterator

import pytest

from cxzy.core.language import ENGLISH, use_language
from cxzy.sheets.errors import UnreadableFile
from cxzy.sheets.grid import Fault, Grid
from cxzy.sheets.reading import read_workbook
from cxzy.sheets.sheet import read_sheet
from tests.sheets.workbooks import TWO_CRITERIA, marks, read

TABLE = "姓名,德,能\n张三,90,85\n李四,88.5,95\n"
CODES = {
    "UTF-8": "utf-8",
    "UTF-8 with a mark": "utf-8-sig",
    "GBK": "gbk",
    "GB18030": "gb18030",
    "UTF-16, little end first": "utf-16-le",
    "UTF-16, big end first": "utf-16-be",
    "UTF-16 with a mark": "utf-16",
}


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    use_language(ENGLISH)
    yield
    use_language("zh_CN")


def grid_of(content: bytes | str, name: str = "互评.csv") -> Grid:
    content = content.encode() if isinstance(content, str) else content
    (grid,) = read_workbook(content, name).grids
    return grid


def refusal(content: bytes | str) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as caught:
        grid_of(content)
    return caught.value


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("line", ["\n", "\r\n", "\r"])
def test_a_table_reads_the_same_in_every_code(code: str, separator: str, line: str) -> None:
    text = TABLE.replace(",", separator).replace("\n", line)
    assert grid_of(text.encode(CODES[code])).rows == (
        ("姓名", "德", "能"),
        ("张三", 90.0, 85.0),
        ("李四", 88.5, 95.0),
    )


def test_big_end_first_with_a_mark_is_read() -> None:
    content = codecs.BOM_UTF16_BE + TABLE.encode("utf-16-be")
    assert grid_of(content).rows[1] == ("张三", 90.0, 85.0)


def test_letters_that_only_gb18030_has_are_read() -> None:
    # 𬭎 is written in four bytes there and stands in names since 2013
    assert grid_of(TABLE.replace("张三", "张𬭎").encode("gb18030")).rows[1][0] == "张𬭎"


def test_letters_newer_than_the_tables_of_letters_are_read() -> None:
    # U+31350 came with Unicode 15; FE9F is 䶮 of GBK, whose letter other tables keep elsewhere
    assert grid_of(TABLE.replace("张三", "张\U00031350")).rows[1][0] == "张\U00031350"
    assert (
        len(str(grid_of(TABLE.encode("gb18030").replace(b"\xc8\xfd", b"\xfe\x9f")).rows[1][0])) == 2
    )


def test_the_sheet_is_named_for_the_file_and_says_whose_marks_it_holds() -> None:
    sheet = read_sheet(TABLE.encode("gb18030"), TWO_CRITERIA, "群众测评.csv")
    same = read([["姓名", "德", "能"], ["张三", 90, 85], ["李四", 88.5, 95]])
    assert [table.sheet for table in sheet.tables] == ["群众测评"]
    assert marks(sheet) == marks(same)
    assert [problem.code for problem in sheet.problems] == [
        problem.code for problem in same.problems
    ]


def test_a_text_named_xls_as_many_systems_export_it_is_read() -> None:
    content = TABLE.replace(",", "\t").encode("gb18030")
    assert grid_of(content, "互评.xls").rows[1] == ("张三", 90.0, 85.0)


def test_titles_notes_and_blank_lines_around_the_table_do_not_hide_the_separator() -> None:
    text = f"2012年上半年党员互评表\n\n{TABLE}\n说明：满分100\n"
    assert grid_of(text).rows == (
        ("2012年上半年党员互评表", "", ""),
        ("", "", ""),
        ("姓名", "德", "能"),
        ("张三", 90.0, 85.0),
        ("李四", 88.5, 95.0),
        ("", "", ""),
        ("说明：满分100", "", ""),
    )


def test_numbers_are_numbers_and_leading_zeros_percentages_and_long_numbers_stay_text() -> None:
    fields = "007,20120001,-3,0.5,95%,１２,110101199001010011,1e5,+86,TRUE,2012-06-01"
    assert grid_of(f"{fields}\n{fields}").rows[0] == (
        "007", 20120001.0, -3.0, 0.5, "95%", "１２", "110101199001010011", "1e5", "+86", "TRUE", "2012-06-01",  # noqa: E501
    )  # fmt: skip


def test_a_number_that_was_kept_as_text_by_a_formula_is_that_text() -> None:
    assert grid_of('="007",90\n="008",85\n').rows == (("007", 90.0), ("008", 85.0))


def test_errors_of_the_workbook_it_came_from_are_faults_with_their_cell() -> None:
    grid = grid_of("姓名,德\n张三,#N/A\n李四,#DIV/0!\n")
    assert grid.faults == (Fault(2, 2, "error", "#N/A"), Fault(3, 2, "error", "#DIV/0!"))
    assert grid.rows[1] == ("张三", "")


def test_quoted_entries_hold_separators_lines_and_quotation_marks() -> None:
    text = '姓名,备注\n张三,"按时, 认真\n""好"""\n李四,"a;b"\n'
    assert grid_of(text).rows[1:] == (("张三", '按时, 认真\n"好"'), ("李四", "a;b"))


def test_decimal_commas_do_not_pass_for_separators() -> None:
    assert grid_of("姓名;德\n张三;90,5\n李四;88,5\n").rows[1] == ("张三", "90,5")


def test_a_stated_separator_is_believed() -> None:
    assert grid_of("sep=;\na;1,2\nb;3,4\n").rows == (("a", "1,2"), ("b", "3,4"))


def test_a_heading_that_begins_like_a_zip_is_a_heading() -> None:
    assert grid_of("PK,得分\n1,90\n").rows[0] == ("PK", "得分")


def test_ticks_and_signs_do_not_make_a_text_foreign() -> None:
    text = "姓名,优秀,良好\n张三,√,\n李四,○,√\n"
    assert grid_of(text.encode("gb18030")).rows[1] == ("张三", "√", "")


def test_where_two_separators_fit_neither_is_taken() -> None:
    error = refusal("张三;90,5\n李四;88,5\n")
    assert error.reason == "two_separators"
    assert "“,” “;”" in error.message
    assert refusal("a\tb,c\nd\te,f\n").message.count("Tab") == 1


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("各位同志：\n请于周五前上交。", "no_columns"),
        ("姓名,德,能\n張三,90,85\n李四,88,95\n".encode("big5"), "code"),
        ("张三\n李四\n王五", "no_columns"),
        ("One, two\nthree\nfour\nfive, six, seven, eight\nnine", "no_columns"),
        ('姓名,德\n张三,"90\n李四,80\n', "quotes"),
        ('姓名,德\n"张三"(组长),90\n', "quotes"),
        ("{\\rtf1 姓名}", "document"),
        ("<?xml version='1.0'?><a><b>1,2</b></a>", "not_a_workbook"),
        (
            "<?xml version='1.0'?><o:document xmlns:o='x'><table:table/></o:document>",
            "not_a_workbook",
        ),
        ("From: <Saved by Microsoft>\nMIME-Version: 1.0", "web_page"),
    ],
)
def test_text_that_is_no_table_is_refused_in_its_own_words(text: str | bytes, reason: str) -> None:
    assert refusal(text).reason == reason


def test_a_quotation_mark_without_its_fellow_is_named_by_its_line() -> None:
    assert "line 2" in refusal('姓名,德\n"张三"(组长),90\n').message


@pytest.mark.parametrize("at", range(1, 40, 3))
def test_a_text_that_is_cut_or_spoilt_is_never_read_in_another_code(at: int) -> None:
    content = TABLE.encode()
    content = content[:at] + b"\xff" + content[at:]
    assert refusal(content).reason == "damaged"


def test_a_text_cut_inside_of_a_letter_is_damaged() -> None:
    assert refusal((TABLE + "王").encode()[:-1]).reason == "damaged"
    assert refusal((TABLE + "王").encode("utf-16")[:-1]).reason == "damaged"


def test_bytes_that_are_no_text_are_refused() -> None:
    for content in (
        b"\x80\x81,\xff\n" * 9,
        bytes(range(256)) * 4,
        b"a,b\0\1\n" * 9,
        b"\x1b,\x1b\n",
    ):
        assert refusal(content).reason in {"not_a_workbook", "no_columns"}


def test_a_row_for_every_line_beyond_any_sheet_is_refused() -> None:
    assert refusal("1,2\n" * 1_050_000).reason in {"beyond", "far_cell", "too_slow"}
    wide = ",".join("1" * 20_000)
    assert refusal(f"{wide}\n{wide}\n").reason == "beyond"
