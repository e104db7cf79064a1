"""Headings that came before are not understood anew, and never as something else."""

from typing import Any

import numpy as np
import pytest

from cxzy.sheets.columns import WIDEST_KNOWN, Column, columns_of
from cxzy.sheets.grid import DateCell, Grid, Value
from cxzy.sheets.headings import Role, Vocabulary
from cxzy.sheets.remembered import MOST_ROWS
from tests.sheets.workbooks import ONE_CRITERION, TWO_CRITERIA


def grid(*rows: tuple[Value, ...]) -> Grid:
    """Return a sheet; true and 1 stay apart in it."""
    values = tuple(value for row in rows for value in row)
    codes = np.arange(len(values), dtype=np.int32).reshape(len(rows), -1)
    return Grid("互评", values, codes)


def columns(vocabulary: Vocabulary, *rows: tuple[Value, ...]) -> tuple[Column, ...]:
    return columns_of(grid(*rows), range(len(rows)), vocabulary)


def test_the_same_headings_are_understood_once() -> None:
    vocabulary = Vocabulary(TWO_CRITERIA)

    assert columns(vocabulary, ("姓名", "德")) is columns(vocabulary, ("姓名", "德"))


def test_the_same_headings_mean_what_the_scheme_says() -> None:
    two, one = Vocabulary(TWO_CRITERIA), Vocabulary(ONE_CRITERION)

    assert columns(two, ("姓名", "德"))[1].role is Role.ASPECT
    assert columns(one, ("姓名", "德"))[1].role is not Role.ASPECT


def test_the_same_headings_further_down_stand_further_down() -> None:
    vocabulary = Vocabulary(TWO_CRITERIA)
    sheet = grid(("姓名", "德"), ("姓名", "德"))

    rows = [columns_of(sheet, [row], vocabulary)[0].row for row in (0, 1, 0)]

    assert rows == [1, 2, 1]


@pytest.mark.parametrize("other", [1.0, True, DateCell("2012-06-05")], ids=str)
def test_values_that_are_equal_or_no_texts_are_told_apart(other: Value) -> None:
    vocabulary = Vocabulary(TWO_CRITERIA)
    columns(vocabulary, ("姓名", 1))
    columns(vocabulary, ("姓名", "1"))

    found = columns(vocabulary, ("姓名", other))

    assert found == columns(Vocabulary(TWO_CRITERIA), ("姓名", other))


def test_a_sheet_without_headings_is_as_wide_as_it_is() -> None:
    vocabulary = Vocabulary(TWO_CRITERIA)

    widths = [len(columns_of(grid(("",) * wide), [], vocabulary)) for wide in (2, 3)]

    assert widths == [2, 3]


def test_only_so_many_headings_are_kept_and_none_that_are_very_wide() -> None:
    vocabulary = Vocabulary(TWO_CRITERIA)
    for number in range(3 * MOST_ROWS):
        columns(vocabulary, ("姓名", f"项目{number}"))
    columns(vocabulary, ("姓名",) * (WIDEST_KNOWN + 1))

    known: Any = vocabulary.remembered.rows
    assert len(known) <= MOST_ROWS
    assert all(len(row) <= WIDEST_KNOWN for _of, _width, (_number, row) in known)
