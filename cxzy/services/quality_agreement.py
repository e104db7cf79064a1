"""How far the raters of each source of a meeting agree, and how they differ in severity."""

from dataclasses import dataclass

import pandas as pd

from cxzy.core.meeting_agreement import meeting_agreement, without_few_raters
from cxzy.core.meeting_severity import severity_summary
from cxzy.core.scheme import Scheme
from cxzy.core.small_groups import FEWEST_BALLOTS
from cxzy.core.vocabulary import OVERALL, Source


@dataclass(frozen=True)
class Agreement:
    """One source: `alpha`, `apart` (points), `spread` of severities (points); NaN if not known.

    All are withheld of fewer than five raters, for whoever asks: beside the published mean they
    would tell what each gave (docs/decisions/0093-agreement.md).
    """

    raters: int
    alpha: float
    apart: float
    spread: float

    @property
    def few(self) -> bool:
        """Whether it is withheld because so few marked."""
        return self.raters < FEWEST_BALLOTS


def agreements(ratings: pd.DataFrame, scheme: Scheme) -> dict[Source, Agreement]:
    """Return the agreement of each source in which people mark others, on whole ballots.

    `ratings` are those of one meeting that count; nothing of sources without a mark.
    """
    if ratings.empty:
        return {}
    marks = ratings.drop(columns=["sheet", "own"], errors="ignore")
    found = without_few_raters(meeting_agreement(marks, scheme))
    found = found[found["criterion"] == OVERALL]
    summary = severity_summary(marks, scheme)
    spread = dict(zip(summary["source"], summary["spread"], strict=True))
    names = ("source", "raters", "alpha", "apart")
    rows = zip(*(found[name].tolist() for name in names), strict=True)
    return {
        Source(source): Agreement(
            int(raters), float(alpha), float(apart), float(spread.get(source, float("nan")))
        )
        for source, raters, alpha, apart in rows
    }
