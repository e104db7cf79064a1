"""The mean of a source by single ballots beside that by the electorate, per subject."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxzy.core.arrays import Mask, Numbers
from cxzy.core.groups import electorate_of, weighted_groups
from cxzy.core.scheme import Scheme
from cxzy.core.small_groups import withheld
from cxzy.core.source_means import GroupMeans, SourceMeans
from cxzy.core.vocabulary import Source


@dataclass(frozen=True)
class BothMeans:
    """The means of one source, one row per subject: `subject, plain, weighted, difference`.

    All are points. `plain` lets all ballots count alike, `weighted` all people entitled
    (post-stratified, small groups joined as in the score). NaN where a source has no ballot.
    Where the two together would tell the mean of a group of fewer than five ballots only the one
    that the scheme publishes is given, and `withheld` is true
    (docs/decisions/0095-how-well-ballots-represent.md).
    """

    table: pd.DataFrame
    withheld: bool


def both_means(
    means: SourceMeans, scheme: Scheme, source: Source, electorate: pd.DataFrame
) -> BothMeans | None:
    """Return plain and weighted means of a source of one meeting; None without its groups.

    `means` are those of the meeting, `electorate` has `source`, `group` and `count`.
    """
    strata = electorate_of(means.keys, source, electorate)
    groups = means.groups.get(source)
    if groups is None or len(strata.names) < 2:  # noqa: PLR2004 — one group weighs alike anyway
        return None
    column = list(scheme.sources).index(source)
    n, mean = _in_order(groups, strata.names)
    weighted, _joined = weighted_groups(n, mean, strata.weights)
    held = _tells_small_groups(groups, means.n[:, column])
    by_electorate = scheme.sources[source].groups == "electorate"
    plain = means.mean[:, column]
    plain = np.where(held & by_electorate, np.nan, plain)
    weighted = np.where(held & (not by_electorate), np.nan, weighted)
    table = pd.DataFrame({"subject": means.keys["subject"], "plain": plain, "weighted": weighted})
    table["difference"] = table["weighted"] - table["plain"]
    return BothMeans(table, bool(held.any()))


def _in_order(groups: GroupMeans, names: tuple[str, ...]) -> tuple[Numbers, Numbers]:
    """Return numbers and means of groups with one column per name of the electorate."""
    places = [groups.names.index(name) if name in groups.names else -1 for name in names]
    n = np.column_stack([groups.n, np.zeros(len(groups.n))])
    mean = np.column_stack([groups.mean, np.full(len(groups.n), np.nan)])
    return n[:, places], mean[:, places]


def _tells_small_groups(groups: GroupMeans, whole: Numbers) -> Mask:
    """Return for which subjects plain and weighted mean together tell a small group's mean."""
    rest = (whole - groups.n.sum(axis=1)).clip(min=0)
    counts = np.column_stack([groups.n, rest]).astype("int64")
    return np.array([any(withheld(row)) for row in counts.tolist()], dtype=bool)
