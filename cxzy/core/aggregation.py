"""How the values in one cell become one: mean, trimmed mean or median, with counts."""

import numpy as np

from cxzy.core.arrays import Codes, Numbers
from cxzy.core.scheme_parts import Aggregation


def counted(cell: Codes, count: Codes | Numbers | None, size: int) -> Numbers:
    """Return how many values each of `size` cells holds."""
    return np.bincount(cell, weights=count, minlength=size).astype("float64")


def means(cell: Codes, value: Numbers, count: Codes | Numbers | None, n: Numbers) -> Numbers:
    """Return the mean of each cell, NaN for an empty one; `n` is what `counted` says of them.

    `value` holds no NaN; `count` says how many equal values an element stands for, None one.
    """
    total = _sum(cell, value, count, len(n))
    mean: Numbers = np.divide(total, n, out=np.full(len(n), np.nan), where=n > 0)
    return mean


def trimmed_means(
    cell: Codes, value: Numbers, count: Codes | Numbers | None, size: int, rule: Aggregation
) -> Numbers:
    """Return the trimmed mean or median of each of `size` cells, NaN for an empty one.

    `value` and `count` as in `means`. With `trimmed` the scheme's lowest and highest are dropped
    from `rule.trims_from` values on; fewer are all kept. A median of an even number is the mean
    of the two in the middle.
    """
    order = np.lexsort((value, cell))
    cell, value = cell[order], value[order]
    times = np.ones(len(cell)) if count is None else count[order].astype("float64")
    low, high = _dropped(counted(cell, times, size), rule)
    kept = _kept(cell, times, low, high, size)
    return means(cell, value, kept, counted(cell, kept, size))


def spread(
    cell: Codes, value: Numbers, count: Codes | Numbers | None, mean: Numbers, n: Numbers
) -> Numbers:
    """Return the standard deviation (n − 1) of each cell, NaN where it holds less than two.

    `mean` and `n` are the plain mean and the number of values of each cell.
    """
    apart = value - mean.take(cell)
    squares = _sum(cell, apart * apart, count, len(n))
    deviation: Numbers = np.sqrt(
        np.divide(squares, n - 1, out=np.full(len(n), np.nan), where=n > 1)
    )
    return deviation


def _sum(cell: Codes, value: Numbers, count: Codes | Numbers | None, size: int) -> Numbers:
    weights = value if count is None else value * count
    return np.bincount(cell, weights=weights, minlength=size).astype("float64", copy=False)


def _dropped(n: Numbers, rule: Aggregation) -> tuple[Numbers, Numbers]:
    """Return how many values at the low and at the high end of each cell do not count."""
    if rule.kind == "median":
        return np.maximum((n - 1) // 2, 0), np.maximum(n - n // 2 - 1, 0)
    low, high = rule.drops
    trims = n >= rule.trims_from
    return np.where(trims, low, 0).astype("float64"), np.where(trims, high, 0).astype("float64")


def _kept(cell: Codes, times: Numbers, low: Numbers, high: Numbers, size: int) -> Numbers:
    """Return how many of each element's values remain; the elements are in order per cell."""
    n = counted(cell, times, size)
    before = np.concatenate([[0.0], np.cumsum(n)[:-1]])[cell]
    last = np.cumsum(times) - before
    first = last - times
    kept: Numbers = np.minimum(last, (n - high)[cell]) - np.maximum(first, low[cell])
    return kept.clip(min=0.0)
