"""Means as they count: measured by the best of the list, or read off the steps of the scheme."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cxzy.core.arrays import Numbers
from cxzy.core.scheme import Scheme
from cxzy.core.scheme_parts import Step
from cxzy.core.source_means import SourceMeans

SHARE_PLACES = 9
"""Decimals of a share that are compared: 45 of 50 are 0.9 however they were added up."""


def as_counted(means: SourceMeans, scheme: Scheme) -> SourceMeans:
    """Return the means with those of `relative` and `banded` sources as they count.

    A list is a meeting, all subjects where there is one only: 0098-the-best-of-the-meeting.md
    in docs/decisions. A source in which nobody on the list is above 0 is flagged and has none.
    """
    for column, (source, rule) in enumerate(scheme.sources.items()):
        mean = means.mean[:, column]
        if rule.aggregation.kind == "relative":
            counted = relative_means(mean, lists_of(means.keys))
            means = means.flagged(f"no_best:{source}", np.isnan(counted) & ~np.isnan(mean))
            means = means.with_mean(column, counted)
        elif rule.aggregation.kind == "banded":
            means = means.with_mean(column, step_points(mean / 100, rule.aggregation.steps))
    return means


def lists_of(keys: pd.DataFrame) -> "pd.Series[int]":
    """Return the number of each key's list: its meeting."""
    if "meeting" not in keys:
        return pd.Series(0, index=keys.index)
    return pd.Series(pd.factorize(keys["meeting"])[0], index=keys.index)


def relative_means(mean: Numbers, lists: "pd.Series[int]") -> Numbers:
    """Return 100 × own mean ÷ best mean of the same list, NaN where the best is not above 0.

    >>> relative_means(np.array([90.0, 72.0, np.nan]), pd.Series([0, 0, 0]))
    array([100.,  80.,  nan])
    """
    best = pd.Series(mean).groupby(lists.to_numpy()).transform("max").to_numpy()
    share: Numbers = np.divide(mean, best, out=np.full(len(mean), np.nan), where=best > 0)
    return share * 100


def step_points(share: Numbers, steps: Sequence[Step]) -> Numbers:
    """Return the points that each share of votes (0–1) gives, NaN for none.

    Steps are half-open: a share on the line has the better points.

    >>> from cxzy.core.scheme_parts import STEPS
    >>> step_points(np.array([0.9, 0.8999, 0.0, np.nan]), STEPS)
    array([95., 85., 60., nan])
    """
    ascending = steps[::-1]
    lowest = np.round([float(step.lowest) for step in ascending], SHARE_PLACES)
    place = np.searchsorted(lowest, np.round(share, SHARE_PLACES), side="right") - 1
    points = np.array([step.points for step in ascending])[np.maximum(place, 0)]
    return np.where(np.isnan(share), np.nan, points)
