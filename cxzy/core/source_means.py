"""The mean of each source for each subject, as arrays: what scores are made of."""

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from cxzy.core.arrays import Mask, Numbers, Rows
from cxzy.core.beside import Beside, Totals, beside_names, is_beside, totals
from cxzy.core.cells import Marked, source_cells
from cxzy.core.marking import marks_of
from cxzy.core.scheme import Scheme
from cxzy.core.vocabulary import OVERALL, Source


@dataclass(frozen=True)
class GroupMeans:
    """The ballots of one source by group: `n` and `mean` have a row per key, a column per name.

    `spread` is as `mean`, where it was asked for.
    """

    names: tuple[str, ...]
    n: Numbers
    mean: Numbers
    spread: Numbers | None = None


@dataclass(frozen=True)
class SourceMeans:
    """Means by key and source, with the flags raised on the way.

    `keys` has the columns `subject` and, for several meetings, `meeting`; `n` and `mean` have
    a row per key and a column per source of the scheme; `flags` pairs a code with the keys it
    concerns. `spread` is as `mean`, where it was asked for; `beside` has a number per key for
    what stands beside the marks.
    """

    keys: pd.DataFrame
    n: Numbers
    mean: Numbers
    groups: dict[Source, GroupMeans] = field(default_factory=dict)
    flags: tuple[tuple[str, Mask], ...] = ()
    spread: Numbers | None = None
    beside: Totals = field(default_factory=dict)

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
    marks, beside = marks_of(ratings, scheme, standing=standing)
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
    sums = totals(beside, len(coded.keys), tuple(scheme.sources))
    n, mean = whole.n.reshape(shape), whole.mean.reshape(shape)
    means = SourceMeans(coded.keys.table, n, mean, grouped, beside=sums)
    used = means.n.any(axis=1)
    used = used if used.all() else used | _named_keys(marks)
    if used.all():
        return means
    rows = np.flatnonzero(used)
    return taken(means, rows, means.keys.take(rows).reset_index(drop=True))


def _named_keys(marks: Marked) -> Mask:
    """Return which keys any row names: a category may stand for nobody."""
    return np.bincount(marks.coded.key, minlength=len(marks.coded.keys)) > 0


def means_of_facets(
    facets: pd.DataFrame, scheme: Scheme, *, with_spread: bool = False
) -> SourceMeans:
    """Return the means that stand in facets; sources that are off are left out."""
    numbers = ("n", "mean", "spread") if with_spread else ("n", "mean")
    whole = _of_whole(facets, numbers)
    sources, source = _words(whole["source"])
    table = {str(name): column for column, name in enumerate(scheme.sources)}
    source = np.array([table.get(name, -1) for name in sources] + [-1], dtype="int64")[source]
    if (source < 0).any():
        whole, source = whole.loc[source >= 0], source[source >= 0]
    keys, key = _factorized(whole, [name for name in ("meeting", "subject") if name in whole])
    names, group = _words(whole["group"])
    values = tuple(whole[name].to_numpy(dtype="float64") for name in numbers)
    labels = np.array([name != "" for name in names] + [False])[group]
    pooled = _spread_out(~labels, key, source, values, (len(keys), len(scheme.sources)))
    grouped = {}
    if labels.any():
        for place, name in enumerate(scheme.sources):
            here = labels & (source == place)
            parts = _spread_out(here, key, group, values, (len(keys), len(names)))
            grouped[name] = _named(GroupMeans(tuple(names), *parts))
    beside = totals(_beside(facets, keys, scheme), len(keys), tuple(scheme.sources))
    spread = pooled[2] if with_spread else None
    return SourceMeans(keys, pooled[0], pooled[1], grouped, spread=spread, beside=beside)


def _beside(facets: pd.DataFrame, keys: pd.DataFrame, scheme: Scheme) -> Beside | None:
    """Return what stands beside the marks, for the keys that have marks."""
    if not beside_names(scheme):
        return None
    rows = facets[is_beside(facets["criterion"])]
    named = rows[[str(name) for name in keys]].assign(subject=rows["subject"].astype("str"))
    key = pd.MultiIndex.from_frame(keys).get_indexer(pd.MultiIndex.from_frame(named))
    sources = pd.Index([str(name) for name in scheme.sources])
    source = sources.get_indexer(pd.Index(rows["source"].astype("str")))
    name, names = pd.factorize(rows["criterion"].astype("str"))
    here = (key >= 0) & (source >= 0)
    n, mean = (rows[column].to_numpy("float64")[here] for column in ("n", "mean"))
    words = tuple(str(word) for word in names)
    return Beside(words, key[here], source[here], name[here], n, mean)


def _of_whole(facets: pd.DataFrame, numbers: tuple[str, ...]) -> pd.DataFrame:
    """Return the facets of the whole, which are often all that were read."""
    whole = (facets["criterion"] == OVERALL).to_numpy()
    wanted = ("meeting", "source", "group", "subject", *numbers)
    columns = facets[[name for name in wanted if name in facets]]
    return columns if whole.all() else columns.loc[whole]


def _words(column: "pd.Series[Any]") -> tuple[list[str], Rows]:
    """Return the words of a column, and which stands in each row: the last of all for a blank."""
    codes, words = pd.factorize(column)
    return [str(word) for word in words], codes


def _named(groups: GroupMeans) -> GroupMeans:
    """Return groups without the empty name."""
    kept = [column for column, name in enumerate(groups.names) if name]
    names = tuple(groups.names[column] for column in kept)
    spread = None if groups.spread is None else groups.spread[:, kept]
    return GroupMeans(names, groups.n[:, kept], groups.mean[:, kept], spread)


def taken(means: SourceMeans, rows: Rows, keys: pd.DataFrame) -> SourceMeans:
    """Return the means at `rows`, in that order, under `keys`; −1 is a key without any ballot."""

    def chosen(numbers: Numbers, empty: float = np.nan) -> Numbers:
        padded = np.vstack([numbers, np.full((1, numbers.shape[1]), empty)])
        return padded[rows]

    def apart(spread: Numbers | None) -> Numbers | None:
        return None if spread is None else chosen(spread)

    return replace(
        means,
        keys=keys,
        n=chosen(means.n, 0.0),
        mean=chosen(means.mean),
        spread=apart(means.spread),
        beside={
            place: chosen(column[:, None], 0.0)[:, 0] for place, column in means.beside.items()
        },
        groups={
            source: GroupMeans(
                part.names, chosen(part.n, 0.0), chosen(part.mean), apart(part.spread)
            )
            for source, part in means.groups.items()
        },
    )


def _factorized(rows: pd.DataFrame, columns: list[str]) -> tuple[pd.DataFrame, Rows]:
    coded = [_coded(rows[name]) for name in columns]
    numbers = np.zeros(len(rows), dtype="int64")
    for codes, words in coded:
        numbers = numbers * len(words) + codes
    found, key = np.unique(numbers, return_inverse=True)
    keys: dict[str, Any] = {}
    for name, (_codes, words) in zip(reversed(columns), reversed(coded), strict=True):
        found, code = divmod(found, max(len(words), 1))
        keys[name] = words.take(code)
    keys["subject"] = keys["subject"].astype("str")
    return pd.DataFrame({name: keys[name].array for name in columns}, copy=False), key


def _coded(column: "pd.Series[Any]") -> tuple[Rows, "pd.Index[Any]"]:
    """Return which word stands in each row, and the words in order; plain words of a category."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return np.asarray(column.cat.codes, dtype=np.intp), column.cat.categories
    codes, words = pd.factorize(column, sort=True)
    return codes.astype(np.intp), pd.Index(words)


def _spread_out(
    chosen: Mask,
    row: Rows,
    column: Rows,
    values: tuple[Numbers, ...],
    shape: tuple[int, int],
) -> list[Numbers]:
    """Return n, mean … of the chosen facets as tables, 0 and NaN where there is no facet."""
    tables = [np.zeros(shape), *(np.full(shape, np.nan) for _value in values[1:])]
    place = row[chosen], column[chosen]
    for table, value in zip(tables, values, strict=True):
        table[place] = value[chosen]
    return tables
