"""Means per meeting, subject, source and group: ballots and votes brought together."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from cxzy.core.aggregation import counted, means, spread, trimmed_means
from cxzy.core.arrays import Codes, Mask, Numbers
from cxzy.core.ballots import Ballots, ballots, criterion_weights
from cxzy.core.coded import FATES, Coded
from cxzy.core.scheme import Scheme
from cxzy.core.vocabulary import BallotFate
from cxzy.core.vote_shares import with_shares

TRIMMING_KINDS = ("trimmed", "median")
COUNTED_KINDS = ("tally", "banded")
"""Aggregations that count votes in place of reading ballots."""
FATE_NAMES = {
    "abstention": BallotFate.ABSTENTION,
    "unsure": BallotFate.UNSURE,
    "void": BallotFate.VOID,
}


@dataclass(frozen=True)
class Cells:
    """Values of cells, one element per cell: number, aggregate, and spread where asked."""

    n: Numbers
    mean: Numbers
    spread: Numbers


@dataclass(frozen=True)
class Marked:
    """Ratings split into ballots and the votes that belong to none."""

    coded: Coded
    ballots: Ballots | None
    of_ballots: Coded
    votes: Coded


def marked(coded: Coded, scheme: Scheme, *, standing: bool = True) -> Marked:
    """Return ratings as ballots and votes.

    Votes are the rows without a rater and all rows of a source that the scheme tallies. See
    docs/decisions/0006-ballots-and-votes.md.
    """
    if scheme.missing.mark == "zero":
        coded = _with_zeros(coded)
    is_vote = _votes(coded, scheme)
    if is_vote is None:
        cast = ballots(coded, scheme, standing=standing)
        return Marked(coded, cast, coded, coded.rows(slice(0)))
    if is_vote.all():
        return Marked(coded, None, coded.rows(slice(0)), coded)
    own = coded.rows(~is_vote)
    return Marked(coded, ballots(own, scheme, standing=standing), own, coded.rows(is_vote))


def _votes(coded: Coded, scheme: Scheme) -> Mask | None:
    if coded.rater is None:
        return np.ones(len(coded.points), dtype=bool)
    tallied = [rule.aggregation.kind in COUNTED_KINDS for rule in scheme.sources.values()]
    alone = coded.rater < 0 if coded.rater.min(initial=0) < 0 else None
    if not any(tallied):
        return alone
    votes = np.array(tallied)[coded.source]
    return votes if alone is None else votes | alone


def _with_zeros(coded: Coded) -> Coded:
    blank = np.isnan(coded.points)
    if coded.fate is not None:
        blank &= coded.fate < 0
    return replace(coded, points=np.where(blank, 0.0, coded.points)) if blank.any() else coded


def source_cells(
    marks: Marked, scheme: Scheme, *, by_group: bool = False, with_spread: bool = False
) -> Cells:
    """Return the scheme's aggregate per key and source, or per key, source and group.

    Cells are numbered key × sources + source, times groups + group where `by_group`.
    """
    size = len(marks.coded.keys) * len(scheme.sources)
    size *= len(marks.coded.groups) if by_group else 1
    found = [
        cells
        for cells in (
            _ballot_cells(marks, scheme, size, by_group=by_group, with_spread=with_spread),
            _vote_cells(marks, scheme, size, by_group=by_group, with_spread=with_spread),
        )
        if cells
    ]
    if not found:
        nothing = np.full(size, np.nan)
        return Cells(np.zeros(size), nothing, nothing)
    return found[0] if len(found) == 1 else _merged(*found)


def cell_numbers(
    coded: Coded | Ballots, groups: int, sources: int, *, by_group: bool
) -> NDArray[np.int64]:
    """Return the cell of each row or ballot."""
    cell = coded.key.astype("int64")
    cell *= sources
    cell += coded.source
    if by_group:
        cell *= groups
        if coded.group is not None:
            cell += coded.group
    return cell


def _ballot_cells(
    marks: Marked, scheme: Scheme, size: int, *, by_group: bool, with_spread: bool
) -> Cells | None:
    if marks.ballots is None:
        return None
    cast = marks.ballots
    cell = cell_numbers(cast, len(marks.coded.groups), len(scheme.sources), by_group=by_group)
    value, count, source = cast.value, cast.count, cast.source
    valid = ~np.isnan(value)
    if not valid.all():
        cell, value, source = cell[valid], value[valid], source[valid]
        count = None if count is None else count[valid]
    return _aggregated(cell, value, count, source, size, scheme, with_spread=with_spread)


def _aggregated(  # noqa: PLR0913 - the values and whose they are
    cell: NDArray[np.int64],
    value: Numbers,
    count: Codes | None,
    source: Codes,
    size: int,
    scheme: Scheme,
    *,
    with_spread: bool,
) -> Cells:
    """Return the aggregates, each source by its own rule; sources that share one go together."""
    n = counted(cell, count, size)
    plain = mean = means(cell, value, count, n)
    rules = [rule.aggregation for rule in scheme.sources.values()]
    for rule in dict.fromkeys(rule for rule in rules if rule.kind in TRIMMING_KINDS):
        chosen = np.array([other == rule for other in rules])[source]
        counts = None if count is None else count[chosen]
        part = trimmed_means(cell[chosen], value[chosen], counts, size, rule)
        mean = np.where(np.isnan(part), mean, part)
    return Cells(n, mean, spread(cell, value, count, plain, n) if with_spread else mean)


def _vote_cells(
    marks: Marked, scheme: Scheme, size: int, *, by_group: bool, with_spread: bool
) -> Cells | None:
    """Return the aggregates of votes: per criterion first, then Σ v·mean / Σ v."""
    votes = with_shares(marks.votes, scheme)
    if len(votes.points) == 0:
        return None
    many = len(votes.criteria)
    cell = cell_numbers(votes, len(votes.groups), len(scheme.sources), by_group=by_group)
    cell = cell * many + votes.criterion
    valid = ~np.isnan(votes.points)
    count = None if votes.count is None else votes.count[valid]
    args = cell[valid], votes.points[valid], count, votes.source[valid], size * many, scheme
    found = _aggregated(*args, with_spread=with_spread)
    n, mean, apart = (one.reshape(size, many) for one in (found.n, found.mean, found.spread))
    mean = _over_most(_over_base(mean, n, votes, cell, scheme), n, scheme, votes)
    return _over_criteria(n, mean, apart, scheme, votes)


def _over_criteria(
    n: Numbers, mean: Numbers, apart: Numbers, scheme: Scheme, votes: Coded
) -> Cells:
    """Return one value per cell; its spread is known only where one criterion holds all votes."""
    sources, size = len(scheme.sources), len(n)
    per_source = size // (len(votes.keys) * sources)
    table = criterion_weights(scheme, votes.criteria)
    weights = np.tile(np.repeat(table, per_source, axis=0), (len(votes.keys), 1))
    weights = np.where(n > 0, weights, 0.0)
    total = weights.sum(axis=1)
    points = (weights * np.where(n > 0, mean, 0.0)).sum(axis=1)
    value = np.divide(points, total, out=np.full(size, np.nan), where=total > 0)
    alone = np.where((n > 0).sum(axis=1) == 1, np.where(n > 0, apart, 0.0).sum(axis=1), np.nan)
    return Cells(np.where(total > 0, n.max(axis=1), 0.0), value, alone)


def _over_base(
    mean: Numbers,
    n: Numbers,
    votes: Coded,
    cell: NDArray[np.int64],
    scheme: Scheme,
) -> Numbers:
    """Return the means of tallies over the base of the scheme, where it is not the valid votes."""
    counts = _counted_fates(scheme)
    if votes.fate is None or not counts.any():
        return mean
    more = counts[votes.source, votes.fate] & np.isnan(votes.points)
    weights = None if votes.count is None else votes.count[more]
    extra = counted(cell[more], weights, n.size).reshape(n.shape)
    extra[:, 1:] += np.where(n[:, 1:] > 0, extra[:, :1], 0.0)
    return np.divide(mean * n, n + extra, out=mean.copy(), where=n > 0)


def _over_most(mean: Numbers, n: Numbers, scheme: Scheme, votes: Coded) -> Numbers:
    """Return the means of votes that those present are to divide, over the most of any criterion.

    Mean × number of votes is then Σ v·points ÷ Σ v, however many voted on each criterion.
    """
    present = np.array([rule.aggregation.base == "present" for rule in scheme.sources.values()])
    most = n.max(axis=1, keepdims=True)
    if not present.any() or not ((n > 0) & (n < most)).any():
        return mean
    per_source = len(n) // (len(votes.keys) * len(present))
    here = np.tile(np.repeat(present, per_source), len(votes.keys))[:, None] & (n > 0)
    over: Numbers = np.divide(mean * n, most, out=mean.copy(), where=here)
    return over


def _counted_fates(scheme: Scheme) -> Mask:
    """Return which votes without points count in the base, by source and fate, last for none."""
    table = np.zeros((len(scheme.sources), len(FATES) + 1), dtype=bool)
    for row, rule in enumerate(scheme.sources.values()):
        names = {FATE_NAMES[name] for name in rule.aggregation.counted}
        if rule.aggregation.base in ("returned", "issued"):
            names |= {BallotFate.ABSTENTION, BallotFate.UNSURE, BallotFate.VOID}
        if rule.aggregation.base == "issued":
            names |= {BallotFate.NOT_RETURNED}
        table[row, : len(FATES)] = [fate in names for fate in FATES]
    return table


def _merged(cast: Cells, votes: Cells) -> Cells:
    """Return ballots and votes of the same cells together, each by its number."""
    n = cast.n + votes.n
    total = np.nansum([cast.n * cast.mean, votes.n * votes.mean], axis=0)
    mean = np.divide(total, n, out=np.full(len(n), np.nan), where=n > 0)
    apart = np.where(votes.n == 0, cast.spread, np.where(cast.n == 0, votes.spread, np.nan))
    return Cells(n, mean, apart)
