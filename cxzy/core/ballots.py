"""Ballots: all marks of one rater for one subject, brought to one value each."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cxzy.core.arrays import Codes, Mask, Numbers, Rows, all_different
from cxzy.core.coded import Coded
from cxzy.core.scheme import Scheme

ANSWERED_PLACES = 4
ROOM_PER_ROW = 8
FIRST_ROWS = 65_536
"""So many rows show whether they come in random order."""


@dataclass(frozen=True)
class Ballots:
    """One element per ballot; `value` is NaN for a void one.

    Rows of a ballot stand together from `starts` on, or else `place` says the ballot of each
    row; numbers that no row has are void ballots.
    """

    key: Codes
    source: Codes
    group: Codes | None
    count: Codes | None
    value: Numbers
    starts: Rows | None = None
    place: Rows | None = None

    def of_rows(self, found: Mask, rows: int) -> Mask:
        """Return for each of `rows` rows what `found` says of its ballot."""
        if self.starts is None:
            return found[self.place]
        return np.repeat(found, np.diff(self.starts, append=rows))


def ballots(coded: Coded, scheme: Scheme, *, standing: bool = True) -> Ballots:
    """Return the ballots of ratings whose rater is known.

    The value is Σ v·x / Σ v over the answered criteria, NaN where they carry less than
    `min_answered` of the weight, compared at four decimals so that 0.6667 means two thirds.
    Blank marks that count as 0 are answered; the divisor is then the whole weight less that of
    criteria with a word in the place of a mark, such as "don't know". `standing=False` takes
    the general way even where every ballot stands in consecutive rows. See
    docs/decisions/0007-sums-over-codes.md and docs/decisions/0009-blank-marks.md.
    """
    first = _first_rows(coded) if standing else None
    return _scattered(coded, scheme) if first is None else _standing(coded, first, scheme)


def _standing(coded: Coded, first: Rows | slice, scheme: Scheme) -> Ballots:
    """Return ballots whose rows stand together."""
    starts = np.arange(len(coded.points))[first]
    source = coded.source[first]
    weights = criterion_weights(scheme, coded.criteria)
    sums = _even_sums(coded, first, weights) or _run_sums(coded, starts, weights)
    unsaid: Numbers | float = 0.0
    if _has_unsaid(coded, scheme):
        place = np.repeat(np.arange(len(starts)), np.diff(starts, append=len(coded.points)))
        unsaid = _unsaid(coded, place, len(starts), weights)
    return Ballots(
        key=coded.key[first],
        source=source,
        group=None if coded.group is None else coded.group[first],
        count=None if coded.count is None else coded.count[first],
        value=_values(*sums, _totals(weights, source), unsaid, scheme),
        starts=starts,
    )


def _scattered(coded: Coded, scheme: Scheme) -> Ballots:
    """Return ballots whose rows stand anywhere: sums over their numbers."""
    numbers = _ballot_numbers(coded, slice(None))
    size = int(numbers.max(initial=-1)) + 1
    place, found = numbers, np.arange(size) if size <= ROOM_PER_ROW * len(numbers) else None
    if found is None:
        place, found = pd.factorize(numbers)
    rest = found // (int(coded.rater.max(initial=0)) + 1 if coded.rater is not None else 1)
    rest, group = np.divmod(rest, len(coded.groups))
    key, source = np.divmod(rest, len(scheme.sources))
    weights = criterion_weights(scheme, coded.criteria)
    sums = _scattered_sums(coded, place, len(found), weights)
    unsaid = _unsaid(coded, place, len(found), weights) if _has_unsaid(coded, scheme) else 0.0
    return Ballots(
        key=key,
        source=source,
        group=group,
        count=_counts(coded, place, len(found)),
        value=_values(*sums, _totals(weights, source), unsaid, scheme),
        place=place,
    )


def criterion_weights(scheme: Scheme, criteria: tuple[str, ...]) -> Numbers:
    """Return weights by source and criterion; OVERALL weighs as much as all together."""
    table = np.zeros((len(scheme.sources), len(criteria)))
    for row, source in enumerate(scheme.sources):
        for criterion in scheme.criteria_of(source):
            table[row, criteria.index(criterion.key)] = float(criterion.weight or 0)
    table[:, 0] = table.sum(axis=1)
    return table


def _first_rows(coded: Coded) -> Rows | slice | None:
    """Return where ballots begin if each stands in consecutive rows, else None.

    A slice where every ballot has as many rows: it reads much faster. Rows in random order show
    it in the first of them: the rest is not looked at then.
    """
    if coded.rater is None:
        return None
    if len(coded.points) > FIRST_ROWS and _first_rows(coded.rows(slice(FIRST_ROWS))) is None:
        return None
    changed = np.ones(len(coded.points), dtype=bool)
    np.not_equal(coded.rater[1:], coded.rater[:-1], out=changed[1:])
    for column in (coded.key, coded.source, coded.group):
        if column is not None:
            changed[1:] |= column[1:] != column[:-1]
    first = _true_places(changed)
    return first if all_different(_ballot_numbers(coded, first)) else None


def _true_places(found: Mask) -> Rows | slice:
    """Return the places of what is true, as a slice where they begin at 0 and are evenly apart.

    >>> _true_places(np.array([True, False, True, False]))
    slice(0, 4, 2)
    """
    size, left = divmod(len(found), max(int(np.count_nonzero(found)), 1))
    if left == 0 and size > 0 and found[::size].all():
        return slice(0, len(found), size)
    return np.flatnonzero(found)


def _totals(weights: Numbers, source: Codes) -> Numbers:
    """Return the whole weight of each ballot's criteria, one for all where it is the same."""
    totals = weights[:, 0]
    return totals[:1] if (totals == totals[0]).all() else totals[source]


def _ballot_numbers(coded: Coded, rows: Rows | slice) -> NDArray[np.int64]:
    """Return one number for meeting, subject, source, group and rater of each row."""
    numbers = coded.key[rows].astype("int64")
    numbers *= coded.sources
    numbers += coded.source[rows]
    if len(coded.groups) > 1:
        numbers *= len(coded.groups)
        numbers += 0 if coded.group is None else coded.group[rows]
    if coded.rater is not None:
        raters = coded.rater[rows]
        numbers *= int(raters.max(initial=0)) + 1
        numbers += raters
    return numbers


def _has_unsaid(coded: Coded, scheme: Scheme) -> bool:
    """Return whether a word stands in the place of any mark, where blank marks count as 0."""
    return scheme.missing.mark == "zero" and bool(np.isnan(coded.points).any())


def _unsaid(coded: Coded, place: Rows, size: int, weights: Numbers) -> Numbers:
    """Return the weight of the criteria of each ballot in which a word stands for no mark."""
    rows = np.flatnonzero(np.isnan(coded.points))
    given = weights[coded.source[rows], coded.criterion[rows]]
    return np.bincount(place[rows], given, size).astype("float64", copy=False)


def _values(
    points: Numbers, answered: Numbers, total: Numbers, unsaid: Numbers | float, scheme: Scheme
) -> Numbers:
    divisor = answered
    if scheme.missing.mark == "zero":
        divisor = np.maximum(total - unsaid, answered)
    valid = _enough(divisor, total, scheme.missing.min_answered) & (answered > 0)
    if valid.all():
        return points / divisor
    value: Numbers = np.divide(points, divisor, out=np.full(len(points), np.nan), where=valid)
    return value


def _enough(answered: Numbers, total: Numbers, least: Fraction) -> Mask:
    if (answered == total).all():
        return answered > 0
    share = np.round(answered / total, ANSWERED_PLACES)
    enough: Mask = (share >= round(float(least), ANSWERED_PLACES)) & (answered > 0)
    return enough


def _even_sums(
    coded: Coded, first: Rows | slice, weights: Numbers
) -> tuple[Numbers, Numbers] | None:
    """Return the sums of `_run_sums` where every ballot has the same criteria in the same rows.

    None where they have not, or where the sources weigh them differently: one product of a
    matrix and a vector is several times as fast as sums over runs. Without blank marks the
    second sum is one for all.
    """
    if not isinstance(first, slice):
        return None
    size = first.step
    pattern = coded.criterion[:size]
    used = weights[:, pattern]
    if (used != used[0]).any() or (coded.criterion.reshape(-1, size) != pattern).any():
        return None
    marks = coded.points.reshape(-1, size)
    points, answered = marks @ used[0], used[0].sum(keepdims=True)
    blank = np.flatnonzero(np.isnan(points))
    if len(blank):
        given, answered = ~np.isnan(marks[blank]), np.repeat(answered, len(marks))
        points[blank] = np.where(given, marks[blank], 0.0) @ used[0]
        answered[blank] = given @ used[0]
    return points, answered


def _run_sums(coded: Coded, starts: Rows, weights: Numbers) -> tuple[Numbers, Numbers]:
    """Return Σ v·x and Σ v over the answered criteria of each ballot."""
    if len(starts) == 0:
        return np.empty(0), np.empty(0)
    points, weight = _weighted_marks(coded, weights)
    return np.add.reduceat(points, starts), np.add.reduceat(weight, starts)


def _scattered_sums(
    coded: Coded, place: Rows, size: int, weights: Numbers
) -> tuple[Numbers, Numbers]:
    """Return the same sums for ballots whose rows stand anywhere."""
    points, weight = _weighted_marks(coded, weights)
    sums = (np.bincount(place, column, size) for column in (points, weight))
    total, answered = (column.astype("float64", copy=False) for column in sums)
    return total, answered


def _weighted_marks(coded: Coded, weights: Numbers) -> tuple[Numbers, Numbers]:
    """Return v·x and v of each row, 0 where the mark is blank."""
    place = coded.source.astype("int16") * weights.shape[1] + coded.criterion
    weight = weights.ravel().take(place)
    points = weight * coded.points
    blank = np.isnan(points)
    if blank.any():
        points[blank] = weight[blank] = 0.0
    return points, weight


def _counts(coded: Coded, place: Rows, size: int) -> Codes | None:
    """Return how many equal ballots each one stands for: the count of its first row."""
    if coded.count is None:
        return None
    counts = np.zeros(size, dtype="int64")
    counts[place[::-1]] = coded.count[::-1]
    return counts
