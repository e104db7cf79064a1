"""Ranks 1, 1, 3 on rounded scores."""

from typing import Any

import pandas as pd


def ranks(scores: "pd.Series[float]", within: "pd.Series[Any] | None" = None) -> "pd.Series[int]":
    """Return the rank of each score, Int64, <NA> for NaN.

    `scores` are rounded already, so that what is printed alike is ranked alike; equal scores
    share the best place. `within` names the list each one is ranked in. See
    docs/decisions/0001-ranks-on-rounded-scores.md.

    >>> ranks(pd.Series([90.0, 95.0, 90.0, 80.0])).tolist()
    [2, 1, 2, 4]
    """
    if within is None:
        placed = scores.rank(method="min", ascending=False)
    else:
        lists = scores.groupby(within.to_numpy(), sort=False, observed=True)
        placed = lists.rank(method="min", ascending=False)
    return placed.astype("Int64")
