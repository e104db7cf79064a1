"""The rows of a table, be they a span or what blank rows leave of one."""

from dataclasses import replace

from cxzy.core.scheme import Scheme
from cxzy.sheets.block import Block
from cxzy.sheets.blocks import blocks_of, pages_of
from cxzy.sheets.headings import Role, vocabulary_of
from cxzy.sheets.kinds_of_values import kinds_of
from cxzy.sheets.names import Names
from cxzy.sheets.reading import read_workbook
from tests.sheets.workbooks import workbook

HEADS = ["评价人", "姓名", "承诺践诺"]
ROWS = [["王五", "张三", 90], [None, "李四", 85], ["赵六", "张三", 88]]


def table(*rows: list[object]) -> Block:
    """Return the one table of a sheet in which the first rater's cell is merged over two rows."""
    content = workbook({"互评": rows}, lambda file: file["互评"].merge_cells("A2:A3"))
    grid = read_workbook(content, "互评.xlsx").grids[0]
    page = pages_of(grid, kinds_of(grid.values, vocabulary_of(Scheme())))
    (block,) = blocks_of(page, Names(None))
    return block


def test_rows_without_a_blank_one_are_a_span_and_hold_what_they_hold_as_a_list() -> None:
    span = table(HEADS, *ROWS)
    assert span.body == range(1, 4)
    whole = replace(span, body=(1, 2, 3))
    for column in span.columns:
        assert span.values(column) == whole.values(column)
    assert span.places.tolist() == whole.places.tolist() == [1, 2, 3]
    assert span.values(span.having(Role.RATER)[0]) == ["王五", "王五", "赵六"]


def test_a_blank_row_and_a_total_are_left_out() -> None:
    parted = table(HEADS, *ROWS[:2], [], ROWS[2], ["合计", None, 263])
    assert tuple(parted.body) == (1, 2, 4)
    assert parted.values(parted.having(Role.ASPECT)[0]) == [90, 85, 88]
