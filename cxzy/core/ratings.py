"""The ratings table: one row per understood mark, the only input of the official score."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from cxzy.core.errors import CxzyError
from cxzy.core.language import _
from cxzy.core.scheme import Scheme
from cxzy.core.vocabulary import OVERALL, UNKNOWN_RATER

RATING_TYPES = {
    "source": "category",
    "rater": "int32",
    "group": "category",
    "subject": "category",
    "criterion": "category",
    "points": "float64",
    "word": "category",
    "count": "int32",
    "sheet_name": "category",
    "row": "int32",
    "column": "int32",
}
RATING_COLUMNS = tuple(RATING_TYPES)
NEEDED_COLUMNS = ("source", "subject", "points")


class RatingsError(CxzyError):
    """A ratings table that cannot be scored: a fault of the calling script, not of a sheet."""

    @classmethod
    def from_columns(cls, missing: Sequence[str]) -> "RatingsError":
        """Return the error for columns that are needed and absent."""
        return cls(_("The ratings lack the columns {columns}.").format(columns=", ".join(missing)))

    @classmethod
    def from_words(
        cls, column: str, found: Sequence[str], allowed: Sequence[str]
    ) -> "RatingsError":
        """Return the error for values that the scheme does not know."""
        return cls(
            _("The scheme does not know {found} in the column {column} of the ratings.").format(
                found=", ".join(map(str, found)), column=column
            ),
            hint=_("It knows {allowed}.").format(allowed=", ".join(allowed)),
        )


def empty_ratings() -> pd.DataFrame:
    """Return a ratings table without rows, with every column and its type."""
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in RATING_TYPES.items()})


def complete_ratings(ratings: pd.DataFrame, scheme: Scheme) -> pd.DataFrame:
    """Return ratings with every column of `RATING_COLUMNS` and its type.

    What is absent takes its default: rater −1 (every row a vote of its own), group "",
    criterion the scheme's only one or else OVERALL, count 1, no word, no cell. Other columns,
    such as `meeting`, stay. Raises RatingsError where `source`, `subject` or `points` is absent.
    """
    missing = [name for name in NEEDED_COLUMNS if name not in ratings]
    if missing:
        raise RatingsError.from_columns(missing)
    defaults = {
        "rater": UNKNOWN_RATER,
        "group": "",
        "criterion": scheme.criteria[0].key if len(scheme.criteria) == 1 else OVERALL,
        "word": None,
        "count": 1,
        "sheet_name": "",
        "row": 0,
        "column": 0,
    }
    complete = {
        name: _filled(ratings, name, defaults).astype(pd.api.types.pandas_dtype(kind))
        for name, kind in RATING_TYPES.items()
    }
    others = {str(name): ratings[name] for name in ratings if name not in complete}
    return pd.DataFrame(others | complete, index=ratings.index)


def _filled(ratings: pd.DataFrame, name: str, defaults: dict[str, object]) -> "pd.Series[Any]":
    if name in ratings:
        return ratings[name]
    return pd.Series(defaults[name], index=ratings.index, dtype="object")
