"""How many have each grade, over all or by unit, kind or period."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cxzy.core.arrays import Numbers
from cxzy.core.row_groups import places_among, row_groups


def grade_counts(
    results: pd.DataFrame, grades: Sequence[str], by: Sequence[str] = ()
) -> pd.DataFrame:
    """Return one row per value of the columns `by`, or a single one, with how many have each grade.

    `results` has one row per subject with `grade` (None where there is none); `grades` run from
    best to lowest. The columns are `by`, `total`, `graded` (those with one of `grades`), a count
    per grade, and `best_share`, the best among the graded (0–1, NaN where nobody is). Ordered by
    `best_share` falling, then the share of the lowest rising, then `total` falling.
    """
    groups, first = row_groups(results, by)
    size, width = len(first) if by else 1, len(grades) + 1
    # the first column is for those without one of the grades
    cell = groups * width + places_among(grades, results["grade"]) + 1
    counts = np.bincount(cell, minlength=size * width).reshape(size, width)
    total, held = counts.sum(axis=1), counts[:, 1:]
    graded = held.sum(axis=1)
    best, lowest = _shares(held[:, :1], graded), _shares(held[:, -1:], graded)
    order = np.lexsort((-total, lowest, -best))
    named = {key: results[key].array.take(first[order]) for key in by}
    numbers = {"total": total, "graded": graded, **dict(zip(grades, held.T, strict=True))}
    numbers["best_share"] = best
    return pd.DataFrame({**named, **{name: column[order] for name, column in numbers.items()}})


def _shares(held: NDArray[np.int64], graded: NDArray[np.int64]) -> Numbers:
    """Return the share of one column among the graded, NaN where there is none of either."""
    if not held.shape[1]:
        return np.full(len(graded), np.nan)
    return held[:, 0] / np.where(graded > 0, graded, np.nan)
