"""Groups inside a source: fixed sub-weights, or weights from the electorate."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxzy.core.arrays import Mask, Numbers, Rows
from cxzy.core.scheme import Scheme
from cxzy.core.scheme_parts import SourceRule
from cxzy.core.source_means import GroupMeans, SourceMeans
from cxzy.core.vocabulary import Source

SMALLEST_STRATUM = 5
FEWEST_STRATA = 2


@dataclass(frozen=True)
class Strata:
    """The groups of a source with their weights, a row per key and a column per name.

    `order` has per key the columns in the order of its own meeting, which is what neighbours
    are counted by; None where that is the order of the names.
    """

    names: tuple[str, ...]
    weights: Numbers
    order: Rows | None = None

    def in_own_order(self, values: Numbers) -> Numbers:
        """Return the columns of `values`, which are those of `weights`, in each key's own order."""
        return values if self.order is None else np.take_along_axis(values, self.order, axis=1)


def group_weighted(
    means: SourceMeans, scheme: Scheme, electorate: pd.DataFrame | None
) -> SourceMeans:
    """Return the means with those of grouped sources brought together by their groups.

    Fixed sub-weights: Σ W_h m_h / Σ W_h over the groups that have ballots. By the electorate:
    W_h = N_h / N, with small groups joined (`post_stratified_means`). A group without ballots
    is flagged and never guessed; ballots of no or of an unknown group cannot be weighted, are
    left out and flagged. Without any groups or electorate all ballots count alike, flagged.
    """
    for column, (source, rule) in enumerate(scheme.sources.items()):
        if rule.groups is None:
            continue
        strata = strata_of(means.keys, source, rule, electorate)
        means = _one_source(means, column, source, strata, fixed=isinstance(rule.groups, dict))
    return means


def strata_of(
    keys: pd.DataFrame, source: Source, rule: SourceRule, electorate: pd.DataFrame | None
) -> Strata:
    """Return the groups of a source with the weights that the scheme or the electorate gives."""
    if not isinstance(rule.groups, dict):
        return electorate_of(keys, source, electorate)
    numbers = {group: float(weight) for group, weight in rule.groups.items()}
    return Strata(tuple(numbers), np.tile(list(numbers.values()), (len(keys), 1)))


def _one_source(
    means: SourceMeans,
    column: int,
    source: Source,
    strata: "Strata",
    *,
    fixed: bool,
) -> SourceMeans:
    names, weights = strata.names, strata.weights
    ballots = means.n[:, column] > 0
    weighed = weights.sum(axis=1) > 0
    if not fixed:
        means = means.flagged(f"no_electorate:{source}", ballots & ~weighed)
    found = means.groups.get(source) or GroupMeans((), np.empty((len(weights), 0)), np.empty(0))
    labelled = found.n.sum(axis=1)
    means = means.flagged(f"groups_unknown:{source}", ballots & weighed & (labelled == 0))
    some = ballots & weighed & (labelled > 0)
    means = means.flagged(f"ballots_without_group:{source}", some & (labelled < means.n[:, column]))
    for place, name in enumerate(found.names):
        counts = weights[:, names.index(name)] if name in names else np.zeros(len(weights))
        left_out = (found.n[:, place] > 0) & (counts == 0)
        means = means.flagged(f"unknown_group:{source}:{name}", some & left_out)
    n, mean, _spread = in_order(found, names)
    for place, name in enumerate(names):
        empty = (n[:, place] == 0) & (weights[:, place] > 0)
        means = means.flagged(f"group_without_ballots:{source}:{name}", some & empty)
    own = map(strata.in_own_order, (n, mean, weights))
    value, joined = weighted_groups(*own, smallest=0 if fixed else SMALLEST_STRATUM)
    means = means.flagged(f"joined_groups:{source}", some & joined)
    return means.with_mean(column, np.where(some, value, means.mean[:, column]))


def in_order(found: GroupMeans, names: tuple[str, ...]) -> tuple[Numbers, Numbers, Numbers]:
    """Return numbers, means and spreads with one column per name, NaN for spreads not asked for."""
    n = np.zeros((len(found.n), len(names)))
    mean, spread = np.full(n.shape, np.nan), np.full(n.shape, np.nan)
    for column, name in enumerate(names):
        if name in found.names:
            place = found.names.index(name)
            n[:, column], mean[:, column] = found.n[:, place], found.mean[:, place]
            if found.spread is not None:
                spread[:, column] = found.spread[:, place]
    return n, mean, spread


def weighted_groups(
    n: Numbers, mean: Numbers, weights: Numbers, *, smallest: int = SMALLEST_STRATUM
) -> tuple[Numbers, Mask]:
    """Return Σ W_h m_h / Σ W_h per row, and whether groups were joined on the way.

    A group with some ballots but fewer than `smallest` is joined with the next group that has
    ballots, the last one with the one before, as long as two strata remain: the weights add,
    and the mean is that of both groups' ballots together. See
    docs/decisions/0004-small-groups.md.
    """
    (n, points, weights), joined = joined_groups((n, n * mean, weights), smallest=smallest)
    means = np.divide(points, n, out=np.zeros_like(points), where=n > 0)
    total = weights.sum(axis=1)
    value = (weights * means).sum(axis=1)
    return np.divide(value, total, out=np.full(len(n), np.nan), where=total > 0), joined


def joined_groups(
    sums: tuple[Numbers, ...], *, smallest: int = SMALLEST_STRATUM
) -> tuple[tuple[Numbers, ...], Mask]:
    """Return sums over the ballots of each group with small groups joined, and where any were.

    The first of `sums` is the number of ballots, the last the weight, a row per key and a column
    per group; those between are sums over ballots. Groups that lack either are all 0.
    """
    present = (sums[0] > 0) & (sums[-1] > 0)
    sums = tuple(np.where(present, numbers, 0.0) for numbers in sums)
    n = sums[0]
    joined = np.zeros(len(n), dtype=bool)
    for column in range(n.shape[1]):
        small = (n[:, column] > 0) & (n[:, column] < smallest)
        rows = np.flatnonzero(small & ((n > 0).sum(axis=1) > FEWEST_STRATA))
        if len(rows):
            target = _neighbour(n[rows] > 0, column)
            for numbers in sums:
                numbers[rows, target] += numbers[rows, column]
                numbers[rows, column] = 0.0
            joined[rows] = True
    return sums, joined


def _neighbour(present: Mask, column: int) -> Rows:
    after, before = present[:, column + 1 :], present[:, :column]
    following = column + 1 + after.argmax(axis=1) if after.shape[1] else 0
    previous = column - 1 - before[:, ::-1].argmax(axis=1) if column else 0
    return np.where(after.any(axis=1), following, previous)


def electorate_of(keys: pd.DataFrame, source: Source, electorate: pd.DataFrame | None) -> Strata:
    """Return the groups of a source with their counts per key, each meeting's in its own order."""
    if electorate is None or electorate.empty:
        return Strata((), np.zeros((len(keys), 0)))
    rows = electorate[(electorate["source"] == str(source)).to_numpy()]
    place, names = pd.factorize(rows["group"].astype("str"))
    counts = rows["count"].to_numpy(dtype="float64")
    labels = tuple(map(str, names))
    if "meeting" not in rows or "meeting" not in keys:
        total = np.bincount(place, weights=counts, minlength=len(labels))
        return Strata(labels, np.tile(total, (len(keys), 1)))
    row, meetings = pd.factorize(rows["meeting"])
    table = np.zeros((len(meetings) + 1, len(labels)))  # the last row: a meeting without any
    np.add.at(table, (row, place), counts)
    first = np.full(table.shape, len(rows))
    np.minimum.at(first, (row, place), np.arange(len(rows)))
    own = pd.Index(meetings).get_indexer(keys["meeting"])
    return Strata(labels, table[own], first.argsort(axis=1, kind="stable")[own])
