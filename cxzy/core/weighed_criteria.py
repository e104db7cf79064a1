"""Means per criterion, brought together by groups as the means of their sources are.

See docs/decisions/0150-criteria-weigh-groups-as-sources-do.md.
"""

import numpy as np
import pandas as pd

from cxzy.core.arrays import Codes, Mask, Numbers
from cxzy.core.beside import is_beside
from cxzy.core.groups import SMALLEST_STRATUM, in_order, strata_of, weighted_groups
from cxzy.core.scheme import Scheme
from cxzy.core.scheme_parts import SourceRule
from cxzy.core.small_groups import withheld
from cxzy.core.source_means import GroupMeans
from cxzy.core.vocabulary import OVERALL, Source


def weighed_criteria(
    facets: pd.DataFrame, scheme: Scheme, electorate: pd.DataFrame | None
) -> pd.DataFrame:
    """Return facets, of one or several meetings, with group-weighted means per criterion.

    Rows, columns and order are those of `facets`, which have the rows of groups as well; other
    means stay. A criterion of which some of a group's ballots say nothing is NaN where a group
    is withheld (`core.small_groups`): what remains would tell of its few.
    """
    means = facets["mean"].to_numpy("float64").copy()
    for source, rule in scheme.sources.items():
        if rule.groups is not None:
            rows = np.flatnonzero((facets["source"] == source.value).to_numpy())
            _weigh(means, facets, rows, (source, rule, electorate))
    return facets.assign(mean=means)


def _weigh(
    means: Numbers,
    facets: pd.DataFrame,
    rows: Codes,
    asked: tuple[Source, SourceRule, pd.DataFrame | None],
) -> None:
    """Put the weighted means of one source in the place of those of all ballots together."""
    source, rule, electorate = asked
    own = facets.iloc[rows]
    named = (own["group"] != "").to_numpy()
    beside = np.asarray(is_beside(own["criterion"]), dtype=bool)
    whole = ~named & ~beside
    levels = [own["meeting"]] if "meeting" in own else []
    levels += [own[name].astype("str") for name in ("subject", "criterion")]
    pairs = pd.MultiIndex.from_arrays(levels)
    keys = pairs[whole]
    found = _by_group(own[named], pairs[named], keys)
    strata = strata_of(keys.to_frame(index=False), source, rule, electorate)
    n, mean, _spread = in_order(found, strata.names)
    ordered = map(strata.in_own_order, (n, mean, strata.weights))
    smallest = 0 if isinstance(rule.groups, dict) else SMALLEST_STRATUM
    value, _joined = weighted_groups(*ordered, smallest=smallest)
    value = np.where(_tells(found.n, keys, own["n"].to_numpy("float64")[whole]), np.nan, value)
    some = (strata.weights.sum(axis=1) > 0) & (found.n.sum(axis=1) > 0)
    criteria = keys.get_level_values("criterion") != OVERALL
    place = rows[whole][some & criteria]
    means[place] = value[some & criteria]


def _by_group(own: pd.DataFrame, pairs: pd.MultiIndex, keys: pd.MultiIndex) -> GroupMeans:
    """Return number and mean of the marks of each key, a column per group."""
    group, names = pd.factorize(own["group"].astype("str"), sort=True)
    n, mean = np.zeros((len(keys), len(names))), np.full((len(keys), len(names)), np.nan)
    row = keys.get_indexer(pairs)
    known = row >= 0
    for target, name in ((n, "n"), (mean, "mean")):
        target[row[known], group[known]] = own[name].to_numpy("float64")[known]
    return GroupMeans(tuple(map(str, names)), n, mean)


def _tells(n: Numbers, keys: pd.MultiIndex, whole: Numbers) -> Mask:
    """Return which criteria lack marks of a source some group of which is withheld."""
    levels = [keys.get_level_values(level) for level in range(keys.nlevels - 1)]
    first = pd.MultiIndex.from_arrays([*levels, [OVERALL] * len(keys)])
    place = keys.get_indexer(first)
    ballots = np.where(place[:, None] >= 0, n[place], 0.0)
    rest = np.where(place >= 0, whole[place], 0.0) - ballots.sum(axis=1)
    counts = np.column_stack([ballots, rest.clip(min=0)]).astype("int64")
    different, which = np.unique(counts, axis=0, return_inverse=True)
    held = np.array([any(withheld(row)) for row in different.tolist()], dtype=bool)[which]
    lacking: Mask = held & (n != ballots).any(axis=1)
    return lacking
