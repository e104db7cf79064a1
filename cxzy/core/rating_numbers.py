"""The numbers of a ratings table, refused where no mark and no count can be like that.

A column of numbers is looked at for its extremes only; rows are searched once something is wrong.
"""

from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from cxzy.core.arrays import Codes, Mask, Numbers
from cxzy.core.columns import Columns
from cxzy.core.rating_errors import RatingsError
from cxzy.core.scheme import Scheme

FULL_POINTS = 100.0
_INFERRED = {"floating", "integer", "mixed-integer-float", "decimal", "empty"}
_KINDS = (int, float, Decimal, np.integer, np.floating)


def points_of(ratings: pd.DataFrame | Columns, scheme: Scheme) -> Numbers:
    """Return the points, NaN for no mark.

    Raises RatingsError for text, truth values and infinity, and outside of 0–100, or of the
    scheme's scales where a word of theirs reaches further. Bonus points may be any number.
    """
    lowest, highest = points_range(scheme)
    if isinstance(ratings, Columns):
        given = ratings.numbers("points")
        return given if _within(given, lowest, highest) else points_of(ratings.table, scheme)
    column = ratings["points"]
    strange = _first_of_another_kind(column)
    if strange is None:
        points: Numbers = column.to_numpy(dtype="float64")
        if _within(points, lowest, highest):
            return points
        outside = (points < lowest) | (points > highest)
        outside &= np.isinf(points) | ~bonus_rows(ratings, scheme)
        if not outside.any():
            return points
        strange = _first(outside)
    found = column.iloc[strange]
    raise RatingsError.from_points(found, column.index[strange], lowest, highest)


def bonus_rows(ratings: pd.DataFrame, scheme: Scheme) -> Mask:
    """Return which rows are bonus points: their criterion is the key of one of the scheme."""
    if not scheme.bonus or "criterion" not in ratings:
        return np.zeros(len(ratings), dtype=bool)
    return ratings["criterion"].isin([one.key for one in scheme.bonus]).to_numpy(dtype=bool)


def points_range(scheme: Scheme) -> tuple[float, float]:
    """Return the lowest and the highest points that a mark can have."""
    words = [points for scale in scheme.scales for points in scale.words.values()]
    return min([0.0, *words]), max([FULL_POINTS, *words])


def whole_of(
    ratings: pd.DataFrame | Columns, name: str, *, default: int, lowest: int | None = None
) -> Codes | None:
    """Return a column of whole numbers, blanks as `default`; None where all are the default.

    Raises RatingsError for text, truth values, fractions, infinity and below `lowest`.
    """
    if name not in ratings:
        return None
    if isinstance(ratings, Columns):
        numbers = ratings.numbers(name)
    else:
        numbers = _numbers(ratings[name], name, default)
    if len(numbers) == 0 or (numbers[0] == default and (numbers == default).all()):
        return None
    if lowest is not None and numbers.min() < lowest:
        column = (ratings.table if isinstance(ratings, Columns) else ratings)[name]
        place = _first(numbers < lowest)
        raise RatingsError.from_whole(column.iloc[place], name, column.index[place])
    return numbers


def _numbers(column: "pd.Series[Any]", name: str, default: int) -> Codes:
    strange = _first_of_another_kind(column)
    if strange is not None:
        raise RatingsError.from_whole(column.iloc[strange], name, column.index[strange])
    numbers = column.to_numpy()
    whole = np.issubdtype(numbers.dtype, np.integer)
    return numbers if whole else _whole(column, name, default)


def _whole(column: "pd.Series[Any]", name: str, default: int) -> Codes:
    numbers = column.to_numpy(dtype="float64")
    numbers = np.where(np.isnan(numbers), default, numbers)
    fractions = ~np.isfinite(numbers) | (np.floor(numbers) != numbers)
    if fractions.any():
        place = _first(fractions)
        raise RatingsError.from_whole(column.iloc[place], name, column.index[place])
    return numbers.astype("int64")


def _first_of_another_kind(column: "pd.Series[Any]") -> int | None:
    """Return the place of the first value that is no number, None where all are."""
    kind = column.dtype
    if pd.api.types.is_numeric_dtype(kind) and not pd.api.types.is_bool_dtype(kind):
        return None
    if pd.api.types.infer_dtype(column, skipna=True) in _INFERRED:
        return None
    for place, value in enumerate(column):
        if isinstance(value, bool) or not (isinstance(value, _KINDS) or pd.isna(value)):
            return place
    return None


def _within(points: Numbers, lowest: float, highest: float) -> bool:
    least = np.fmin.reduce(points, initial=highest)
    return bool(least >= lowest and np.fmax.reduce(points, initial=-np.inf) <= highest)


def _first(offending: Mask) -> int:
    return int(offending.argmax())
