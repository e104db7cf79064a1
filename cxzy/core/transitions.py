"""Who moved between grades from one period to another, and who cannot be compared."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

COMPARED: Final = "compared"
INCOMPARABLE: Final = "incomparable"
NO_GRADE_BEFORE: Final = "no_grade_before"
NO_GRADE_NOW: Final = "no_grade_now"
NO_GRADE: Final = "no_grade"
ONLY_BEFORE: Final = "only_before"
ONLY_NOW: Final = "only_now"

APART: Final = (
    INCOMPARABLE, ONLY_NOW, ONLY_BEFORE, NO_GRADE_BEFORE, NO_GRADE_NOW, NO_GRADE,
)  # fmt: skip
"""The standings that are not counted as moves, in the order in which they are shown."""

_RESULT = ("score", "grade", "place", "lowest", "measure")
_WHO = ("name", "branch", "organisation", "kind", "unit_id", "organisation_id")


def changes(before: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """Return one row per subject of either period, compared where that makes sense.

    Both frames have `subject, score, grade`, the `place` of the grade in its own scheme (0 the
    best), whether that is the `lowest` one, the `measure` (equal where schemes are comparable)
    and `name, branch, organisation, kind, unit_id, organisation_id`. A subject that stands
    twice in a period counts with its first row that has a grade.

    The columns are `subject`, who it is (as it is now, or was last), `<column>_before` and
    `<column>_now` of the results, `standing` (`COMPARED` or one of `APART`), `move` (grades
    climbed, negative where fallen, <NA> unless compared) and `change` (points, NaN where there
    are no two scores of one measure). The largest rise comes first, what has no change last.
    """
    pairs = _once(before).merge(
        _once(now), on="subject", how="outer", suffixes=("_before", "_now"), indicator="found"
    )
    for name in _WHO:
        pairs[name] = pairs[f"{name}_now"].where(
            pairs["found"] != "left_only", pairs[f"{name}_before"]
        )
    pairs["standing"] = _standings(pairs)
    comparable = pairs["measure_before"] == pairs["measure_now"]
    change = (pairs["score_now"] - pairs["score_before"]).astype("float64").round(6)
    climbed = (pairs["place_before"] - pairs["place_now"]).astype("Int64")
    pairs["change"] = change.where(comparable)
    pairs["move"] = climbed.where(pairs["standing"] == COMPARED)
    ordered = pairs.sort_values(["change", "score_now"], ascending=False, kind="stable")
    sides = [f"{name}_{side}" for name in _RESULT for side in ("before", "now")]
    return ordered[["subject", *_WHO, *sides, "standing", "move", "change"]].reset_index(drop=True)


def _once(results: pd.DataFrame) -> pd.DataFrame:
    shown = results[["subject", *_RESULT, *_WHO]].astype({"score": "float64", "place": "Int64"})
    graded_first = shown["grade"].isna().to_numpy().argsort(kind="stable")
    return shown.iloc[graded_first].drop_duplicates("subject")


def _standings(pairs: pd.DataFrame) -> "pd.Series[str]":
    before, now = pairs["grade_before"].notna(), pairs["grade_now"].notna()
    first_that_holds = {
        ONLY_BEFORE: pairs["found"] == "left_only",
        ONLY_NOW: pairs["found"] == "right_only",
        NO_GRADE: ~before & ~now,
        NO_GRADE_BEFORE: ~before,
        NO_GRADE_NOW: ~now,
        INCOMPARABLE: pairs["measure_before"] != pairs["measure_now"],
    }
    chosen = np.select(
        [rows.to_numpy(dtype=bool) for rows in first_that_holds.values()],
        list(first_that_holds),
        COMPARED,
    )
    return pd.Series(chosen, index=pairs.index, dtype="str")


def moves(changed: pd.DataFrame, by: Sequence[str] = ()) -> pd.DataFrame:
    """Return one row per value of the columns `by`, or a single one, with who moved where.

    Counted are the compared alone: `compared`, `up`, `level`, `down`; `lowest` had the lowest
    grade before, `turned` of them have a better one now (`turned_share`, NaN without any), and
    `sunk` have it only now; `mean_change` is in points. Ordered by what rose less what fell as
    a share of the compared, then by `mean_change`.
    """
    keys = list(by)
    rows = _flagged(changed[changed["standing"] == COMPARED], keys)
    counted = [name for name in rows.columns if name not in (*keys, "change")]
    if keys:
        groups = rows.groupby(keys, sort=False, observed=True, dropna=False)
        sums = groups.agg({**dict.fromkeys(counted, "sum"), "change": "mean"}).reset_index()
    else:
        sums = rows[counted].sum().to_frame().T.assign(change=rows["change"].mean())
    sums = sums.astype(dict.fromkeys(counted, "int64")).rename(columns={"change": "mean_change"})
    sums["turned_share"] = sums["turned"] / sums["lowest"].where(sums["lowest"] > 0)
    net = (sums["up"] - sums["down"]) / sums["compared"].where(sums["compared"] > 0)
    ordered = sums.assign(net=net).sort_values(
        ["net", "mean_change"], ascending=False, kind="stable"
    )
    return ordered.drop(columns="net").reset_index(drop=True)


def _flagged(compared: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    was, stands = compared["lowest_before"] == True, compared["lowest_now"] == True  # noqa: E712
    move = compared["move"]
    flags = {
        "compared": move.notna(),
        "up": move > 0,
        "level": move == 0,
        "down": move < 0,
        "lowest": was,
        "turned": was & ~stands,
        "sunk": stands & ~was,
    }
    counts = {name: flag.astype("bool").astype("int64") for name, flag in flags.items()}
    return pd.DataFrame({**{key: compared[key] for key in keys}, **counts}).assign(
        change=compared["change"]
    )


def transition_matrix(changed: pd.DataFrame, grades: Sequence[str]) -> pd.DataFrame:
    """Return how many of the compared went from which grade (rows) to which (columns).

    Rows and columns are `grades`, the best first.
    """
    compared = changed[changed["standing"] == COMPARED]
    counts = compared.groupby(["grade_before", "grade_now"]).size().unstack(fill_value=0)
    square = counts.reindex(index=list(grades), columns=list(grades), fill_value=0)
    return square.astype("int64").rename_axis(index="before", columns="now")
