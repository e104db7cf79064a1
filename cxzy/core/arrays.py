"""The kinds of array that the sums of scoring run over."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Codes = NDArray[np.integer[Any]]
Mask = NDArray[np.bool_]
Rows = NDArray[np.intp]
