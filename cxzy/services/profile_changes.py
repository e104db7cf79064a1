"""Which changes of one score from period to period are beyond what chance makes of ballots."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from cxzy.core.scheme import Scheme
from cxzy.services.certainty import certainty
from cxzy.services.results import MeetingFacets
from cxzy.services.whole_period import WholePeriod

COLUMNS = ("score_low", "score_high", "smallest", "verdict")
COMPARED: Final = frozenset({"up", "level", "down"})
"""Verdicts of `cxzy.core.improvement` that say what a change is worth."""


@dataclass(frozen=True)
class Held:
    """One meeting that assessed a subject: its scheme, and how sure its scores are.

    `scores` has `subject, meeting, score, standard_error, score_low, score_high`; what would tell
    of a few ballots is NaN there, as `cxzy.services.certainty` has it.
    """

    period_id: int
    scheme: Scheme
    scores: pd.DataFrame


def held_of_period(whole: WholePeriod, meeting_id: int, scheme: Scheme) -> Held:
    """Return a meeting of a period that is kept as a whole."""
    rows = np.flatnonzero((whole.results["meeting"] == meeting_id).to_numpy())
    sure = whole.certainty_of(meeting_id, rows)
    return Held(whole.period.id, scheme, _scores(whole.results.take(rows), sure))


def held_alone(group: MeetingFacets, results: pd.DataFrame) -> Held:
    """Return a meeting that stands alone, with its results."""
    sure = certainty((group,), results)
    return Held(group.meetings[0].period_id, group.scheme, _scores(results, sure))


def _scores(results: pd.DataFrame, sure: pd.DataFrame) -> pd.DataFrame:
    columns = {name: results[name].to_numpy() for name in ("subject", "meeting", "score")}
    ends = {name: sure[name].to_numpy("float64") for name in ("score_low", "score_high")}
    error = np.sqrt(sure["variance"].to_numpy("float64"))
    return pd.DataFrame({**columns, "standard_error": error, **ends})


def told(key: str, held: Sequence[Held]) -> pd.DataFrame:
    """Return `COLUMNS` for the meetings of the subject `key`, the oldest first.

    These are the ends of the 95 % interval, and of the change since the score before the smallest
    one that chance does not explain and the verdict of `cxzy.core.improvement.changes`: "" where
    there is no score before, or it is one of the same period.
    """
    rows: list[tuple[float, float, float, str]] = []
    last: Held | None = None
    for one in held:
        own = one.scores[(one.scores["subject"] == key).to_numpy()].iloc[0]
        known = not np.isnan(own["score"])
        rows.append((own["score_low"], own["score_high"], *_since(key, last, one, known=known)))
        last = one if known else last
    table = pd.DataFrame(rows, columns=pd.Index(COLUMNS))
    return table.astype(dict.fromkeys(COLUMNS[:3], "float64") | {"verdict": "str"})


def _since(key: str, last: Held | None, one: Held, *, known: bool) -> tuple[float, str]:
    """Return the error line of the change since the `last` score, and the verdict on it."""
    from cxzy.core.improvement import changes

    if last is None or not known or last.period_id == one.period_id:
        return np.nan, ""
    sides, schemes = (last.scores, one.scores), (last.scheme, one.scheme)
    found = changes(*sides, schemes=schemes, within="meeting")
    row = found[(found["subject"] == key).to_numpy()].iloc[0]
    verdict = str(row["verdict"])
    return float(row["smallest"]) if verdict in COMPARED else np.nan, verdict
