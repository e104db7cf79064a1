"""Rows that belong together, each case written out."""

import pandas as pd

from cxzy.core.row_groups import in_words, places_among, row_groups

ROWS = pd.DataFrame({"kind": ["b", "a", "b", None, "a", None], "unit": [1, 1, 2, 1, 1, 1]})


def test_groups_are_numbered_as_they_come() -> None:
    number, first = row_groups(ROWS, ["kind", "unit"])
    # b1, a1, b2, -1, a1, -1
    assert number.tolist() == [0, 1, 2, 3, 1, 3]
    assert first.tolist() == [0, 1, 2, 3]


def test_without_keys_all_rows_are_one_group() -> None:
    number, first = row_groups(ROWS, [])
    assert number.tolist() == [0] * 6
    assert first.tolist() == [0]


def test_no_rows_are_no_groups() -> None:
    for keys in ([], ["kind"], ["kind", "unit"]):
        number, first = row_groups(ROWS.head(0), keys)
        assert (len(number), len(first)) == (0, 0)


def test_what_is_none_of_the_words_has_no_place() -> None:
    assert places_among(["a", "c"], ROWS["kind"]).tolist() == [-1, 0, -1, -1, 0, -1]
    assert places_among([], ROWS["kind"]).tolist() == [-1] * 6
    assert places_among(["a"], ROWS["kind"].head(0)).tolist() == []


def test_every_value_is_put_into_words_once() -> None:
    asked: list[str] = []

    def word(kind: str) -> str | None:
        asked.append(kind)
        return {"a": "甲"}.get(kind)

    found = in_words(ROWS["kind"], word)
    assert found.fillna("—").tolist() == ["—", "甲", "—", "—", "甲", "—"]
    assert asked == ["b", "a"]
