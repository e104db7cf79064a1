"""Did it really change? Scores of two periods beside what chance alone would make of them.

See docs/decisions/0090-raters-are-draws.md.
"""

from typing import Any, Final

import numpy as np
import pandas as pd

from cxzy.core.arrays import Mask, Numbers, Rows
from cxzy.core.comparability import measure
from cxzy.core.confidence import shrunken
from cxzy.core.scheme import Scheme
from cxzy.core.transitions import INCOMPARABLE, ONLY_BEFORE, ONLY_NOW

UP: Final = "up"
LEVEL: Final = "level"
DOWN: Final = "down"
NO_SCORE: Final = "no_score"
UNMEASURED: Final = "unmeasured"
NORMAL_95: Final = 1.96
"""How many standard errors chance alone exceeds once in twenty times."""


def changes(
    before: pd.DataFrame,
    after: pd.DataFrame,
    *,
    schemes: tuple[Scheme, Scheme] | None = None,
    within: str | None = None,
) -> pd.DataFrame:
    """Return one row per subject of either period, the largest rise first, unknown ones last.

    Both frames have `subject`, `score` and `standard_error`, as `score_intervals` gives them, and
    may have `measure` (equal where schemes are comparable); or `schemes` are those of the two
    periods. One who stands in a period twice counts with the first row that has a score.

    Columns: `subject`, `before`, `after`, `change` (points), `standard_error` of the change
    √(SE² + SE²), `smallest`, 1.96 times that: the smallest change that chance does not explain
    (Beckerman et al. 2001), `expected`, what the earlier score would return by towards the
    mean of its list if nothing happened (`shrunken`; `within` is the column that names lists),
    and `verdict`: `UP` or `DOWN` where the change is beyond both, else `LEVEL`; `UNMEASURED`
    where an error is not known, `NO_SCORE`, `INCOMPARABLE`, `ONLY_BEFORE`, `ONLY_NOW`. Numbers
    that make no sense then are NaN.
    """
    was, stands = _once(before), _once(after)
    subjects = pd.Index(was["subject"]).union(pd.Index(stands["subject"]), sort=False)
    rows = [pd.Index(one["subject"]).get_indexer(subjects) for one in (was, stands)]
    sides = list(zip((was, stands), rows, strict=True))
    scores = [_at(one["score"], place) for one, place in sides]
    errors = [_at(one["standard_error"], place) for one, place in sides]
    alike = _comparable(sides, schemes)
    change = np.where(alike, np.round(scores[1] - scores[0], 6), np.nan)
    error = np.where(alike, np.hypot(*errors), np.nan)
    columns = {
        "subject": subjects,
        "before": scores[0],
        "after": scores[1],
        "change": change,
        "standard_error": error,
        "smallest": NORMAL_95 * error,
        "expected": np.where(alike, _at(_return(was, within), rows[0]), np.nan),
    }
    table = pd.DataFrame(columns)
    table["verdict"] = pd.array(_verdicts(table, rows, alike), dtype="str")
    order = np.lexsort((-scores[1], -change))
    return table.take(order).reset_index(drop=True)


def _return(was: pd.DataFrame, within: str | None) -> "pd.Series[float]":
    """Return by how much each score is expected to return, NaN where its error is not known."""
    error = was["standard_error"]
    back = shrunken(was["score"], error**2, within=was[within] if within else None)
    return (back - was["score"]).where(error.notna())


def _once(side: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that count of one period, their subjects as text and each once."""
    rows = side.assign(subject=side["subject"].astype("str"))
    if rows["subject"].is_unique:
        return rows
    scored_first = rows.iloc[rows["score"].isna().to_numpy().argsort(kind="stable")]
    return scored_first.drop_duplicates("subject")


def _at(column: "pd.Series[Any]", rows: Rows) -> Numbers:
    """Return the numbers in some rows of a column, NaN where there is no row."""
    return np.append(column.to_numpy("float64", na_value=np.nan), np.nan)[rows]


def _comparable(
    sides: list[tuple[pd.DataFrame, Rows]], schemes: tuple[Scheme, Scheme] | None
) -> Mask:
    """Return of whom the results of both periods are of one measure."""
    (was, earlier), (stands, later) = sides
    both: Mask = (earlier >= 0) & (later >= 0)
    if schemes is not None and measure(schemes[0]) != measure(schemes[1]):
        return np.zeros_like(both)
    if "measure" not in was or "measure" not in stands:
        return both
    codes = pd.factorize(pd.concat([was["measure"], stands["measure"]]))[0]
    same: Mask = (
        np.append(codes[: len(was)], -1)[earlier] == np.append(codes[len(was) :], -2)[later]
    )
    return both & same


def _verdicts(table: pd.DataFrame, rows: list[Rows], alike: Mask) -> list[str]:
    """Return the first that holds of each subject."""
    change, expected = (table[name].to_numpy("float64") for name in ("change", "expected"))
    smallest = table["smallest"].to_numpy("float64")
    scored = table[["before", "after"]].notna().to_numpy().all(axis=1)
    beyond = np.abs(change) > smallest
    holds = {
        ONLY_BEFORE: rows[1] < 0,
        ONLY_NOW: rows[0] < 0,
        NO_SCORE: ~scored,
        INCOMPARABLE: ~alike,
        UNMEASURED: np.isnan(smallest),
        UP: beyond & (change > np.nan_to_num(expected)) & (change > 0),
        DOWN: beyond & (change < np.nan_to_num(expected)) & (change < 0),
    }
    place = np.select(list(holds.values()), range(len(holds)), len(holds))
    words = [*holds, LEVEL]
    return [words[one] for one in place]
