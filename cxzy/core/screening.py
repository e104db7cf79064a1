"""Ballots to look at: found by signals, decided on by a person, never taken out by machine.

See docs/decisions/0096-ballots-to-look-at.md.
"""

from collections.abc import Collection
from enum import StrEnum
from typing import Any

import numpy as np
import pandas as pd

from cxzy.core.arrays import Mask, Rows
from cxzy.core.bonus import marks_alone
from cxzy.core.meeting_parts import meeting_parts
from cxzy.core.scheme import Scheme
from cxzy.core.screening_alike import alike_chances
from cxzy.core.screening_ballots import Cast, cast_ballots, paper_hashes
from cxzy.core.screening_signals import alike, one_mark_chances, own_bloc_chances
from cxzy.core.vocabulary import Source

__all__ = ["ALARM", "CHANCES", "Signal", "screened"]

ALARM = 0.01
"""An honest paper raises a signal at most so often."""
SIGNALS_TO_LIST = 2


class Signal(StrEnum):
    """Why a rater's ballots may deserve a look."""

    ONE_MARK = "one_mark"
    ALIKE = "alike"
    OVER_LIMIT = "over_limit"
    OWN_BLOC = "own_bloc"


CHANCES = {
    Signal.ONE_MARK: "one_mark_chance",
    Signal.ALIKE: "alike_chance",
    Signal.OWN_BLOC: "own_bloc_chance",
}
"""The column with the probability of each signal that has one; a broken limit is a fact."""


def screened(
    ratings: pd.DataFrame, scheme: Scheme, *, blocs: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return one row per rater and source (and meeting, where ratings have that column).

    Columns: `source`, `rater`, `group`, `subjects` (how many the rater assessed); of each
    signal whether it is raised (`one_mark`, `alike`, `over_limit`, `own_bloc`) and the chance
    that an honest rater raises it so (`one_mark_chance`, `alike_chance`, `own_bloc_chance`; NaN
    where nothing can be said, raised at ALARM and less); `alike_with` (papers with the very
    same marks share a number), `excess` (marks beyond a limit of the scheme; a signal where
    most others keep to it), `own_bloc_gap` (points); `signals` (how many are raised) and
    `listed` (two or more).

    `blocs` has `subject` and `bloc` (and `meeting`): a rater whose group has the name of a bloc
    belongs to it. Votes without a rater and ballots with too few marks are not looked at, nor are
    bonus points; ballots that break a rule of the scheme are. Raises RatingsError as scoring does.
    """
    ratings = marks_alone(_of_sources(ratings, scheme), scheme)
    named = None if blocs is None else blocs.astype("str")
    found, shared = [], 0
    for part in meeting_parts(ratings):
        papers = _screened(part, scheme, named)
        papers["alike_with"] += shared
        shared += papers["alike_with"].nunique()
        found.append(papers)
    return found[0] if len(found) == 1 else pd.concat(found, ignore_index=True)


def _screened(ratings: pd.DataFrame, scheme: Scheme, blocs: pd.DataFrame | None) -> pd.DataFrame:
    """Return the papers of some meetings; those alike are numbered from 0."""
    cast = cast_ballots(ratings, scheme)
    number = alike(cast, paper_hashes(cast))
    columns = _who(cast, scheme)
    columns["one_mark_chance"] = one_mark_chances(cast)
    columns["alike_chance"] = alike_chances(cast, number, ALARM)
    own_chance, gap = own_bloc_chances(cast, _in_own_bloc(cast, blocs))
    columns |= {"own_bloc_chance": own_chance, "own_bloc_gap": gap}
    columns |= {"alike_with": number, "excess": _excess(cast, ratings, scheme)}
    for signal, chance in CHANCES.items():
        columns[signal.value] = np.nan_to_num(columns[chance], nan=1.0) <= ALARM
    columns[Signal.OVER_LIMIT.value] = _stands_out(cast, columns["excess"] > 0)
    columns["signals"] = sum(columns[signal.value].astype("int64") for signal in Signal)
    columns["listed"] = columns["signals"] >= SIGNALS_TO_LIST
    return pd.DataFrame(columns)


def _of_sources(ratings: pd.DataFrame, scheme: Scheme) -> pd.DataFrame:
    """Return the ratings of sources that the scheme uses, as which rows are then counted."""
    if "source" not in ratings:
        return ratings
    known = ratings["source"].isin(
        [str(source) for source in Source if source not in scheme.sources]
    )
    return ratings[~known] if known.any() else ratings


def _who(cast: Cast, scheme: Scheme) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    if "meeting" in cast.keys:
        columns["meeting"] = cast.keys["meeting"].array.take(cast.meeting)
    names = pd.Index([str(source) for source in scheme.sources], dtype="str")
    columns["source"] = pd.Categorical.from_codes(cast.source, names)
    columns |= {"rater": cast.rater, "group": pd.Index(cast.groups).take(cast.group)}
    columns["subjects"] = cast.sizes
    return columns


def _in_own_bloc(cast: Cast, blocs: pd.DataFrame | None) -> Mask:
    """Return of each ballot whether its subject belongs to the bloc named as its rater's group."""
    if blocs is None or blocs.empty or len(cast.groups) == 1:
        return np.zeros(len(cast.key), dtype=bool)
    names = [name for name in ("meeting", "subject") if name in cast.keys and name in blocs]
    keys = cast.keys[names].astype("str")
    places = keys.assign(key=np.arange(len(keys))).merge(blocs, on=names)
    group = pd.Index(cast.groups).get_indexer(pd.Index(places["bloc"]))
    named = group > 0
    pairs = places["key"].to_numpy()[named] * len(cast.groups) + group[named]
    own: Mask = np.isin(cast.key * len(cast.groups) + cast.group[cast.paper], pairs)
    return own


def _excess(cast: Cast, ratings: pd.DataFrame, scheme: Scheme) -> Rows:
    """Return by how many marks each paper breaks a limit of the scheme, 0 where none.

    A limit counts per criterion; the largest excess counts.
    """
    excess = np.zeros(len(cast.list), dtype="int64")
    rules = [rule for rule in scheme.ballot_rules if rule.kind == "at_most"]
    if not rules or "word" not in ratings or not cast.rows.any():
        return excess
    many = int(cast.row_criterion.max()) + 1
    paper = cast.ballot_paper[cast.row_ballot]
    for rule in rules:
        given = (ratings["word"] == rule.word).to_numpy()[cast.rows] & (paper >= 0)
        place = paper[given] * many + cast.row_criterion[given]
        counts = np.bincount(place, minlength=len(excess) * many).reshape(-1, many)
        limited = np.isin(cast.source, [*_places(scheme, rule.sources)])
        over = (counts.max(axis=1) - (rule.number or 0)).clip(min=0)
        excess = np.maximum(excess, np.where(limited, over, 0))
    return excess


def _stands_out(cast: Cast, broken: Mask) -> Mask:
    """Return which papers break a limit that most other raters of their list keep to."""
    others = np.bincount(cast.list)[cast.list] - 1
    breaking = np.bincount(cast.list, broken)[cast.list] - broken
    return broken & (2 * breaking <= others)


def _places(scheme: Scheme, sources: Collection[Source]) -> list[int]:
    return [place for place, source in enumerate(scheme.sources) if source in sources]
