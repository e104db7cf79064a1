"""How many have each grade, over all or by unit, kind or period."""

from collections.abc import Sequence

import pandas as pd


def grade_counts(
    results: pd.DataFrame, grades: Sequence[str], by: Sequence[str] = ()
) -> pd.DataFrame:
    """Return one row per value of the columns `by`, or a single one, with how many have each grade.

    `results` has one row per subject with `grade` (None where there is none); `grades` run from
    best to lowest. The columns are `by`, `total`, `graded` (those with one of `grades`), a count
    per grade, and `best_share`, the best among the graded (0–1, NaN where nobody is). Ordered by
    `best_share` falling, then the share of the lowest rising, then `total` falling.
    """
    keys = list(by)
    marks = {grade: (results["grade"] == grade).astype("int64") for grade in grades}
    columns = {**{key: results[key] for key in keys}, "total": 1, **marks}
    rows = pd.DataFrame(columns, index=results.index)
    sums = _summed(rows.set_axis(range(len(results))), keys)
    graded = sums[list(grades)].sum(axis=1).astype("int64")
    shares = sums[list(grades)].div(graded.where(graded > 0), axis=0)
    counts = sums.assign(
        graded=graded,
        best_share=shares.iloc[:, :1].sum(axis=1, min_count=1),
        lowest_share=shares.iloc[:, -1:].sum(axis=1, min_count=1),
    )
    ordered = counts.sort_values(
        ["best_share", "lowest_share", "total"], ascending=[False, True, False], kind="stable"
    )
    return ordered[[*keys, "total", "graded", *grades, "best_share"]].reset_index(drop=True)


def _summed(rows: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    if not keys:
        return rows.sum().astype("int64").to_frame().T
    groups = rows.groupby(keys, sort=False, observed=True, dropna=False)
    return groups.sum().reset_index()
