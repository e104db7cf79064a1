"""What is done to the cells of every kind of workbook; part of the child."""

import math
from collections.abc import Iterable
from typing import Any

from cxzy.sheets.child_formats import as_percentage
from cxzy.sheets.child_package import Refused

ROWS, COLUMNS = 1_048_576, 16_384
AREA = 2_000_000

Row = list[Any]

ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}
"""What the error codes of the binary kinds stand for."""


def one_sheet(name: str, rows: list[Row], **said: Any) -> dict[str, Any]:
    """Return a sheet as the parent expects it, what is not said being nothing."""
    silent: dict[str, Any] = {
        "hidden": False,
        "merged": [],
        "faults": [],
        "hidden_rows": [],
        "hidden_columns": [],
    }
    return {"name": name, "rows": rows, **silent, **said}


class Told:
    """What is to be said of one sheet of a binary kind beside the values of its cells."""

    def __init__(self) -> None:
        self.faults: list[list[Any]] = []
        self.merged: list[list[int]] = []
        self.hidden_rows: list[int] = []
        self.hidden_columns: list[list[int]] = []
        self.percentages: list[tuple[int, int]] = []
        self.texts: list[tuple[int, int, str]] = []
        self._last_row = self._last_column = 0

    def sheet(self, name: str, rows: list[Row], *, hidden: bool) -> dict[str, Any]:
        """Return the sheet with percentages as shown, and nothing under merged ranges."""
        with_percentages(rows, self.percentages)
        if self.texts:
            rows = self._with_texts(rows)
        blanked(rows, self.merged)
        return one_sheet(
            name,
            rows,
            hidden=hidden,
            merged=self.merged,
            faults=self.faults,
            hidden_rows=self.hidden_rows,
            hidden_columns=self.hidden_columns,
        )

    def _with_texts(self, rows: list[Row]) -> list[Row]:
        """Return rows with texts that the reader passed over or did not decode."""
        rows = [row + [""] * (self._last_column - len(row)) for row in rows]
        rows += [[""] * self._last_column for _ in range(len(rows), self._last_row)]
        for row, column, text in self.texts:
            rows[row][column] = text
        return rows

    def check(self) -> None:
        """Refuse a sheet whose cells with content reach too far."""
        check_area(self._last_row, self._last_column)

    def _reach(self, row: int, column: int) -> None:
        self._last_row = max(self._last_row, row + 1)
        self._last_column = max(self._last_column, column + 1)

    def _fault(self, row: int, column: int, kind: str, text: str) -> None:
        self.faults.append([row + 1, column + 1, kind, text])


def check_area(last_row: int, last_column: int, name: str = "") -> None:
    """Refuse a sheet whose cells with content reach beyond a sheet, or further than anyone's."""
    if last_row > ROWS or last_column > COLUMNS:
        raise Refused("beyond", f"{name} {address(last_row, last_column)}".strip())
    if last_row * last_column > AREA:
        raise Refused("far_cell", address(last_row, last_column))


def address(row: int, column: int) -> str:
    """Return the address of a cell.

    >>> address(7, 4), address(1, 28)
    ('D7', 'AB1')
    """
    letters = ""
    while column > 0:
        column, letter = divmod(column - 1, 26)
        letters = chr(65 + letter) + letters
    return f"{letters}{row}"


def blanked(rows: list[Row], ranges: Iterable[list[int]]) -> None:
    """Blank what lies under merged ranges: first row, first column, last row, last column."""
    for top, left, bottom, right in ranges:
        for number, row in enumerate(rows[top - 1 : bottom], top):
            start = left if number == top else left - 1
            row[start:right] = [""] * len(row[start:right])


def with_percentages(rows: list[Row], cells: Iterable[tuple[int, int]]) -> None:
    """Replace the numbers of cells that show a percentage by the text that they show."""
    for row, column in cells:
        if row < len(rows) and column < len(rows[row]):
            value = rows[row][column]
            if isinstance(value, float | int) and not isinstance(value, bool):
                rows[row][column] = as_percentage(value) if math.isfinite(value) else value


def without_blank_ends(rows: list[Row]) -> list[Row]:
    """Return rows of one width, without what is blank below and right of all content."""
    while rows and not any(value != "" for value in rows[-1]):
        rows.pop()
    width = max((_filled(row) for row in rows), default=0)
    return [row[:width] + [""] * (width - len(row)) for row in rows]


def _filled(row: Row) -> int:
    """Return the number of cells of a row up to its last content."""
    if row and row[-1] != "":
        return len(row)
    return next((n for n in range(len(row), 0, -1) if row[n - 1] != ""), 0)
