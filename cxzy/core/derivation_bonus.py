"""Bonus points in a derivation: every entry by its kind, and what the caps leave of them.

The rules are those of `core.bonus`: docs/decisions/0101-bonus-points.md.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction

from cxzy.core.derivation_ballots import Row, exact
from cxzy.core.derivation_values import ZERO, BonusEntry, BonusPart
from cxzy.core.scheme import Scheme
from cxzy.core.scheme_parts import Bonus


def bonus_parts(rows: Sequence[Row], scheme: Scheme) -> tuple[BonusPart, ...]:
    """Return the bonus points of each kind that the scheme has, without entries too."""
    return tuple(_part(one, rows) for one in scheme.bonus)


def _part(kind: Bonus, rows: Iterable[Row]) -> BonusPart:
    entries = tuple(
        BonusEntry(row.mark.points, row.mark.count, row.mark.cell, named=row.rater >= 0)
        for row in rows
        if row.mark.criterion == kind.key and row.given and row.mark.points is not None
    )
    entered = sum((one.points * one.count for one in entries), ZERO)
    lowest, highest = exact(kind.minimum), exact(kind.maximum)
    held = min(max(entered, lowest), highest)
    ordered = tuple(sorted(entries, key=lambda one: -one.points))
    return BonusPart(kind.key, kind.name, ordered, entered, lowest, highest, held)


def without_entries(part: BonusPart) -> BonusPart:
    """Return bonus points without cells; what several raters entered is told by its sum."""
    apart = [one for one in part.entries if not one.named]
    named = [one for one in part.entries if one.named]
    if len(named) > 1:
        total = sum((one.points * one.count for one in named), ZERO)
        return replace(part, entries=(), together=(len(part.entries), total + _sum(apart)))
    return replace(part, entries=tuple(replace(one, cell=None) for one in part.entries))


def _sum(entries: Iterable[BonusEntry]) -> Fraction:
    return sum((one.points * one.count for one in entries), ZERO)
