"""What the different values of a file may be to its tables, found out once for many files."""

import numpy as np
import pytest

from cxzy.core.scheme import Scheme
from cxzy.sheets.grid import DateCell, Value
from cxzy.sheets.headings import MOST_HEADINGS, Vocabulary
from cxzy.sheets.kinds_of_values import (
    BLANK,
    COUNTING,
    CRITERION,
    ENDING,
    HEAD,
    LINE,
    WORD,
    Kinds,
    kinds_of,
)


def kinds(*values: Value) -> Kinds:
    return kinds_of(values, Vocabulary(Scheme()))


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("", BLANK),
        ("姓名", HEAD),
        ("发出", HEAD | COUNTING),
        ("弃权", 0),
        ("承诺践诺(20分)", CRITERION),
        ("优秀", WORD),
        ("合计", ENDING),
        ("测评时间：6月", LINE),
        ("说 明:", ENDING | LINE),
        ("张三", 0),
        (90.0, 0),
        (True, 0),
        (DateCell("合计:"), 0),
    ],
)
def test_a_value_is_what_it_may_be_to_a_table(value: Value, kind: int) -> None:
    assert kinds(value).kinds.tolist() == [kind]


def test_the_second_file_is_told_the_same_as_the_first() -> None:
    vocabulary = Vocabulary(Scheme())
    values: tuple[Value, ...] = ("合计", 1.0, "", "姓名", True, "1")
    first, second = kinds_of(values, vocabulary), kinds_of(values[::-1], vocabulary)
    assert first.kinds.tolist() == second.kinds[::-1].tolist() == [ENDING, 0, BLANK, HEAD, 0, 0]
    assert (first.endings, first.lines, first.counting) == ({"合计"}, set(), set())


def test_only_so_many_values_are_remembered() -> None:
    vocabulary = Vocabulary(Scheme())
    kinds_of([f"甲{number}" for number in range(MOST_HEADINGS + 1)], vocabulary)
    assert not vocabulary.remembered.kinds
    for part in range(4):
        kinds_of([f"{part} {number}" for number in range(MOST_HEADINGS // 2)], vocabulary)
    assert len(vocabulary.remembered.kinds) <= 1.5 * MOST_HEADINGS


def test_rows_are_told_by_how_many_cells_are_of_a_kind() -> None:
    found = kinds("姓名", "", "张三").cells(np.array([[1, 1], [2, 1], [0, 0], [2, 2]], np.int32))
    assert found.rows_with(BLANK) == [0, 1]
    assert found.rows_with(BLANK, least=2) == [0]
    assert found.rows_with(HEAD, least=2) == [2]
    assert found.rows_with(WORD) == []


@pytest.mark.parametrize("shape", [(0, 0), (3, 0), (0, 3)])
def test_a_sheet_without_a_cell_has_none_of_any_kind(shape: tuple[int, int]) -> None:
    found = kinds().cells(np.empty(shape, np.int32))
    assert found.rows_with(HEAD) == []
    assert found.rows_with(BLANK, least=shape[1]) == ([0, 1, 2] if shape == (3, 0) else [])
