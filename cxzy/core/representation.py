"""Whether the ballots stand for all who were entitled: turnout, balance, and weights that mend it.

See docs/decisions/0095-how-well-ballots-represent.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import special

from cxzy.core.arrays import Codes, Numbers
from cxzy.core.representation_errors import RepresentationError
from cxzy.core.turnout_balance import turnout_balance
from cxzy.core.vocabulary import Source

Counts = Mapping[str, float] | Sequence[float] | Numbers | pd.Series
"""One number per group: by name, or in the same order as those it is compared with."""


@dataclass(frozen=True)
class Representation:
    """How the ballots of one source stand beside those entitled to vote.

    `groups` has one row per group of the electorate, in its order: `group, electorate, ballots,
    turnout` (ballots ÷ electorate), `electorate_share, ballot_share` (both 0–1). `missing` are
    the groups without a ballot, `crowded` those with more ballots than people; `unplaced` counts
    the ballots of no group of the electorate, which no other number here includes.

    `r_indicator` is R = 1 − 2S, 1 where all groups turned out alike, `r_adjusted` the same
    without what chance alone adds to S; `chi2`, `df` and `p` are kept for the record and not
    for a page. `design_effect` is how many times as many ballots the weighted mean needs for
    the precision of an unweighted one, `effective` the ballots that are left by it. NaN is what
    cannot be said: balance of a single group or of a crowded one, anything without a ballot.
    """

    groups: pd.DataFrame
    electorate: float
    ballots: float
    turnout: float
    missing: tuple[str, ...]
    crowded: tuple[str, ...]
    unplaced: float
    r_indicator: float
    r_adjusted: float
    chi2: float
    df: int
    p: float
    design_effect: float
    effective: float


def representation(ballots: Counts, electorate: Counts) -> Representation:
    """Return how `ballots`, counted by group, stand beside the `electorate`, counted likewise.

    A group that only the electorate names has no ballots. S² = Σ N_h (p_h − p)² / (N − 1) over
    the turnouts p_h (Schouten, Cobben & Bethlehem 2009); its bias Σ p_h (1 − p_h) / N is that of
    Shlomo, Skinner & Schouten (2012) for groups that are all observed. χ² compares those who
    voted with those who did not, by group. The design effect is Kish's, n Σ w² / (Σ w)² with
    w = N_h / n_h over the groups with ballots, before small ones are joined. Raises
    RepresentationError for counts that are none.

    >>> found = representation([30, 10, 5], [60, 30, 10])
    >>> round(found.r_indicator, 5), round(found.chi2, 4), round(found.p, 4)
    (0.84648, 2.3569, 0.3078)
    """
    voted, entitled = _paired(ballots, electorate)
    placed = (entitled > 0).to_numpy()
    counts, people = voted[placed].to_numpy(), entitled[placed].to_numpy()
    groups = _groups(tuple(voted.index[placed]), counts, people)
    crowded = tuple(groups["group"][counts > people])
    found = turnout_balance(people, counts, np.zeros(len(people), dtype="int64"), 1)
    df = len(people) - 1 if found.told[0] else 0
    chi2, effective = float(found.chi2[0]), float(found.effective[0])
    return Representation(
        groups=groups,
        electorate=float(found.electorate[0]),
        ballots=float(found.ballots[0]),
        turnout=float(found.turnout[0]),
        missing=tuple(groups["group"][counts == 0]),
        crowded=crowded,
        unplaced=float(voted[~placed].sum()),
        r_indicator=float(found.r_indicator[0]),
        r_adjusted=float(found.r_adjusted[0]),
        chi2=chi2,
        df=df,
        p=float(special.chdtrc(df, chi2)) if df else np.nan,
        design_effect=_ratio(counts.sum(), effective),
        effective=effective,
    )


def post_stratified(means: Counts, electorate: Counts) -> float:
    """Return Σ N_h m_h / Σ N_h: the mean as if every group had turned out alike.

    A group without a mean (NaN) is left out and the others are weighed anew, never guessed at;
    NaN where no group has both. Raises RepresentationError for counts that are none.

    >>> round(post_stratified([49.858438, 21.711111], [850, 450]), 5)
    40.11513
    """
    values, weights = _by_group(means), _by_group(electorate)
    _refuse_unlike(means, electorate)
    _refuse_counts(weights)
    weights = weights.reindex(values.index).fillna(0.0).where(values.notna(), 0.0)
    return _ratio(float((weights * values.fillna(0.0)).sum()), float(weights.sum()))


def ballots_by_group(ratings: pd.DataFrame, source: Source) -> dict[str, int]:
    """Return how many voted in one source, by group, "" for those of none.

    `ratings` are those of one meeting. Raters are counted where they are known; of votes without
    a rater as many as the subject with most of them has.

    >>> rows = {"source": "mass", "rater": [0, 0, 1, -1], "group": ["学生", "学生", "教师", "教师"]}
    >>> marks = pd.DataFrame(rows | {"subject": "甲", "criterion": "", "points": 90.0, "count": 7})
    >>> ballots_by_group(marks, Source.MASS)
    {'学生': 1, '教师': 8}
    """
    here = ((ratings["source"] == source.value) & ratings["points"].notna()).to_numpy()
    group, names = pd.factorize(ratings["group"].array[here])
    rater = ratings["rater"].to_numpy()[here].astype("int64")
    known = rater >= 0
    pairs = np.unique(rater[known] * len(names) + group[known])
    counts = np.bincount(pairs % max(len(names), 1), minlength=len(names))
    if not known.all():
        counts = counts + _most_votes(ratings[here][~known], group[~known], len(names))
    return {str(name): int(count) for name, count in zip(names, counts, strict=True)}


def _most_votes(votes: pd.DataFrame, group: Codes, size: int) -> Codes:
    """Return per group the votes for the subject and criterion with most of them."""
    columns = {name: votes[name].array for name in ("subject", "criterion", "count")}
    table = pd.DataFrame(columns).assign(group=group)
    single = table.groupby(["group", "subject", "criterion"], observed=True)["count"].sum()
    most = np.zeros(size, dtype="int64")
    np.maximum.at(most, single.index.get_level_values("group"), single.to_numpy())
    return most


def _paired(ballots: Counts, electorate: Counts) -> tuple["pd.Series[Any]", "pd.Series[Any]"]:
    """Return both by the groups of either, those of the electorate first and in its order."""
    voted, entitled = _by_group(ballots), _by_group(electorate)
    _refuse_unlike(ballots, electorate)
    for counts in (voted, entitled):
        _refuse_counts(counts)
    others = [name for name in voted.index if name not in entitled.index]
    names = [*entitled.index, *others]
    return voted.reindex(names).fillna(0.0), entitled.reindex(names).fillna(0.0)


def _by_group(counts: Counts) -> "pd.Series[Any]":
    named = counts if isinstance(counts, pd.Series) else pd.Series(counts, dtype="float64")
    numbers = named.to_numpy(dtype="float64")
    by_name = pd.Series(numbers, index=named.index.astype("str"))
    if by_name.index.has_duplicates:
        return by_name.groupby(level=0, sort=False).sum(min_count=1)
    return by_name


def _refuse_unlike(one: Counts, other: Counts) -> None:
    """Refuse two that cannot be matched: names beside none, or lists of different length."""
    named = [isinstance(counts, Mapping | pd.Series) for counts in (one, other)]
    if any(named) != all(named):
        raise RepresentationError.from_names()
    if not any(named) and len(one) != len(other):
        raise RepresentationError.from_lengths(len(one), len(other))


def _refuse_counts(counts: "pd.Series[Any]") -> None:
    wrong = counts[~(np.isfinite(counts) & (counts >= 0))]
    if len(wrong):
        raise RepresentationError.from_count(str(wrong.index[0]), float(wrong.iloc[0]))


def _groups(names: tuple[str, ...], counts: Numbers, people: Numbers) -> pd.DataFrame:
    total = counts.sum()
    return pd.DataFrame(
        {
            "group": pd.array(names, dtype="str"),
            "electorate": people,
            "ballots": counts,
            "turnout": counts / people,
            "electorate_share": people / people.sum(),
            "ballot_share": counts / total if total else np.full(len(counts), np.nan),
        }
    )


def _ratio(part: float, whole: float) -> float:
    return float(part / whole) if whole > 0 else float("nan")
