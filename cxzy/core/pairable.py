"""Marks that can be compared with others of the same thing, for many lists at once.

A unit is what is marked (a subject, or a subject by one criterion); a list is what agreement is
asked of (a source of a meeting). Raters do not matter here: two marks of one unit are a pair.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from cxzy.core.arrays import Codes, Numbers, Rows

Level = Literal["nominal", "ordinal", "interval"]
ROOM_PER_ELEMENT = 8


@dataclass(frozen=True)
class Pairable:
    """The distinct marks of units with two or more, in order of unit and mark.

    `unit`, its list `of`, `word` (a number per distinct mark, in order), `mark` and `times` (how
    often it was given) have one element per unit and distinct mark; `list_of` says the list of
    every unit and `marks` how many marks it has, 0 where it has fewer than two. Marks are counted
    from one of their list, so that equal ones are 0.
    """

    unit: Codes
    of: Codes
    word: Codes
    mark: Numbers
    times: Numbers
    list_of: Codes
    marks: Numbers
    lists: int

    def per_list(self, values: Numbers) -> Numbers:
        """Return the sums of values of elements per list."""
        return _sums(self.of, values, self.lists)

    def per_unit(self, values: Numbers) -> Numbers:
        """Return the sums of values of elements per unit."""
        return _sums(self.unit, values, len(self.marks))

    def of_units(self, values: Numbers) -> Numbers:
        """Return the sums of values of units per list."""
        return _sums(self.list_of, values, self.lists)


def pairable(
    unit: Codes, points: Numbers, count: Codes | Numbers | None, list_of: Codes, lists: int
) -> Pairable:
    """Return the marks that have another of the same unit beside them.

    One element of `unit`, `points` (NaN for a missing mark) and `count` per mark; a mark that
    stands for several is that many. `list_of` has one element per unit, below `lists`.
    """
    given = ~np.isnan(points) if count is None else ~np.isnan(points) & (count > 0)
    if not given.all():
        unit, points = unit[given], points[given]
        count = None if count is None else count[given]
    codes, found = pd.factorize(points)
    order = np.argsort(found)
    word = np.argsort(order)[codes]
    number, times = _counted(unit.astype("int64") * max(len(found), 1) + word, count)
    unit, word = np.divmod(number, max(len(found), 1))
    marks = _sums(unit, times, len(list_of))
    alone = marks < 2  # noqa: PLR2004 — a pair
    kept = ~alone[unit]
    unit, word, times = unit[kept], word[kept], times[kept]
    mark, of = found[order][word], list_of[unit]
    marks[alone] = 0.0
    return Pairable(unit, of, word, _from_one(mark, of, lists), times, list_of, marks, lists)


def alphas(marks: Pairable, level: Level) -> Numbers:
    """Return Krippendorff's α of every list, NaN without a pair or without any difference.

    α = 1 − D_o/D_e with D_o = Σ_u Σ_pairs δ²/(m_u − 1) / n and D_e = Σ_all pairs δ²/(n(n − 1)).
    For squared differences both are sums of squares: Σ_pairs (x − y)² = 2 m Σ (x − x̄)². The
    ordinal metric is that of mid-cumulative frequencies: Σ_{g=c..k} n_g − (n_c + n_k)/2 is the
    difference of those of c and k. Krippendorff, Computing Krippendorff's Alpha-Reliability
    (2011).
    """
    if level == "nominal":
        observed, expected = _nominal(marks)
    else:
        place = marks.mark if level == "interval" else _mid_frequencies(marks)
        observed, expected = _squared(marks, place)
    return 1.0 - _over(observed, expected)


def mean_differences(marks: Pairable) -> Numbers:
    """Return how far two marks of one unit are apart, in points, averaged over a list's units.

    Every unit counts alike; NaN for a list without a pair. Σ_{i<j} |x_i − x_j| of marks in order
    is Σ x · (marks below − marks above).
    """
    upto = np.cumsum(marks.times)
    before = np.cumsum(marks.marks) - marks.marks
    below = upto - marks.times - before[marks.unit]
    above = marks.marks[marks.unit] - below - marks.times
    apart = marks.per_unit(marks.times * marks.mark * (below - above))
    pairs = marks.marks * (marks.marks - 1) / 2
    means = _over(apart, pairs)
    known = pairs > 0
    means[~known] = 0.0
    return _over(marks.of_units(means), marks.of_units(known.astype("float64")))


def _counted(number: Codes, count: Codes | Numbers | None) -> tuple[Codes, Numbers]:
    """Return the distinct numbers in order, and how many marks each stands for."""
    if count is None:
        number = np.sort(number)
        starts = _starts(number)
        return number[starts], np.diff(starts, append=len(number)).astype("float64")
    order = np.argsort(number, kind="stable")
    number = number[order]
    starts = _starts(number)
    counts = count[order].astype("float64")
    times = np.add.reduceat(counts, starts) if len(starts) else np.empty(0)
    return number[starts], times


def _from_one(values: Numbers, of: Codes, lists: int) -> Numbers:
    """Return values counted from one of their list."""
    one = np.zeros(lists)
    one[of] = values
    return values - one[of]


def _starts(number: Codes) -> Rows:
    changed = np.ones(len(number), dtype=bool)
    np.not_equal(number[1:], number[:-1], out=changed[1:])
    return np.flatnonzero(changed)


def _squared(marks: Pairable, place: Numbers) -> tuple[Numbers, Numbers]:
    """Return observed and expected disagreement where it is the squared difference of places."""
    n = marks.of_units(marks.marks)
    means = _over(marks.per_unit(marks.times * place), marks.marks)
    apart = marks.per_unit(marks.times * (place - means[marks.unit]) ** 2)
    known = marks.marks > 0
    within = _over(2 * marks.marks * apart, marks.marks - 1)
    observed = _over(marks.of_units(np.where(known, within, 0.0)), n)
    middle = _over(marks.per_list(marks.times * place), n)
    whole = marks.per_list(marks.times * (place - middle[marks.of]) ** 2)
    return observed, _over(2 * whole, n - 1)


def _nominal(marks: Pairable) -> tuple[Numbers, Numbers]:
    """Return observed and expected disagreement where marks are alike or not."""
    n = marks.of_units(marks.marks)
    unlike = marks.marks**2 - marks.per_unit(marks.times**2)
    known = marks.marks > 0
    within = np.where(known, _over(unlike, marks.marks - 1), 0.0)
    place, size = _places(marks)
    frequency = _sums(place, marks.times, size)
    list_of = np.zeros(size, dtype="int64")
    list_of[place] = marks.of
    alike = _sums(list_of, frequency**2, marks.lists)
    return _over(marks.of_units(within), n), _over(n**2 - alike, n * (n - 1))


def _mid_frequencies(marks: Pairable) -> Numbers:
    """Return of each element how many marks of its list lie below its middle, from any start."""
    place, size = _places(marks)
    frequency = _sums(place, marks.times, size)
    middle = np.cumsum(frequency)[place] - frequency[place] / 2
    return _from_one(middle, marks.of, marks.lists)


def _places(marks: Pairable) -> tuple[Codes, int]:
    """Return a number per list and distinct mark, in order, and how many numbers there are."""
    words = int(marks.word.max(initial=-1)) + 1
    place = marks.of.astype("int64") * words + marks.word
    size = marks.lists * words
    if size <= ROOM_PER_ELEMENT * len(place):
        return place, size
    found, place = np.unique(place, return_inverse=True)
    return place, len(found)


def _sums(place: Codes, values: Numbers, size: int) -> Numbers:
    return np.bincount(place, weights=values, minlength=size).astype("float64", copy=False)


def _over(total: Numbers, number: Numbers) -> Numbers:
    """Return a quotient, NaN where the divisor is not above 0."""
    quotient: Numbers = np.divide(total, number, out=np.full(len(total), np.nan), where=number > 0)
    return quotient
