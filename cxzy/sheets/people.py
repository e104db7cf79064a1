"""Who a row of a table is about, and who filled it in."""

from dataclasses import dataclass

from cxzy.core.vocabulary import Source
from cxzy.sheets.blocks import Block
from cxzy.sheets.collected import Collected
from cxzy.sheets.columns import Column
from cxzy.sheets.grid import Row
from cxzy.sheets.headings import Role, source_in
from cxzy.sheets.problems import Cell
from cxzy.sheets.wording import shown


@dataclass
class People:
    """Reads subject, rater, group and source of the rows of one table."""

    block: Block
    collected: Collected
    source: Source | None

    def __post_init__(self) -> None:
        one = self.block.one
        self.name, self.number = one(Role.SUBJECT) or self._unnamed(), one(Role.NUMBER)
        self._rater, self._group = one(Role.RATER), one(Role.GROUP)
        self._source, self._last_rater = one(Role.SOURCE), ""
        if self.name is self.number:
            self.name = None

    def _unnamed(self) -> Column | None:
        """Return the first column without a heading role that holds texts: the names."""
        if self.block.one(Role.NUMBER):
            return None
        for column in self.block.having(Role.UNKNOWN):
            values = [value for value in self.block.values(column) if value != ""]
            if values and all(isinstance(value, str) for value in values):
                return column
        return None

    @property
    def place(self) -> Column | None:
        """The column to point to when something is wrong with a subject."""
        return self.name or self.number

    def cell(self, row: int, column: Column | None) -> Cell:
        """Return the cell of a row (from 0) in a column."""
        index = column.index + 1 if column else 1
        return Cell(self.collected.file, self.block.grid.name, row + 1, index)

    def named(self, row: Row) -> tuple[str, str]:
        """Return name and number as they stand in a row."""
        return (
            shown(row[self.name.index]) if self.name else "",
            shown(row[self.number.index]) if self.number else "",
        )

    def subject(self, number: int, row: Row) -> str | None:
        """Return the subject of a row, None with a problem where it is not certain."""
        name, code = self.named(row)
        if not name and not code:
            self.collected.problem("name_missing", self.cell(number, self.place))
            return None
        return self.collected.subject(name, code, self.cell(number, self.place))

    def rater(self, row: Row) -> str:
        """Return who filled a row in, "" where nobody is named; a blank repeats the name above."""
        if self._rater is None:
            return self.block.context.rater
        self._last_rater = shown(row[self._rater.index]) or self._last_rater
        return self._last_rater

    def group(self, row: Row) -> str:
        """Return the rater group of a row."""
        said = shown(row[self._group.index]) if self._group else ""
        return said or self.block.context.group

    def source_of(self, row: Row) -> Source | None:
        """Return the source of a row: its own, or that of the whole table."""
        said = source_in(shown(row[self._source.index])) if self._source else None
        return said or self.source
