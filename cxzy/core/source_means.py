"""The mean of each source for each subject, as arrays: what scores are made of."""

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cxzy.core.arrays import Mask, Numbers, Rows
from cxzy.core.cells import marked, source_cells
from cxzy.core.coded import coded_ratings
from cxzy.core.scheme import Scheme
from cxzy.core.vocabulary import OVERALL, Source


@dataclass(frozen=True)
class GroupMeans:
    """The ballots of one source by group: `n` and `mean` have a row per key, a column per name."""

    names: tuple[str, ...]
    n: Numbers
    mean: Numbers


@dataclass(frozen=True)
class SourceMeans:
    """Means by key and source, with the flags raised on the way.

    `keys` has the columns `subject` and, for several meetings, `meeting`; `n` and `mean` have
    a row per key and a column per source of the scheme; `flags` pairs a code with the keys it
    concerns.
    """

    keys: pd.DataFrame
    n: Numbers
    mean: Numbers
    groups: dict[Source, GroupMeans] = field(default_factory=dict)
    flags: tuple[tuple[str, Mask], ...] = ()

    def flagged(self, code: str, concerned: Mask) -> "SourceMeans":
        """Return the same with one more flag, where it concerns anybody."""
        if not concerned.any():
            return self
        return replace(self, flags=(*self.flags, (code, concerned)))

    def with_mean(self, column: int, mean: Numbers) -> "SourceMeans":
        """Return the same with other means in one column."""
        means = self.mean.copy()
        means[:, column] = mean
        return replace(self, mean=means)


def means_of_ratings(
    ratings: pd.DataFrame, scheme: Scheme, *, standing: bool = True
) -> SourceMeans:
    """Return the means of a ratings table; subjects stand in the order of their text."""
    marks = marked(coded_ratings(ratings, scheme), scheme, standing=standing)
    coded, sources = marks.coded, len(scheme.sources)
    whole = source_cells(marks, scheme)
    grouped = {}
    if len(coded.groups) > 1:
        cells = source_cells(marks, scheme, by_group=True)
        by_group = (len(coded.keys), sources, len(coded.groups))
        n, mean = cells.n.reshape(by_group)[..., 1:], cells.mean.reshape(by_group)[..., 1:]
        for column, source in enumerate(scheme.sources):
            grouped[source] = GroupMeans(coded.groups[1:], n[:, column], mean[:, column])
    shape = (len(coded.keys), sources)
    means = SourceMeans(coded.keys, whole.n.reshape(shape), whole.mean.reshape(shape), grouped)
    used = np.bincount(coded.key, minlength=len(coded.keys)) > 0
    return means if used.all() else taken(means, np.flatnonzero(used))


def means_of_facets(facets: pd.DataFrame, scheme: Scheme) -> SourceMeans:
    """Return the means that stand in facets; sources that are off are left out."""
    places = {str(source): column for column, source in enumerate(scheme.sources)}
    whole = facets[facets["criterion"].isin([OVERALL]) & facets["source"].isin(list(places))]
    columns = [name for name in ("meeting", "subject") if name in facets]
    keys, key = _factorized(whole, columns)
    source = whole["source"].astype("str").map(places).to_numpy(dtype="int64")
    group = whole["group"].astype("object").fillna("").astype("str").to_numpy()
    n, mean = (whole[name].to_numpy(dtype="float64") for name in ("n", "mean"))
    means = SourceMeans(keys, *_spread_out(key, source, n, mean, (len(keys), len(places))))
    if (group == "").all():
        return means
    names = tuple(dict.fromkeys(group[group != ""]))
    column = pd.Series(group).map({name: number for number, name in enumerate(names)}).to_numpy()
    grouped = {}
    for name, place in places.items():
        here = (source == place) & (group != "")
        parts = (key[here], column[here].astype("int64"), n[here], mean[here])
        grouped[Source(name)] = GroupMeans(names, *_spread_out(*parts, (len(keys), len(names))))
    pooled = group == ""
    parts = (key[pooled], source[pooled], n[pooled], mean[pooled])
    return SourceMeans(keys, *_spread_out(*parts, (len(keys), len(places))), grouped)


def taken(means: SourceMeans, rows: Rows) -> SourceMeans:
    """Return the keys at `rows`, in that order; −1 is a key without any ballot."""

    def chosen(numbers: Numbers, empty: float) -> Numbers:
        padded = np.vstack([numbers, np.full((1, numbers.shape[1]), empty)])
        return padded[rows]

    return replace(
        means,
        keys=means.keys.take(np.maximum(rows, 0)).reset_index(drop=True),
        n=chosen(means.n, 0.0),
        mean=chosen(means.mean, np.nan),
        groups={
            source: GroupMeans(part.names, chosen(part.n, 0.0), chosen(part.mean, np.nan))
            for source, part in means.groups.items()
        },
    )


def _factorized(rows: pd.DataFrame, columns: list[str]) -> tuple[pd.DataFrame, Rows]:
    coded = [pd.factorize(rows[name], sort=True) for name in columns]
    numbers = np.zeros(len(rows), dtype="int64")
    for codes, words in coded:
        numbers = numbers * len(words) + codes
    found, key = np.unique(numbers, return_inverse=True)
    keys: dict[str, Any] = {}
    for name, (_codes, words) in zip(reversed(columns), reversed(coded), strict=True):
        found, code = divmod(found, max(len(words), 1))
        keys[name] = pd.Series(words.take(code))
    frame = pd.DataFrame({name: keys[name] for name in columns})
    return frame.astype({"subject": "str"}), key


def _spread_out(
    row: Rows,
    column: NDArray[Any],
    n: Numbers,
    mean: Numbers,
    shape: tuple[int, int],
) -> tuple[Numbers, Numbers]:
    numbers, means = np.zeros(shape), np.full(shape, np.nan)
    numbers[row, column], means[row, column] = n, mean
    return numbers, means
