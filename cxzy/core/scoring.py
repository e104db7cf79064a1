"""The official score: from ratings, or from facets, to one result per subject."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from cxzy.core.arrays import Mask, Numbers
from cxzy.core.attendance import those_present, unrecorded
from cxzy.core.ballot_rules import rule_flags
from cxzy.core.bonus import bonus_points
from cxzy.core.conversion import as_counted
from cxzy.core.facets import facets
from cxzy.core.flags import flag_tuples
from cxzy.core.grading import grades
from cxzy.core.groups import electorate_of, group_weighted
from cxzy.core.members import with_members
from cxzy.core.missing import Weighted, too_few_are_missing, with_missing
from cxzy.core.ranking import ranks
from cxzy.core.roster import Roster
from cxzy.core.rounding import rounded
from cxzy.core.scheme import Scheme
from cxzy.core.scheme_errors import SchemeError
from cxzy.core.source_means import (
    SourceMeans,
    means_of_facets,
    means_of_ratings,
)

__all__ = ["facets", "score", "weighted_scores"]

SOURCE_COLUMNS = ("mean", "n", "weight", "contribution")


def score(ratings: pd.DataFrame, scheme: Scheme, *, roster: Roster | None = None) -> pd.DataFrame:
    """Return one result per subject of a ratings table, best first, ties in order of subject.

    The columns are those of `weighted_scores`. `ratings` needs `source`, `subject` and
    `points`; what else is absent takes the defaults of `complete_ratings`. With a roster its
    members without any mark appear too, its electorate weighs groups, and probationary members
    are not graded. Raises RatingsError, which names column and row, and SchemeError where the
    scheme is none.
    """
    _refuse_no_scheme(scheme)
    means = means_of_ratings(ratings, scheme)
    if roster is None:
        return _results(means, scheme)
    members = roster.members if len(roster.members) else None
    return _results(means, scheme, electorate=roster.electorate, members=members)


def weighted_scores(
    facets: pd.DataFrame,
    scheme: Scheme,
    *,
    electorate: pd.DataFrame | None = None,
    members: pd.DataFrame | None = None,
    details: Sequence[str] = (),
) -> pd.DataFrame:
    """Return one result per subject (and meeting, where facets have that column).

    Columns: `subject`, `score` (rounded, NaN without one), `rank` (Int64, over all rows),
    `grade` (None without one), `rule`, `flags` (tuple of codes, see `flag_text`), and per source
    `<source>_mean`, `<source>_n` (valid ballots), `<source>_weight` (share 0–1 as applied) and
    `<source>_contribution` (points; they add to the unrounded score). A mean is as it counts: by
    the best of the meeting, or the points of a share, where the scheme says so. A scheme with
    bonus points has a column `bonus` behind `flags`; it is added to the contributions.

    `electorate` has `source`, `group`, `count`, `members` has `subject` and, where known,
    `type`; either may have `meeting`. Members without ballots appear where `members` says
    their meeting or there is only one. The columns `details` of such members come out behind
    the keys.
    """
    _refuse_no_scheme(scheme)
    means = means_of_facets(facets, scheme)
    return _results(means, scheme, electorate=electorate, members=members, details=details)


def _refuse_no_scheme(scheme: Scheme) -> None:
    if not isinstance(scheme, Scheme):
        raise SchemeError.from_no_scheme(type(scheme).__name__)


def _results(
    means: SourceMeans,
    scheme: Scheme,
    *,
    electorate: pd.DataFrame | None = None,
    members: pd.DataFrame | None = None,
    details: Sequence[str] = (),
) -> pd.DataFrame:
    means, probationary = with_members(means, members, details)
    means = group_weighted(means, scheme, electorate)
    means = _over_those_present(means, scheme, electorate)
    means = means.flagged("no_marks", means.n.sum(axis=1) == 0)
    means = as_counted(too_few_are_missing(rule_flags(means), scheme), scheme)
    weighted = with_missing(means, scheme)
    means, bonus = bonus_points(weighted.means, scheme)
    return _table(replace(weighted, means=means), bonus, scheme, probationary)


def _table(weighted: Weighted, bonus: Numbers, scheme: Scheme, probationary: Mask) -> pd.DataFrame:
    means = weighted.means.flagged("probationary", probationary)
    unordered = rounded(weighted.contributions.sum(axis=1) + bonus, scheme.rounding)
    order = np.argsort(-unordered, kind="stable")
    scores = pd.Series(unordered[order])
    graded = grades(scores.mask(probationary[order]), scheme)
    keys = means.keys.take(order).reset_index(drop=True)
    columns: dict[str, Any] = {str(name): keys[name] for name in keys}
    columns |= {"score": scores, "rank": ranks(scores)}
    columns |= {"grade": graded["grade"], "rule": graded["rule"]}
    flags = flag_tuples(means.flags, len(scores))[order]
    columns["flags"] = pd.Series(flags, dtype=object)  # else pandas looks for a better type
    if scheme.bonus:
        columns["bonus"] = bonus[order]
    tables = means.mean, means.n.astype("int64"), weighted.weights, weighted.contributions
    parts = [np.ascontiguousarray(table.take(order, axis=0).T) for table in tables]
    for place, source in enumerate(scheme.sources):
        for name, part in zip(SOURCE_COLUMNS, parts, strict=True):
            columns[f"{source}_{name}"] = part[place]
    return pd.DataFrame(columns, copy=False)


def _over_those_present(
    means: SourceMeans, scheme: Scheme, electorate: pd.DataFrame | None
) -> SourceMeans:
    """Return the means with tallies divided by those present where the scheme says so."""
    for column, (source, rule) in enumerate(scheme.sources.items()):
        if rule.aggregation.base != "present":
            continue
        present = electorate_of(means.keys, source, those_present(electorate)).weights.sum(axis=1)
        points = means.mean[:, column] * means.n[:, column]
        over = np.divide(points, present, out=np.full(len(points), np.nan), where=present > 0)
        voted = means.n[:, column] > 0
        means = means.flagged(f"no_electorate:{source}", voted & (present == 0))
        assumed = electorate_of(means.keys, source, unrecorded(electorate)).weights.sum(axis=1) > 0
        means = means.flagged(f"presence_assumed:{source}", voted & assumed)
        means = means.with_mean(column, over)
    return means
