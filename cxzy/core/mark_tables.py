"""Tables of marks, raters by subjects, as plain numbers."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from cxzy.core.arrays import Mask, Numbers
from cxzy.core.measure_errors import MeasureError

Table = pd.DataFrame | ArrayLike


def marks_of(table: Table) -> Numbers:
    """Return a table as an array of two dimensions, NaN where a mark is missing.

    Raises MeasureError where it has other dimensions, holds what is no number, or infinity.
    """
    try:
        marks = np.asarray(table, dtype="float64")
    except (TypeError, ValueError) as fault:
        raise MeasureError.from_no_numbers(type(table).__name__) from fault
    if marks.ndim != 2 or np.isinf(marks).any():  # noqa: PLR2004 — rows and columns
        raise MeasureError.from_no_numbers(type(table).__name__)
    return marks


def complete_marks(table: Table) -> Numbers:
    """Return the same where every mark is there; raises MeasureError at the first gap."""
    marks = marks_of(table)
    gaps = np.isnan(marks)
    if gaps.any():
        raise MeasureError.from_gap(*_first(gaps, table))
    return marks


def round_robin_marks(table: Table) -> Numbers:
    """Return the marks of people who all rate one another, NaN on the diagonal only.

    Raises MeasureError for fewer than three people, for own marks and for gaps.
    """
    marks = marks_of(table)
    rows, columns = marks.shape
    if rows != columns or rows < 3:  # noqa: PLR2004 — two people's marks tell no rater from a subject
        raise MeasureError.from_shape(rows, columns)
    own = np.eye(rows, dtype=bool)
    if not np.isnan(marks[own]).all():
        raise MeasureError.from_own_mark(*_first(own & ~np.isnan(marks), table))
    if np.isnan(marks[~own]).any():
        raise MeasureError.from_gap(*_first(~own & np.isnan(marks), table))
    return marks


def labels_of(table: Table) -> tuple["pd.Index[Any]", "pd.Index[Any]"]:
    """Return the names of rows and columns, numbers from 0 on where there are none."""
    if isinstance(table, pd.DataFrame):
        return table.index, table.columns
    rows, columns = np.shape(table)
    return pd.RangeIndex(rows), pd.RangeIndex(columns)


def _first(found: Mask, table: Table) -> tuple[object, object]:
    row, column = np.unravel_index(int(found.argmax()), found.shape)
    rows, columns = labels_of(table)
    return rows[int(row)], columns[int(column)]
