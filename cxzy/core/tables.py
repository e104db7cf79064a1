"""Small tables made often: one per uploaded workbook, several times each."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import pandas as pd


def table_of(columns: Mapping[str, Any]) -> pd.DataFrame:
    """Return a table of arrays, which are not copied, under the names of its columns.

    What `pandas.DataFrame` does with a mapping, but for the names: making an index of them, and
    looking for the first name in it, takes longer than all else that a small table needs.
    """
    table = pd.DataFrame(dict(enumerate(columns.values())), copy=False)
    table.columns = _names(tuple(columns)).view()
    return table


@lru_cache(maxsize=64)
def _names(names: tuple[str, ...]) -> "pd.Index[str]":
    return pd.Index(names, dtype="str")
