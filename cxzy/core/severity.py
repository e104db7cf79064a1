"""How strict raters are, and what subjects would have with that taken out.

Shown beside the official score, never inside it. See docs/decisions/0094-severity.md for what can
be estimated and for why a corrected value of a secret ballot is not shown to the branch.
"""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from cxzy.core.arrays import Codes, Numbers
from cxzy.core.mark_tables import Table, labels_of, round_robin_marks
from cxzy.core.measure_errors import MeasureError

Effects = tuple["pd.Series[Any]", "pd.Series[Any]"]
SMALLEST_RIDGE = 1e-9
"""A ridge below this share of a mark changes nothing that is shown, and is 0."""


def round_robin(matrix: Table) -> Effects:
    """Return `(fair, severity)` of people who all rate one another, raters × members.

    Rows and columns are the same people in the same order and the diagonal is empty. `fair`, by
    column, is on the marks' own scale; `severity`, by row, is positive for a strict rater and
    adds to 0. Kenny's effects, Interpersonal Perception (1994), Appendix B: a_i = ((n−1)² M_i. +
    (n−1) M_.i − n(n−1) M..) / (n(n−2)), the partner's with rows and columns changed over; fair =
    M.. + partner, severity = −actor. Raises MeasureError for fewer than three people, for a gap
    and for an own mark.
    """
    marks = round_robin_marks(matrix)
    n, first = len(marks), marks[0, 1]
    given = np.where(np.eye(n, dtype=bool), 0.0, marks - first)
    rows, columns = given.sum(axis=1) / (n - 1), given.sum(axis=0) / (n - 1)
    whole = given.sum() / (n * (n - 1))
    by, of = (n - 1) ** 2 / (n * (n - 2)), (n - 1) / (n * (n - 2))
    actor = by * rows + of * columns - n * of * whole
    partner = by * columns + of * rows - n * of * whole
    raters, members = labels_of(matrix)
    fair = pd.Series(first + whole + partner, index=members, name="fair")
    return fair, pd.Series(-actor, index=raters, name="severity")


def additive(
    raters: ArrayLike, subjects: ArrayLike, points: ArrayLike, *, ridge: float = 0.0
) -> Effects:
    """Return `(fair, severity)` by subject and by rater, of marks that need not be complete.

    One element of each column per mark; points = fair − severity + rest. The squares of the rest
    and `ridge` times those of the severities are made smallest: 0 is least squares, `ridge` is
    how many marks a severity of 0 counts as, infinity leaves the plain means. `fair` is on the
    marks' own scale, `severity` positive for a strict rater. Severities add to 0 in each connected
    set (`connected_sets`), and nothing of one set may be compared with another. Names stand as
    they come; who has no mark has NaN. Raises MeasureError for columns of different length, a
    mark without rater or subject, and a negative ridge.
    """
    if not ridge >= 0:
        raise MeasureError.from_negative("ridge", ridge)
    rater, rater_names, subject, subject_names, values = _columns(raters, subjects, points)
    given = ~np.isnan(values)
    fair, severity = np.full(len(subject_names), np.nan), np.full(len(rater_names), np.nan)
    if given.any():
        place, subject_of = np.unique(subject[given], return_inverse=True)
        number, rater_of = np.unique(rater[given], return_inverse=True)
        fair[place], severity[number] = additive_effects(rater_of, subject_of, values[given], ridge)
    return (
        pd.Series(fair, index=subject_names, name="fair"),
        pd.Series(severity, index=rater_names, name="severity"),
    )


def connected_sets(
    raters: ArrayLike, subjects: ArrayLike, points: ArrayLike | None = None
) -> Effects:
    """Return the set of each subject and of each rater, Int64 from 0 on, as they come.

    Two raters are in one set where a chain of common subjects leads from one to the other; only
    inside a set can severity be told from merit. NaN among `points` is no mark; who has none is
    in no set, <NA>.
    """
    values = np.zeros(len(np.asarray(raters))) if points is None else points
    rater, rater_names, subject, subject_names, marks = _columns(raters, subjects, values)
    given = ~np.isnan(marks)
    sets = sets_of(rater[given], subject[given], len(rater_names), len(subject_names))
    named = [
        pd.Series(part, index=names, name="set", dtype="Int64").where(part >= 0)
        for part, names in zip(sets, (subject_names, rater_names), strict=True)
    ]
    return named[0], named[1]


def rater_ridge(raters: ArrayLike, subjects: ArrayLike, points: ArrayLike) -> float:
    """Return the ridge that the marks themselves speak for: variance of the rest / of severity.

    By Henderson's method III (Biometrics 9 (1953), 226–252): the squares that raters explain
    beside subjects have the mean (R − c) σ² + tr · σ_r² with tr = Σ_r (n_r − Σ_s n_rs² / n_s). It
    is infinite where raters explain no more than chance, or no mark is left to tell that.
    """
    rater, _raters, subject, _subjects, values = _columns(raters, subjects, points)
    given = ~np.isnan(values)
    rater, subject, values = rater[given], subject[given], values[given]
    if not len(values):
        return float("inf")
    rater, subject = (np.unique(codes, return_inverse=True)[1] for codes in (rater, subject))
    return ridge_of(*rater_variances(rater, subject, values, np.zeros_like(rater), 1))


def ridge_of(error: Numbers, by_raters: Numbers) -> float:
    """Return the ratio of two variances, infinite where the second is not above 0 or not known."""
    told = float(error[0]), float(by_raters[0])
    return told[0] / told[1] if told[1] > 0 else float("inf")


def rater_variances(
    rater: Codes, subject: Codes, points: Numbers, list_of: Codes, lists: int
) -> tuple[Numbers, Numbers]:
    """Return the variance of the rest and of severities in each list, by Henderson's method III.

    Codes are used from 0 on and belong to one list each; `list_of` is that of each mark. NaN where
    no mark is left to tell, the second also where no rater is; it may come out below 0.
    """
    fair, severity = additive_effects(rater, subject, points, 0.0)
    in_list, of_rater, of_set = (
        np.bincount(of, minlength=lists) for of in lists_of(rater, subject, list_of)
    )
    subjects = int(subject.max()) + 1
    n = np.bincount(subject)
    pair, times = np.unique(rater * subjects + subject, return_counts=True)
    list_of_subject = np.zeros(subjects, dtype="int64")
    list_of_subject[subject] = list_of
    shared = times**2 / n[pair % subjects]
    marks = np.bincount(list_of, minlength=lists)
    trace = marks - np.bincount(list_of_subject[pair % subjects], weights=shared, minlength=lists)
    rest = (points - fair[subject] + severity[rater]) ** 2
    within = (points - _means(subject, points)[subject]) ** 2
    rests, withins = (
        np.bincount(list_of, weights=part, minlength=lists) for part in (rest, within)
    )
    free = of_rater - of_set
    error = _above(rests, marks - in_list - free)
    return error, _above(withins - rests - free * error, np.where(free > 0, trace, 0.0))


def additive_effects(
    rater: Codes, subject: Codes, points: Numbers, ridge: float
) -> tuple[Numbers, Numbers]:
    """Return fair points and severities of codes, every code from 0 on being used.

    The normal equations are solved for the fewer of raters and subjects, the others being put in
    from them. A set with nothing to hold it gets its first effect held at 0; then severities are
    moved to add to 0 in each set, which a ridge above 0 makes them do anyway.
    """
    raters, subjects = int(rater.max()) + 1, int(subject.max()) + 1
    of_subject, of_rater = sets_of(rater, subject, raters, subjects)
    middle = _means(of_subject[subject], points)
    values = points - middle[of_subject[subject]]
    if not np.isfinite(ridge):
        return _means(subject, points), np.zeros(raters)
    held = (0.0, ridge if ridge >= SMALLEST_RIDGE else 0.0)
    if subjects <= raters:
        fair, lenient = _solved(subject, rater, values, held, of_subject)
    else:
        lenient, fair = _solved(rater, subject, values, held[::-1], of_rater)
    shift = _means(of_rater, lenient)
    return fair + (shift + middle)[of_subject], shift[of_rater] - lenient


def sets_of(rater: Codes, subject: Codes, raters: int, subjects: int) -> tuple[Codes, Codes]:
    """Return the connected set of each subject and rater, −1 for one without a mark."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    size = subjects + raters
    links = coo_array(
        (np.ones(len(rater), dtype="int8"), (subject, rater + subjects)), (size, size)
    )
    found = connected_components(links.tocsr(), directed=False)[1]
    used = np.zeros(size, dtype=bool)
    used[subject] = used[rater + subjects] = True
    sets = np.full(size, -1, dtype="int64")
    sets[used] = pd.factorize(found[used])[0]
    return sets[:subjects], sets[subjects:]


def _columns(
    raters: ArrayLike, subjects: ArrayLike, points: ArrayLike
) -> tuple[Codes, "pd.Index[Any]", Codes, "pd.Index[Any]", Numbers]:
    """Return raters and subjects as codes with their names, and points as numbers."""
    columns = [pd.Series(column).reset_index(drop=True) for column in (raters, subjects)]
    values = np.asarray(points, dtype="float64")
    lengths = [len(columns[0]), len(columns[1]), len(values)]
    if len(set(lengths)) > 1:
        raise MeasureError.from_lengths(lengths)
    (rater, rater_names), (subject, subject_names) = (pd.factorize(column) for column in columns)
    nobody = (rater < 0) | (subject < 0)
    if nobody.any():
        raise MeasureError.from_nobody(int(nobody.argmax()))
    return rater, pd.Index(rater_names), subject, pd.Index(subject_names), values


def lists_of(rater: Codes, subject: Codes, list_of: Codes) -> tuple[Codes, Codes, Codes]:
    """Return the list of each subject, of each rater and of each connected set."""
    subjects, raters = (
        np.zeros(int(codes.max(initial=-1)) + 1, dtype="int64") for codes in (subject, rater)
    )
    subjects[subject], raters[rater] = list_of, list_of
    of_subject = sets_of(rater, subject, len(raters), len(subjects))[0]
    sets = np.zeros(int(of_subject.max(initial=-1)) + 1, dtype="int64")
    sets[of_subject] = subjects
    return subjects, raters, sets


def _above(total: Numbers | Codes, number: Numbers | Codes) -> Numbers:
    unknown = np.full(len(total), np.nan)
    quotient: Numbers = np.divide(total, number, out=unknown, where=number > 0)
    return quotient


def _means(place: Codes, values: Numbers) -> Numbers:
    """Return the mean of the values at each place; every place has some."""
    total: Numbers = np.bincount(place, weights=values) / np.bincount(place)
    return total


def _solved(
    kept: Codes, other: Codes, values: Numbers, ridges: tuple[float, float], sets: Codes
) -> tuple[Numbers, Numbers]:
    """Return the effects of the kept and of the other side of values = kept + other + rest.

    `ridges` are those of the two sides, `sets` the connected set of each of the kept.
    """
    from scipy.sparse import csr_array, diags_array
    from scipy.sparse.linalg import spsolve

    ones = np.ones(len(values))
    common = csr_array((ones, (kept, other)))
    mine, theirs = common.sum(axis=1) + ridges[0], common.sum(axis=0) + ridges[1]
    sums = (np.bincount(kept, weights=values), np.bincount(other, weights=values))
    shares = common @ diags_array(1 / theirs)
    if sum(ridges) == 0:
        mine[np.unique(sets, return_index=True)[1]] += 1
    system = diags_array(mine) - shares @ common.T
    own = np.atleast_1d(spsolve(system.tocsc(), sums[0] - shares @ sums[1]))
    return own, (sums[1] - common.T @ own) / theirs
