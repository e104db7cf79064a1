"""The marks of one subject as exact ballots and votes, each with the reason why it does not count.

The rules are those of `core.ballots` and `core.cells`, said once more in plain fractions: a
derivation that came from the same sums could not tell that these are wrong.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import pandas as pd

from cxzy.core.ballots import ANSWERED_PLACES
from cxzy.core.cells import COUNTED_KINDS, FATE_NAMES
from cxzy.core.derivation_values import VOID_PAPER, ZERO, Ballot, Mark, MarkCell, Reason
from cxzy.core.scheme import Scheme
from cxzy.core.vocabulary import OVERALL, UNKNOWN_RATER, BallotFate, Source

LARGEST_DENOMINATOR = 10_000
CLOSE = 1e-10
ROW = ("source", "rater", "group", "criterion", "points", "word", "count")
PLACE = ("sheet_name", "row", "column")
_FATES = frozenset(map(str, BallotFate))
Paper = tuple[Source, str, int]
"""Source, group and rater: whose marks a rule of the scheme, or a person, looks at together."""


@dataclass(frozen=True)
class Row:
    """One row of the ratings of a subject; `broken` says what its paper breaks or is found to be.

    `given` is whether there were points, whatever became of them.
    """

    source: Source
    rater: int
    group: str
    mark: Mark
    broken: Reason = Reason.USED
    given: bool = True


@lru_cache(maxsize=4096)  # marks repeat, and looking for the fraction takes long
def exact(value: float) -> Fraction:
    """Return the fraction that a binary number stands for.

    >>> exact(83.33333333333333), exact(88.7), exact(0.1)
    (Fraction(250, 3), Fraction(887, 10), Fraction(1, 10))
    """
    near = Fraction(value).limit_denominator(LARGEST_DENOMINATOR)
    return near if abs(float(near) - value) < CLOSE else Fraction(repr(float(value)))


def rows_of(
    ratings: pd.DataFrame, scheme: Scheme, papers: Mapping[Paper, Reason] = MappingProxyType({})
) -> list[Row]:
    """Return the rows of a completed ratings table of one subject, blank marks as the scheme has.

    A column `file` says where the cells are; `papers` are those that break a rule of the scheme
    or that a person found void.
    """
    files = ratings["file"].astype("str") if "file" in ratings else [""] * len(ratings)
    lists = [ratings[name].tolist() for name in (*ROW, *PLACE)]
    return [
        _row(dict(zip((*ROW, *PLACE), values, strict=True)), str(file), scheme, papers)
        for file, *values in zip(files, *lists, strict=True)
    ]


def _row(
    values: Mapping[str, Any], file: str, scheme: Scheme, papers: Mapping[Paper, Reason]
) -> Row:
    words = {name: text_of(values[name]) for name in ("source", "group", "criterion", "word")}
    points = None if pd.isna(values["points"]) else exact(float(values["points"]))
    cell = MarkCell(file, text_of(values["sheet_name"]), int(values["row"]), int(values["column"]))
    paper = (Source(words["source"]), words["group"], int(values["rater"]))
    is_bonus = words["criterion"] in {one.key for one in scheme.bonus}
    broken = Reason.USED if is_bonus else papers.get(paper, Reason.USED)
    mark = Mark(words["criterion"], points, words["word"], int(values["count"]), cell)
    if broken in VOID_PAPER:
        text = "" if points is None else f"{float(points):.10g}"
        told = replace(mark, points=None, text=text, reason=broken)
    elif points is None:
        told = _without_points(mark, scheme)
    else:
        told = mark
    source, group, rater = paper
    return Row(source, rater, group, told, broken, given=points is not None)


def _without_points(mark: Mark, scheme: Scheme) -> Mark:
    """Return what a mark without points counts as."""
    if mark.word in _FATES:
        return replace(mark, reason=Reason(mark.word))
    if scheme.missing.mark == "zero":
        return replace(mark, points=ZERO, reason=Reason.BLANK_IS_ZERO)
    return replace(mark, reason=Reason.BLANK)


def text_of(value: object) -> str:
    """Return a value of a table as text, "" for none."""
    return "" if value is None or pd.isna(value) else str(value)  # type: ignore[call-overload]


def weights_of(scheme: Scheme, source: Source) -> dict[str, Fraction]:
    """Return the weight of each criterion of a source; OVERALL weighs as much as all together."""
    weights = {one.key: Fraction(one.weight or ZERO) for one in scheme.criteria_of(source)}
    return {**weights, OVERALL: sum(weights.values(), ZERO)}


def is_vote(row: Row, scheme: Scheme) -> bool:
    """Return whether a row is a vote and belongs to no ballot."""
    kind = scheme.sources[row.source].aggregation.kind
    return row.rater <= UNKNOWN_RATER or kind in COUNTED_KINDS


def ballots_of(rows: Iterable[Row], scheme: Scheme, source: Source) -> list[Ballot]:
    """Return the ballots of one source, void ones included, in order of value."""
    held: dict[tuple[str, int], list[Row]] = {}
    for row in rows:
        held.setdefault((row.group, row.rater), []).append(row)
    weights = weights_of(scheme, source)
    cast = [_ballot(one, weights, scheme) for one in held.values()]
    return sorted(cast, key=_order)


def _order(ballot: Ballot) -> tuple[bool, Fraction]:
    """Best first, void ones at the end: an order that says nothing of who cast them."""
    return ballot.value is None, -(ballot.value or ZERO)


def _ballot(rows: Sequence[Row], weights: Mapping[str, Fraction], scheme: Scheme) -> Ballot:
    marks = tuple(row.mark for row in rows)
    given = [mark for mark in marks if mark.points is not None]
    own = [weights.get(mark.criterion, ZERO) for mark in given]
    total = sum((w * (m.points or ZERO) for w, m in zip(own, given, strict=True)), ZERO)
    answered, whole = sum(own, ZERO), weights[OVERALL]
    divisor = answered
    if scheme.missing.mark == "zero":
        unsaid = (weights.get(mark.criterion, ZERO) for mark in marks if mark.points is None)
        divisor = max(whole - sum(unsaid, ZERO), answered)
    valid = answered > 0 and _enough(divisor, whole, scheme)
    group, count = rows[0].group, marks[0].count
    if not valid:
        why = rows[0].broken if rows[0].broken in VOID_PAPER else Reason.VOID_BALLOT
        return Ballot(group, count, marks, total, divisor, None, 0, why)
    flagged = rows[0].broken == Reason.RULE_FLAGGED
    return Ballot(group, count, marks, total, divisor, total / divisor, count, flagged=flagged)


def _enough(answered: Fraction, whole: Fraction, scheme: Scheme) -> bool:
    share = round(answered / whole, ANSWERED_PLACES) if whole else Fraction(1)
    return share >= round(scheme.missing.min_answered, ANSWERED_PLACES)


def counted_fates(scheme: Scheme, source: Source) -> frozenset[str]:
    """Return which votes without points are divided by all the same."""
    rule = scheme.sources[source].aggregation
    fates = {FATE_NAMES[name] for name in rule.counted}
    if rule.base in ("returned", "issued"):
        fates |= {BallotFate.ABSTENTION, BallotFate.UNSURE, BallotFate.VOID}
    if rule.base == "issued":
        fates |= {BallotFate.NOT_RETURNED}
    return frozenset(map(str, fates))


def without_use(ballots: Iterable[Ballot], reason: Reason) -> tuple[Ballot, ...]:
    """Return ballots none of which counts, for a reason; void ones keep their own."""
    return tuple(
        one if one.value is None else replace(one, kept=0, reason=reason) for one in ballots
    )
