"""How far raters agree: ICC, Krippendorff's α, Kendall's W, r_wg; and oneself beside the others.

All in closed form. See docs/decisions/0093-agreement.md for what is NaN and what is refused.
"""

from collections.abc import Sequence
from typing import get_args

import numpy as np
import pandas as pd

from cxzy.core.intraclass import icc, icc_intervals
from cxzy.core.mark_tables import Table, complete_marks, marks_of
from cxzy.core.measure_errors import MeasureError
from cxzy.core.pairable import Level, alphas, pairable
from cxzy.core.statistics_errors import check_level

__all__ = [
    "icc",
    "icc_intervals",
    "kendall_w",
    "krippendorff_alpha",
    "own_and_others",
    "r_wg",
    "self_against_others",
    "uniform_variance",
]


def krippendorff_alpha(table: Table, level: Level) -> float:
    """Return Krippendorff's α of raters × units; NaN in the table is a missing mark.

    `level` is "nominal", "ordinal" or "interval". 1 is full agreement, 0 what chance gives. NaN
    where no unit has two marks, and where all marks are equal: nothing then shows that raters
    would tell units apart. Raises MeasureError for another level.

    >>> krippendorff_alpha([[1, 2, 3, 4], [1, 2, 3, 4]], "nominal")
    1.0
    """
    if level not in get_args(Level):
        raise MeasureError.from_level(level, get_args(Level))
    marks = marks_of(table)
    raters, units = marks.shape
    unit = np.tile(np.arange(units), raters)
    found = pairable(unit, marks.ravel(), None, np.zeros(units, dtype="int64"), 1)
    return float(alphas(found, level)[0])


def kendall_w(ranks: Table) -> tuple[float, float]:
    """Return Kendall's coefficient of concordance and its p, judges × items.

    `ranks` may be marks: every row is ranked, ties sharing the mean of their places. W = S / Σ
    with S the squares of the items' sums of ranks about their mean and Σ what S would be if all
    judged alike (m times their own squares), which is Kendall's correction for ties; χ² = m (n −
    1) W with n − 1 degrees of freedom. p is that of large tables; for few items it is rough. Both
    are NaN for fewer than two judges or items and where no judge tells any items apart. Raises
    MeasureError where a rank is missing. Kendall & Babington Smith, Annals of Mathematical
    Statistics 10 (1939), 275–287.
    """
    from scipy.stats import chi2, rankdata

    marks = complete_marks(ranks)
    judges, items = marks.shape
    if judges < 2 or items < 2:  # noqa: PLR2004 — one alone agrees with nobody
        return float("nan"), float("nan")
    placed = rankdata(marks, axis=1) - (items + 1) / 2
    w = _quotient(float((placed.sum(axis=0) ** 2).sum()), judges * float((placed**2).sum()))
    return w, float(chi2.sf(judges * (items - 1) * w, items - 1))


def uniform_variance(options: Sequence[float]) -> float:
    """Return the variance of marks where every option is as likely: (A² − 1)/12 for 1 … A.

    >>> uniform_variance([1, 2, 3, 4, 5]), uniform_variance([95, 85, 75, 60])
    (2.0, 167.1875)
    """
    return float(np.var(np.asarray(options, dtype="float64")))


def r_wg(table: Table, *, expected: float) -> float:
    """Return r_wg of raters × items about one subject: 1 − s² / `expected` for one item.

    For J items J (1 − q) / (J (1 − q) + q) with q the mean variance of the items over `expected`,
    which `uniform_variance` gives for the options of a scale. Not below 0, where marks are
    further apart than by chance. NaN for fewer than two raters. Raises MeasureError where a mark
    is missing. James, Demaree & Wolf, Journal of Applied Psychology 69 (1984), 85–98.
    """
    if not expected > 0:
        raise MeasureError.from_negative("expected", expected)
    marks = complete_marks(table)
    raters, items = marks.shape
    if raters < 2 or items < 1:  # noqa: PLR2004 — a variance needs two
        return float("nan")
    q = float(marks.var(axis=0, ddof=1).mean()) / expected
    return 0.0 if q >= 1 else items * (1 - q) / (items * (1 - q) + q)


def own_and_others(
    results: pd.DataFrame, variances: "pd.Series[float]", *, own: str = "self"
) -> pd.DataFrame:
    """Return `own, others, variance` (and `meeting`) per row of results, for `self_against_others`.

    `results` are those of `weighted_scores`, `variances` the variances of their scores by the
    same index (squares of the standard error), to which one's own mark adds nothing. `others` is
    the mean of the other sources by the weights as applied, NaN where none of them has a ballot.
    """
    others = [
        name.removesuffix("_mean")
        for name in map(str, results)
        if name.endswith("_mean") and name != f"{own}_mean"
    ]
    means = results[[f"{name}_mean" for name in others]].to_numpy("float64")
    weights = results[[f"{name}_weight" for name in others]].to_numpy("float64")
    weights = np.where(np.isnan(means) | np.isnan(weights), 0.0, weights)
    total = weights.sum(axis=1)
    points = (weights * np.nan_to_num(means)).sum(axis=1)
    variance = variances.reindex(results.index).to_numpy("float64")
    unknown = np.full(len(total), np.nan)
    pairs = pd.DataFrame(
        {
            "own": results[f"{own}_mean"],
            "others": np.divide(points, total, out=unknown.copy(), where=total > 0),
            "variance": np.divide(variance, total**2, out=unknown.copy(), where=total > 0),
        },
        index=results.index,
    )
    return pairs.assign(meeting=results["meeting"]) if "meeting" in results else pairs


def self_against_others(pairs: pd.DataFrame, *, level: float = 0.95) -> pd.DataFrame:
    """Return how much better each one marks himself than others do, less what is usual.

    `pairs` has per subject `own`, `others` (means, 0–100), `variance` (of `others`) and, where
    several lists stand together, `meeting`. On the same index come `gap` (own less others),
    `usual` (the mean gap of the list), `unusual` (gap less usual), `error` (its standard error:
    v_i (1 − 2/n) + Σ v / n², own marks being without error) and `beyond`: whether `unusual` is
    more than the error explains at `level`. Leaving oneself out of the usual gap stretches both
    alike, so `beyond` is the same. Who lacks a number has NaN and False and is in no list; with
    fewer than two in a list nothing is usual.
    """
    from scipy.special import ndtri  # scipy.stats takes half a second to load

    missing = [name for name in ("own", "others", "variance") if name not in pairs]
    if missing:
        raise MeasureError.from_columns(missing)
    check_level(level)
    gap = pairs["own"].to_numpy("float64") - pairs["others"].to_numpy("float64")
    variance = pairs["variance"].to_numpy("float64")
    known = ~np.isnan(gap) & ~np.isnan(variance)
    meetings = pairs["meeting"] if "meeting" in pairs else pd.Series(0, index=pairs.index)
    list_of = pd.factorize(meetings, use_na_sentinel=False)[0]
    n, gaps, variances = (
        np.bincount(list_of[known], weights=values[known], minlength=list_of.max(initial=0) + 1)
        for values in (np.ones_like(gap), gap, variance)
    )
    n = np.where(n < 2, np.nan, n)[list_of]  # noqa: PLR2004 — one alone is not usual
    usual = gaps[list_of] / n
    error = np.sqrt(np.maximum(variance * (1 - 2 / n) + variances[list_of] / n**2, 0.0))
    unusual = np.where(known, gap - usual, np.nan)
    limit = float(ndtri((1 + level) / 2)) * error
    columns = {"gap": gap, "usual": usual, "unusual": unusual}
    columns |= {"error": np.where(known, error, np.nan)}
    return pd.DataFrame(columns, index=pairs.index).assign(beyond=np.abs(unusual) > limit)


def _quotient(above: float, below: float) -> float:
    return above / below if below else float("nan")
