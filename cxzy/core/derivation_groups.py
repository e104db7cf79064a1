"""The groups of a source, weighed: fixed sub-weights, or the counts of the electorate."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import pandas as pd

from cxzy.core.derivation_values import ZERO, Lot, Stratum
from cxzy.core.groups import FEWEST_STRATA, SMALLEST_STRATUM
from cxzy.core.scheme import Scheme
from cxzy.core.vocabulary import Source


@dataclass(frozen=True)
class Weighed:
    """The strata of a source with their mean, which is None where none has ballots."""

    strata: tuple[Stratum, ...]
    mean: Fraction | None
    joined: bool


def group_weights(
    scheme: Scheme, source: Source, electorate: pd.DataFrame | None
) -> dict[str, Fraction]:
    """Return the weight of each group in order; none where the scheme weighs no groups."""
    groups = scheme.sources[source].groups
    if groups is None:
        return {}
    if isinstance(groups, dict):
        return {group: Fraction(weight) for group, weight in groups.items()}
    return entitled(source, electorate)


def entitled(source: Source, electorate: pd.DataFrame | None) -> dict[str, Fraction]:
    """Return how many were entitled to assess, per group."""
    counts: dict[str, Fraction] = {}
    if electorate is None:
        return counts
    columns = (electorate[name].tolist() for name in ("source", "group", "count"))
    for of, group, count in zip(*columns, strict=True):
        if of == source.value:
            counts[str(group)] = counts.get(str(group), ZERO) + int(count)
    return counts


def weighed(lots: Sequence[Lot], weights: Mapping[str, Fraction], *, join: bool) -> Weighed:
    """Return Σ W·m / Σ W over the groups that have ballots; small ones join where asked.

    A group of fewer than five ballots joins the next one that has ballots, the last one the one
    before, as long as two strata remain. See docs/decisions/0004-small-groups.md.
    """
    own = {one.group: one for one in lots}
    strata = [
        Stratum((group,), own[group].n, own[group].mean, weight)
        for group, weight in weights.items()
        if weight and group in own and own[group].mean is not None
    ]
    joined = False
    while join and (small := _first_small(strata)) is not None:
        strata = _joined(strata, small)
        joined = True
    total = sum((one.weight for one in strata), ZERO)
    if not total:
        return Weighed((), None, joined=False)
    points = sum((one.weight * (one.mean or ZERO) for one in strata), ZERO)
    return Weighed(tuple(strata), points / total, joined)


def _first_small(strata: Sequence[Stratum]) -> int | None:
    if len(strata) <= FEWEST_STRATA:
        return None
    small = (place for place, one in enumerate(strata) if one.n < SMALLEST_STRATUM)
    return next(small, None)


def _joined(strata: list[Stratum], place: int) -> list[Stratum]:
    first = min(place, len(strata) - 2)
    one, other = strata[first : first + 2]
    n = one.n + other.n
    mean = (one.n * (one.mean or ZERO) + other.n * (other.mean or ZERO)) / n
    both = Stratum((*one.groups, *other.groups), n, mean, one.weight + other.weight)
    return [*strata[:first], both, *strata[first + 2 :]]
