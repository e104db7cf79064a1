"""Ratings of several sheets as one table."""

from collections.abc import Sequence

import pandas as pd

from cxzy.core.vocabulary import UNKNOWN_RATER


def combined_ratings(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return the ratings of all `parts` together, columns as in the ratings table.

    Rater numbers mean something inside their own sheet only, so those of each further part
    are moved past the ones before; unknown raters stay unknown. Columns that a part lacks
    are left to `complete_ratings`.
    """
    shifted = []
    highest = UNKNOWN_RATER
    for part in parts:
        shifted.append(_shifted(part, highest + 1))
        if "rater" in part and len(part):
            highest += max(int(part["rater"].max()), UNKNOWN_RATER) + 1
    return pd.concat(shifted, ignore_index=True)


def _shifted(part: pd.DataFrame, offset: int) -> pd.DataFrame:
    """Return a part with its raters moved by `offset` and its categories as plain text."""
    categories = part.select_dtypes("category").columns
    plain = part.astype(dict.fromkeys(categories, "object"))
    if "rater" not in plain:
        return plain
    raters = plain["rater"].where(plain["rater"] == UNKNOWN_RATER, plain["rater"] + offset)
    return plain.assign(rater=raters.astype("int32"))
