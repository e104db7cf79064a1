"""What a source without a valid ballot does to weights, contributions and score."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxzy.core.arrays import Mask, Numbers
from cxzy.core.scheme import Scheme
from cxzy.core.source_means import SourceMeans


@dataclass(frozen=True)
class Weighted:
    """Weights as applied and contributions by key and source; NaN without a score."""

    weights: Numbers
    contributions: Numbers
    means: SourceMeans


def too_few_are_missing(means: SourceMeans, scheme: Scheme) -> SourceMeans:
    """Return the means with those below the scheme's minimum of ballots missing, flagged."""
    for column, (source, rule) in enumerate(scheme.sources.items()):
        n = means.n[:, column]
        few = (n > 0) & (n < rule.minimum_ballots)
        if few.any():
            means = means.flagged(f"few_ballots:{source}", few)
            means = means.with_mean(column, np.where(few, np.nan, means.mean[:, column]))
        if rule.counts and scheme.weights[source] > 0:
            gone = np.isnan(means.mean[:, column]) & ~few
            means = means.flagged(f"missing:{source}", gone)
    return means


def with_missing(means: SourceMeans, scheme: Scheme) -> Weighted:
    """Return weights and contributions by the scheme's rule for missing sources.

    A source of weight 0 is never waited for. Sources that are not required are left out first
    and the rest weighed anew; then the rule applies to the required ones. Nobody is scored
    without any ballot. See docs/decisions/0003-missing-sources.md.
    """
    published = np.array(list(scheme.weights.values()))
    present = ~np.isnan(means.mean)
    required = np.array([rule.required for rule in scheme.sources.values()])
    policy = scheme.missing.source
    kept = present | (required & (policy != "renormalise"))
    weights = _shares(np.where(kept, published, 0.0))
    gone = ~present & (weights > 0)
    if policy == "adjust" and gone.any():
        return _adjusted(means, present, np.where(kept, published, 0.0))
    contributions = weights * np.where(present, means.mean, 0.0)
    unscored: Mask = ~np.any(present & (weights > 0), axis=1)
    if policy == "withhold":
        unscored |= np.any(gone, axis=1)
        means = means.flagged("withheld", unscored)
    elif policy == "zero":
        for column, source in enumerate(scheme.sources):
            means = means.flagged(f"zero:{source}", gone[:, column] & ~unscored)
    return _without_scores(weights, contributions, means, unscored)


def _shares(weights: Numbers) -> Numbers:
    total = weights.sum(axis=1, keepdims=True)
    shares: Numbers = np.divide(weights, total, out=np.zeros_like(weights), where=total > 0)
    return shares


def _adjusted(means: SourceMeans, present: Mask, published: Numbers) -> Weighted:
    """Return S = Σ w_s m̄_s + Σ_present w_s (m_s − m̄_s) / Σ_present w_s, part by part.

    m̄_s is the source's mean over the list, one list per meeting. A source that nobody on the
    list has cannot be adjusted for and is left out for all of them alike.
    """
    average = _list_means(means)
    known = ~np.isnan(average)
    weights = _shares(np.where(known, published, 0.0))
    average = np.where(known, average, 0.0)
    here = np.where(present, weights, 0.0)
    deviation = _shares(here) * np.where(present, means.mean - average, 0.0)
    unscored: Mask = here.sum(axis=1) == 0
    means = means.flagged("adjusted", ~unscored & np.any(here < weights, axis=1))
    return _without_scores(weights, weights * average + deviation, means, unscored)


def _list_means(means: SourceMeans) -> Numbers:
    columns = pd.DataFrame(means.mean)
    if "meeting" not in means.keys:
        with_any = columns.mean()
        return np.tile(with_any.to_numpy(), (len(columns), 1))
    by_meeting = columns.groupby(means.keys["meeting"].to_numpy())
    return by_meeting.transform("mean").to_numpy()


def _without_scores(
    weights: Numbers, contributions: Numbers, means: SourceMeans, unscored: Mask
) -> Weighted:
    if unscored.any():
        contributions = np.where(unscored[:, None], np.nan, contributions)
    return Weighted(weights, contributions, means)
