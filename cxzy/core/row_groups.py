"""Which rows of a table belong together: values as numbers, each met once."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from cxzy.core.arrays import Codes, Rows


def row_groups(table: pd.DataFrame, keys: Sequence[str]) -> tuple[Codes, Rows]:
    """Return the group of each row, numbered as they come, and the first row of each group.

    Rows with equal values in all columns `keys` are a group; a missing value is one like others.

    >>> row_groups(pd.DataFrame({"kind": ["b", "a", "b"]}), ["kind"])
    (array([0, 1, 0]), array([0, 1]))
    """
    number = np.zeros(len(table), dtype="int64")
    for place, key in enumerate(keys):
        codes, values = pd.factorize(table[key], use_na_sentinel=False)
        number = codes if place == 0 else pd.factorize(number * len(values) + codes)[0]
    first = np.zeros(number.max(initial=-1) + 1, dtype="intp")
    first[number[::-1]] = np.arange(len(number))[::-1]
    return number, first


def places_among(words: Sequence[str], column: "pd.Series[str]") -> Codes:
    """Return the place of each value of a column among `words`, -1 for what is none of them.

    >>> places_among(["A", "B"], pd.Series(["B", None, "A", "?"]))
    array([ 1, -1,  0, -1])
    """
    codes, met = pd.factorize(column)
    known = {word: place for place, word in enumerate(words)}
    return np.array([*(known.get(word, -1) for word in met), -1])[codes]


def in_words(column: "pd.Series[Any]", word: Callable[[Any], str | None]) -> "pd.Series[str]":
    """Return a column in words, each value looked up once; missing what has none.

    >>> in_words(pd.Series([1, 2, 1]), {1: "one"}.get).tolist()
    ['one', nan, 'one']
    """
    codes, values = pd.factorize(column)
    words = pd.array([*map(word, values), None], dtype="str")
    return pd.Series(words.take(codes), index=column.index)
