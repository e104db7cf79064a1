"""From ballots and votes to the mean of a source, step by step in exact fractions.

An aggregation that leaves values out is one function of `DROPPED`: how many at either end.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from fractions import Fraction

from cxzy.core.derivation_ballots import (
    Row,
    ballots_of,
    counted_fates,
    is_vote,
    weights_of,
    without_use,
)
from cxzy.core.derivation_conversion import as_share
from cxzy.core.derivation_values import VOID_PAPER, ZERO, Ballot, Lot, Mark, Reason, Votes
from cxzy.core.scheme import Scheme
from cxzy.core.scheme_parts import Aggregation
from cxzy.core.vocabulary import OVERALL, Source

Dropped = tuple[int, int]
"""How many of the lowest and of the highest do not count."""


def _all_count(_n: int, _rule: Aggregation) -> Dropped:
    return 0, 0


def _trimmed(n: int, rule: Aggregation) -> Dropped:
    return rule.drops if n >= rule.trims_from else (0, 0)


def _middle(n: int, _rule: Aggregation) -> Dropped:
    return max((n - 1) // 2, 0), max(n - n // 2 - 1, 0)


DROPPED: dict[str, Callable[[int, Aggregation], Dropped]] = {
    "mean": _all_count,
    "tally": _all_count,
    "trimmed": _trimmed,
    "median": _middle,
    "relative": _all_count,
    "banded": _all_count,
}
"""Per aggregation how many values at either end do not count; what remains is averaged."""


def lot(rows: Iterable[Row], scheme: Scheme, source: Source, *, group: str = "") -> Lot:
    """Return ballots and votes of one source, or of one of its groups, with their mean."""
    given = list(rows)
    cast = ballots_of((row for row in given if not is_vote(row, scheme)), scheme, source)
    votes = _votes([row for row in given if is_vote(row, scheme)], scheme, source)
    ballots = _kept_ballots(cast, scheme.sources[source].aggregation)
    valid = [one for one in ballots if one.value is not None]
    n, kept = sum(one.count for one in valid), sum(one.kept for one in valid)
    total = sum((one.kept * (one.value or ZERO) for one in valid), ZERO)
    present = scheme.sources[source].aggregation.base == "present"
    of_votes, number = _over_criteria(votes, over_most=present)
    own = Lot(group, ballots, votes, n, kept, total, total / kept if kept else None)
    if of_votes is None:
        return own if own.mean is not None else replace(own, total=None)
    if own.mean is None:
        plain = not any(one.extra for one in votes)
        points = of_votes * number if plain else None
        return replace(own, n=number, kept=number, total=points, mean=of_votes)
    both = ((n, own.mean), (number, of_votes))
    mean = (n * own.mean + number * of_votes) / (n + number)
    return replace(own, n=n + number, kept=kept + number, total=None, mean=mean, both=both)


def _kept_ballots(cast: Sequence[Ballot], rule: Aggregation) -> tuple[Ballot, ...]:
    """Return ballots, best first, with how many of each remain."""
    valid = [one for one in cast if one.value is not None]
    void = [one for one in cast if one.value is None]
    kept = _kept([one.count for one in valid], rule)
    marked = [
        replace(one, kept=left, reason=_why(sum(kept[:place]), left, one.count, rule))
        for place, (one, left) in enumerate(zip(valid, kept, strict=True))
    ]
    return (*marked, *void)


def _why(above: int, left: int, count: int, rule: Aggregation) -> Reason:
    """Return why not all of `count` equal ballots remain; `above` are those that remain above."""
    if left == count:
        return Reason.USED
    if rule.kind == "median":
        return Reason.NOT_MIDDLE
    _low, high = rule.drops
    return Reason.HIGHEST if high and not above else Reason.LOWEST


def _kept(counts: Sequence[int], rule: Aggregation) -> list[int]:
    """Return how many of each value remain; the values run from the highest down."""
    n = sum(counts)
    low, high = DROPPED[rule.kind](n, rule)
    kept, before = [], 0
    for count in counts:
        kept.append(max(0, min(before + count, n - low) - max(before, high)))
        before += count
    return kept


def _votes(rows: Sequence[Row], scheme: Scheme, source: Source) -> tuple[Votes, ...]:
    """Return votes criterion by criterion, each with its mean over the base of the scheme."""
    weights = weights_of(scheme, source)
    fates = counted_fates(scheme, source)
    held: dict[str, list[Mark]] = {}
    for row in rows:
        held.setdefault(row.mark.criterion, []).append(as_share(row.mark, scheme, source))
    extra = {key: _number(marks, fates) for key, marks in held.items()}
    found = []
    for key, marks in held.items():
        more = extra[key] + (extra.get(OVERALL, 0) if key != OVERALL else 0)
        rule = scheme.sources[source].aggregation
        votes = _vote(key, weights.get(key, ZERO), marks, more, rule)
        found.append(replace(votes, void_counts=str(Reason.VOID_VOTE) in fates))
    return tuple(found)


def _number(marks: Iterable[Mark], fates: frozenset[str]) -> int:
    return sum(mark.count for mark in marks if mark.points is None and _fate(mark) in fates)


def _fate(mark: Mark) -> str:
    """Return what became of a vote without points; one on a void paper is a void vote."""
    return str(Reason.VOID_VOTE) if mark.reason in VOID_PAPER else mark.word


def _vote(
    key: str, weight: Fraction, given: Sequence[Mark], extra: int, rule: Aggregation
) -> Votes:
    marks = sorted(given, key=lambda one: (one.points is None, -(one.points or ZERO)))
    counts = [one.count if one.points is not None else 0 for one in marks]
    n = sum(counts)
    kept = _kept(counts, rule)
    remain = sum(kept)
    total = sum((k * (m.points or ZERO) for k, m in zip(kept, marks, strict=True)), ZERO)
    mean = total / remain * n / (n + extra) if remain else None
    return Votes(key, weight, tuple(marks), tuple(kept), n, extra, total, mean)


def _over_criteria(
    votes: Sequence[Votes], *, over_most: bool = False
) -> tuple[Fraction | None, int]:
    """Return Σ v·mean / Σ v over the criteria with votes, and the number of votes.

    `over_most` divides the points of each criterion by the most votes of any, for those present
    to divide them after that.
    """
    given = [one for one in votes if one.mean is not None]
    weight = sum((one.weight for one in given), ZERO)
    if not weight:
        return None, 0
    most = max(one.n for one in given)
    shares = [Fraction(one.n, most) if over_most else Fraction(1) for one in given]
    points = sum(
        (one.weight * (one.mean or ZERO) * share for one, share in zip(given, shares, strict=True)),
        ZERO,
    )
    return points / weight, most


def left_out(part: Lot, reason: Reason) -> Lot:
    """Return a lot none of whose ballots counts: its group cannot be weighed."""
    return replace(part, ballots=without_use(part.ballots, reason), kept=0)
