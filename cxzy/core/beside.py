"""What stands beside the marks of a subject: bonus points, and ballots that a rule looks at.

In facets it stands in the place of a criterion, under a name that begins with BESIDE, with
group "": docs/decisions/0100-what-stands-beside-the-marks.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxzy.core.arrays import Codes, Mask, Numbers
from cxzy.core.coded import Coded
from cxzy.core.scheme import Scheme
from cxzy.core.vocabulary import BESIDE, Source

BONUS = f"{BESIDE}bonus:"
FLAGGED, VOIDED, UNCHECKED = f"{BESIDE}flagged", f"{BESIDE}void", f"{BESIDE}unchecked"
Totals = Mapping[tuple[Source, str], Numbers]


@dataclass(frozen=True)
class Beside:
    """Sums by key, source and name, one element each; `name` counts `names`.

    `n` is the number of entries or ballots, `mean` that of the points entered, NaN for ballots.
    """

    names: tuple[str, ...]
    key: Codes
    source: Codes
    name: Codes
    n: Numbers
    mean: Numbers


def beside_names(scheme: Scheme) -> tuple[str, ...]:
    """Return every name that facets of the scheme may have in the place of a criterion."""
    rules = (FLAGGED, VOIDED, UNCHECKED) if scheme.ballot_rules else ()
    return (*(f"{BONUS}{one.key}" for one in scheme.bonus), *rules)


def is_beside(criteria: "pd.Series[str]") -> Mask:
    """Return which criteria of facets are none."""
    return criteria.astype("str").str.startswith(BESIDE).to_numpy(dtype=bool)


def summed(name: str, rows: Coded, *, pointed: bool = False) -> Beside:
    """Return the rows by key and source under one name, with the mean of their points or not."""
    number = rows.key.astype("int64") * rows.sources + rows.source
    found, place = np.unique(number, return_inverse=True)
    n = np.bincount(place, weights=rows.count, minlength=len(found)).astype("float64")
    mean = np.full(len(found), np.nan)
    if pointed:
        points = rows.points if rows.count is None else rows.points * rows.count
        mean = np.bincount(place, weights=points, minlength=len(found)) / np.where(n > 0, n, np.nan)
    key, source = np.divmod(found, rows.sources)
    return Beside((name,), key, source, np.zeros(len(found), dtype="int64"), n, mean)


def together(parts: Sequence[Beside]) -> Beside | None:
    """Return several kinds of what stands beside as one, None where there is none."""
    parts = [part for part in parts if len(part.n)]
    if not parts:
        return None
    starts = np.cumsum([0, *(len(part.names) for part in parts[:-1])])
    return Beside(
        names=tuple(name for part in parts for name in part.names),
        key=np.concatenate([part.key for part in parts]),
        source=np.concatenate([part.source for part in parts]),
        name=np.concatenate([part.name + start for part, start in zip(parts, starts, strict=True)]),
        n=np.concatenate([part.n for part in parts]),
        mean=np.concatenate([part.mean for part in parts]),
    )


def totals(beside: Beside | None, keys: int, sources: Sequence[Source]) -> Totals:
    """Return per source and name a number for each key: points entered, or ballots."""
    if beside is None:
        return {}
    number = np.where(np.isnan(beside.mean), beside.n, beside.n * beside.mean)
    found: dict[tuple[Source, str], Numbers] = {}
    for source, name in {*zip(beside.source.tolist(), beside.name.tolist(), strict=True)}:
        here = (beside.source == source) & (beside.name == name)
        column = np.zeros(keys)
        column[beside.key[here]] = number[here]
        found[sources[source], beside.names[name]] = column
    return dict(sorted(found.items()))
