"""Who a row of a table is about, and who filled it in."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import numpy as np

from cxzy.core.vocabulary import Source
from cxzy.sheets.block import Block
from cxzy.sheets.coded import Coded, Flags, same
from cxzy.sheets.collected import Collected
from cxzy.sheets.columns import Column
from cxzy.sheets.groups import group_in, known_group
from cxzy.sheets.headings import Role
from cxzy.sheets.problems import Cell
from cxzy.sheets.source_words import source_in
from cxzy.sheets.wording import shown
from cxzy.sheets.words_down import says_result

_BODIES = ("教师", "教工", "职工", "学生", "代表", "离退休")
_STRANGE = {"unknown_name", "unknown_number"}


@dataclass
class People:
    """Reads subject, rater, group and source of the rows of one table."""

    block: Block
    collected: Collected
    source: Source | None

    def __post_init__(self) -> None:
        one = self.block.one
        self.name, self.number = one(Role.SUBJECT), one(Role.NUMBER)
        if self.name is None and not self._is_form():
            self.name = self._unnamed()
        self._rater, self._group = one(Role.RATER), one(Role.GROUP)
        self._source = one(Role.SOURCE)
        if self.name is self.number:
            self.name = None

    def _is_form(self) -> bool:
        """Whether a line names whom all rows are about, and these are raters or criteria."""
        rows = self.block.one(Role.CRITERION_NAME) or self.block.one(Role.RATER)
        return rows is not None and self.block.context.subject != ""

    @property
    def known(self) -> bool:
        """Whether a column or a line above says who is assessed."""
        return self.place is not None or self.block.context.subject != ""

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
        return self.block.cell(self.collected.file, row, column.index if column else 0)

    def _line_cell(self) -> Cell:
        """Return the cell above the rows that names whom all of them are about."""
        name, grid = self.block.context.subject, self.block.grid
        for row in range(min(self.block.body, default=0) - 1, -1, -1):
            for column, value in enumerate(grid.row(row), 1):
                if isinstance(value, str) and name in value:
                    return Cell(self.collected.file, grid.name, row + 1, column)
        return Cell(self.collected.file, grid.name)

    def shown(self, column: Column | None) -> Coded[str]:
        """Return a column's texts row by row; "" without the column."""
        if column is None:
            return same("", len(self.block.body))
        return self.block.grid.column(self.block.codes(column)).mapped(shown)

    def named(self) -> Coded[tuple[str, str]]:
        """Return name and number row by row; a blank beside a criterion may be the one above.

        Without a column it is whom a line above names. See docs/decisions/0055-blank-names.md.
        """
        if self.place is None:
            return same((self.block.context.subject, ""), len(self.block.body))
        found = self.shown(self.name).beside(self.shown(self.number))
        criterion = self.block.one(Role.CRITERION_NAME)
        if criterion is None:
            return found
        blank = self.shown(criterion).whether(bool) & found.whether(("", "").__eq__)
        return found.filled_down(self._told_above(found, blank)) if blank.any() else found

    def _told_above(self, named: Coded[tuple[str, str]], blank: Flags) -> Flags:
        """Return in which of the rows without a name the one above is meant.

        Until a criterion comes again, another rater begins, or a name could not be read.
        """
        criteria = self.shown(self.block.one(Role.CRITERION_NAME))
        said = zip(named, criteria, self.raters(), blank, self._unread(), strict=True)
        above, seen, certain, told = (("", ""), ""), set[str](), False, blank.copy()
        for place, (name, criterion, rater, here, unread) in enumerate(said):
            if not here:
                seen = seen if above == (name, rater) else set()
                above, certain = (name, rater), True
            else:
                certain = certain and not unread and rater == above[1] and criterion not in seen
                told[place] = certain
            seen.add(criterion)
        return told

    def _unread(self) -> list[bool]:
        """Return in which rows the cell of name or number holds an error or no result."""
        columns = {column.index + 1 for column in (self.name, self.number) if column}
        rows = {fault.row - 1 for fault in self.block.grid.faults if fault.column in columns}
        return [number in rows for number in self.block.body]

    def subject(self, number: int, named: tuple[str, str]) -> str | None:
        """Return who a row (from 0) is about, None with a problem where it is not certain."""
        if named == ("", ""):
            self.collected.problem("name_missing", self.cell(number, self.place))
            return None
        if (known := self.collected.known_subject(named)) is not None:
            return known
        if self.place is None:
            return self.collected.subject(*named, self._line_cell())
        found = self.collected.names.find(*named)
        if found.subject is not None:
            return self.collected.certain(*named, found.subject)
        cell = self.cell(number, self.place if named[0] else self.number)
        if found.code in _STRANGE and self._is_note(number):
            self.collected.problem("row_not_read", cell, "".join(named), near=found.near)
            return None
        return self.collected.subject(*named, cell)

    def _is_note(self, number: int) -> bool:
        """Whether a row holds one cell only."""
        return sum(value != "" for value in self.block.grid.row(number)) == 1

    def subjects(self, named: Coded[tuple[str, str]], void: Flags) -> Coded[str | None]:
        """Return whom each row is about, given names and numbers; None, too, for `void` rows."""
        known = list(map(self.collected.known_subject, named.kinds))
        if None not in known:
            return Coded(tuple(known), named.codes)
        asked = Coded(tuple(known), named.codes).whether(lambda subject: subject is None)
        for place in np.flatnonzero(asked & ~void).tolist():
            kind = named.codes[place]
            known[kind] = known[kind] or self.subject(self.block.body[place], named[place])
        return Coded(tuple(known), named.codes)

    def raters(self) -> Coded[str]:
        """Return who filled each row in, "" where nobody is named; a blank is the one above."""
        if self._rater is None:
            return same(self.block.context.rater, len(self.block.body))
        texts = self.shown(self._rater)
        return texts.filled_down(texts.whether("".__eq__)) if "" in texts.kinds else texts

    def groups(self) -> Coded[str]:
        """Return the rater group of each row, in the spelling of scheme and roster."""
        context = self.block.context.group
        texts = self.shown(self._group).mapped(lambda said: said or context)
        if not any(texts.kinds):
            return texts
        if self._group is not None:
            self.collected.group_columns[self.block.grid.name] = self._group.index + 1
        pairs = self.sources().beside(texts)
        return pairs.mapped(lambda pair: known_group(*pair, self.collected))

    def sources(self) -> Coded[Source | None]:
        """Return the source of each row: its own, or that of the whole table."""
        return self._row_sources

    @cached_property
    def _row_sources(self) -> Coded[Source | None]:
        if self._source is None:
            return same(self.source, len(self.block.body))
        said = self.shown(self._source)
        found = said.mapped(self._source_said)
        for place in np.flatnonzero(found.whether(lambda source: source is None)).tolist():
            if not says_result(said[place]):
                cell = self.cell(self.block.body[place], self._source)
                self.collected.problem("source_unknown", cell, said[place])
        return found

    def _source_said(self, text: str) -> Source | None:
        """Return the source that a row states; a body of raters, or nothing, leaves the table's."""
        body = group_in(text, self.collected) or any(word in text for word in _BODIES)
        return source_in(text) or (self.source if body or not text else None)


def learn_numbers(blocks: Iterable[Block], collected: Collected) -> None:
    """Keep the numbers that a file states beside names; with a roster its numbers count alone."""
    if collected.names.known:
        return
    tables = list(blocks)
    named = (People(block, collected, None).named().kinds for block in tables)
    headings = (((column.text, "") for column in block.columns) for block in tables)
    for name, number in dict.fromkeys(chain(*named, *headings)):
        collected.names.learn(name, number)
