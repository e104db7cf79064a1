"""Ratings and facets on their way: columns as arrays, which become a table where one is asked for.

An import makes ratings, reckons facets and keeps both without anybody looking at a table; making
tables and taking their columns out again was a tenth of its time. See
docs/decisions/0162-an-import-makes-no-tables.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.api.extensions import ExtensionArray

from cxzy.core.arrays import Codes, Rows
from cxzy.core.tables import table_of


@dataclass(frozen=True, eq=False)
class Words:
    """A column of words: each of them once, and per row its place among them, −1 for none."""

    words: tuple[str, ...]
    codes: Codes

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.codes)

    def take(self, rows: Rows) -> "Words":
        """Return the column with some of its rows, in their order."""
        return Words(self.words, self.codes.take(rows))

    @property
    def category(self) -> "pd.Categorical[Any]":
        """The same as pandas has it."""
        return pd.Categorical.from_codes(self.codes, dtype=_category(self.words), validate=False)


@dataclass(frozen=True, eq=False)
class Columns:
    """Columns of the same length by name: words, numbers, or arrays that a table takes over."""

    by_name: Mapping[str, Words | NDArray[Any] | ExtensionArray]

    @classmethod
    def of(cls, table: "pd.DataFrame | Columns") -> "Columns":
        """Return the columns of a table whose texts may as well be categories."""
        if isinstance(table, Columns):
            return table
        return cls({str(name): _column(table[name]) for name in table.columns.tolist()})

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(next(iter(self.by_name.values()), ()))

    def __contains__(self, name: str) -> bool:
        """Whether there is such a column."""
        return name in self.by_name

    def words(self, name: str) -> Words:
        """Return a column of words."""
        column = self.by_name[name]
        if not isinstance(column, Words):
            raise TypeError(name)
        return column

    def numbers(self, name: str) -> NDArray[Any]:
        """Return a column of numbers."""
        column = self.by_name[name]
        if not isinstance(column, np.ndarray):
            raise TypeError(name)
        return column

    @cached_property
    def table(self) -> pd.DataFrame:
        """The columns as a table, words as categories."""
        return table_of(
            {
                name: column.category if isinstance(column, Words) else column
                for name, column in self.by_name.items()
            }
        )


def _column(column: "pd.Series[Any]") -> Words | NDArray[Any]:
    if pd.api.types.is_numeric_dtype(column.dtype):
        return column.to_numpy()
    words = pd.Categorical(column.array)
    return Words(tuple(map(str, words.categories.tolist())), words.codes)


@lru_cache(maxsize=512)  # making one takes longer than using it for a meeting
def _category(words: tuple[str, ...]) -> pd.CategoricalDtype:
    return pd.CategoricalDtype(pd.Index(words, dtype="str"))


def small(codes: NDArray[np.integer[Any]], words: int) -> Codes:
    """Return codes of so many words in the smallest kind of number, as pandas has them."""
    return codes.astype(np.min_scalar_type(-words - 1), copy=False)
