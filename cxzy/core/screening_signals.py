"""How likely an honest rater is to hand in what a paper shows, signal by signal.

Each function returns one number per paper: a probability, NaN where nothing can be said. See
docs/decisions/0096-ballots-to-look-at.md.
"""

import numpy as np
from scipy import special

from cxzy.core.arrays import Mask, Numbers, Rows
from cxzy.core.screening_ballots import Cast, Hashes, pair_numbers

LEAST_SUBJECTS = 4
"""Who assessed fewer shows no pattern."""
LEAST_OTHERS = 4
"""With fewer other raters nobody can be said to differ from them."""
LEAST_DEALS = 100
"""A chance of one in a hundred needs a hundred ways to deal favours out."""
HABIT, HABIT_RATERS = 0.2, 10
"""What is taken for the habit of raters (an intraclass correlation) until many are seen."""
MOST_ALIKE = 0.99


def constant(cast: Cast) -> Mask:
    """Return which papers have the same marks for everybody, at least four people."""
    same: Mask = (cast.most_frequent == cast.sizes) & (cast.sizes >= LEAST_SUBJECTS)
    return same


def one_mark_chances(cast: Cast) -> Numbers:
    """Return, for papers with one mark for everybody, how likely the other raters make that.

    The share of people to whom a rater gives his most frequent marks has, among the other
    raters of the list, a mean and a spread; from a beta-binomial with these the chance of all
    is Π (a + i) / (a + b + i). Where the others tell nobody apart either it is near 1.
    """
    chance = np.full(len(cast.list), np.nan)
    counted = cast.sizes >= LEAST_SUBJECTS
    sizes = np.where(counted, cast.sizes, 1)
    share = np.where(counted, cast.most_frequent / sizes, 0.0)
    others, mean, square = _of_others(cast.list, counted, (share, share**2))
    _others, part = _of_others(cast.list, counted, (np.where(counted, 1 / sizes, 0.0),))
    asked = constant(cast) & (others >= LEAST_OTHERS)
    n, mean, part = others[asked], mean[asked], part[asked]
    spread = (square[asked] - mean**2).clip(min=0) * n / (n - 1)
    habit = _habit(mean, spread, part, n)
    chance[asked] = _all_alike(cast.sizes[asked], mean, habit)
    return chance


def _of_others(of: Rows, counted: Mask, values: tuple[Numbers, ...]) -> tuple[Numbers, ...]:
    """Return how many other counted papers the list has, and the means of their values."""
    size = int(of.max(initial=-1)) + 1
    n = np.bincount(of, counted, size)[of] - counted
    sums = (np.bincount(of, np.where(counted, value, 0.0), size)[of] for value in values)
    own = (np.where(counted, value, 0.0) for value in values)
    means = [
        np.divide(total - mine, n, out=np.full(len(of), np.nan), where=n > 0)
        for total, mine in zip(sums, own, strict=True)
    ]
    return n, *means


def _habit(mean: Numbers, spread: Numbers, part: Numbers, raters: Numbers) -> Numbers:
    """Return how far sameness is a habit of raters, 0–1: the correlation within one of them.

    `part` is the mean of 1 ÷ people assessed: so much of the spread is no habit. Few raters
    tell little of it, so it is drawn to HABIT as if HABIT_RATERS more had that.
    """
    most = mean * (1 - mean)
    share = np.divide(spread, most, out=np.ones(len(mean)), where=most > 0)
    seen = ((share - part) / (1 - part)).clip(0, MOST_ALIKE)
    habit: Numbers = (raters * seen + HABIT_RATERS * HABIT) / (raters + HABIT_RATERS)
    return habit


def _all_alike(size: Rows, mean: Numbers, habit: Numbers) -> Numbers:
    """Return the chance of `size` of `size` under a beta-binomial with a mean and a habit."""
    some = np.clip(mean, 1e-9, 1 - 1e-9)
    alike, other = some * (1 / habit - 1), (1 - some) * (1 / habit - 1)
    logarithm = special.betaln(alike + size, other) - special.betaln(alike, other)
    return np.where(mean >= 1, 1.0, np.exp(logarithm))


def own_bloc_chances(cast: Cast, own: Mask) -> tuple[Numbers, Numbers]:
    """Return how likely as large a favour for the own bloc is, and how large it is in points.

    `own` says of each ballot whether its subject belongs to the rater's bloc. A ballot's favour
    is its points above the mean of the other raters for the same subject; the bloc's is the
    mean favour inside less that outside. Were a rater's favours dealt out anew among his
    subjects, the square of their correlation with `own` would have mean 1/(n − 1), as the
    t distribution with n − 2 degrees of freedom gives it (Pitman 1937). NaN where fewer than a
    hundred ways to deal them exist, and for one mark for everybody, which favours nobody.
    """
    favour, known = _favours(cast)
    inside = own & known
    size = len(cast.list)
    n, within = (totals(cast.paper, part, size) for part in (known, inside))
    sums = [totals(cast.paper, part, size) for part in (favour, favour**2, favour * inside)]
    asked = (special.comb(n, within) >= LEAST_DEALS) & ~constant(cast)
    columns = [column[asked] for column in (n, within, *sums)]
    chance, gap = np.full(size, np.nan), np.full(size, np.nan)
    chance[asked], gap[asked] = _dealt(*columns)
    return chance, gap


def _favours(cast: Cast) -> tuple[Numbers, Mask]:
    """Return each ballot's points above the mean of the others, and where enough others are."""
    total = np.bincount(cast.cell, cast.value)
    others = (np.bincount(cast.cell) - 1)[cast.cell]
    known = others >= LEAST_OTHERS
    rest = total[cast.cell] - cast.value
    mean = np.divide(rest, others, out=np.zeros(len(rest)), where=known)
    return np.where(known, cast.value - mean, 0.0), known


def _dealt(
    n: Numbers, within: Numbers, total: Numbers, squares: Numbers, inside: Numbers
) -> tuple[Numbers, Numbers]:
    """Return the chance of such a gap if favours were dealt out anew, and the gap."""
    gap = inside / within - (total - inside) / (n - within)
    spread = (squares - total**2 / n).clip(min=0)
    between = gap**2 * within * (n - within) / n
    rest = (spread - between).clip(min=0)
    flat = spread <= 1e-9 * n
    ratio = np.divide(between * (n - 2), rest, out=np.full(len(n), np.inf), where=rest > 0)
    tail = special.stdtr(n - 2, -np.sqrt(ratio))
    return np.where(flat, 1.0, np.where(gap > 0, tail, 1 - tail)), np.where(flat, 0.0, gap)


def totals(of: Rows, value: Numbers | Mask, size: int) -> Numbers:
    """Return the sum of the values at each of `size` places."""
    total: Numbers = np.bincount(of, value, size).astype("float64", copy=False)
    return total


def alike(cast: Cast, hashes: Hashes) -> Rows:
    """Return a number that papers of one list share where they are alike in every mark."""
    return pair_numbers(cast.list, np.unique(hashes, return_inverse=True)[1])[0]
