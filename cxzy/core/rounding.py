"""Rounding, once, at the end, on the decimal value."""

import math

import numpy as np
from numpy.typing import NDArray

from cxzy.core.scheme_parts import Rounding

GUARD_PLACES = 7


def rounded(values: NDArray[np.float64], rule: Rounding) -> NDArray[np.float64]:
    """Return values rounded to the places of the scheme, NaN as it is.

    Halves go away from zero, or with `truncate` every rest is cut. Seven further places are
    looked at first, so that the binary 89.0399999999 is taken for the 89.04 it stands for. See
    docs/decisions/0002-rounding.md.

    >>> rounded(np.array([88.745, 89.0399999999]), Rounding(places=2)).tolist()
    [88.75, 89.04]
    """
    factor = 10.0**rule.places
    scaled = np.round(values * factor, GUARD_PLACES)
    if rule.mode == "truncate":
        return np.trunc(scaled) / factor + 0.0
    return np.copysign(np.floor(np.abs(scaled) + 0.5), scaled) / factor + 0.0


def shown(value: float, decimals: int) -> float:
    """Return a number as words and figures show it: halves go away from zero, NaN stays.

    >>> shown(-0.15, 1), shown(84.35 - 84.5, 1), shown(-0.04, 1)
    (-0.2, -0.2, 0.0)
    """
    if math.isnan(value):
        return value
    scaled = round(value * 10.0**decimals, GUARD_PLACES)
    return math.copysign(math.floor(abs(scaled) + 0.5), scaled) / 10.0**decimals + 0.0
