"""Columns of few different things: each kind asked once, every row answered."""

import numpy as np

from cxzy.sheets.coded import Coded, Codes, same


def column(texts: list[str]) -> Coded[str]:
    kinds = sorted(set(texts))
    return Coded(tuple(kinds), np.array([kinds.index(text) for text in texts], dtype=np.int32))


def test_a_meaning_is_asked_once_per_kind_and_holds_for_every_row() -> None:
    asked: list[str] = []
    lengths = column(["ab", "c", "ab", "ab"]).mapped(lambda text: asked.append(text) or len(text))  # type: ignore[func-returns-value]
    assert list(lengths) == [2, 1, 2, 2]
    assert sorted(asked) == ["ab", "c"]


def test_blank_rows_take_what_stands_above_and_leading_ones_stay_blank() -> None:
    texts = column(["", "a", "", "", "b", ""])
    assert list(texts.filled_down(texts.whether("".__eq__))) == ["", "a", "a", "a", "b", "b"]


def test_two_columns_stand_beside_each_other() -> None:
    first, second = ["a", "b", "a", "a"], ["x", "x", "y", "x"]
    pairs = list(zip(first, second, strict=True))
    assert list(column(first).beside(column(second))) == pairs
    assert list(column(first).beside(same("z", 4))) == [(text, "z") for text in first]


def test_a_column_has_the_values_that_occur_in_the_order_they_were_met() -> None:
    codes = Codes("never")
    numbers = codes.of(["b", "a", None, "b"])
    written = codes.column(numbers)
    assert written.category.tolist()[:2] == ["b", "a"]
    assert written.codes.tolist() == [0, 1, -1, 0]
    assert list(written.category.categories) == ["b", "a"]


def test_a_value_that_occurs_only_in_other_rows_is_none_of_the_column() -> None:
    codes = Codes()
    written = codes.column(codes.of(["a", "b", "c", "b"]), np.array([2, 1]))
    assert written.words == ("b", "c")
    assert written.take(np.array([2, 1, 2])).category.tolist() == ["c", "b", "c"]


def test_a_column_without_any_value_has_no_words() -> None:
    written = Codes().column(np.full(3, -1, dtype=np.int32))
    assert written.words == ()
    assert written.codes.tolist() == [-1, -1, -1]
