"""The kinds of array that the sums of scoring run over, and what is asked of them."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Codes = NDArray[np.integer[Any]]
Mask = NDArray[np.bool_]
Rows = NDArray[np.intp]


def all_different(numbers: NDArray[np.int64]) -> bool:
    """Return whether no number stands twice; those that only grow need no sorting.

    >>> all_different(np.array([1, 3, 2])), all_different(np.array([1, 3, 1]))
    (True, False)
    """
    if (numbers[1:] > numbers[:-1]).all():
        return True
    in_order = np.sort(numbers)
    return bool((in_order[1:] != in_order[:-1]).all())
