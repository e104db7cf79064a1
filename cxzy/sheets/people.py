"""Who a row of a table is about, and who filled it in."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from cxzy.core.vocabulary import Source
from cxzy.sheets.blocks import Block
from cxzy.sheets.collected import Collected
from cxzy.sheets.columns import Column
from cxzy.sheets.groups import known_group
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
        self._source = one(Role.SOURCE)
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

    def shown(self, column: Column | None) -> list[str]:
        """Return a column's texts row by row; "" without the column."""
        if column is None:
            return [""] * len(self.block.body)
        codes, values = self.block.codes(column).tolist(), self.block.grid.values
        texts = {code: shown(values[code]) for code in set(codes)}
        return list(map(texts.__getitem__, codes))

    def named(self) -> list[tuple[str, str]]:
        """Return name and number row by row; a blank beside a criterion is the one above."""
        found = list(zip(self.shown(self.name), self.shown(self.number), strict=True))
        criterion = self.block.one(Role.CRITERION_NAME)
        if criterion is not None:
            for place, text in enumerate(self.shown(criterion)):
                if place and text and found[place] == ("", ""):
                    found[place] = found[place - 1]
        return found

    def subject(self, number: int, named: tuple[str, str]) -> str | None:
        """Return who a row (from 0) is about, None with a problem where it is not certain."""
        if named == ("", ""):
            self.collected.problem("name_missing", self.cell(number, self.place))
            return None
        known = self.collected.known_subject(named)
        return known or self.collected.subject(*named, self.cell(number, self.place))

    def subjects(
        self, named: Sequence[tuple[str, str]], void: Collection[int] = ()
    ) -> list[str | None]:
        """Return whom each row is about, given names and numbers; None, too, for `void` places."""
        known = {each: self.collected.known_subject(each) for each in set(named)}
        subjects = list(map(known.__getitem__, named))
        for place, subject in enumerate(subjects):
            if subject is None and place not in void:
                subjects[place] = self.subject(self.block.body[place], named[place])
        return subjects

    def raters(self) -> list[str]:
        """Return who filled each row in, "" where nobody is named; a blank is the one above."""
        if self._rater is None:
            return [self.block.context.rater] * len(self.block.body)
        texts = self.shown(self._rater)
        if "" not in texts:
            return texts
        last, raters = "", []
        for text in texts:
            last = text or last
            raters.append(last)
        return raters

    def groups(self) -> list[str]:
        """Return the rater group of each row, in the spelling of scheme and roster."""
        context = self.block.context.group
        texts = [said or context for said in self.shown(self._group)]
        if not any(texts):
            return texts
        if self._group is not None:
            self.collected.group_columns[self.block.grid.name] = self._group.index + 1
        pairs = list(zip(self._row_sources, texts, strict=True))
        known = {pair: known_group(*pair, self.collected) for pair in set(pairs)}
        return list(map(known.__getitem__, pairs))

    def sources(self) -> list[Source | None]:
        """Return the source of each row: its own, or that of the whole table."""
        return self._row_sources

    @cached_property
    def _row_sources(self) -> list[Source | None]:
        if self._source is None:
            return [self.source] * len(self.block.body)
        found = [source_in(text) or self.source for text in self.shown(self._source)]
        for number, source in zip(self.block.body, found, strict=True):
            if source is None:
                self.collected.problem("source_unknown", self.cell(number, self._source))
        return found


def learn_numbers(blocks: Iterable[Block], collected: Collected) -> None:
    """Keep the numbers that a file states beside names; with a roster its numbers count alone."""
    if collected.names.known:
        return
    for block in blocks:
        people = People(block, collected, None)
        texts = [column.text for column in block.columns]
        for name, number in set(people.named()) | {(text, "") for text in texts}:
            collected.names.learn(name, number)
