"""Would other weights change it: flips of pairs, dominance, radius, acceptability, real weights.

What the functions mean and why: docs/decisions/0092-other-weights.md.
"""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from cxzy.core.arrays import Mask, Numbers
from cxzy.core.scheme_parts import Rounding
from cxzy.core.statistics_errors import StatisticsError
from cxzy.core.vocabulary import Source
from cxzy.core.weight_changes import flips, nearest, of_pairs, radii, ranks_under, weights_near

Vector: TypeAlias = "Mapping[Any, float] | Sequence[float] | Numbers | pd.Series[float]"
Weights: TypeAlias = Vector
USUAL_ROUNDING = Rounding()

SAME = 1e-18
"""Squares of points that are less are those of equal scores but for binary arithmetic."""


def flip_weight(a: Vector, b: Vector, weights: Weights, source: str | int) -> float | None:
    """Return the weight of `source` at which a and b change places, None where at none.

    `a` and `b` are the means of two subjects by source, in the order of `weights` or under its
    names; `source` is a name or a place. The other sources keep their proportions. With d = a − b
    and D the weighted mean of d over the others, the scores are equal at D / (D − d_source).

    >>> weights = {"self": 0.1, "peer": 0.3, "leader": 0.3, "mass": 0.3}
    >>> flip = flip_weight([96, 90, 84, 92], [92, 86, 90, 90], weights, "leader")
    >>> round(flip, 4)
    0.3438
    """
    names, shares = _shares(weights)
    apart = _vector(a, names) - _vector(b, names)
    found = flips(apart[None, :], shares)[0, _place(names, source)]
    return None if np.isnan(found) else float(found)


def dominates(a: Vector, b: Vector) -> bool:
    """Return whether `a` is nowhere below `b` and somewhere above: before it under any weights.

    >>> dominates([90, 85], [90, 80]), dominates([90, 80], [85, 85]), dominates([90], [90])
    (True, False, False)
    """
    names = list(a) if isinstance(a, Mapping) else list(range(len(a)))
    one, other = _vector(a, names), _vector(b, names)
    return bool((one >= other).all() and (one > other).any())


def radius(a: Vector, b: Vector, weights: Weights) -> float | None:
    """Return the least weight that must move between sources for a and b to change places.

    It is a share of all weight, 0–1: half the sum of the changes, weights staying 0 or more and
    adding to 1. None where no weights at all do it: one dominates.

    >>> round(radius([96, 90, 84, 92], [92, 86, 90, 90], [0.1, 0.3, 0.3, 0.3]), 4)
    0.04
    """
    names, shares = _shares(weights)
    apart = _vector(a, names) - _vector(b, names)
    found = radii(apart[None, :], shares)[0]
    return None if np.isnan(found) else float(found)


def neighbour_flips(
    results: pd.DataFrame, weights: Mapping[Source, float], *, within: str | None = None
) -> pd.DataFrame:
    """Return one row per pair of neighbours of a ranked list, from the top down.

    `results` are those of `weighted_scores` with the published `weights`; `within` is the column
    that names the list of each. Columns: `within`, `upper`, `lower` (subjects), `gap` (points of
    the score), per source the weight at which the two change places (NaN: at none), `nearest`,
    the source whose weight has to change least, `change` by how much (negative: to fall), and
    `radius`. Sources missing for both are left out of both, as in their scores; where they are
    missing for one alone, weights do not compare the two and all is NaN.
    """
    ranked = results[results["score"].notna()]
    lists = pd.factorize(ranked[within])[0] if within else np.zeros(len(ranked), dtype="int64")
    order = np.lexsort((-ranked["score"].to_numpy("float64"), lists))
    ranked, lists = ranked.iloc[order], lists[order]
    first = np.flatnonzero(lists[1:] == lists[:-1])
    names, shares = _shares(weights)
    means = source_values(ranked, names)
    apart = of_pairs(means[first], means[first + 1], shares)
    turns = flips(apart, shares)
    source, change = nearest(turns - shares)
    scores, subjects = ranked["score"].to_numpy("float64"), ranked["subject"].array
    listed = {within: ranked[within].array.take(first)} if within else {}
    columns = {
        **listed,
        "upper": subjects.take(first),
        "lower": subjects.take(first + 1),
        "gap": scores[first] - scores[first + 1],
        **{_label(name): turns[:, place] for place, name in enumerate(names)},
        "nearest": pd.array([*map(_label, names), None], dtype="str").take(source),
        "change": change,
        "radius": radii(apart, shares),
    }
    return pd.DataFrame(columns)


def source_values(results: pd.DataFrame, sources: Sequence[Any]) -> Numbers:
    """Return what each result has for each source, a row per result: the mean as it counts.

    What a rule puts in the place of a missing mean stands as it was counted: its contribution
    over its weight. NaN where a source is left out. A table with a column per source is taken
    as it is.
    """
    if all(str(source) in results for source in sources):
        return results[[str(source) for source in sources]].to_numpy("float64")
    columns = []
    for source in sources:
        mean, weight, part = (
            results[f"{source}_{name}"].to_numpy("float64")
            for name in ("mean", "weight", "contribution")
        )
        counts = (weight > 0) & ~np.isnan(part)
        columns.append(np.divide(part, weight, out=mean.copy(), where=counts))
    return np.column_stack([np.empty((len(results), 0)), *columns])


def effective_weights(means: pd.DataFrame | ArrayLike, weights: Weights) -> "pd.Series[float]":
    """Return the share of each source in the differences between scores, adding to 1.

    `w_s Cov(m_s, S) / Var(S)`: a source that gives everybody the same weighs nothing, whatever
    the scheme says. `means` has a row per subject: results of `weighted_scores`, or a column per
    source. Subjects that lack a source with a weight are left out; NaN where all scores are
    alike or less than two are left.

    >>> effective_weights([[90, 80], [80, 80], [70, 80]], [0.5, 0.5]).tolist()
    [1.0, 0.0]
    """
    names, shares = _shares(weights)
    table = _table(means, names)
    used = shares > 0
    table = table[~np.isnan(table[:, used]).any(axis=1)]
    parts = shares * np.where(used, np.nan_to_num(table), 0.0)
    parts = parts - parts.mean(axis=0) if len(parts) else parts
    total = parts.sum(axis=1)
    spread = float(total @ total)
    found = (
        (parts.T @ total) / spread if spread > SAME * len(total) else np.full(len(names), np.nan)
    )
    return pd.Series(found, index=pd.Index([_label(name) for name in names]))


def acceptability(
    means: pd.DataFrame | ArrayLike,
    weights: Weights,
    *,
    reach: float = 0.2,
    rounding: Rounding = USUAL_ROUNDING,
    vectors: int = 64,
) -> pd.DataFrame:
    """Return per subject how its rank holds when every weight may be off by a share of itself.

    Each weight lies between 1 − `reach` and 1 + `reach` times the published one, brought to 100
    again; `vectors` such weights are a fixed low-discrepancy set, the same for everybody and
    every time (`weights_near`). Columns: `rank` under the published weights, `kept`, the share of
    the vectors that leave it (0–1), `best` and `worst`. Rows and index are those of `means`, as
    in `effective_weights`; missing are those without a score or, in a plain table, without a mean
    that has a weight. A source that is left out of a score is left out under all weights.
    """
    names, shares = _shares(weights)
    table = _table(means, names)
    known = _scored(means, table, shares)
    index, table = _index(means, len(table)), table[known]
    near = np.vstack([shares, weights_near(shares, reach, vectors)]).T
    scores = (np.nan_to_num(table) @ near) / (~np.isnan(table) @ near)
    places = ranks_under(scores, rounding)
    columns = {
        "rank": places[:, 0],
        "kept": (places[:, 1:] == places[:, :1]).mean(axis=1),
        "best": places.min(axis=1),
        "worst": places.max(axis=1),
    }
    held = pd.DataFrame(columns, index=np.flatnonzero(known)).reindex(range(len(known)))
    return held.astype(dict.fromkeys(("rank", "best", "worst"), "Int64")).set_axis(index)


def changed_places(before: "pd.Series[Any]", now: "pd.Series[Any]") -> float:
    """Return the share of places that changed, 0–1, of subjects ranked in both; NaN for none.

    Both are ranks under the same index, as they were and as they are with other weights.

    >>> changed_places(pd.Series([1, 2, 3, None]), pd.Series([2, 1, 3, 4]))
    0.6666666666666666
    """
    one, other = before.align(now, join="inner")
    both = (one.notna() & other.notna()).to_numpy()
    moved = one[both].to_numpy("float64") != other[both].to_numpy("float64")
    return float(moved.mean()) if len(moved) else float("nan")


def _shares(weights: Weights) -> tuple[list[Any], Numbers]:
    """Return the names of the sources (their places where there are none) and weights of 1."""
    if isinstance(weights, pd.Series):
        names, numbers = weights.index.tolist(), weights.to_numpy("float64")
    elif isinstance(weights, Mapping):
        names, numbers = list(weights), np.array(list(weights.values()), dtype="float64")
    else:
        names, numbers = list(range(len(weights))), np.asarray(weights, dtype="float64")
    total = numbers.sum()
    if not (0 < total < np.inf and (numbers >= 0).all()):
        raise StatisticsError.from_weights(numbers.tolist())
    return names, numbers / total


def _vector(values: Vector, names: Sequence[Any]) -> Numbers:
    """Return numbers by source in the order of `names`."""
    if isinstance(values, Mapping) or (isinstance(values, pd.Series) and names[0] in values.index):
        missing = [name for name in names if name not in values]
        if missing:
            raise StatisticsError.from_source(missing[0])
        return np.array([values[name] for name in names], dtype="float64")
    numbers = np.asarray(values, dtype="float64")
    if len(numbers) != len(names):
        raise StatisticsError.from_lengths(len(numbers), len(names))
    return numbers


def _place(names: Sequence[Any], source: str | int) -> int:
    """Return where a source stands; four weights without names are those of the four sources."""
    known = list(Source) if names == list(range(len(Source))) and isinstance(source, str) else names
    if source not in known:
        raise StatisticsError.from_source(source)
    return list(known).index(source)


def _label(name: Any) -> Any:
    return name.value if isinstance(name, Source) else name


def _table(means: pd.DataFrame | ArrayLike, names: Sequence[Any]) -> Numbers:
    if isinstance(means, pd.DataFrame) and isinstance(names[0], str):
        return source_values(means, names)
    return np.asarray(means, dtype="float64").reshape(-1, len(names))


def _scored(means: pd.DataFrame | ArrayLike, table: Numbers, shares: Numbers) -> Mask:
    if isinstance(means, pd.DataFrame) and "score" in means:
        return means["score"].notna().to_numpy()
    known: Mask = np.logical_and.reduce(~np.isnan(table[:, shares > 0]), axis=1)
    return known


def _index(means: pd.DataFrame | ArrayLike, rows: int) -> pd.Index:
    return means.index if isinstance(means, pd.DataFrame) else pd.RangeIndex(rows)
