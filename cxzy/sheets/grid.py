"""The cells of a workbook as they were read, before anything is understood."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

FaultKind = Literal["error", "formula", "number"]


@dataclass(frozen=True)
class DateCell:
    """A cell that holds a date or a time, as text."""

    text: str

    def __str__(self) -> str:
        return self.text


Value = str | float | int | bool | DateCell
Row = tuple[Value, ...]


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


@dataclass(frozen=True)
class Grid:
    """One sheet: `rows[0][0]` is A1, rows are equally long, a blank cell is ""."""

    name: str
    rows: tuple[Row, ...]
    merged: tuple[Merge, ...] = ()
    faults: tuple[Fault, ...] = ()
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()

    @property
    def width(self) -> int:
        """The number of columns."""
        return len(self.rows[0]) if self.rows else 0

    @cached_property
    def spread(self) -> tuple[Row, ...]:
        """The rows with the text of each merged range in all its cells, as a person sees it."""
        if not self.merged:
            return self.rows
        rows = [list(row) for row in self.rows]
        for merge in self.merged:
            if merge.top > len(rows) or merge.left > self.width:
                continue
            value = rows[merge.top - 1][merge.left - 1]
            for row in rows[merge.top - 1 : merge.bottom]:
                right = min(merge.right, self.width)
                row[merge.left - 1 : right] = [value] * (right - merge.left + 1)
        return tuple(map(tuple, rows))


@dataclass(frozen=True)
class Workbook:
    """All sheets of one file, and its document properties."""

    name: str
    grids: tuple[Grid, ...]
    properties: dict[str, str] = field(default_factory=dict)
