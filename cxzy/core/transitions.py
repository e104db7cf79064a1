"""Who moved between grades from one period to another, and who cannot be compared."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from cxzy.core.arrays import Codes, Mask, Numbers, Rows
from cxzy.core.row_groups import places_among, row_groups

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

_RESULT = ("grade", "lowest", "measure")
_WHO = ("name", "branch", "organisation", "kind", "unit_id", "organisation_id")
_FIRST_THAT_HOLDS = (
    ONLY_BEFORE, ONLY_NOW, NO_GRADE, NO_GRADE_BEFORE, NO_GRADE_NOW, INCOMPARABLE, COMPARED,
)  # fmt: skip


@dataclass(frozen=True)
class _Pairs:
    """Everybody of two periods by number, with the row in either, -1 for none.

    `alike` says whose results are of one measure; `standing` is a place in `_FIRST_THAT_HOLDS`;
    `climbed` counts grades, NaN unless compared.
    """

    subjects: pd.Index
    before: Rows
    now: Rows
    alike: Mask
    standing: Codes
    climbed: Numbers


def climbed(before: pd.DataFrame, now: pd.DataFrame) -> Numbers:
    """Return how many grades each of the compared climbed, negative where fallen.

    The frames are those of `changes`; `subject, grade, place, measure` are enough.
    """
    everyone = _paired(before, now).climbed
    return everyone[~np.isnan(everyone)]


def changes(before: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """Return one row per subject of either period, compared where that makes sense.

    Both frames have `subject, score, grade`, the `place` of the grade in its own scheme (0 the
    best), whether that is the `lowest` one, the `measure` (equal where schemes are comparable)
    and `name, branch, organisation, kind, unit_id, organisation_id`. A subject that stands
    twice in a period counts with its first row that has a grade, rather one of a measure that it
    has a grade by in the other period as well.

    The columns are `subject`, who it is (as it is now, or was last), `score, grade, lowest,
    measure` with `_before` and `_now`, `standing` (`COMPARED` or one of `APART`), `move` (grades
    climbed, negative where fallen, <NA> unless compared) and `change` (points, NaN where there
    are no two scores of one measure). The largest rise comes first, what has no change last.
    """
    pairs = _paired(before, now)
    was, stands = _at(before["score"], pairs.before), _at(now["score"], pairs.now)
    change = np.where(pairs.alike, np.round(stands - was, 6), np.nan)
    order = np.lexsort((-stands, -change))
    earlier, later = pairs.before[order], pairs.now[order]
    who = pd.concat([now[list(_WHO)], before[list(_WHO)]], ignore_index=True)
    who = who.take(np.where(later < 0, earlier + len(now), later))
    standings = pd.array(list(_FIRST_THAT_HOLDS), dtype="str")
    columns = {
        "subject": pd.array(pairs.subjects.to_numpy(object)[order], dtype="str"),
        **{name: who[name].array for name in _WHO},
        "score_before": was[order],
        "score_now": stands[order],
        **_side(before, earlier, "before"),
        **_side(now, later, "now"),
        "standing": standings.take(pairs.standing[order]),
        "move": pd.Series(pairs.climbed[order]).astype("Int64"),
        "change": change[order],
    }
    return pd.DataFrame(columns)


def _paired(before: pd.DataFrame, now: pd.DataFrame) -> _Pairs:
    (was, was_at), (stands, stands_at) = _once(before, now), _once(now, before)
    everyone = was.union(stands, sort=True)
    earlier = np.append(was_at, -1)[was.get_indexer(everyone)]
    later = np.append(stands_at, -1)[stands.get_indexer(everyone)]
    measure = pd.factorize(pd.concat([before["measure"], now["measure"]]))[0]
    alike = np.append(measure[: len(before)], -1)[earlier]
    alike = alike == np.append(measure[len(before) :], -2)[later]
    places = _at(before["place"], earlier), _at(now["place"], later)
    had, has = (~np.isnan(place) for place in places)
    holds = (later < 0, earlier < 0, ~had & ~has, ~had, ~has, ~alike)
    standing = np.select(holds, range(len(holds)), len(holds))
    climbed = np.where(standing == len(holds), places[0] - places[1], np.nan)
    return _Pairs(everyone, earlier, later, alike, standing, climbed)


def _once(results: pd.DataFrame, other: pd.DataFrame) -> tuple[pd.Index, Rows]:
    """Return the subjects, each once, with the row that counts beside the `other` period."""
    subjects = pd.Index(results["subject"].to_numpy(object), dtype=object)
    if subjects.is_unique:
        return subjects, np.arange(len(subjects))
    order = _preferred(results, other)
    first = ~subjects[order].duplicated()
    return subjects[order[first]], order[first]


def _preferred(results: pd.DataFrame, other: pd.DataFrame) -> Rows:
    """Return the rows in the order in which they count: graded, of a measure of both periods.

    Of several such measures both periods take the same one.
    """
    names = ["subject", "measure"]
    graded = pd.MultiIndex.from_frame(other.loc[other["grade"].notna(), names])
    shared = pd.MultiIndex.from_frame(results[names]).isin(graded)
    measure = np.where(shared, pd.factorize(results["measure"], sort=True)[0], 0)
    return np.lexsort((measure, ~shared, results["grade"].isna().to_numpy()))


def _at(column: "pd.Series[float]", rows: Rows) -> Numbers:
    """Return the numbers in some rows of a column, NaN where there is no row."""
    return np.append(column.to_numpy("float64", na_value=np.nan), np.nan)[rows]


def _side(results: pd.DataFrame, rows: Rows, side: str) -> dict[str, Any]:
    """Return what is shown of the results of one period, missing where there is no row."""
    return {f"{name}_{side}": results[name].array.take(rows, allow_fill=True) for name in _RESULT}


def moves(changed: pd.DataFrame, by: Sequence[str] = ()) -> pd.DataFrame:
    """Return one row per value of the columns `by`, or a single one, with who moved where.

    Counted are the compared alone: `compared`, `up`, `level`, `down`; `lowest` had the lowest
    grade before, `turned` of them have a better one now (`turned_share`, NaN without any), and
    `sunk` have it only now; `mean_change` is in points. Ordered by what rose less what fell as
    a share of the compared, then by `mean_change`.
    """
    compared = (changed["standing"] == COMPARED).to_numpy()
    keys = changed[list(by)][compared]
    groups, first = row_groups(keys, by)
    size = len(first) if by else 1
    counts = {
        name: np.bincount(groups[flags], minlength=size)
        for name, flags in _flags(changed, compared).items()
    }
    change = changed["change"][compared]
    mean = change.groupby(groups).mean().to_numpy() if by else np.array([change.mean()])
    share = counts["turned"] / np.where(counts["lowest"] > 0, counts["lowest"], np.nan)
    held = np.where(counts["compared"] > 0, counts["compared"], np.nan)
    net = (counts["up"] - counts["down"]) / held
    order = np.lexsort((-mean, -net))
    columns = {**counts, "mean_change": mean, "turned_share": share}
    named = {key: keys[key].array.take(first[order]) for key in by}
    return pd.DataFrame({**named, **{name: column[order] for name, column in columns.items()}})


def _flags(changed: pd.DataFrame, compared: Mask) -> dict[str, Mask]:
    move = changed["move"].to_numpy("float64", na_value=np.nan)[compared]
    was = changed["lowest_before"].to_numpy()[compared].astype(bool)
    stands = changed["lowest_now"].to_numpy()[compared].astype(bool)
    return {
        "compared": ~np.isnan(move),
        "up": move > 0,
        "level": move == 0,
        "down": move < 0,
        "lowest": was,
        "turned": was & ~stands,
        "sunk": stands & ~was,
    }


def transition_matrix(changed: pd.DataFrame, grades: Sequence[str]) -> pd.DataFrame:
    """Return how many of the compared went from which grade (rows) to which (columns).

    Rows and columns are `grades`, the best first.
    """
    before, now = (places_among(grades, changed[f"grade_{side}"]) for side in ("before", "now"))
    counted = (changed["standing"] == COMPARED).to_numpy() & (before >= 0) & (now >= 0)
    size = len(grades)
    cells = np.bincount(before[counted] * size + now[counted], minlength=size * size)
    return pd.DataFrame(
        cells.reshape(size, size),
        index=pd.Index(list(grades), name="before"),
        columns=pd.Index(list(grades), name="now"),
    )
