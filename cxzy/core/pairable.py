"""Marks that can be compared with others of the same thing, for many lists at once.

A unit is what is marked (a subject, or a subject by one criterion); a list is what agreement is
asked of (a source of a meeting). Raters do not matter here: two marks of one unit are a pair.
"""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from cxzy.core.arrays import Codes, Numbers, Rows

Level = Literal["nominal", "ordinal", "interval"]
ROOM_PER_ELEMENT = 8
MOST_WHOLE = 1_000
"""Whole marks up to this are looked up in a table."""


@dataclass(frozen=True)
class Pairable:
    """The distinct marks of units with two or more, in order of unit and mark.

    `unit`, `word` (a number per distinct mark, in order), `mark` and `times` (how often it was
    given) have one element per unit and distinct mark; `list_of` says the list of every unit and
    `marks` how many marks it has, 0 where it has fewer than two. Marks are counted from one of
    their list, so that equal ones are 0.
    """

    unit: Codes
    word: Codes
    mark: Numbers
    times: Numbers
    list_of: Codes
    marks: Numbers
    lists: int

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
    found, place = _distinct(points)
    bits = max(len(found) - 1, 0).bit_length()
    kind = _narrow(len(list_of) << bits)
    number = unit.astype(kind) << kind(bits)
    number |= place.astype(kind, copy=False)
    number, times = _counted(number, count)
    unit, word = (number >> bits).astype(np.intp), (number & kind((1 << bits) - 1)).astype(np.intp)
    marks = _sums(unit, times, len(list_of))
    alone = marks < 2  # noqa: PLR2004 — a pair
    if (alone & (marks > 0)).any():
        kept = ~alone[unit]
        unit, word, times = unit[kept], word[kept], times[kept]
        marks[alone] = 0.0
    mark = _from_one(found[word], unit, list_of, lists)
    return Pairable(unit, word, mark, times, list_of, marks, lists)


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
    before = np.cumsum(marks.marks) - marks.marks
    more = 2 * np.cumsum(marks.times)  # below less above, once the unit's own beginning is off
    more -= marks.times
    more -= (2 * before + marks.marks)[marks.unit]
    more *= marks.times
    more *= marks.mark
    apart = marks.per_unit(more)
    pairs = marks.marks * (marks.marks - 1) / 2
    means = _over(apart, pairs)
    known = pairs > 0
    means[~known] = 0.0
    return _over(marks.of_units(means), marks.of_units(known.astype("float64")))


def _distinct(points: Numbers) -> tuple[Numbers, Codes]:
    """Return the distinct marks in order, and the place of each mark among them.

    Whole marks, as most are, need no search: they are places themselves.
    """
    if points.min(initial=0) >= 0 and points.max(initial=0) <= MOST_WHOLE:
        whole = points.astype(np.intp)
        if (whole == points).all():
            met = np.bincount(whole) > 0
            return np.flatnonzero(met).astype("float64"), (np.cumsum(met) - 1)[whole]
    codes, found = pd.factorize(points)
    order = np.argsort(found)
    return found[order], np.argsort(order)[codes]


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


def _narrow(size: int) -> type[np.integer[Any]]:
    """Return the smaller kind of whole number that holds all below `size`; it sorts faster."""
    return np.int32 if size <= np.iinfo(np.int32).max else np.int64


def _from_one(values: Numbers, unit: Codes, list_of: Codes, lists: int) -> Numbers:
    """Return values, which are in order of unit, counted from one of their list."""
    first = _starts(unit)
    one = np.zeros(lists)
    one[list_of[unit[first]]] = values[first]
    return values - one[list_of][unit]


def _starts(number: Codes) -> Rows:
    changed = np.ones(len(number), dtype=bool)
    np.not_equal(number[1:], number[:-1], out=changed[1:])
    return np.flatnonzero(changed)


def _squared(marks: Pairable, place: Numbers) -> tuple[Numbers, Numbers]:
    """Return observed and expected disagreement where it is the squared difference of places."""
    n, known = marks.of_units(marks.marks), marks.marks > 0
    means = _over(marks.per_unit(marks.times * place), marks.marks)
    apart = place - means[marks.unit]
    apart *= apart
    apart *= marks.times
    squares = marks.per_unit(apart)
    within = _over(2 * marks.marks * squares, marks.marks - 1)
    observed = _over(marks.of_units(np.where(known, within, 0.0)), n)
    means[~known] = 0.0
    middle = _over(marks.of_units(marks.marks * means), n)
    between = marks.marks * (means - middle[marks.list_of]) ** 2
    whole = marks.of_units(np.where(known, squares + between, 0.0))
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
    list_of[place] = marks.list_of[marks.unit]
    alike = _sums(list_of, frequency**2, marks.lists)
    return _over(marks.of_units(within), n), _over(n**2 - alike, n * (n - 1))


def _mid_frequencies(marks: Pairable) -> Numbers:
    """Return of each element how many marks of its list lie below its middle, from any start."""
    place, size = _places(marks)
    frequency = _sums(place, marks.times, size)
    middle = np.cumsum(frequency) - frequency / 2
    return _from_one(middle[place], marks.unit, marks.list_of, marks.lists)


def _places(marks: Pairable) -> tuple[Codes, int]:
    """Return a number per list and distinct mark, in order, and how many numbers there are."""
    words = int(marks.word.max(initial=-1)) + 1
    place = (marks.list_of * words)[marks.unit]
    place += marks.word
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
