"""What the statistics say of a simulated round, beside the truth."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from benchmarks.simulated import Drawn, Members, Round, drawn, members_of
from cxzy.core.confidence import rank_ranges, score_intervals, shrunken
from cxzy.core.improvement import DOWN, UP, changes
from cxzy.core.meeting_severity import severity_adjusted_means, severity_adjusted_scores
from cxzy.core.scoring import facets, weighted_scores

CHANGED, CLEAR = 5.0, 5.0
"""Spread of the true changes of half the members; from how many points on one is clear."""


@dataclass(frozen=True)
class Share:
    """How often something held, 0–1, and its error: branches are drawn, not members."""

    value: float
    error: float

    @classmethod
    def of(cls, held: "pd.Series[bool]", branch: "pd.Series[int]") -> "Share":
        """Return the share over members, its error from the means of the branches."""
        if held.empty:
            return cls(float("nan"), float("nan"))
        by_branch = held.astype("float64").groupby(branch.loc[held.index])
        total, size = by_branch.sum(), by_branch.size()
        mean = total.sum() / size.sum()
        apart = ((total - mean * size) ** 2).sum() / max(len(size) - 1, 1) * len(size)
        return cls(float(mean), float(np.sqrt(apart) / size.sum()))


@dataclass(frozen=True)
class Intervals:
    """How the intervals of scores hold: of all, of the lower half of each branch, by own variances.

    `missed` is the share of branches in which less than half of the members' intervals hold,
    `width` the mean half of an interval in points.
    """

    held: Share
    lower_half: Share
    own_variances: Share
    missed: float
    width: float


@dataclass(frozen=True)
class Ranges:
    """In how many branches all ranges hold together, and how many places are open on the mean."""

    members: int
    held: Share
    places: float
    stepped: Share
    stepped_places: float


@dataclass(frozen=True)
class RankErrors:
    """By how many places members are off on the mean, by what they are ranked by.

    `adjusted` is NaN where votes have no raters, whose severity could be taken out.
    """

    official: float
    adjusted: float
    shrunken: float
    all_marks: float


@dataclass(frozen=True)
class Changes:
    """How changes between two periods are told.

    `held`: the line of error holds the true change; `unchanged`: called up or down though nothing
    changed; `clear`: called rightly of true changes of CLEAR points and more; `wrong`: called
    the wrong way round of all true changes.
    """

    held: Share
    unchanged: Share
    clear: Share
    wrong: Share


@dataclass(frozen=True)
class Told:
    """All of one round."""

    intervals: Intervals
    ranges: Ranges
    ranks: RankErrors
    changes: Changes


def told(rules: Round, random: np.random.Generator) -> Told:
    """Return what one drawing of a round shows, with a second period for its changes."""
    members = members_of(rules, random)
    first = drawn(rules, members, random)
    scores = scored(first)
    return Told(
        intervals=_intervals(scores),
        ranges=_ranges(scores, rules.members),
        ranks=_rank_errors(first, scores),
        changes=_changes(rules, members, scores, random),
    )


def scored(one: Drawn) -> pd.DataFrame:
    """Return intervals and results of a drawing, a row per subject with a score.

    Beside them stand `truth`, and the intervals of own variances alone as `own_low` and
    `own_high`.
    """
    kept = facets(one.ratings, one.scheme)
    results = weighted_scores(kept, one.scheme, electorate=one.electorate)
    found = score_intervals(kept, one.scheme, results, electorate=one.electorate)
    own = score_intervals(kept, one.scheme, results, electorate=one.electorate, pooled_df=0)
    more = results.drop(columns=["meeting", "subject", "score"])
    table = pd.concat([found, more], axis=1).assign(own_low=own["low"], own_high=own["high"])
    table["truth"] = one.truth.reindex(table["subject"]).to_numpy()
    return table[table["score"].notna()]


def _intervals(scores: pd.DataFrame) -> Intervals:
    truth, branch = scores["truth"], scores["meeting"]
    held = (scores["low"] <= truth) & (truth <= scores["high"])
    own = (scores["own_low"] <= truth) & (truth <= scores["own_high"])
    lower = truth <= truth.groupby(branch).transform("median")
    return Intervals(
        held=Share.of(held, branch),
        lower_half=Share.of(held[lower], branch),
        own_variances=Share.of(own[scores["own_low"].notna()], branch),
        missed=float((held.groupby(branch).mean() < 0.5).mean()),
        width=float((scores["high"] - scores["low"]).mean() / 2),
    )


def _ranges(scores: pd.DataFrame, members: int) -> Ranges:
    branch = scores["meeting"]
    place = scores["truth"].groupby(branch).rank(ascending=False)
    found = []
    for step_down in (False, True):
        ranges = rank_ranges(
            scores["score"], scores["variance"], within=branch, step_down=step_down
        )
        held = (ranges["low"] <= place) & (place <= ranges["high"])
        together = held.groupby(branch).all()
        share = Share.of(together, pd.Series(together.index, index=together.index))
        found += [share, float((ranges["high"] - ranges["low"]).mean()) + 1]
    return Ranges(members, *found)


def _rank_errors(one: Drawn, scores: pd.DataFrame) -> RankErrors:
    """Return how far ranks are off; those level share the mean of their places."""
    branch, true = scores["meeting"], scores["truth"]
    place = true.groupby(branch).rank()
    means = severity_adjusted_means(one.ratings, one.scheme)
    results = severity_adjusted_scores(scores, means, one.scheme)
    if means["adjusted"].isna().all():
        results["adjusted_score"] = np.nan
    marks = mean_of_all_marks(one.ratings)
    values = {
        "official": scores["score"],
        "adjusted": results["adjusted_score"],
        "shrunken": shrunken(scores["score"], scores["variance"], within=branch),
        "all_marks": pd.Series(marks.loc[scores["subject"]].to_numpy(), index=scores.index),
    }
    off = {
        name: float((value.groupby(branch).rank() - place).abs().mean())
        for name, value in values.items()
    }
    return RankErrors(**off)


def mean_of_all_marks(ratings: pd.DataFrame) -> "pd.Series[float]":
    """Return the mean of the marks of each subject, whoever gave them and on what criterion."""
    count = ratings["count"] if "count" in ratings else pd.Series(1, index=ratings.index)
    sums = pd.DataFrame({"points": ratings["points"] * count, "count": count})
    total = sums.groupby(ratings["subject"], observed=True).sum()
    return total["points"] / total["count"]


def _changes(
    rules: Round, members: Members, before: pd.DataFrame, random: np.random.Generator
) -> Changes:
    """Return how changes to a second period are told, in which every second branch has changed.

    Other raters vote then, or the same ones another day.
    """
    change = random.normal(0, CHANGED, members.own.shape[:2])
    change[::2] = 0.0
    after = scored(drawn(rules, members.moved(change), random))
    both = changes(before, after, within="meeting").set_index("subject")
    both = both[both["change"].notna()]
    rows = [side.set_index("subject").reindex(both.index) for side in (before, after)]
    true = rows[1]["truth"] - rows[0]["truth"]
    branch = rows[0]["meeting"]
    held = (both["change"] - true).abs() <= both["smallest"]
    called = both["verdict"].map({UP: 1.0, DOWN: -1.0}).fillna(0.0)
    same, clear = branch % 2 == 0, true.abs() >= CLEAR
    return Changes(
        held=Share.of(held, branch),
        unchanged=Share.of(called[same] != 0, branch),
        clear=Share.of((called * true)[clear] > 0, branch),
        wrong=Share.of((called * true)[~same] < 0, branch),
    )
