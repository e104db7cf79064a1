"""How likely it is that raters who know nothing of each other hand in the very same marks.

See docs/decisions/0096-ballots-to-look-at.md.
"""

from dataclasses import dataclass

import numpy as np
from scipy import special

from cxzy.core.arrays import Mask, Numbers, Rows
from cxzy.core.screening_ballots import Cast, pair_numbers
from cxzy.core.screening_signals import LEAST_OTHERS, LEAST_SUBJECTS, constant, totals

LEAST_APART = 2
"""With fewer marks that are not the usual ones two papers are alike as most are."""
STEPS = 25
CAUTION = 2
"""The shares of the marks are estimates: chances are taken for twice as large."""
PRIOR = 1.0
"""What is added to each count of marks, so that what nobody else gave is not impossible."""


@dataclass(frozen=True)
class Choices:
    """What the raters of a list gave to a subject: one element per subject, mark and cluster.

    `cluster` and `cell` number them; `weight` is how many others gave the mark (and PRIOR),
    `value` its points, `own` whether the cluster gave it.
    """

    cluster: Rows
    cell: Rows
    weight: Numbers
    value: Numbers
    own: Mask


def alike_chances(cast: Cast, alike: Rows, alarm: float) -> Numbers:
    """Return how likely as many papers alike as there are come about by chance, 1 where alone.

    `alike` numbers the papers, the same for those alike. A paper's chance is Π q(mark) over its
    subjects, q being the shares of the marks among all other raters, shifted towards lenient or
    strict marks until it is largest: so that no strict rater is suspected for being strict. Of
    n papers k are alike by chance about ((n − 1) P)^(k − 1) / (k − 1)! times; P is doubled.
    Papers with one mark for everybody are left out (NaN), usual ones have 1. A chance above
    `alarm` may be given as 1.
    """
    chance = np.full(len(cast.list), np.nan)
    members = np.bincount(alike)
    raters = np.bincount(cast.list)[cast.list]
    fit = (cast.sizes >= LEAST_SUBJECTS) & (raters - members[alike] >= LEAST_OTHERS)
    fit &= ~constant(cast)
    chance[fit] = 1.0
    several = fit & (members[alike] > 1)
    if not several.any():
        return chance
    clusters, first = np.unique(alike[several], return_index=True)
    example = np.flatnonzero(several)[first]
    found = _cluster_chances(cast, example, members[clusters], raters[example] - 1, alarm)
    by_number = np.full(len(members), np.nan)
    by_number[clusters] = found
    chance[several] = by_number[alike[several]]
    return chance


def _cluster_chances(
    cast: Cast, example: Rows, members: Rows, others: Rows, alarm: float
) -> Numbers:
    """Return the chance of each cluster, of which `example` is one paper."""
    choices = _choices(cast, example, members)
    size = len(example)
    asked = _apart(choices, size) >= LEAST_APART
    asked[asked] = _expected(_at(choices, np.zeros(size)), members, others)[asked] <= alarm
    chance = np.ones(size)
    if asked.any():
        shift = _most_lenient_shift(choices, size)
        chance[asked] = _expected(_at(choices, shift), members, others)[asked]
    return chance


def _expected(logarithm: Numbers, members: Rows, others: Rows) -> Numbers:
    """Return (CAUTION (n − 1) P)^(k − 1) / (k − 1)!, at most 1."""
    pairs = (logarithm + np.log(CAUTION * others)) * (members - 1) - special.gammaln(members)
    chance: Numbers = np.exp(np.minimum(pairs, 0.0))
    return chance


def _choices(cast: Cast, example: Rows, members: Rows) -> Choices:
    """Return what the raters of each cluster's list gave to the subjects of its papers."""
    pair, first = pair_numbers(cast.cell, cast.mark)
    counts, values = np.bincount(pair), _means(pair, cast.value)
    cells = cast.cell[first]
    order = np.argsort(cells, kind="stable")
    starts = np.searchsorted(cells[order], np.arange(int(cells.max()) + 2))
    cluster_of = np.full(len(cast.list), -1)
    cluster_of[example] = np.arange(len(example))
    mine = np.flatnonzero(cluster_of[cast.paper] >= 0)
    widths = np.diff(starts)[cast.cell[mine]]
    place = np.repeat(np.arange(len(mine)), widths)
    within = np.arange(len(place)) - np.repeat(np.cumsum(widths) - widths, widths)
    chosen = order[starts[cast.cell[mine]][place] + within]
    cluster = cluster_of[cast.paper[mine]][place]
    own = pair[mine][place] == chosen
    weight = counts[chosen] - np.where(own, members[cluster], 0) + PRIOR
    return Choices(cluster, place, weight, values[chosen], own)


def _means(of: Rows, value: Numbers) -> Numbers:
    total: Numbers = np.bincount(of, value) / np.bincount(of)
    return total


def _apart(choices: Choices, size: int) -> Rows:
    """Return to how many subjects each cluster gave less usual marks than others gave."""
    cells = int(choices.cell.max(initial=-1)) + 1
    usual = np.zeros(cells)
    np.maximum.at(usual, choices.cell[~choices.own], choices.weight[~choices.own])
    given = choices.own & (choices.weight < usual[choices.cell])
    return np.bincount(choices.cluster[given], minlength=size)


def _at(choices: Choices, shift: Numbers) -> Numbers:
    """Return log Π q of each cluster under a shift of its own."""
    return _reckoned(choices, shift)[0]


def _reckoned(choices: Choices, shift: Numbers) -> tuple[Numbers, Numbers]:
    """Return log Π q of each cluster, and how it grows with the shift."""
    size, cells = len(shift), int(choices.cell.max(initial=-1)) + 1
    cell = choices.cell
    raised = np.log(choices.weight) + shift[choices.cluster] * choices.value
    highest = np.full(cells, -np.inf)
    np.maximum.at(highest, cell, raised)
    parts = np.exp(raised - highest[cell])
    total = totals(cell, parts, cells)
    mean = totals(cell, parts * choices.value, cells) / total
    own, of = choices.own, choices.cluster
    logarithm = raised[own] - (highest + np.log(total))[cell[own]]
    slope = choices.value[own] - mean[cell[own]]
    return totals(of[own], logarithm, size), totals(of[own], slope, size)


def _most_lenient_shift(choices: Choices, size: int) -> Numbers:
    """Return the shift at which each cluster's marks are likeliest: their slope is 0 there.

    The logarithm is concave in the shift, so halving an interval finds it; a factor of e^(2
    per point) at either end leaves one mark only.
    """
    low, high = np.full(size, -2.0), np.full(size, 2.0)
    for _step in range(STEPS):
        middle = (low + high) / 2
        rising = _reckoned(choices, middle)[1] > 0
        low, high = np.where(rising, middle, low), np.where(rising, high, middle)
    shift: Numbers = (low + high) / 2
    return shift
