"""Members without any ballot, and those who are not graded, beside the means of the others."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cxzy.core.arrays import Mask, Rows
from cxzy.core.source_means import SourceMeans, taken
from cxzy.core.vocabulary import MemberType


def with_members(
    means: SourceMeans, members: pd.DataFrame | None, details: Sequence[str] = ()
) -> tuple[SourceMeans, Mask]:
    """Return the means in the members' order, and who is probationary.

    Members without any ballot are added and subjects who are no members stand behind, flagged.
    The columns `details` of `members` stand beside the keys. Where the means have `meeting`
    and `members` has not, members only say who is probationary.
    """
    if members is None:
        return means, np.zeros(len(means.keys), dtype=bool)
    waiting = _probationary(members)
    columns = [str(name) for name in means.keys]
    if not set(columns) <= set(members):
        names = pd.Index(members.loc[waiting, "subject"].astype("str").unique())
        return means, names.get_indexer(means.keys["subject"]) >= 0
    listed = members[[*columns, *details]].assign(subject=members["subject"].astype("str"))
    place, first = key_places(means.keys, listed)
    if not first.all():
        listed, waiting = listed[first], waiting[first]
    strangers = np.ones(len(means.keys), dtype=bool)
    strangers[place[place >= 0]] = False
    others = np.flatnonzero(strangers)
    keys = pd.concat([listed, means.keys.take(others)]) if len(others) else listed
    ordered = taken(means, np.concatenate([place, others]), keys.reset_index(drop=True))
    return (
        ordered.flagged("not_on_roster", np.arange(len(keys)) >= len(place)),
        np.concatenate([waiting, np.zeros(len(others), dtype=bool)]),
    )


def _probationary(members: pd.DataFrame) -> Mask:
    if "type" not in members:
        return np.zeros(len(members), dtype=bool)
    return (members["type"] == str(MemberType.PROBATIONARY)).to_numpy(dtype=bool)


def key_places(keys: pd.DataFrame, listed: pd.DataFrame) -> tuple[Rows, Mask]:
    """Return where those listed first stand among `keys` (−1: nowhere), and which those are."""
    numbers = np.zeros(len(keys) + len(listed), dtype="int64")
    for name in [str(column) for column in keys]:
        both = pd.concat([keys[name], listed[name]], ignore_index=True)
        codes, words = pd.factorize(both)
        numbers = numbers * max(len(words), 1) + codes
    known, wanted = pd.Index(numbers[: len(keys)]), pd.Index(numbers[len(keys) :])
    first = ~wanted.duplicated()
    return known.get_indexer(wanted[first]).astype("intp"), first
