"""A sheet as it was read: bounded, escaped, with letters, numbers, roles and faults."""

import re
from typing import Any

import numpy as np

from cxzy.services.looking import Taken
from cxzy.services.records import NOT_READ, Cell, ColumnRole, Grid, Meaning, Merge, Problem
from cxzy.web.sheet_grid import MOST_COLUMNS, MOST_ROWS, Drawing, cell_id, grid_html, window_of


def grid(rows: list[list[Any]], *merged: Merge) -> Grid:
    values = tuple(dict.fromkeys(value for row in rows for value in row))
    codes = np.array([[values.index(value) for value in row] for row in rows], dtype=np.int32)
    return Grid("互评", values, codes, merged)


def table(top: int, *columns: tuple[int, str, Meaning]) -> Taken:
    return Taken("互评", top, top, top, (top + 1, top + 2), columns, None, "criteria", (), None)


def drawn(cells: Grid, *tables: Taken, problems: tuple[Problem, ...] = (), asked: str = "") -> str:
    window = window_of(cells, 0, 0)
    return grid_html(Drawing(cells, 0, tables, problems, window, asked))


def test_a_small_sheet_is_drawn_whole_without_what_is_blank_at_its_end() -> None:
    window = window_of(grid([["甲", ""], ["", "乙"], ["", ""]]), 0, 0)
    assert (window.rows, window.columns, window.whole) == (range(2), range(2), True)


def test_of_a_large_sheet_a_part_around_what_matters_is_drawn() -> None:
    rows, columns = 5 * MOST_ROWS, 2 * MOST_COLUMNS
    large = Grid("大", (1.0,), np.zeros((rows, columns), dtype=np.int32))
    first, later, last = (window_of(large, row, 0) for row in (0, MOST_ROWS + 50, rows - 1))
    assert [len(window.rows) for window in (first, later, last)] == [MOST_ROWS] * 3
    assert first.rows.start == 0
    assert MOST_ROWS + 50 in later.rows
    assert last.rows.stop == rows
    assert len(first.columns) == MOST_COLUMNS
    assert not first.whole


def test_letters_numbers_roles_and_headings_stand_where_they_belong() -> None:
    meanings = ((0, "姓名", Meaning(ColumnRole.SUBJECT)), (1, "甲", NOT_READ))
    html = drawn(grid([["姓名", "甲"], ["安甲", 1.0], ["白乙", 2.5]]), table(0, *meanings))
    roles, letters = re.findall(r"<tr>(.*?)</tr>", html)[:2]
    assert re.findall(r">([^<]+)</th>", roles) == ["被测评人姓名", "不读取"]
    assert re.findall(r">([^<]+)</th>", letters) == ["A", "B"]
    assert html.count('class="cx-heading"') == 1
    assert ">2.5</td>" in html
    assert f'id="{cell_id(0, "互评", 3, 0)}"' in html


def test_a_problem_colours_its_cell_and_says_what_to_do() -> None:
    where = Cell("表.xlsx", "互评", 2, 2)
    problems = (Problem("mark_out_of_range", where, "195", (("full_marks", "100"),)),)
    target = cell_id(0, "互评", 2, 2)
    html = drawn(grid([["姓名", "甲"], ["安甲", 195.0]]), problems=problems, asked=target)
    (cell,) = re.findall(f'<td id="{target}"[^>]*>', html)
    assert 'class="cx-figure cx-bad cx-found"' in cell
    assert "0 至 100 之间的数" in cell


def test_only_cells_that_can_be_asked_for_carry_an_anchor() -> None:
    html = drawn(grid([["姓名", "甲"], ["安甲", 1.0]]))
    assert "<td id=" not in html


def test_text_is_text_wherever_it_stands() -> None:
    bad = '"><script>alert(1)</script>'
    cells = Grid(bad, (bad,), np.zeros((1, 1), dtype=np.int32))
    where = Cell("表.xlsx", bad, 1, 1)
    problems = (Problem("unknown_word", where, bad, (("words", (bad,)),)),)
    meanings = ((0, bad, Meaning(ColumnRole.ASPECT, bad)),)
    window = window_of(cells, 0, 0)
    html = grid_html(Drawing(cells, 0, [table(0, *meanings)], problems, window))
    assert "<script" not in html
    assert '""' not in html.replace('class=""', "")


def test_what_is_merged_is_shown_in_all_its_cells() -> None:
    html = drawn(grid([["两项", ""], ["甲", "乙"]], Merge(1, 1, 1, 2)))
    assert re.search(r'<td class="cx-lent">两项</td>', html)
