"""How far scores and ranks can be trusted: intervals, places that cannot be told apart.

Raters are taken as draws: others, or the same ones another day, would have marked otherwise. See
docs/decisions/0090-raters-are-draws.md and docs/decisions/0091-rank-ranges.md, and for what an
interval claims docs/decisions/0116-what-an-interval-claims.md.
"""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.special import ndtri, stdtrit

from cxzy.core.arrays import Codes, Mask, Numbers, Rows
from cxzy.core.flags import flag_tuples
from cxzy.core.scheme import Scheme
from cxzy.core.score_parts import ScoreParts, median_factors, score_parts
from cxzy.core.separation import pair_critical, range_critical, separated
from cxzy.core.statistics_errors import StatisticsError, check_level

POOLED_DF = 6.0
"""The variance of the list counts as much as that of so many degrees of freedom."""
UNKNOWN = 1e300
"""A variance so large that nobody can be told apart."""


def score_intervals(
    facets: pd.DataFrame,
    scheme: Scheme,
    results: pd.DataFrame,
    *,
    electorate: pd.DataFrame | None = None,
    level: float = 0.95,
    pooled_df: float = POOLED_DF,
) -> pd.DataFrame:
    """Return how sure each score is, a row per result, under the index of `results`.

    `results` are those of `weighted_scores` for the same `facets`, scheme and `electorate`, or
    some of them; `facets` are those of whole meetings, which the pooled variances are of. The
    columns are `meeting` where there is one, `subject`, `score`, `variance`, `standard_error`
    (points), `df`, `low`, `high` and `unmeasured`: the sources, as a tuple, of which nobody on
    the list has two ballots, so that their spread is not known and all numbers are NaN. Without
    a score they are NaN too. The interval is not cut off at full marks.

    V = Σ w² s̃²/n over sources, or over the groups of a source with W_h² within it; self counts 0.
    s̃² = (6·s0² + (n − 1)s²)/(6 + n − 1), where s0² is pooled over the meeting (limma's
    moderated variance, Smyth 2004, with the prior's degrees of freedom fixed); the interval is
    Student's with Satterthwaite's df = V² / Σ (w² s̃²/n)²/(n − 1 + 6). `pooled_df=0` takes
    the own variances alone, and no source with a single ballot then has any. A trimmed mean
    counts as a mean, a median as π/2 times as unsure; tallies have the spread of their votes.
    """
    check_level(level)
    parts = score_parts(facets, scheme, results, electorate)
    variances, freedom = _moderated(parts, pooled_df)
    squares = parts.weight**2 * variances * median_factors(parts, scheme)
    squares = np.where(parts.weight > 0, squares, 0.0)
    scores = results["score"].to_numpy("float64")
    variance = np.where(np.isnan(scores), np.nan, squares.sum(axis=1))
    df = _satterthwaite(squares, freedom, variance)
    apart = stdtrit(df, (1 + level) / 2) * np.sqrt(variance)
    apart = np.where(variance == 0, 0.0, apart)
    named: dict[str, Any] = {n: results[n].array for n in ("meeting", "subject") if n in results}
    numbers = {
        "score": scores,
        "variance": variance,
        "standard_error": np.sqrt(variance),
        "df": df,
        "low": scores - apart,
        "high": scores + apart,
    }
    unmeasured = _unmeasured(parts, squares)
    table = pd.DataFrame({**named, **numbers, "unmeasured": unmeasured})
    return table.set_axis(results.index)


def _moderated(parts: ScoreParts, prior: float) -> tuple[Numbers, Numbers]:
    """Return s̃²/n and its degrees of freedom, NaN where there is nothing to take it from."""
    known = (parts.n > 1) & ~np.isnan(parts.squares)
    own = np.where(known, parts.n - 1, 0.0)
    squares = np.where(known, parts.squares, 0.0)
    counted = np.where(parts.alone[:, None] & known, 0.0, prior)
    freedom = own + counted
    squares = squares + np.where(counted > 0, counted * parts.pooled, 0.0)
    divisor = freedom * parts.n
    nothing = np.full(divisor.shape, np.nan)
    return np.divide(squares, divisor, out=nothing, where=divisor > 0), freedom


def _satterthwaite(squares: Numbers, freedom: Numbers, variance: Numbers) -> Numbers:
    below = np.divide(squares**2, freedom, out=np.zeros_like(squares), where=freedom > 0)
    below = below.sum(axis=1)
    nothing = np.full(len(variance), np.nan)
    df: Numbers = np.divide(variance**2, below, out=nothing, where=below > 0)
    return df


def _unmeasured(parts: ScoreParts, squares: Numbers) -> "pd.Series[Any]":
    flags: list[tuple[str, Mask]] = []
    for source in dict.fromkeys(parts.source):
        columns = [place for place, one in enumerate(parts.source) if one == source]
        unknown: Mask = np.logical_or.reduce(np.isnan(squares[:, columns]), axis=1)
        flags += [(source.value, unknown)] if unknown.any() else []
    return pd.Series(flag_tuples(flags, len(squares)), dtype=object)


def rank_ranges(
    scores: ArrayLike,
    variances: ArrayLike,
    level: float = 0.95,
    *,
    within: ArrayLike | None = None,
    step_down: bool = False,
) -> pd.DataFrame:
    """Return the places that each score may really have: `low` (the best) and `high`, Int64.

    Rows and index are those of `scores`; one without a score has <NA> and is in nobody's way. A
    variance that is not known (NaN) leaves every place open. All ranges of a list hold together
    with probability `level`: a pair is told apart where it differs by more than
    `range_critical` of the list's length times √(v + v'), and who is certainly above or below is
    counted (Klein, Wright & Wieczorek, JRSS C 69, 2020, with differences in the place of
    intervals: Al Mohamad, Goeman & van Zwet, Biometrics 78, 2022). `within` names the list of
    each. `step_down` asks again about the pairs that are left, as Mogstad, Romano, Shaikh &
    Wilhelm (2024) do; ranges can only become narrower.

    >>> rank_ranges([95.0, 91.0, 90.5], [1.0, 1.0, 1.0]).to_numpy().tolist()
    [[1, 1], [2, 3], [2, 3]]
    """
    check_level(level)
    index = scores.index if isinstance(scores, pd.Series) else None
    values, spread = _side_by_side(scores, variances)
    spread = np.where(np.isfinite(spread), spread, UNKNOWN)
    lists = _numbered(within, len(values))
    ranked = np.flatnonzero(~np.isnan(values))
    ranked = ranked[lists[ranked].argsort(kind="stable")]
    sizes = np.bincount(lists[ranked])
    sizes = sizes[sizes > 0]
    starts = sizes.cumsum() - sizes
    above, below = _separated(values[ranked], spread[ranked], level, (starts, sizes), step_down)
    places = np.full((2, len(values)), np.nan)
    places[:, ranked] = above + 1, np.repeat(sizes, sizes) - below
    low, high = (pd.Series(one, index=index).astype("Int64") for one in places)
    return pd.DataFrame({"low": low, "high": high})


def _separated(
    scores: Numbers, variances: Numbers, level: float, lists: tuple[Rows, Rows], step_down: bool
) -> tuple[Rows, Rows]:
    """Return how many are certainly above and below each of the ranked.

    With `step_down` the critical number falls to that of the pairs not told apart so far, for as
    long as this tells more apart.
    """
    starts, sizes = lists
    known, place = np.unique(sizes, return_inverse=True)
    critical = np.array([range_critical(int(size), level) for size in known])[place]
    above, below = separated(scores, variances, critical, starts, sizes)
    found = -1
    while step_down and found < above.sum():
        found = int(above.sum())
        apart = np.add.reduceat(above, starts) if len(starts) else above
        left = pair_critical(sizes * (sizes - 1) / 2 - apart, level)
        above, below = separated(scores, variances, np.minimum(critical, left), starts, sizes)
    return above, below


def shrunken(
    scores: ArrayLike, variances: ArrayLike, *, within: ArrayLike | None = None
) -> "pd.Series[float]":
    """Return the scores drawn towards the mean of their list, each by how unsure it is.

    The empirical-Bayes value (τ²·x + v·m) / (τ² + v): m is the mean weighed by 1/(τ² + v) and τ²
    how far true scores are apart, the variance of the scores less the mean of `variances`, at
    least 0 (the moment estimator of Hedges 1983; Efron & Morris 1975 for the value). One that
    stands alone or has no variance stays as it is; a score that is missing stays missing.
    `within` names the list of each. Index and order are those of `scores`.

    >>> shrunken([90.0, 80.0], [25.0, 25.0]).tolist()
    [87.5, 82.5]
    """
    values, spread = _side_by_side(scores, variances)
    lists = _numbered(within, len(values))
    used = ~np.isnan(values) & np.isfinite(spread)
    apart = true_variances(values, spread, lists, used)
    total = np.where(used & (apart + spread > 0), apart + spread, 1.0)
    share = np.where(used & (apart + spread > 0), spread / total, 0.0)
    weight = np.where(used, 1.0 / total, 0.0)
    centre = _mean_of_list(np.where(used, values, 0.0), weight, lists)
    index = scores.index if isinstance(scores, pd.Series) else None
    return pd.Series(np.where(used, values - share * (values - centre), values), index=index)


def true_variances(values: Numbers, variances: Numbers, lists: Codes, used: Mask) -> Numbers:
    """Return for each row τ² of its list: Σ(x − x̄)²/(k − 1) − Σv/k, at least 0, 0 for one alone."""
    one = used.astype("float64")
    centre = _mean_of_list(np.where(used, values, 0.0), one, lists)
    squares = np.where(used, (values - centre) ** 2, 0.0)
    noise = _mean_of_list(np.where(used, variances, 0.0), one, lists)
    freedom = _sum_of_list(one, lists)[lists] - 1
    total = _sum_of_list(squares, lists)[lists]
    spread = np.divide(total, freedom, out=np.zeros_like(total), where=freedom > 0)
    return np.maximum(spread - noise, 0.0)


def _mean_of_list(values: Numbers, weights: Numbers, lists: Codes) -> Numbers:
    """Return for each row the weighted mean over its list, 0 for a list without weight."""
    total, sums = (_sum_of_list(one, lists) for one in (weights, weights * values))
    means: Numbers = np.divide(sums, total, out=np.zeros_like(sums), where=total > 0)[lists]
    return means


def _sum_of_list(values: Numbers, lists: Codes) -> Numbers:
    return np.bincount(lists, weights=values).astype("float64", copy=False)


def wilson_interval(hits: ArrayLike, n: ArrayLike, level: float = 0.95) -> tuple[Any, Any]:
    """Return the lowest and the highest share that `hits` of `n` are compatible with.

    Both are floats for numbers and arrays for arrays, from 0 to 1; of nothing asked every share
    is possible. Wilson, JASA 22, 1927; method 3 of Newcombe, Statistics in Medicine 17, 1998.

    >>> low, high = wilson_interval(81, 263)
    >>> round(low, 4), round(high, 4)
    (0.2553, 0.3662)
    """
    check_level(level)
    found, of = np.asarray(hits, dtype="float64"), np.asarray(n, dtype="float64")
    wrong = ~((found >= 0) & (found <= of)) & ~np.isnan(found + of)
    if wrong.any():
        pair = np.broadcast_arrays(found, of)
        raise StatisticsError.from_hits(*(float(one[wrong][0]) for one in pair))
    z = float(ndtri((1 + level) / 2))
    failed = np.divide(found * (of - found), of, out=np.zeros_like(of + found), where=of > 0)
    centre, apart = found + z**2 / 2, z * np.sqrt(failed + z**2 / 4)
    ends = ((centre - apart) / (of + z**2), (centre + apart) / (of + z**2))
    low, high = (np.clip(end, 0.0, 1.0) for end in ends)
    return (low, high) if low.ndim else (float(low), float(high))


def _numbered(within: ArrayLike | None, size: int) -> Codes:
    """Return the number of each row's list, 0 for all where there is only one."""
    if within is None:
        return np.zeros(size, dtype="int64")
    names = pd.Series(np.asarray(within))
    if len(names) != size:
        raise StatisticsError.from_lengths(size, len(names))
    return pd.factorize(names, use_na_sentinel=False)[0]


def _side_by_side(scores: ArrayLike, variances: ArrayLike) -> tuple[Numbers, Numbers]:
    values, spread = (_numbers(one) for one in (scores, variances))
    if spread.ndim == 0:
        spread = np.full(len(values), float(spread))
    if len(values) != len(spread):
        raise StatisticsError.from_lengths(len(values), len(spread))
    if (spread < 0).any():
        raise StatisticsError.from_variance(float(np.nanmin(spread)))
    return values, spread


def _numbers(values: ArrayLike) -> Numbers:
    if isinstance(values, pd.Series):
        return values.to_numpy("float64", na_value=np.nan)
    return np.asarray(values, dtype="float64")
