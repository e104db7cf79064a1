"""Ratings of many meetings in parts, so that what is reckoned of them stays small."""

import numpy as np
import pandas as pd

PART_ROWS = 250_000
"""So many rows have columns of 2 MB, which are reckoned with much faster than those of 40 MB."""


def meeting_parts(ratings: pd.DataFrame) -> list[pd.DataFrame]:
    """Return ratings in parts of whole meetings, in the order of the meetings.

    A part has PART_ROWS rows and the rest of its last meeting, or fewer. Ratings without meetings,
    or whose meetings do not stand one after another in their order, are one part.

    >>> len(meeting_parts(pd.DataFrame({"meeting": [1, 1, 2], "points": [90.0, 80.0, 70.0]})))
    1
    """
    if len(ratings) <= PART_ROWS or "meeting" not in ratings:
        return [ratings]
    codes = ratings["meeting"].astype("category").cat.codes.to_numpy()
    if (codes[1:] < codes[:-1]).any():
        return [ratings]
    starts = np.flatnonzero(np.append(True, codes[1:] != codes[:-1]))
    wanted = starts.searchsorted(np.arange(0, starts[-1] + 1, PART_ROWS))
    cuts = np.unique(starts[wanted]).tolist()
    ends = [*cuts[1:], len(ratings)]
    return [ratings.iloc[start:end] for start, end in zip(cuts, ends, strict=True)]
