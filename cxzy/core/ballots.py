"""Ballots: all marks of one rater for one subject, brought to one value each."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from cxzy.core.arrays import Codes, Mask, Numbers, Rows
from cxzy.core.coded import Coded
from cxzy.core.scheme import Scheme

ANSWERED_PLACES = 4


@dataclass(frozen=True)
class Runs:
    """Where each ballot begins among the rows, in `order`; None: the rows stand together."""

    starts: Rows
    order: Rows | None = None


@dataclass(frozen=True)
class Ballots:
    """One element per ballot; `value` is NaN for a void one."""

    runs: Runs
    key: Codes
    source: Codes
    group: Codes | None
    count: Codes | None
    value: Numbers


def ballots(coded: Coded, scheme: Scheme, *, standing: bool = True) -> Ballots:
    """Return the ballots of ratings whose rater is known.

    The value is Σ v·x / Σ v over the answered criteria, NaN where they carry less than
    `min_answered` of the weight, compared at four decimals so that 0.6667 means two thirds.
    With blank marks counted as 0 the divisor is the whole weight. `standing=False` sorts the
    rows even where every ballot stands in consecutive ones. See
    docs/decisions/0007-sums-over-codes.md and docs/decisions/0009-blank-marks.md.
    """
    runs = (standing_runs(coded) if standing else None) or sorted_runs(coded)
    first = runs.starts if runs.order is None else runs.order[runs.starts]
    source = coded.source[first]
    weights = criterion_weights(scheme, coded.criteria)
    return Ballots(
        runs=runs,
        key=coded.key[first],
        source=source,
        group=None if coded.group is None else coded.group[first],
        count=None if coded.count is None else coded.count[first],
        value=_values(coded, runs, weights, source, scheme),
    )


def criterion_weights(scheme: Scheme, criteria: tuple[str, ...]) -> Numbers:
    """Return weights by source and criterion; OVERALL weighs as much as all together."""
    table = np.zeros((len(scheme.sources), len(criteria)))
    for row, source in enumerate(scheme.sources):
        for criterion in scheme.criteria_of(source):
            table[row, criteria.index(criterion.key)] = float(criterion.weight or 0)
    table[:, 0] = table.sum(axis=1)
    return table


def standing_runs(coded: Coded) -> Runs | None:
    """Return where ballots begin if each stands in consecutive rows, else None."""
    if coded.rater is None:
        return None
    changed = np.ones(len(coded.points), dtype=bool)
    np.not_equal(coded.rater[1:], coded.rater[:-1], out=changed[1:])
    for column in (coded.key, coded.source, coded.group):
        if column is not None:
            changed[1:] |= column[1:] != column[:-1]
    starts = np.flatnonzero(changed)
    return Runs(starts) if _all_different(_ballot_numbers(coded, starts)) else None


def sorted_runs(coded: Coded) -> Runs:
    """Return the order that brings each ballot's rows together, and where ballots begin."""
    numbers = _ballot_numbers(coded, slice(None))
    order, numbers = _stable_order(numbers)
    changed = np.ones(len(numbers), dtype=bool)
    np.not_equal(numbers[1:], numbers[:-1], out=changed[1:])
    return Runs(np.flatnonzero(changed), order)


def _ballot_numbers(coded: Coded, rows: Rows | slice) -> NDArray[np.int64]:
    numbers = coded.key[rows].astype("int64")
    for column, size in ((coded.source, 4), (coded.group, len(coded.groups))):
        if column is not None:
            numbers *= size
            numbers += column[rows]
    if coded.rater is not None:
        numbers *= int(coded.rater.max(initial=0)) + 1
        numbers += coded.rater[rows]
    return numbers


def _all_different(numbers: NDArray[np.int64]) -> bool:
    if (numbers[1:] > numbers[:-1]).all():
        return True
    in_order = np.sort(numbers)
    return bool((in_order[1:] != in_order[:-1]).all())


def _stable_order(numbers: NDArray[np.int64]) -> tuple[Rows, NDArray[np.int64]]:
    """Return a stable order and the numbers in it.

    Number and row packed into one integer sort several times as fast as `argsort`; that
    needs room for both in 63 bits.
    """
    bits = len(numbers).bit_length()
    if int(numbers.max(initial=0)).bit_length() + bits > 63:  # noqa: PLR2004 - bits of an int64
        order = np.argsort(numbers, kind="stable")
        return order, numbers[order]
    packed = np.sort((numbers << bits) | np.arange(len(numbers)))
    return packed & ((1 << bits) - 1), packed >> bits


def _values(coded: Coded, runs: Runs, weights: Numbers, source: Codes, scheme: Scheme) -> Numbers:
    points, answered = _even_sums(coded, runs, weights) or _sums(coded, runs, weights)
    total = weights[:, 0][source]
    if scheme.missing.mark == "zero":
        valid, divisor = answered > 0, np.maximum(total, answered)
    else:
        valid, divisor = _enough(answered, total, scheme.missing.min_answered), answered
    if valid.all():
        return points / divisor
    value: Numbers = np.divide(points, divisor, out=np.full(len(points), np.nan), where=valid)
    return value


def _enough(answered: Numbers, total: Numbers, least: Fraction) -> Mask:
    share = np.round(answered / total, ANSWERED_PLACES)
    enough: Mask = (share >= round(float(least), ANSWERED_PLACES)) & (answered > 0)
    return enough


def _even_sums(coded: Coded, runs: Runs, weights: Numbers) -> tuple[Numbers, Numbers] | None:
    """Return the sums of `_sums` where every ballot has the same criteria in the same rows.

    None where they have not, or where the sources weigh them differently: one product of a
    matrix and a vector is several times as fast as sums over runs.
    """
    size, left = divmod(len(coded.points), max(len(runs.starts), 1))
    if runs.order is not None or left or size == 0:
        return None
    pattern = coded.criterion[:size]
    used = weights[:, pattern]
    if (np.diff(runs.starts) != size).any() or (used != used[0]).any():
        return None
    if (coded.criterion.reshape(-1, size) != pattern).any():
        return None
    marks = coded.points.reshape(-1, size)
    points, answered = marks @ used[0], np.full(len(marks), used[0].sum())
    blank = np.flatnonzero(np.isnan(points))
    if len(blank):
        given = ~np.isnan(marks[blank])
        points[blank] = np.where(given, marks[blank], 0.0) @ used[0]
        answered[blank] = given @ used[0]
    return points, answered


def _sums(coded: Coded, runs: Runs, weights: Numbers) -> tuple[Numbers, Numbers]:
    """Return Σ v·x and Σ v over the answered criteria of each ballot."""
    if len(runs.starts) == 0:
        return np.empty(0), np.empty(0)
    place = coded.source.astype("int16") * weights.shape[1] + coded.criterion
    weight, marks = weights.ravel()[place], coded.points
    if runs.order is not None:
        weight, marks = weight[runs.order], marks[runs.order]
    blank = np.isnan(marks)
    points = weight * marks
    points[blank] = weight[blank] = 0.0
    return np.add.reduceat(points, runs.starts), np.add.reduceat(weight, runs.starts)
