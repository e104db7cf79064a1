"""Frames as the plain rows that labels and hover texts are made of."""

from typing import Any

import pandas as pd

Row = dict[str, Any]


def rows_of(frame: pd.DataFrame) -> list[Row]:
    """Return the rows of a frame under the names of its columns."""
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]
