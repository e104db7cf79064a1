"""Which scores of a list can be told apart: pairs that differ by more than their error."""

from collections.abc import Iterator
from functools import lru_cache

import numpy as np
from scipy.special import ndtr, ndtri

from cxzy.core.arrays import Numbers, Rows

PAIRS_AT_ONCE = 2_000_000
"""So many pairs are looked at together; what they need stays below 100 MB."""
LONG_LIST = 256
"""Longer lists are looked at by classes of variance, most pairs of which are plain at once."""
FURTHEST, HALVINGS = 30.0, 50
"""No range of normal values is looked for beyond 30; 50 halvings leave 14 digits."""
_LARGEST = np.linspace(-8.0, 12.0, 2001)
_DENSITY = np.exp(-(_LARGEST**2) / 2) / np.sqrt(2 * np.pi) * (_LARGEST[1] - _LARGEST[0])


@lru_cache(maxsize=4096)
def range_critical(size: int, level: float) -> float:
    """Return by how many standard errors of its difference a pair of a list must differ.

    That is the quantile of the studentized range of `size` values with known variances over √2:
    with probability `level` no difference of independent normal scores is further from its true
    value, whatever the variances (Tukey 1953, Kramer 1956; proved by Hayter, Annals of
    Statistics 12, 1984).

    >>> round(range_critical(2, 0.95), 4), round(range_critical(10, 0.95), 4)
    (1.96, 3.1637)
    """
    if size < 2:  # noqa: PLR2004 — nobody to be told apart from
        return 0.0
    low, high = 0.0, FURTHEST
    for _halving in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if _range_within(size, middle) < level else (low, middle)
    return high / 2**0.5


def _range_within(size: int, width: float) -> float:
    """Return how probably `size` normal values lie within `width` of one another.

    k ∫ φ(z) (Φ(z) − Φ(z − q))^(k − 1) dz over the largest of them, by the trapezoid, which for
    such functions is as exact as the arithmetic.
    """
    rest = (ndtr(_LARGEST) - ndtr(_LARGEST - width)) ** (size - 1)
    return float(size * (_DENSITY @ rest))


def pair_critical(pairs: Numbers, level: float) -> Numbers:
    """Return the same for `pairs` differences of any correlation (Šidák, JASA 62, 1967)."""
    tail = -np.expm1(np.log(level) / np.maximum(pairs, 1.0)) / 2.0
    critical: Numbers = -ndtri(tail)
    return critical


def separated(
    scores: Numbers, variances: Numbers, critical: Numbers, starts: Rows, sizes: Rows
) -> tuple[Rows, Rows]:
    """Return how many of its own list are above, and how many below, each score for certain.

    Lists stand in consecutive rows, `sizes` of them from `starts` on. One is above another where
    the difference is more than `critical`, one number per list, times √(v + v').
    """
    above, below = np.zeros(len(scores), dtype=np.intp), np.zeros(len(scores), dtype=np.intp)
    for one in np.flatnonzero(sizes > LONG_LIST):
        rows = slice(starts[one], starts[one] + sizes[one])
        found = _in_long_list(scores[rows], variances[rows], float(critical[one]))
        above[rows], below[rows] = found
    for size in np.unique(sizes[sizes <= LONG_LIST]):
        lists = np.flatnonzero(sizes == size)
        for some in np.array_split(lists, len(lists) * size**2 // PAIRS_AT_ONCE + 1):
            place = starts[some, None] + np.arange(size)
            apart = np.sqrt(variances[place][:, :, None] + variances[place][:, None, :])
            apart *= critical[some, None, None]
            over = scores[place][:, None, :] > scores[place][:, :, None] + apart
            above[place], below[place] = over.sum(axis=2), over.sum(axis=1)
    return above, below


def _in_long_list(scores: Numbers, variances: Numbers, critical: float) -> tuple[Rows, Rows]:
    """Return the counts of one list, in time and memory far below those of all its pairs.

    Within a class of like variances, in order of score, the smallest and the largest of them
    say of most who is above; only those between are looked at pair by pair.
    """
    order = scores.argsort(kind="stable")
    ranked, spread = scores[order], variances[order]
    counts = np.zeros((2, len(scores)), dtype=np.intp)
    for members in np.array_split(spread.argsort(kind="stable"), _classes(len(scores))):
        ends = spread[members[[0, -1]]]
        members.sort()
        least, most = (ranked + critical * np.sqrt(spread + end) for end in ends)
        first = ranked[members].searchsorted(least, side="right")
        sure = ranked[members].searchsorted(most, side="right")
        counts[0] += len(members) - sure
        counts[1, members] += np.bincount(sure, minlength=len(members) + 1).cumsum()[:-1]
        for own, other in _pairs(first, sure - first):
            apart = critical * np.sqrt(spread[own] + spread[members[other]])
            over = ranked[members[other]] > ranked[own] + apart
            counts[0] += np.bincount(own[over], minlength=len(scores))
            counts[1] += np.bincount(members[other[over]], minlength=len(scores))
    found = np.empty_like(counts)
    found[:, order] = counts
    return found[0], found[1]


def _classes(size: int) -> int:
    return int(np.sqrt(size) / 3) + 1


def _pairs(first: Rows, many: Rows) -> Iterator[tuple[Rows, Rows]]:
    """Yield each row number with each of the `many` numbers from its `first` on, in parts.

    >>> [(a.tolist(), b.tolist()) for a, b in _pairs(np.array([5, 0]), np.array([2, 1]))]
    [([0, 0, 1], [5, 6, 0])]
    """
    ends = many.cumsum()
    for rows in np.array_split(np.arange(len(many)), int(ends[-1]) // PAIRS_AT_ONCE + 1):
        own = np.repeat(rows, many[rows])
        last = many[rows].cumsum()
        yield own, np.arange(len(own)) + np.repeat(first[rows] - last + many[rows], many[rows])
