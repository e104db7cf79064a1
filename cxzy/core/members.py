"""Members without any ballot, and those who are not graded, beside the means of the others."""

from dataclasses import replace

import numpy as np
import pandas as pd

from cxzy.core.arrays import Mask, Rows
from cxzy.core.source_means import SourceMeans, taken
from cxzy.core.vocabulary import MemberType


def with_members(means: SourceMeans, members: pd.DataFrame | None) -> tuple[SourceMeans, Mask]:
    """Return the means in the members' order, and who is probationary.

    Members without any ballot are added and subjects who are no members stand behind, flagged.
    Where the means have `meeting` and `members` has not, members only say who is probationary.
    """
    if members is None:
        return means, np.zeros(len(means.keys), dtype=bool)
    waiting = _probationary(members)
    columns = [str(name) for name in means.keys]
    if not set(columns) <= set(members):
        names = members.loc[waiting, "subject"].astype("str")
        return means, means.keys["subject"].isin(names).to_numpy()
    listed = members[columns].astype({"subject": "str"})
    place, first = _places(means.keys, listed)
    others = np.setdiff1d(np.arange(len(means.keys)), place)
    keys = pd.concat([listed.loc[first], means.keys.take(others)], ignore_index=True)
    ordered = replace(taken(means, np.concatenate([place, others])), keys=keys)
    strangers = np.arange(len(keys)) >= len(place)
    return (
        ordered.flagged("not_on_roster", strangers),
        np.concatenate([waiting[first], np.zeros(len(others), dtype=bool)]),
    )


def _probationary(members: pd.DataFrame) -> Mask:
    if "type" not in members:
        return np.zeros(len(members), dtype=bool)
    return np.asarray(members["type"] == str(MemberType.PROBATIONARY), dtype=bool)


def _places(keys: pd.DataFrame, listed: pd.DataFrame) -> tuple[Rows, Mask]:
    """Return where the listed stand among `keys` (−1: nowhere), and which are listed first."""
    numbers = np.zeros(len(keys) + len(listed), dtype="int64")
    for name in keys:
        codes, words = pd.factorize(pd.concat([keys[name], listed[name]], ignore_index=True))
        numbers = numbers * max(len(words), 1) + codes
    known, wanted = pd.Index(numbers[: len(keys)]), pd.Index(numbers[len(keys) :])
    first = ~wanted.duplicated()
    return known.get_indexer(wanted[first]).astype("intp"), first
