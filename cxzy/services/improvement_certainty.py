"""Which changes between two periods are beyond what chance makes of ballots."""

from typing import Any, Final

import numpy as np
import pandas as pd

from cxzy.core.comparability import Measure, measure
from cxzy.core.transitions import COMPARED
from cxzy.services.ranking import Ranking

VERDICT_UP: Final = "up"
VERDICT_LEVEL: Final = "level"
VERDICT_DOWN: Final = "down"
VERDICTS = (VERDICT_UP, VERDICT_LEVEL, VERDICT_DOWN)
ERRORS = ("smallest", "expected", "verdict")


def with_errors(changed: pd.DataFrame, was: Ranking, now: Ranking) -> pd.DataFrame:
    """Return the changes of `cxzy.core.transitions` with what chance alone would make of them.

    The added columns are those of `cxzy.core.improvement.changes`: `smallest` (points), the
    change that chance exceeds once in twenty times, `expected`, by how much the earlier score
    would return towards the mean of its meeting, and `verdict`: `VERDICTS`, "" where an error is
    not told or the two do not compare. Nothing is told of rankings that tell no errors.
    """
    nothing: dict[str, Any] = {"smallest": np.nan, "expected": np.nan, "verdict": ""}
    if was.certain is None or now.certain is None or changed.empty:
        return changed.assign(**nothing)
    from cxzy.core import improvement as core

    known: dict[Measure, int] = {}
    sides = [_side(one, known, changed["subject"], of) for one, of in ((was, "all"), (now, ""))]
    found = core.changes(*sides, within="meeting").set_index("subject")
    found = found.reindex(changed["subject"].astype("str"))
    same = np.isclose(found["change"], changed["change"].to_numpy("float64"))
    same &= (changed["standing"] == COMPARED).to_numpy()
    same &= found["verdict"].isin(VERDICTS).to_numpy()
    return changed.assign(
        smallest=np.where(same, found["smallest"], np.nan),
        expected=np.where(same, found["expected"], np.nan),
        verdict=np.where(same, found["verdict"].to_numpy(object), ""),
    )


def _side(
    shown: Ranking, known: dict[Measure, int], subjects: "pd.Series[Any]", of: str
) -> pd.DataFrame:
    """Return one period's results: of whole meetings where `of` is "all", else of `subjects`.

    What is expected of an earlier score is taken from all of its meeting, whatever is filtered.
    """
    whole = shown.certain.whole if shown.certain is not None else None
    if whole is None:
        return pd.DataFrame()
    numbers: dict[int, int] = {}
    for group in whole.stored:
        number = known.setdefault(measure(group.scheme), len(known))
        numbers.update((meeting.id, number) for meeting in group.meetings)
    variance = whole.certainty["variance"].to_numpy("float64")
    table = whole.results[["subject", "meeting", "score"]].assign(
        measure=whole.results["meeting"].map(numbers), standard_error=np.sqrt(variance)
    )
    # found in an index; `isin` of texts turns every value over in Python
    return table if of == "all" else table[pd.Index(subjects).get_indexer(table["subject"]) >= 0]


def beyond_counts(rows: pd.DataFrame) -> dict[str, int]:
    """Return how many changes are up, level and down beyond chance, and how many are not told.

    The keys are `VERDICTS` and "unknown".
    """
    counts = {verdict: int((rows["verdict"] == verdict).sum()) for verdict in VERDICTS}
    return {**counts, "unknown": len(rows) - sum(counts.values())}
