"""Ratings of several sheets as one table."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from pandas.api.types import union_categoricals

from cxzy.core.ratings import empty_ratings


def combined_ratings(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return the ratings of all `parts` together, columns as in the ratings table.

    Rater numbers mean something inside their own sheet only, so those of each further part
    are moved past the ones before; unknown raters stay unknown. Columns that a part lacks
    are left to `complete_ratings`.
    """
    given = [part for part in parts if len(part)]
    if len(given) < 2:  # noqa: PLR2004 — nothing to put together
        return given[0] if given else empty_ratings()
    shifted, first = [], 0
    for part in given:
        shifted.append(_shifted(part, first))
        first += int(part["rater"].max()) + 1 if "rater" in part else 0
    return _together(shifted)


def _shifted(part: pd.DataFrame, offset: int) -> pd.DataFrame:
    """Return a part with its known raters moved by `offset`."""
    if "rater" not in part or not offset:
        return part
    raters = part["rater"].to_numpy()
    return part.assign(rater=np.where(raters >= 0, raters + offset, raters).astype("int32"))


def _together(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return the rows of all parts; what is a category in all of them stays one."""
    united = {
        str(name): union_categoricals([part[name] for part in parts])
        for name in parts[0]
        if all(_is_category(part, str(name)) for part in parts)
    }
    plain = pd.concat([part.drop(columns=list(united)) for part in parts], ignore_index=True)
    order = [*parts[0], *(name for name in plain if name not in parts[0])]
    return plain.assign(**united)[order]


def _is_category(part: pd.DataFrame, name: str) -> bool:
    return name in part and isinstance(part[name].dtype, pd.CategoricalDtype)
