"""The cells of a workbook as they were read, before anything is understood."""

from collections.abc import Container
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from cxzy.sheets.coded import Coded, different

FaultKind = Literal["error", "formula", "number"]


@dataclass(frozen=True)
class DateCell:
    """A cell that holds a date or a time, as text."""

    text: str

    def __str__(self) -> str:
        return self.text


Value = str | float | int | bool | DateCell
Row = tuple[Value, ...]
Codes = NDArray[np.int32]


@dataclass(frozen=True)
class Fault:
    """A cell whose value the file does not hold: an error, a formula never calculated, nan."""

    row: int
    column: int
    kind: FaultKind
    text: str


@dataclass(frozen=True)
class Merge:
    """A merged range, first and last row and column, counted from 1."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, eq=False)
class Grid:
    """One sheet from A1 on: a blank cell is "".

    `codes` has one number per cell, its place in `values`, which are the different values of
    the whole file: what holds for a value is found out once and not for every cell.
    """

    name: str
    values: tuple[Value, ...]
    codes: Codes
    merged: tuple[Merge, ...] = ()
    faults: tuple[Fault, ...] = ()
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()

    @property
    def height(self) -> int:
        """The number of rows."""
        return len(self.codes)

    @property
    def width(self) -> int:
        """The number of columns."""
        return int(self.codes.shape[1])

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """The cells row by row, all equally long."""
        return self._rows(self.codes)

    @cached_property
    def spread_codes(self) -> Codes:
        """The codes with that of each merged range in all its cells, as a person sees it."""
        if not self.merged:
            return self.codes
        codes, (height, width) = self.codes.copy(), self.codes.shape
        for merge in self.merged:
            if merge.top <= height and merge.left <= width:
                here = slice(merge.top - 1, merge.bottom), slice(merge.left - 1, merge.right)
                codes[here] = codes[merge.top - 1, merge.left - 1]
        return codes

    @cached_property
    def spread(self) -> tuple[Row, ...]:
        """The rows with the text of each merged range in all its cells."""
        return self._rows(self.spread_codes) if self.merged else self.rows

    def row(self, number: int) -> Row:
        """Return one of the rows; cheap where only a few of many are looked at."""
        return tuple(map(self.values.__getitem__, self.codes[number].tolist()))

    def spread_row(self, number: int) -> Row:
        """Return one of the spread rows."""
        return tuple(map(self.values.__getitem__, self.spread_codes[number].tolist()))

    def column(self, codes: Codes) -> Coded[Value]:
        """Return some cells as a column of their different values."""
        found = different(codes)
        places = np.empty(len(self.values), dtype=np.int32)
        places[found] = np.arange(len(found), dtype=np.int32)
        return Coded(tuple(map(self.values.__getitem__, found)), places.take(codes))

    def having(self, wanted: Container[Value]) -> NDArray[np.bool_]:
        """Return, for every cell, whether its value is one of `wanted`."""
        return np.array([value in wanted for value in self.values], dtype=bool).take(self.codes)

    def _rows(self, codes: Codes) -> tuple[Row, ...]:
        cells = map(self.values.__getitem__, codes.ravel().tolist())
        return tuple(zip(*[cells] * self.width, strict=True)) if self.width else ()


@dataclass(frozen=True)
class Workbook:
    """All sheets of one file, and its document properties."""

    name: str
    grids: tuple[Grid, ...]
    properties: dict[str, str] = field(default_factory=dict)
