"""What the error of a score is made of: its independent parts with their ballots and spreads."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxzy.core.arrays import Codes, Mask, Numbers
from cxzy.core.groups import SMALLEST_STRATUM, in_order, joined_groups, strata_of
from cxzy.core.members import key_places
from cxzy.core.row_groups import row_groups
from cxzy.core.scheme import Scheme
from cxzy.core.source_means import GroupMeans, SourceMeans, means_of_facets, taken
from cxzy.core.vocabulary import OVERALL, Source

MEDIAN_FACTOR = np.pi / 2
"""The variance of a median over that of a mean, at most, for normal marks (Laplace)."""


@dataclass(frozen=True)
class ScoreParts:
    """Sources, and groups of sources, whose ballots are drawn apart from one another.

    `source` names the source of each part. The arrays have a row per result and a column per
    part: `weight`, by which the mean of the part goes into the score; `n`, its ballots; `squares`,
    the sum of the squares of their distances from their mean (NaN where nobody knows it);
    `pooled`, the variance of all ballots of the part in the meeting, each about its own mean.
    `alone` says of each result whether nobody else of its meeting has a ballot: then `pooled` is
    made of its own ballots once more.
    """

    source: tuple[Source, ...]
    weight: Numbers
    n: Numbers
    squares: Numbers
    pooled: Numbers
    alone: Mask


def score_parts(
    facets: pd.DataFrame,
    scheme: Scheme,
    results: pd.DataFrame,
    electorate: pd.DataFrame | None,
) -> ScoreParts:
    """Return the parts of each result, weighed as the score was.

    The first of a source's parts is the whole of it; the groups of a source that is brought
    together by groups follow, and where they count, the whole does not. Self-assessment is no
    draw and has no part. A mean that is missing weighs nothing, whatever was put in its place.
    """
    means = _means(facets, scheme, results)
    weights = np.zeros((len(means.keys), len(scheme.sources)))
    weights[: len(results)] = _weights(results, scheme, means)
    found = []
    for column, (source, rule) in enumerate(scheme.sources.items()):
        if source == Source.SELF:
            continue
        banded = rule.aggregation.kind == "banded"
        shares, n, squares = _of_source(means, scheme, column, electorate)
        squares = np.full_like(n, np.nan) if banded else squares
        found.append((source, weights[:, [column]] * shares, n, squares))
    names = tuple(part[0] for part in found for _column in part[1].T)
    empty = np.empty((len(means.keys), 0))
    weight, n, squares = (np.hstack([empty, *(part[i] for part in found)]) for i in (1, 2, 3))
    lists = _meetings(means.keys)
    pooled, alone = _pooled(names, n, squares, lists), _alone(n, lists)
    own = slice(len(results))
    return ScoreParts(names, weight[own], n[own], squares[own], pooled[own], alone[own])


def median_factors(parts: ScoreParts, scheme: Scheme) -> Numbers:
    """Return by what the variance of each part's mean is to be multiplied: 1 but for medians.

    A median of one or two ballots is their mean.
    """
    medians = [scheme.sources[source].aggregation.kind == "median" for source in parts.source]
    factors: Numbers = np.where(np.array(medians, dtype=bool) & (parts.n > 2), MEDIAN_FACTOR, 1.0)  # noqa: PLR2004
    return factors


def _means(facets: pd.DataFrame, scheme: Scheme, results: pd.DataFrame) -> SourceMeans:
    """Return means and spreads in the order of the results, behind them those without a result.

    So a result is as sure alone as among all of its meeting.
    """
    spread = _spreads(facets, scheme)
    means = means_of_facets(facets.assign(spread=spread), scheme, with_spread=True)
    keys = results[[str(name) for name in means.keys]]
    keys = keys.assign(subject=keys["subject"].astype("str"))
    place, _first = key_places(means.keys, keys)
    others = np.ones(len(means.keys), dtype=bool)
    others[place[place >= 0]] = False
    if others.any():
        keys = pd.concat([keys, means.keys[others]], ignore_index=True)
    return taken(means, np.concatenate([place, np.flatnonzero(others)]), keys)


def _meetings(keys: pd.DataFrame) -> Codes:
    if "meeting" not in keys:
        return np.zeros(len(keys), dtype="int64")
    return row_groups(keys, ["meeting"])[0]


def _spreads(facets: pd.DataFrame, scheme: Scheme) -> Numbers:
    """Return the spread of each facet; that of several tallied criteria is the largest it can be.

    Which votes on two criteria are of one ballot is not known. The spread of the ballots,
    Σ v·x / Σ v, is largest where everybody who is strict is so on all criteria: Σ v·s / Σ v.
    """
    spreads: Numbers = facets["spread"].to_numpy("float64").copy()
    whole = (facets["criterion"] == OVERALL).to_numpy()
    unknown = whole & np.isnan(spreads) & (facets["n"].to_numpy() > 1)
    if not unknown.any() or whole.all():
        return spreads
    names = [name for name in ("meeting", "source", "group", "subject") if name in facets]
    cell = facets.groupby(names, sort=False, observed=True).ngroup().to_numpy()
    weight = _criterion_weights(facets, scheme)
    total = np.bincount(cell, weights=weight)
    sums = np.bincount(cell, weights=np.where(weight > 0, weight * spreads, 0.0))
    most = np.divide(sums, total, out=np.full(len(total), np.nan), where=total > 0)
    spreads[unknown] = most[cell[unknown]]
    return spreads


def _criterion_weights(facets: pd.DataFrame, scheme: Scheme) -> Numbers:
    """Return the weight of each facet's criterion in its source, 0 for the whole ballot."""
    known = {
        (str(source), criterion.key): float(criterion.weight or 0)
        for source in scheme.sources
        for criterion in scheme.criteria_of(source)
    }
    source, sources = pd.factorize(facets["source"])
    criterion, criteria = pd.factorize(facets["criterion"])
    table = np.array([[known.get((str(s), str(c)), 0.0) for c in criteria] for s in sources])
    weights: Numbers = table.reshape(len(sources), len(criteria))[source, criterion]
    return weights


def _weights(results: pd.DataFrame, scheme: Scheme, means: SourceMeans) -> Numbers:
    """Return by what each source's mean goes into the score, 0 where it is missing.

    Adjusted scores weigh deviations by the weights present; a source relative to the best of its
    list goes in with what its points are of its mean. What the best and the list's means
    themselves are unsure of is left out.
    """
    names = list(scheme.sources)
    given = [results[f"{name}_weight"].to_numpy("float64") for name in names]
    known = [results[f"{name}_mean"].notna().to_numpy() for name in names]
    weights = np.where(np.column_stack(known), np.column_stack(given), 0.0)
    if scheme.missing.source == "adjust":
        total = weights.sum(axis=1, keepdims=True)
        weights = np.divide(weights, total, out=np.zeros_like(weights), where=total > 0)
    for column, (name, rule) in enumerate(scheme.sources.items()):
        if rule.aggregation.kind == "relative":
            points = results[f"{name}_contribution"].to_numpy("float64")
            own = means.mean[: len(results), column]
            weights[:, column] = _ratio(np.nan_to_num(points), own)
    return weights


def _ratio(points: Numbers, means: Numbers) -> Numbers:
    given = np.nan_to_num(means) != 0
    ratio: Numbers = np.divide(points, means, out=np.zeros(len(points)), where=given)
    return ratio


def _of_source(
    means: SourceMeans, scheme: Scheme, column: int, electorate: pd.DataFrame | None
) -> tuple[Numbers, Numbers, Numbers]:
    """Return share of the source, ballots and squares of the whole and of its groups."""
    source, rule = list(scheme.sources.items())[column]
    n = means.n[:, [column]]
    spread = np.full(n.shape, np.nan) if means.spread is None else means.spread[:, [column]]
    whole = np.ones(n.shape), n, _squares(n, spread)
    if rule.groups is None:
        return whole
    grouped = _grouped(means, scheme, source, electorate)
    alone = np.where(grouped[0].any(axis=1, keepdims=True), 0.0, 1.0)
    share, n, squares = (np.hstack(pair) for pair in zip(whole, grouped, strict=True))
    share[:, :1] = alone
    return share, n, squares


def _squares(n: Numbers, spread: Numbers) -> Numbers:
    """Return (n − 1)·s², 0 for a single ballot."""
    return np.where(n > 1, (n - 1) * spread**2, 0.0)


def _grouped(
    means: SourceMeans, scheme: Scheme, source: Source, electorate: pd.DataFrame | None
) -> tuple[Numbers, Numbers, Numbers]:
    """Return share of the source, ballots and squares of its groups, joined as for the mean.

    Of a group that was joined with another all is 0.
    """
    rule = scheme.sources[source]
    strata = strata_of(means.keys, source, rule, electorate)
    nothing = GroupMeans((), np.empty((len(means.keys), 0)), np.empty(0))
    found = in_order(means.groups.get(source, nothing), strata.names)
    n, mean, spread, weights = map(strata.in_own_order, (*found, strata.weights))
    mean = mean - means.mean[:, [list(scheme.sources).index(source)]]
    around = _squares(n, spread) + n * np.nan_to_num(mean) ** 2
    smallest = 0 if isinstance(rule.groups, dict) else SMALLEST_STRATUM
    sums, _joined = joined_groups((n, n * mean, around, weights), smallest=smallest)
    n, points, around, weights = sums
    centre = np.divide(points**2, n, out=np.zeros_like(n), where=n > 0)
    total = weights.sum(axis=1, keepdims=True)
    shares = np.divide(weights, total, out=np.zeros_like(weights), where=total > 0)
    return shares, n, np.maximum(around - centre, 0.0)


def _pooled(names: tuple[Source, ...], n: Numbers, squares: Numbers, lists: Codes) -> Numbers:
    """Return Σ (n − 1)s² / Σ (n − 1) of each part over its list, NaN where no two ballots are.

    A part that nobody has two ballots of takes the value of its whole source.
    """
    known: Mask = (n > 1) & ~np.isnan(squares)
    freedom = _over_lists(np.where(known, n - 1, 0.0), lists)
    total = _over_lists(np.where(known, squares, 0.0), lists)
    values = np.divide(total, freedom, out=np.full(total.shape, np.nan), where=freedom > 0)
    for column, source in enumerate(names):
        whole = values[:, names.index(source)]
        values[:, column] = np.where(np.isnan(values[:, column]), whole, values[:, column])
    of_rows: Numbers = values[lists]
    return of_rows


def _alone(n: Numbers, lists: Codes) -> Mask:
    some = (n > 0).any(axis=1, keepdims=True).astype("float64")
    alone: Mask = _over_lists(some, lists)[lists, 0] == 1
    return alone


def _over_lists(numbers: Numbers, lists: Codes) -> Numbers:
    """Return the sum of each column over each list."""
    size = int(lists.max(initial=-1)) + 1
    columns = [np.bincount(lists, weights=column, minlength=size) for column in numbers.T]
    return np.column_stack([np.empty((size, 0)), *columns])
