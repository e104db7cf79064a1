"""The ratings table: one row per understood mark, the only input of the official score."""

from collections.abc import Collection
from typing import Any

import numpy as np
import pandas as pd

from cxzy.core.arrays import Mask
from cxzy.core.rating_errors import RatingsError
from cxzy.core.rating_numbers import bonus_rows, points_of
from cxzy.core.scheme import Scheme
from cxzy.core.vocabulary import OVERALL, UNKNOWN_RATER, BallotFate

__all__ = [
    "RATING_COLUMNS",
    "RatingsError",
    "complete_ratings",
    "empty_ratings",
    "rows_on_papers",
    "void_rows",
    "with_void_ballots",
    "with_void_votes",
]

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


def empty_ratings() -> pd.DataFrame:
    """Return a ratings table without rows, with every column and its type."""
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in RATING_TYPES.items()})


def complete_ratings(ratings: pd.DataFrame, scheme: Scheme) -> pd.DataFrame:
    """Return ratings with every column of `RATING_COLUMNS` and its type.

    What is absent takes its default: rater −1 (every row a vote of its own), group "",
    criterion the scheme's only one or else OVERALL, count 1, no word, no cell. Other columns,
    such as `meeting`, stay. Raises RatingsError where `source`, `subject` or `points` is absent
    and where points are no possible mark.
    """
    missing = [name for name in NEEDED_COLUMNS if name not in ratings]
    if missing:
        raise RatingsError.from_columns(missing)
    ratings = ratings.assign(points=points_of(ratings, scheme))
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


def with_void_ballots(
    ratings: pd.DataFrame, papers: Collection[tuple[str, int]], scheme: Scheme
) -> pd.DataFrame:
    """Return ratings in which all ballots of some raters are void, named by source and number.

    It is the same that a rule of the scheme does to a ballot: its marks become void votes, which
    a tally may divide by, and bonus points of these raters stay. See
    docs/decisions/0160-a-void-ballot-is-a-void-vote.md.
    """
    return with_void_votes(ratings, rows_on_papers(ratings, papers, scheme))


def with_void_votes(ratings: pd.DataFrame, void: Mask) -> pd.DataFrame:
    """Return ratings in which the rows of a mask are void votes (废票), without points."""
    if not void.any():
        return ratings
    word = ratings["word"] if "word" in ratings else pd.Series(None, ratings.index, dtype="object")
    voided = word.astype("object").mask(void, BallotFate.VOID.value)
    points = ratings["points"].astype("float64").mask(void)
    return ratings.assign(points=points, word=voided.astype("category"))


def rows_on_papers(
    ratings: pd.DataFrame, papers: Collection[tuple[str, int]], scheme: Scheme
) -> Mask:
    """Return which rows are marks of some raters, each named by source and number.

    Bonus points are none: docs/decisions/0151-bonus-points-outlive-a-void-ballot.md.
    """
    on = np.zeros(len(ratings), dtype=bool)
    if not papers or "rater" not in ratings:
        return on
    for source in {source for source, _rater in papers}:
        raters = [rater for of, rater in papers if of == source]
        on |= ((ratings["source"] == str(source)) & ratings["rater"].isin(raters)).to_numpy()
    return on & ~bonus_rows(ratings, scheme)


def void_rows(ratings: pd.DataFrame) -> Mask:
    """Return which rows are on ballots that a person found void: a column `void` says so."""
    if "void" not in ratings:
        return np.zeros(len(ratings), dtype=bool)
    return ratings["void"].to_numpy(dtype=bool)


def _filled(ratings: pd.DataFrame, name: str, defaults: dict[str, object]) -> "pd.Series[Any]":
    if name in ratings:
        return ratings[name]
    return pd.Series(defaults[name], index=ratings.index, dtype="object")
