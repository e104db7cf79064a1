"""One sheet of an .ods while its rows come in; part of the child."""

import math
import re
from datetime import date, datetime, time, timedelta
from typing import Any

from cxzy.sheets.child_cells import (
    AREA,
    COLUMNS,
    ROWS,
    Row,
    check_area,
    one_sheet,
    without_blank_ends,
)
from cxzy.sheets.child_formats import as_percentage

TABLE, OFFICE, ERROR_SIGN = "table:", "office:", "calcext:value-type"
ERROR = re.compile(r"#(?:N/A|DIV/0!|REF!|VALUE!|NAME\?|NULL!|NUM!)|Err:\d{3}")
ACROSS, DOWN = f"{TABLE}number-columns-repeated", f"{TABLE}number-rows-repeated"
SPAN_ACROSS, SPAN_DOWN = f"{TABLE}number-columns-spanned", f"{TABLE}number-rows-spanned"
VISIBILITY, FORMULA, KIND = f"{TABLE}visibility", f"{TABLE}formula", f"{OFFICE}value-type"
VALUE, STRING_VALUE = f"{OFFICE}value", f"{OFFICE}string-value"
STATED = {kind: f"{OFFICE}{kind}-value" for kind in ("boolean", "date", "time")}
DURATION = re.compile(r"PT(\d+)H(\d+)M(\d+)(?:[.,]\d+)?S")
HIDDEN = ("collapse", "filter")
LONGEST_TEXT = 32_767
HOURS = 24


class OpenSheet:
    """One sheet while its rows come in; what is repeated is spread only where it has content."""

    def __init__(self, name: str, style: str) -> None:
        self.name, self.style = name, style
        self._rows: list[Row] = []
        self._merged: list[list[int]] = []
        self._faults: list[list[Any]] = []
        self._hidden: list[tuple[int, int]] = []
        self._hidden_columns: list[list[int]] = []
        self._row: Row = []
        self._blank_rows = self._blank_cells = self._columns = self._width = 0
        self._times, self._room = 1, 0

    def told(self, *, hidden: bool) -> dict[str, Any]:
        """Return the sheet as the parent expects it."""
        rows = without_blank_ends(self._rows)
        height = len(rows)
        return one_sheet(
            self.name,
            rows,
            hidden=hidden,
            merged=self._merged,
            faults=self._faults,
            hidden_rows=[
                row for first, end in self._hidden for row in range(first, min(end, height + 1))
            ],
            hidden_columns=self._hidden_columns,
        )

    def column(self, attributes: dict[str, str]) -> None:
        """Note columns that are hidden."""
        first = self._columns + 1
        self._columns += times(attributes, ACROSS)
        if attributes.get(VISIBILITY) in HIDDEN and first <= COLUMNS:
            self._hidden_columns.append([first, min(self._columns, COLUMNS)])

    def begin_row(self, attributes: dict[str, str]) -> None:
        """Begin one row, or several that are alike."""
        self._row, self._blank_cells = [], 0
        self._times = times(attributes, DOWN)
        if attributes.get(VISIBILITY) in HIDDEN:
            self._hidden.append((self._number, self._number + self._times))
        last = self._number - 1 + self._times
        fits = last <= ROWS and last * self._width <= AREA
        self._room = min(COLUMNS, AREA // last) if fits else 0

    @property
    def _number(self) -> int:
        return len(self._rows) + self._blank_rows + 1

    def add(self, attributes: dict[str, str], text: str, *, covered: bool) -> None:
        """Add one cell, or several that are alike; what is covered is no data."""
        across = times(attributes, ACROSS)
        value = "" if covered else self._value(attributes, text[:LONGEST_TEXT], across)
        if not covered:
            self._merge(attributes)
        if value == "":
            self._blank_cells += across
        else:
            self._put(value, across)

    def add_plain(self, value: str | float) -> None:
        """Add one cell that holds a number or a text and nothing else."""
        if len(self._row) < self._room and not self._blank_cells:
            self._row.append(value)
        else:
            self._put(value, 1)

    def _put(self, value: Any, across: int) -> None:
        self._reach(across)
        self._row += [""] * self._blank_cells + [value] * across
        self._blank_cells = 0

    def end_row(self) -> None:
        """End the row; blank ones only count once something follows them."""
        if not self._row:
            self._blank_rows += self._times
            return
        self._blank_cells = 0  # those after the last content are as good as none
        self._reach(0)
        self._rows += [[] for _ in range(self._blank_rows)]
        self._rows += [self._row[:] for _ in range(self._times)]
        self._blank_rows = 0

    def _reach(self, more: int) -> None:
        """Refuse what reaches too far once `more` cells have come to the row."""
        self._width = max(self._width, len(self._row) + self._blank_cells + more)
        check_area(self._number - 1 + self._times, self._width)

    def _merge(self, attributes: dict[str, str]) -> None:
        down, across = times(attributes, SPAN_DOWN), times(attributes, SPAN_ACROSS)
        if down > 1 or across > 1:
            top, right = self._number, self._column_number
            corner = min(top + down - 1, ROWS), min(right + across - 1, COLUMNS)
            self._merged.append([top, right, *corner])

    @property
    def _column_number(self) -> int:
        return len(self._row) + self._blank_cells + 1

    def _value(self, attributes: dict[str, str], text: str, across: int) -> Any:
        """Return the value of a cell; what is an error, or was never calculated, is a fault."""
        kind = attributes.get(KIND, "")
        formula = attributes.get(FORMULA, "")
        if attributes.get(ERROR_SIGN) == "error" or (formula and ERROR.fullmatch(text)):
            self._fault("error", text[:100], across)
            return ""
        value = typed(kind, attributes, text)
        if value is None and formula:
            self._fault("formula", f"={formula.partition('=')[2][:200]}", across)
        return text if value is None else value

    def _fault(self, kind: str, text: str, across: int) -> None:
        self._reach(across)
        self._faults += [
            [row, column, kind, text]
            for row in range(self._number, self._number + self._times)
            for column in range(self._column_number, self._column_number + across)
        ]


def typed(kind: str, attributes: dict[str, str], text: str) -> Any:
    """Return the value of a cell by its stated kind, None where it states none.

    >>> typed("percentage", {VALUE: "0.95"}, "95 %")
    '95%'
    """
    if kind == "string":
        return text or attributes.get(STRING_VALUE, "")
    stated = attributes.get(STATED.get(kind, VALUE))
    if not kind or stated is None:
        return None
    if kind == "boolean":
        return stated == "true"
    if kind in ("date", "time"):
        return moment(stated)
    number = float(stated)
    return as_percentage(number) if kind == "percentage" and math.isfinite(number) else number


def moment(stated: str) -> Any:
    """Return a date, a date with its time, or a time of day, from the words of ISO 8601.

    >>> str(moment("2012-06-01")), str(moment("PT08H30M00S"))
    ('2012-06-01', '08:30:00')
    """
    if lasting := DURATION.fullmatch(stated):
        hours, minutes, seconds = map(int, lasting.groups())
        if hours < HOURS:
            return time(hours, minutes, seconds)
        return timedelta(hours=hours, minutes=minutes, seconds=seconds)
    try:
        return datetime.fromisoformat(stated) if "T" in stated else date.fromisoformat(stated)
    except ValueError:
        return stated


def times(attributes: dict[str, str], name: str) -> int:
    """Return how often something is repeated, once unless it says otherwise."""
    said = attributes.get(name)
    return max(int(said), 1) if said else 1
