"""Intraclass correlations: how much of the differences between marks is between those marked."""

from dataclasses import dataclass

import numpy as np

from cxzy.core.arrays import Numbers
from cxzy.core.mark_tables import Table, complete_marks
from cxzy.core.statistics_errors import check_level

SINGLE, AVERAGED = ("1,1", "2,1", "3,1"), ("1,k", "2,k", "3,k")
SMALLEST = 1e-20
"""Share of all squares below which a sum of squares is what rounding leaves of none."""


@dataclass(frozen=True)
class _Squares:
    """Mean squares of a two-way table: between targets, within, between raters, what is left."""

    targets: int
    raters: int
    between: float
    within: float
    judges: float
    left: float


def icc(table: Table) -> dict[str, float]:
    """Return the six intraclass correlations of a complete table, targets × raters.

    "1" is for other raters per target, "2" for raters drawn at random, "3" for these raters;
    ",1" is for one rater's mark, ",k" for the mean of all. Shrout & Fleiss, Psychological
    Bulletin 86 (1979), 420–428. All are NaN for fewer than two targets or raters, and one where
    nothing differs that it compares. Raises MeasureError where a mark is missing.
    """
    squares = _squares(complete_marks(table))
    if squares is None:
        return dict.fromkeys((*SINGLE, *AVERAGED), float("nan"))
    n, k, between = squares.targets, squares.raters, squares.between
    by_judge = (squares.judges - squares.left) / n
    single = {
        "1,1": (between - squares.within, between + (k - 1) * squares.within),
        "2,1": (between - squares.left, between + (k - 1) * squares.left + k * by_judge),
        "3,1": (between - squares.left, between + (k - 1) * squares.left),
    }
    averaged = {
        "1,k": (between - squares.within, between),
        "2,k": (between - squares.left, between + by_judge),
        "3,k": (between - squares.left, between),
    }
    return {name: _quotient(*parts) for name, parts in (single | averaged).items()}


def icc_intervals(table: Table, *, level: float = 0.95) -> dict[str, tuple[float, float]]:
    """Return the interval `(low, high)` of each intraclass correlation, keyed as in `icc`.

    McGraw & Wong, Psychological Methods 1 (1996), 30–46, with Satterthwaite's degrees of freedom
    for "2". NaN where `icc` is, and where nothing differs between or within targets. Raises
    MeasureError as `icc` does, and StatisticsError for a level that is not between 0 and 1.
    """
    check_level(level)
    squares = _squares(complete_marks(table))
    unknown = (float("nan"), float("nan"))
    if squares is None or min(squares.between, squares.within, squares.left) <= 0:
        return dict.fromkeys((*SINGLE, *AVERAGED), unknown)
    n, k = squares.targets, squares.raters
    tail = (1 + level) / 2
    ratios = {
        "1": _ratio_bounds(squares.between / squares.within, n - 1, n * (k - 1), tail),
        "3": _ratio_bounds(squares.between / squares.left, n - 1, (n - 1) * (k - 1), tail),
    }
    single = {
        f"{kind},1": ((low - 1) / (low + k - 1), (high - 1) / (high + k - 1))
        for kind, (low, high) in ratios.items()
    }
    single["2,1"] = _drawn_bounds(squares, _quotient_of_drawn(squares), tail)
    averaged = {
        several: (_stepped_up(single[one][0], k), _stepped_up(single[one][1], k))
        for one, several in zip(SINGLE, AVERAGED, strict=True)
    }
    return {name: single[name] for name in SINGLE} | averaged


def _squares(marks: Numbers) -> _Squares | None:
    """Return the mean squares, None for fewer than two targets or raters."""
    n, k = marks.shape
    if n < 2 or k < 2:  # noqa: PLR2004 — nothing to compare
        return None
    marks = marks - marks[0, 0]
    rows, columns, whole = marks.mean(axis=1)[:, None], marks.mean(axis=0), marks.mean()
    parts = (rows - whole, marks - rows, columns - whole, marks - rows - columns + whole)
    sums = [float((np.broadcast_to(part, marks.shape) ** 2).sum()) for part in parts]
    noise = SMALLEST * float(((marks - whole) ** 2).sum())
    freedoms = (n - 1, n * (k - 1), k - 1, (n - 1) * (k - 1))
    between, within, judges, left = (
        total / freedom if total > noise else 0.0
        for total, freedom in zip(sums, freedoms, strict=True)
    )
    return _Squares(n, k, between, within, judges, left)


def _quotient(above: float, below: float) -> float:
    return above / below if below else float("nan")


def _quotient_of_drawn(squares: _Squares) -> float:
    n, k, left = squares.targets, squares.raters, squares.left
    by_judge = k * (squares.judges - left) / n
    return _quotient(squares.between - left, squares.between + (k - 1) * left + by_judge)


def _ratio_bounds(ratio: float, first: float, second: float, tail: float) -> tuple[float, float]:
    from scipy.stats import f

    low, high = f.ppf(tail, first, second), f.ppf(tail, second, first)
    return float(ratio / low), float(ratio * high)


def _drawn_bounds(squares: _Squares, value: float, tail: float) -> tuple[float, float]:
    """Return the interval of ICC(2,1)."""
    from scipy.stats import f

    n, k, between, left = squares.targets, squares.raters, squares.between, squares.left
    by_judge = k * value * squares.judges / left
    rest = n * (1 + (k - 1) * value) - k * value
    freedom = (by_judge + rest) ** 2 * (n - 1) * (k - 1)
    freedom /= (n - 1) * by_judge**2 + rest**2
    low, high = f.ppf(tail, n - 1, freedom), f.ppf(tail, freedom, n - 1)
    others = k * squares.judges + (k * n - k - n) * left
    return (
        float(n * (between - low * left) / (low * others + n * between)),
        float(n * (high * between - left) / (others + n * high * between)),
    )


def _stepped_up(value: float, raters: int) -> float:
    """Return the value for the mean of so many raters, by Spearman and Brown."""
    return raters * value / (1 + (raters - 1) * value)
