"""Frames as the plain rows that labels and hover texts are made of."""

from typing import Any

import pandas as pd

from cxzy.core.rounding import shown

Row = dict[str, Any]


def rows_of(frame: pd.DataFrame) -> list[Row]:
    """Return the rows of a frame under the names of its columns."""
    names = [str(name) for name in frame.columns]
    columns = [values.tolist() for _name, values in frame.items()]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def signed(value: float, decimals: int) -> str:
    """Return a number with its sign; what is shown as nothing has none.

    >>> signed(-1.25, 1), signed(0.5, 1), signed(-0.001, 2)
    ('−1.3', '+0.5', '0.00')
    """
    number = shown(value, decimals)
    return f"{number:+.{decimals}f}".replace("-", "−") if number else f"{0:.{decimals}f}"
