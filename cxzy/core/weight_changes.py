"""What changes of weights do to pairs and ranks, as arrays with a row per pair."""

from typing import Final

import numpy as np

from cxzy.core.arrays import Mask, Numbers, Rows
from cxzy.core.rounding import rounded
from cxzy.core.scheme_parts import Rounding

NOTHING = 1e-10
"""Points and weights that are less are 0 but for binary arithmetic."""
_PRIMES: Final = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29)


def flips(apart: Numbers, shares: Numbers) -> Numbers:
    """Return per pair and source the weight at which the pair changes places, NaN for none.

    `apart` are the differences of the means, NaN for a source that neither has, `shares` the
    weights, adding to 1; the others keep their proportions. Where no other source that the two
    have has a weight, there are none to keep. Where one is nowhere below the other, nothing changes
    their places, though weight on what they have alike may make them level.
    """
    parts, heard = shares * np.nan_to_num(apart), np.where(np.isnan(apart), 0.0, shares)
    rest = np.broadcast_to(1.0 - shares, apart.shape)
    some = heard.sum(axis=1, keepdims=True) - heard > NOTHING
    others = np.full(apart.shape, np.nan)
    np.divide(parts.sum(axis=1, keepdims=True) - parts, rest, out=others, where=some)
    others = _settled(others)
    slope = _settled(others - apart)
    nothing = np.full(apart.shape, np.nan)
    found = np.divide(others, slope, out=nothing, where=np.nan_to_num(slope) != 0)
    possible = (found >= -NOTHING) & (found <= 1 + NOTHING) & _undecided(apart)
    return np.where(possible, found.clip(0.0, 1.0), np.nan)


def _undecided(apart: Numbers) -> Mask:
    """Return of which pairs some sources speak for the one and some for the other."""
    sides = apart > NOTHING, apart < -NOTHING
    one, other = (np.logical_or.reduce(side, axis=1, keepdims=True) for side in sides)
    undecided: Mask = one & other
    return undecided


def _settled(points: Numbers) -> Numbers:
    """Return points with 0 for what is 0 but for binary arithmetic."""
    return np.where(np.abs(points) < NOTHING, 0.0, points)


def radii(apart: Numbers, shares: Numbers) -> Numbers:
    """Return per pair the least share of weight that must move for it to change places.

    The linear programme has its solution in sight: weight goes to the source that speaks most
    for the one behind, from those that speak most for the one in front; a source that neither
    has speaks for none. NaN where none speaks for the one behind.
    """
    gap = (shares * np.nan_to_num(apart)).sum(axis=1, keepdims=True)
    ahead = np.where(gap < 0, -apart, apart)
    gap = _settled(np.abs(gap))
    least = np.fmin.reduce(ahead, axis=1, initial=np.inf)[:, None]
    known = least < np.inf
    steps = _settled(np.nan_to_num(ahead) - np.where(known, least, 0.0))
    order = (-steps).argsort(axis=1, kind="stable")
    steps = np.take_along_axis(steps, order, axis=1)
    shares = np.take_along_axis(np.broadcast_to(shares, apart.shape), order, axis=1)
    gained = shares * steps
    wanted = gap - (gained.cumsum(axis=1) - gained)
    moved = np.divide(wanted, steps, out=np.zeros(steps.shape), where=steps > 0)
    moved = moved.clip(0.0, shares).sum(axis=1)
    return np.where(_undecided(apart)[:, 0], moved, np.nan)


def of_pairs(one: Numbers, other: Numbers, weights: Numbers) -> Numbers:
    """Return the differences of the means of each pair, NaN for a source missing for both.

    A pair of which one alone lacks a source that has a weight cannot be compared and is NaN
    throughout.
    """
    alike = (np.isnan(one) == np.isnan(other)) | (weights == 0)
    return np.where(alike.all(axis=1, keepdims=True), one - other, np.nan)


def nearest(change: Numbers) -> tuple[Rows, Numbers]:
    """Return the column with the smallest change of each row, -1 for none, and that change."""
    size = np.where(np.isnan(change), np.inf, np.abs(change))
    place = size.argmin(axis=1)
    least = np.take_along_axis(change, place[:, None], axis=1)[:, 0]
    return np.where(np.isnan(least), -1, place), least


def weights_near(shares: Numbers, reach: float, vectors: int) -> Numbers:
    """Return weights, a row each, every one within `reach` times itself before all are made 1.

    The k-th takes the fractional parts of ½ + k·√p, p the first primes: Richtmyer's
    low-discrepancy set (Niederreiter, Bull. AMS 84, 1978), which needs no chance.
    """
    roots = np.sqrt(np.array(_PRIMES[: len(shares)], dtype="float64"))
    even = (0.5 + np.arange(1, vectors + 1)[:, None] * roots) % 1.0
    near = shares * (1.0 + reach * (2.0 * even - 1.0))
    total = near.sum(axis=1, keepdims=True)
    return np.asarray(near / total, dtype="float64")


def ranks_under(scores: Numbers, rule: Rounding) -> Numbers:
    """Return the ranks 1, 1, 3 of each column of scores, rounded as the scheme rounds."""
    columns = np.ascontiguousarray(rounded(scores, rule).T)
    places = np.empty(columns.shape)
    for place, column in zip(places, columns, strict=True):
        order = (-column).argsort()
        ranked = column[order]
        first = np.flatnonzero(np.append(True, ranked[1:] != ranked[:-1])[: len(ranked)])
        place[order] = np.repeat(first + 1, np.diff(first, append=len(ranked)))
    return places.T
