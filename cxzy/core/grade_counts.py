"""How many have each grade, over all or by unit, kind or period."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cxzy.core.arrays import Codes, Numbers


def grade_counts(
    results: pd.DataFrame, grades: Sequence[str], by: Sequence[str] = ()
) -> pd.DataFrame:
    """Return one row per value of the columns `by`, or a single one, with how many have each grade.

    `results` has one row per subject with `grade` (None where there is none); `grades` run from
    best to lowest. The columns are `by`, `total`, `graded` (those with one of `grades`), a count
    per grade, and `best_share`, the best among the graded (0–1, NaN where nobody is). Ordered by
    `best_share` falling, then the share of the lowest rising, then `total` falling.
    """
    groups, named = _grouped(results, list(by))
    place = pd.Index(list(grades)).get_indexer(pd.Index(results["grade"]))
    width = len(grades) + 1  # the first column is for those without one of the grades
    cells = np.bincount(groups * width + place + 1, minlength=len(named) * width)
    counts = cells.reshape(len(named), width)
    total, graded = counts.sum(axis=1), counts[:, 1:].sum(axis=1)
    best, lowest = _shares(counts[:, 1:2], graded), _shares(counts[:, 1:][:, -1:], graded)
    held = pd.DataFrame(counts[:, 1:], columns=pd.Index(list(grades)), index=named.index)
    table = pd.concat([named.assign(total=total, graded=graded), held], axis=1)
    order = np.lexsort((-total, lowest, -best))
    return table.assign(best_share=best).take(order).reset_index(drop=True)


def _grouped(results: pd.DataFrame, keys: list[str]) -> tuple[Codes, pd.DataFrame]:
    """Return the group of each row, numbered as they come, and the values that name them."""
    if not keys:
        return np.zeros(len(results), dtype="int64"), pd.DataFrame(index=pd.RangeIndex(1))
    number = results.groupby(keys, sort=False, observed=True, dropna=False).ngroup()
    return number.to_numpy(), results[keys].drop_duplicates().reset_index(drop=True)


def _shares(held: NDArray[np.int64], graded: NDArray[np.int64]) -> Numbers:
    """Return the share of one column among the graded, NaN where there is none of either."""
    if not held.shape[1]:
        return np.full(len(graded), np.nan)
    return held[:, 0] / np.where(graded > 0, graded, np.nan)
