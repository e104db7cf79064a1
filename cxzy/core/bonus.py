"""Bonus points: what is added or deducted beside the ballots, within the scheme's caps."""

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cxzy.core.arrays import Numbers
from cxzy.core.beside import BONUS, Beside, summed
from cxzy.core.coded import Coded, scheme_criteria
from cxzy.core.rating_numbers import bonus_rows
from cxzy.core.scheme import Scheme

if TYPE_CHECKING:  # which is made of what this room leaves
    from cxzy.core.source_means import SourceMeans


def without_bonus(coded: Coded, scheme: Scheme) -> tuple[Coded, list[Beside]]:
    """Return the ratings without bonus points, and these by key and source."""
    if not scheme.bonus:
        return coded, []
    criteria = scheme_criteria(scheme)
    entered = coded.criterion >= len(criteria)
    found = []
    for place, one in enumerate(scheme.bonus, len(criteria)):
        here = (coded.criterion == place) & ~np.isnan(coded.points)
        found.append(summed(f"{BONUS}{one.key}", coded.rows(here), pointed=True))
    kept = coded.rows(~entered) if entered.any() else coded
    return replace(kept, criteria=criteria), found


def marks_alone(ratings: pd.DataFrame, scheme: Scheme) -> pd.DataFrame:
    """Return the rows of a ratings table that are marks, not bonus points."""
    entered = bonus_rows(ratings, scheme)
    return ratings[~entered] if entered.any() else ratings


def bonus_points(means: "SourceMeans", scheme: Scheme) -> tuple["SourceMeans", Numbers]:
    """Return the bonus points of each key, 0 without an entry; who met a cap is flagged.

    All entries of one kind are added and then held between its minimum and maximum; the kinds
    add up. See docs/decisions/0101-bonus-points.md.
    """
    total = np.zeros(len(means.keys))
    for one in scheme.bonus:
        name = f"{BONUS}{one.key}"
        entered = sum(
            (column for (_source, kind), column in means.beside.items() if kind == name),
            start=np.zeros(len(total)),
        )
        held = np.clip(entered, one.minimum, one.maximum)
        means = means.flagged(f"bonus_capped::{one.name}", held != entered)
        total += held
    return means, total
