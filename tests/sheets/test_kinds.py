"""Workbooks of every kind are read alike; what a reader leaves unsaid is told with its cell."""

import struct
from datetime import date

import pytest

from cxzy.sheets.errors import UnreadableFile
from cxzy.sheets.grid import DateCell, Fault, Grid, Merge
from cxzy.sheets.reading import read_workbook
from tests.sheets.old_workbooks import (
    EMPTY_TEXT,
    binary,
    binary_cell,
    binary_row,
    compound,
    formula,
    hidden_columns,
    hidden_row,
    label,
    label_of_excel_95,
    merged,
    number,
    record,
    text,
    truth,
    wide,
    xls,
    xls_of_excel_95,
    xls_stream,
    xlsb,
)
from tests.sheets.open_workbooks import cell, ods, row, table, typed
from tests.sheets.workbooks import workbook

DAY = 41_061  # 2012-06-01 in days since 1900, as Excel counts
DAYS_1904 = 1_462  # so much less is counted where days are counted from 1904
IN_1904 = record(0x0022, b"\1\0")
DATES = (0, 9, 14)
"""Number formats by style: general, 0%, a date."""


def grid_of(content: bytes, name: str = "互评.xls") -> Grid:
    return read_workbook(content, name).grids[0]


def reason(content: bytes) -> str:
    with pytest.raises(UnreadableFile) as caught:
        read_workbook(content, "互评.xls")
    return caught.value.reason


def real(value: float) -> bytes:
    return struct.pack("<d", value)


def binary_formula(kind: int, column: int, value: bytes) -> bytes:
    return binary_cell(kind, column, value + bytes(10))


OLD = {
    "xls": xls(
        {
            "互评": label(0, 0, "姓名")
            + label(0, 1, "德")
            + label(1, 0, "007")
            + number(1, 1, 0.95, style=1)
            + number(2, 0, 20120001)
            + number(2, 1, DAY, style=2)
            + truth(3, 0, 1)
            + truth(3, 1, 0x2A, error=True)
            + formula(4, 0, real(3.5))
            + formula(4, 1, b"\x02\0\x07\0\0\0\xff\xff")
            + hidden_row(2)
            + hidden_columns(1, 1)
            + merged(0, 0, 1, 2)
            + label(0, 2, "under")
        },
        formats=DATES,
        hidden=["互评"],
    ),
    "xlsb": xlsb(
        binary_row(
            0,
            binary_cell(6, 0, wide("姓名")),
            binary_cell(6, 1, wide("德")),
            binary_cell(6, 2, wide("under")),
        )
        + binary_row(1, binary_cell(6, 0, wide("007")), binary_cell(5, 1, real(0.95), 1))
        + binary_row(
            2, binary_cell(5, 0, real(20120001)), binary_cell(5, 1, real(DAY), 2), hidden=True
        )
        + binary_row(3, binary_cell(4, 0, b"\1"), binary_cell(3, 1, b"\x2a"))
        + binary_row(4, binary_formula(9, 0, real(3.5)), binary_formula(11, 1, b"\x07")),
        binary(177) + binary(176, struct.pack("<4I", 0, 0, 1, 2)) + binary(178),
        columns=binary(390) + binary(60, struct.pack("<4IH", 1, 1, 2000, 0, 1)) + binary(391),
        formats=DATES,
        hidden=True,
    ),
    "ods": ods(
        table(
            '<table:table-column/><table:table-column table:visibility="collapse"/>',
            row(
                cell("姓名"),
                cell("德", 'table:number-columns-spanned="2" table:number-rows-spanned="1"'),
                "<table:covered-table-cell><text:p>under</text:p></table:covered-table-cell>",
            ),
            row(cell("007"), typed("percentage", "0.95", "95%")),
            row(
                typed("float", "20120001"),
                typed("date", "2012-06-01"),
                more='table:visibility="filter"',
            ),
            row(
                typed("boolean", "true"),
                cell("#N/A", 'office:value-type="string" office:string-value="" calcext:value-type="error"'),  # noqa: E501
            ),
            row(
                typed("float", "3.5", more='table:formula="of:=1+2.5"'),
                cell("#DIV/0!", 'office:value-type="string" table:formula="of:=1/0"'),
            ),
            style="ta1",
        ),
        styles='<style:style style:name="ta1" style:family="table"><style:table-properties table:display="false"/></style:style>',  # noqa: E501
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", OLD)
def test_cells_faults_and_what_is_hidden_are_told_of_every_kind(kind: str) -> None:
    grid = grid_of(OLD[kind])
    # what was put there: text, a percentage, a number, a date, a truth, an error, a formula
    assert [line[:2] for line in grid.rows] == [
        ("姓名", "德"),
        ("007", "95%"),
        (20120001.0, DateCell("2012-06-01")),
        (True, ""),
        (3.5, ""),
    ]
    assert {line[2:] for line in grid.rows} <= {(), ("",)}
    assert set(grid.faults) == {Fault(4, 2, "error", "#N/A"), Fault(5, 2, "error", "#DIV/0!")}
    assert grid.merged == (Merge(1, 2, 1, 3),)
    assert (grid.name, grid.hidden) == ("互评", True)
    assert (grid.hidden_rows, grid.hidden_columns) == ({3}, {2})


def test_dates_counted_from_1904_are_the_dates_that_excel_shows() -> None:
    cells = number(0, 0, DAY - DAYS_1904, style=2)
    old = xls({"a": cells}, formats=DATES, before=IN_1904)
    assert grid_of(old).rows == ((DateCell("2012-06-01"),),)
    days = binary_row(0, binary_cell(5, 0, real(DAY - DAYS_1904), 2))
    assert grid_of(xlsb(days, formats=DATES, since_1904=True)).rows == (
        (DateCell(date(2012, 6, 1).isoformat()),),
    )


def test_formulas_never_calculated_are_named_in_an_xls_unless_a_text_may_be_empty() -> None:
    tokens = {
        "1+2": b"\x1e\x01\0\x1e\x02\0\x03",
        "(1+2)": b"\x1e\x01\0\x1e\x02\0\x03\x15",
        "SUM(A1:B1) as written short": b"\x25" + bytes(8) + b"\x19\x10\0\0",
        "AVERAGE(A1:B1)": b"\x25" + bytes(8) + b"\x42\x01\x05\0",
        "ROUND(1, 2)": b"\x1e\x01\0\x1e\x02\0\x41\x1b\0",
    }
    cells = [formula(0, place, EMPTY_TEXT, each) for place, each in enumerate(tokens.values())]
    found = grid_of(xls({"a": b"".join(cells) + number(1, 0, 1)})).faults
    assert [(fault.row, fault.column, fault.kind) for fault in found] == [
        (1, place, "formula") for place in range(1, len(tokens) + 1)
    ]
    may_be_empty = {
        "empty text": b"\x17\0\0",
        "IF(A1, A1, empty)": b"\x44\0\0\0\xc0\x44\0\0\0\xc0\x17\0\0\x42\x03\x01\0",
        "A1": b"\x44\0\0\0\xc0",
    }
    for each in may_be_empty.values():
        assert grid_of(xls({"a": formula(0, 0, EMPTY_TEXT, each) + number(1, 0, 1)})).faults == ()


def test_a_formula_never_calculated_is_named_in_an_ods() -> None:
    rows = row(cell(more='table:formula="of:=SUM([.B1:.C1])"'), typed("float", "1"))
    assert grid_of(ods(table(rows))).faults == (Fault(1, 1, "formula", "=SUM([.B1:.C1])"),)


@pytest.mark.parametrize("value", ["nan", "inf"])
def test_what_is_no_number_is_a_fault_of_every_kind(value: str) -> None:
    odd = float(value)
    files = [
        xls({"a": number(0, 0, odd) + number(0, 1, 1)}),
        xlsb(binary_row(0, binary_cell(5, 0, real(odd)), binary_cell(5, 1, real(1)))),
        ods(table(row(typed("float", value), typed("float", "1")))),
    ]
    for content in files:
        grid = grid_of(content)
        assert grid.rows == (("", 1.0),)
        assert [(one.row, one.column, one.kind) for one in grid.faults] == [(1, 1, "number")]


def test_an_xls_whose_formats_reach_to_the_last_cell_is_read() -> None:
    stated = record(0x0200, struct.pack("<2I3H", 0, 65_536, 0, 256, 0))
    assert grid_of(xls({"a": stated + label(0, 0, "x") + number(1, 0, 1)})).rows == (
        ("x",),
        (1.0,),
    )


def test_a_workbook_embedded_in_an_xls_is_not_taken_for_it() -> None:
    inside, outside = (xls_stream({"a": label(0, 0, text)}) for text in ("inside", "outside"))
    content = compound({"Workbook": outside}, embedded={"Workbook": inside})
    assert content.index("inside".encode("utf-16-le")) < content.index(
        "outside".encode("utf-16-le")
    )
    assert grid_of(content).rows == (("outside",),)


@pytest.mark.parametrize(("page", "name"), [(936, "张三"), (950, "張三")])
def test_chinese_of_excel_95_is_read_in_the_code_that_the_file_names(page: int, name: str) -> None:
    said = name.encode(f"cp{page}")
    own = label_of_excel_95(0, 0, said) + number(0, 1, 0.875, 1)
    shown = formula(0, 0, b"\0\0\0\0\0\0\xff\xff")
    shown += record(0x0207, struct.pack("<H", len(said)) + said)
    book = read_workbook(xls_of_excel_95({"互評": own, "自評": shown}, page), "x.xls")
    assert [(grid.name, grid.rows) for grid in book.grids] == [
        ("互評", ((name, "87.5%"),)),
        ("自評", ((name,),)),
    ]


def test_texts_with_formats_of_their_own_in_an_xls_are_not_passed_over() -> None:
    said = "张三".encode("gbk")
    rich = record(0x00D6, struct.pack("<4H", 0, 1, 0, len(said)) + said + b"\x01\0\0")
    old = xls_of_excel_95({"a": label_of_excel_95(0, 0, b"x") + rich})
    assert grid_of(old).rows == (("x", "张三"),)
    cells = record(0x00D6, struct.pack("<3H", 1, 1, 0) + text("张三") + bytes(2))
    assert grid_of(xls({"a": label(0, 0, "x") + cells})).rows == (("x", ""), ("", "张三"))


def test_text_of_excel_95_in_a_code_that_is_not_known_is_never_guessed() -> None:
    known, other = (record(0x0042, struct.pack("<H", page)) for page in (936, 932))
    content = xls_of_excel_95({"a": label_of_excel_95(0, 0, "张三".encode("gbk"))})
    assert reason(content.replace(known, other)) == "damaged"


def test_cells_of_an_xlsb_that_do_not_name_their_column_stand_after_the_one_before() -> None:
    style = struct.pack("<I", 0)
    cells = binary_row(
        0,
        binary_cell(6, 1, wide("姓名")),
        binary(17, style + wide("德")),  # a short text, a blank, a number, a truth, an error
        binary(12, style),
        binary(16, struct.pack("<I", 1) + real(0.95)),
        binary(15, style + b"\1"),
        binary(14, style + b"\x2a"),
        binary(13, style + struct.pack("<I", 90 << 2 | 2)),
    )
    rich = binary_row(1, binary(62, struct.pack("<2IB", 0, 0, 1) + wide("张三") + bytes(8)))
    grid = grid_of(xlsb(cells + rich, formats=(0, 9)))
    assert grid.rows == (
        ("", "姓名", "德", "", "95%", True, "", 90.0),
        ("张三", *[""] * 7),
    )
    assert grid.faults == (Fault(1, 7, "error", "#N/A"),)


def test_dates_under_a_number_of_format_that_excel_does_not_give_are_dates() -> None:
    own = record(0x041E, struct.pack("<HHB", 61, 10, 0) + b"yyyy-mm-dd")
    assert grid_of(xls({"a": number(0, 0, DAY)}, formats=(61,), before=own)).rows == (
        (DateCell("2012-06-01"),),
    )


def test_an_et_of_wps_is_read_as_the_xls_that_it_is() -> None:
    assert grid_of(OLD["xls"], "互评.et").rows[0][0] == "姓名"


def test_a_workbook_named_as_another_kind_is_read_by_its_content() -> None:
    content = workbook({"互评": [["姓名", "德"], ["张三", 90]]})
    assert grid_of(content, "互评.xls").rows == (("姓名", "德"), ("张三", 90.0))
    assert grid_of(OLD["ods"], "互评.xlsx").rows[0][0] == "姓名"


def test_macros_are_passed_over() -> None:
    from tests.sheets.test_reading import changed

    content = changed({"xl/vbaProject.bin": bytes(2_000)})
    assert grid_of(content, "互评.xlsm").rows[1] == ("张三", 90.0)


def test_runs_of_numbers_with_a_percentage_among_them_are_read_as_shown() -> None:
    short = [(0, 90 << 2 | 2), (1, 95 << 2 | 3), (0, 80 << 2 | 2)]  # whole; the second by 100
    run = struct.pack("<HH", 0, 0) + b"".join(struct.pack("<HI", *each) for each in short)
    cells = record(0x00BD, run + struct.pack("<H", 2))
    (shown,) = grid_of(xls({"a": cells}, formats=(0, 9))).rows
    assert shown == (90.0, "95%", 80.0)
    assert isinstance(shown[0], float)  # as in an .xlsx; what 1 and 1.0 mean must not differ


def test_own_formats_show_percentages_too() -> None:
    own = record(0x041E, struct.pack("<HHB", 164, 4, 0) + b"0.0%")
    assert grid_of(xls({"a": number(0, 0, 0.875)}, formats=(164,), before=own)).rows == (
        ("87.5%",),
    )


def test_texts_of_an_ods_keep_blanks_and_lines_and_leave_notes_out() -> None:
    odd = (
        '<table:table-cell office:value-type="string"><office:annotation><text:p>note</text:p>'
        '</office:annotation><text:p>张<text:s text:c="2"/>三</text:p><text:p>a<text:line-break/>'
        "<text:span>b</text:span></text:p><draw:frame><text:p>drawn</text:p></draw:frame>"
        "</table:table-cell>"
    )
    shapes = "<table:shapes><table:table-cell><text:p>x</text:p></table:table-cell></table:shapes>"
    assert grid_of(ods(table(shapes, row(odd)))).rows == (("张  三\na\nb",),)


def test_cells_of_an_ods_that_repeat_one_another_stand_in_each_of_their_places() -> None:
    rows = [
        row(
            cell("x"),
            cell(more='table:number-columns-repeated="16383"'),
            more='table:number-rows-repeated="2"',
        ),
        row(more='table:number-rows-repeated="3"'),
        row(
            cell(more='table:number-columns-repeated="2"'),
            typed("float", "1", more='table:number-columns-repeated="2"'),
        ),
        row(
            cell(more='table:number-columns-repeated="16384"'),
            more='table:number-rows-repeated="1048570"',
        ),
    ]
    blank = ("", "", "", "")
    assert grid_of(ods(table(*rows))).rows == (
        ("x", "", "", ""),
        ("x", "", "", ""),
        blank,
        blank,
        blank,
        ("", "", 1.0, 1.0),
    )


def test_the_keywords_of_an_ods_are_told_as_those_of_an_xlsx() -> None:
    meta = "<office:meta><meta:keyword>cxzy</meta:keyword><meta:keyword>meeting=7</meta:keyword></office:meta>"  # noqa: E501
    assert read_workbook(ods(table(), meta=meta), "x").properties["keywords"] == "cxzy meeting=7"


NOT_READ = {
    "text document": (ods("", kind="application/vnd.oasis.opendocument.text"), "document"),
    "slides": (ods("", kind="application/vnd.oasis.opendocument.presentation"), "slides"),
    "drawing": (ods("", kind="application/vnd.oasis.opendocument.graphics"), "not_a_workbook"),
    "password": (ods("", manifest="<manifest:encryption-data/>"), "password"),
    "DOCTYPE": (ods("", content="<!DOCTYPE x><x/>"), "hostile"),
    "no XML": (ods("", content="<office"), "damaged"),
    "cells repeated without end": (
        ods(table(row(cell("x", 'table:number-columns-repeated="999999999"')))),
        "beyond",
    ),
    "rows repeated without end": (
        ods(table(row(cell("x"), more='table:number-rows-repeated="999999999"'))),
        "beyond",
    ),
    "a sheet full of one cell": (
        ods(table(row(cell("x", 'table:number-columns-repeated="16384"'), more='table:number-rows-repeated="1048576"'))),  # noqa: E501
        "far_cell",
    ),
    "far cell": (
        ods(table(row(more='table:number-rows-repeated="1048575"'), row(cell(more='table:number-columns-repeated="16383"'), cell("x")))),  # noqa: E501
        "far_cell",
    ),
    "faults without end": (
        ods(table(row(cell("#N/A", 'table:formula="of:=NA()" table:number-columns-repeated="16384"'), more='table:number-rows-repeated="1048576"'))),  # noqa: E501
        "far_cell",
    ),
    "far cell in an .xls": (xls({"a": number(0, 0, 1) + number(65_535, 255, 1)}), "far_cell"),
    "far cell in an .xlsb": (
        xlsb(binary_row(1_048_575, binary_cell(5, 16_383, real(1)))),
        "far_cell",
    ),
    "cell beyond in an .xlsb": (xlsb(binary_row(2_000_000, binary_cell(5, 0, real(1)))), "beyond"),
    "records cut off": (compound({"Workbook": xls_stream({"a": label(0, 0, "x")})[:-9] + b"\x03\x02\xff\xff"}), "damaged"),  # noqa: E501
    "Excel 4": (compound({"Book": struct.pack("<HHHH", 0x0409, 6, 0, 0x10)}), "old_kind"),
    "no sheets": (compound({"Workbook": b"\1\2\3"}), "damaged"),
}  # fmt: skip


@pytest.mark.parametrize("what", NOT_READ)
def test_what_cannot_be_read_of_other_kinds_is_refused_with_its_reason(what: str) -> None:
    content, expected = NOT_READ[what]
    assert reason(content) == expected
    assert grid_of(OLD["ods"]).height == 5
