"""One table of a sheet, cut out and its columns understood."""

from collections import defaultdict
from collections.abc import Sequence, Set
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from cxzy.sheets.columns import Column
from cxzy.sheets.corrections import Correction
from cxzy.sheets.grid import Codes, Grid, Value
from cxzy.sheets.headings import Role
from cxzy.sheets.lines import Context
from cxzy.sheets.problems import Cell

MOST_ROWS, MOST_LANES = 1 << 20, 32
BEHIND_ALL_LANES, TURNED_ROWS = MOST_LANES * MOST_LANES * MOST_ROWS, 1 << 9


@dataclass(frozen=True)
class Block:
    """One table: `body` holds the numbers of its rows, counted from 0, blank ones left out.

    That is a range where nothing is left out. `lane` counts the tables that stand side by side,
    from the left. `head` are the first and the last row of its headings, `given` how it was said
    to be read. A table that lay on its side has it in `upright` as it stands in the sheet.
    """

    grid: Grid
    columns: tuple[Column, ...]
    top: int
    body: Sequence[int]
    context: Context
    lane: int = 0
    head: tuple[int, int] = (0, 0)
    given: Correction | None = None
    upright: "Block | None" = None

    def having(self, *roles: Role) -> tuple[Column, ...]:
        """Return the columns with one of these roles, from left to right."""
        if len(roles) == 1:
            return self._by_role.get(roles[0], ())
        if self._by_role.keys().isdisjoint(roles):
            return ()
        return tuple(column for column in self.columns if column.role in roles)

    def one(self, role: Role) -> Column | None:
        """Return the first column with this role."""
        columns = self._by_role.get(role)
        return columns[0] if columns else None

    @property
    def roles(self) -> Set[Role]:
        """The roles of its columns."""
        return self._by_role.keys()

    @cached_property
    def _by_role(self) -> dict[Role, tuple[Column, ...]]:
        found: defaultdict[Role, list[Column]] = defaultdict(list)
        for column in self.columns:
            found[column.role].append(column)
        return {role: tuple(columns) for role, columns in found.items()}

    def values(self, column: Column) -> list[Value]:
        """Return what stands in a column, row by row of the body; merged cells spread."""
        return [self.grid.values[code] for code in self.codes(column).tolist()]

    def codes(self, column: Column) -> Codes:
        """Return the same as codes of the grid."""
        found: Codes = self.grid.spread_codes[self.rows, column.index]
        return found

    def place(self, row: int, column: int) -> tuple[int, int]:
        """Return row and column in the sheet, from 1, of a cell of the table, from 0."""
        return (column + 1, row + 1) if self.upright else (row + 1, column + 1)

    def cell(self, file: str, row: int, column: int) -> Cell:
        """Return the cell of the sheet in which a cell of the table, from 0, stands."""
        return Cell(file, self.grid.name, *self.place(row, column))

    def all_places(self, rows: Codes, columns: Codes) -> tuple[Codes, Codes]:
        """Return the same for many cells at once."""
        one = np.int32(1)
        return (columns + one, rows + one) if self.upright else (rows + one, columns + one)

    @property
    def first_line(self) -> int:
        """What to add to the number of a row to have one that no row of another table has.

        Tables beside each other share rows; those that lay on their side have columns for rows.
        """
        if self.upright:
            return BEHIND_ALL_LANES + self.upright.top * TURNED_ROWS
        return min(self.lane, MOST_LANES * MOST_LANES - 1) * MOST_ROWS

    @property
    def rows(self) -> slice | Codes:
        """The rows of the body, as an array of all rows is asked for them."""
        if isinstance(self.body, range):
            return slice(self.body.start, self.body.stop)
        return self.places

    @cached_property
    def places(self) -> Codes:
        """The rows of the body as an array."""
        if isinstance(self.body, range):
            return np.arange(self.body.start, self.body.stop, dtype=np.int32)
        return np.array(self.body, dtype=np.int32)
