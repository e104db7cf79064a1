"""Shares in per cent, as they are printed."""

from collections.abc import Sequence
from typing import Literal

import numpy as np

from cxzy.core.rounding import rounded
from cxzy.core.scheme_parts import Rounding


def percentages(
    counts: Sequence[float], places: int = 2, mode: Literal["residual", "plain"] = "residual"
) -> list[float]:
    """Return the share of each count in their total, in per cent, rounded half up.

    With `residual` the last count that is not 0 takes what the others leave, so that the shares
    add to exactly 100; with `plain` each is rounded alone. Where the others leave less than 0 it
    has 0 and the largest gives the rest up. All are 0 where nothing was counted.

    >>> percentages([134, 4, 3])
    [95.04, 2.84, 2.12]
    """
    given = np.asarray(counts, dtype="float64")
    total = given.sum()
    if total == 0:
        return [0.0] * len(given)
    rule = Rounding(places=places)
    shares = rounded(given / total * 100, rule)
    if mode == "residual":
        last = int(np.flatnonzero(given)[-1])
        others = np.delete(shares, last).sum()
        left = rounded(np.array([100 - others]), rule)[0]
        shares[last] = max(left, 0.0)
        if left < 0:
            largest = int(shares.argmax())
            shares[largest] = rounded(shares[largest : largest + 1] + left, rule)[0]
    return [float(share) for share in shares]
