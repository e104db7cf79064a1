"""Tick sheet: the words of a scale as headings, and a tick below the one that was chosen.

Rows are those assessed, or raters, or (a ballot of one rater for one subject) the criteria;
whom or who such rows do not name, the lines above the table do.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from cxzy.core.scheme_parts import Scale
from cxzy.core.vocabulary import Source
from cxzy.sheets.ballots import Entry, Marks, ballots_of, record
from cxzy.sheets.block import Block
from cxzy.sheets.coded import Coded, Codes
from cxzy.sheets.collected import Collected
from cxzy.sheets.columns import Column
from cxzy.sheets.criterion_rows import check_criterion_rows
from cxzy.sheets.grid import Value
from cxzy.sheets.heading_numbers import is_grade_word, is_usual_word
from cxzy.sheets.headings import Role
from cxzy.sheets.layout import NOT_THIS, Finding, Layout
from cxzy.sheets.layout_long import OpenBallots, criterion_of
from cxzy.sheets.marks import mark_of
from cxzy.sheets.people import People
from cxzy.sheets.points import Points, nearest
from cxzy.sheets.problems import Cell
from cxzy.sheets.stated import check_headings, check_words, once, say_not_read, say_unknown
from cxzy.sheets.ticks import Choice, Sign, choice_of, sign_of, sign_under
from cxzy.sheets.wording import plain, shown

_OF_VOTES = ("票", "人数", "统计")
_CHOICES = (Role.WORD, Role.RANGE, Role.FATE)
_COUNTED = (Role.ISSUED, Role.RETURNED, Role.VALID)


def sure(block: Block, collected: Collected) -> Finding:
    """Sure where ticks stand under the words of a scale."""
    words = (*block.having(Role.WORD, Role.RANGE), *strange_words(block))
    if len(words) < 2 or not (people := People(block, collected, None)).known:  # noqa: PLR2004
        return NOT_THIS
    signs = _signs(block, _choices(block))
    standing = signs.total() - signs["blank"] - signs["circle"]
    ticks = signs["tick"] + signs["cross"] + signs["one"] + signs["fate"]
    if not standing and not signs["circle"]:
        return NOT_THIS if people.place else Finding(0.9, "a ballot without a tick")
    if ticks * 2 < standing or (signs["one"] == standing and _counts_votes(block)):
        return NOT_THIS
    return Finding(0.98, f"{len(words)} words as headings above ticks")


def _signs(block: Block, words: Sequence[Column]) -> "Counter[Sign]":
    return Counter(sign_under(column, v) for column in words for v in block.values(column))


def _choices(block: Block) -> tuple[Column, ...]:
    return (*block.having(*_CHOICES), *strange_words(block))


def strange_words(block: Block) -> tuple[Column, ...]:
    """Return columns with ticks whose headings are no words of the scheme, as words."""
    words = {column.index for column in block.having(Role.WORD)}
    found: list[Column] = []
    for column in ticked_columns(block):
        usual = is_usual_word(column.text) or is_grade_word(column.text)
        if usual or column.index - 1 in words:
            words.add(column.index)
            found.append(replace(column, key=column.text))
    return tuple(found)


def ticked_columns(block: Block) -> list[Column]:
    """Return the columns of ticks whose headings mean nothing to the scheme."""
    return [
        column
        for column in block.having(Role.UNKNOWN)
        if column.text
        and any(sign_of(value) in {"tick", "cross"} for value in block.values(column))
    ]


def _counts_votes(block: Block) -> bool:
    """Whether a table of ones says that these are votes."""
    if block.having(*_COUNTED) or block.context.votes:
        return True
    texts = [block.grid.name, *block.context.titles, *(column.text for column in block.columns)]
    texts += [column.over for column in block.columns]
    return any(word in plain(text) for text in texts for word in _OF_VOTES) and not _has_raters(
        block
    )


def _has_raters(block: Block) -> bool:
    """Whether the table is evidently of single ballots."""
    return bool(block.one(Role.RATER) or block.context.rater or block.context.subject)


def read(block: Block, source: Source | None, collected: Collected) -> None:
    """Read one mark per criterion and row: the word whose cell is ticked."""
    if _signs(block, _choices(block)).keys() <= {
        "one",
        "blank",
    } and not _has_raters(block):
        _say_undecided(block, collected)
        return
    check_criterion_rows(block, source, collected)
    ticks = _Ticks(block, source, collected)
    for row in ticks.rows():
        ticks.read(*row)
    record(ticks.marks(), collected)


def _say_undecided(block: Block, collected: Collected) -> None:
    """Note a table of ones that may be ticks of one rater or votes of many."""
    first = block.having(Role.WORD)[0]
    cell = block.cell(collected.file, first.row - 1, first.index)
    collected.problem("ticks_or_votes", cell, "1")


def _highest(words: Sequence[Column], criterion: str) -> float | None:
    """Return the highest mark of the ranges under a criterion."""
    ends = [high for c in words if c.criterion == criterion for _, high in c.ranges]
    return max(ends, default=None)


Keys = tuple[Source, str, str, str]


class _Ticks:
    """The work on one table of ticks."""

    def __init__(self, block: Block, source: Source | None, collected: Collected) -> None:
        self.block, self.collected, self.source = block, collected, source
        self.people = People(block, collected, source)
        self.columns = once(_choices(block), block, collected)
        words = [column for column in self.columns if column.role is not Role.FATE]
        scale = Points(collected.scheme, [column.key for column in words]).scale
        check_words(words, scale, block, collected)
        self._say_strange(scale)
        self.crosses_choose = not _signs(block, self.columns).keys() & {"tick", "one"}
        self.criteria = self._criteria(words)
        self.opened = OpenBallots()
        self.ballots: list[Entry] = []
        self.found: list[tuple[int, str, str, int, int, bool]] = []

    def _say_strange(self, scale: Scale | None) -> None:
        """Note headings of ticks that are no words of the scale."""
        words = tuple(scale.words) if scale else ()
        read = {column.index for column in self.columns}
        for column in ticked_columns(self.block):
            if column.index not in read:
                say_not_read(self.block, column, self.source, self.collected)
        for column in self.columns:
            if column.role is Role.UNKNOWN:
                near = nearest(column.text, words)
                cell = self.cell(column.row - 1, column)
                self.collected.problem("unknown_word", cell, column.text, words=words, near=near)

    def _criteria(self, words: Sequence[Column]) -> dict[str, tuple[Column, ...]]:
        """Return the columns of each criterion, noting what headings contradict the scheme."""
        first: dict[str, Column] = {}
        for column in words:
            first.setdefault(column.criterion or column.over, column)
        heads = [
            replace(c, key=key, text=c.over, full_marks=c.full_marks or _highest(words, key))
            for c in first.values()
            if (key := c.criterion)
        ]
        check_headings(self.block, heads, self.source, self.collected)
        general = len(first) == 1
        for text, column in first.items():
            if not column.criterion and not general:
                say_unknown(text, self.cell(column.row - 2, column), self.source, self.collected)
        known = {c.key for c in self.collected.criteria_of(self.source)}
        keys = [key for key in dict.fromkeys(c.criterion for c in words) if key in known]
        whole = [""] if general and not keys and not heads else []
        return {
            key: tuple(c for c in self.columns if c.criterion == key) for key in (*keys, *whole)
        }

    def cell(self, number: int, column: Column | None) -> Cell:
        return self.people.cell(number, column)

    def rows(self) -> Iterator[tuple[int, tuple[str, str], str, str, Source | None, str]]:
        """Yield number, subject, rater, group, source and criterion of each row."""
        people = self.people
        criterion = self.block.one(Role.CRITERION_NAME)
        return zip(
            self.block.body, people.named(), people.raters(), people.groups(), people.sources(),
            people.shown(criterion), strict=True,
        )  # fmt: skip

    def read(
        self,
        number: int,
        named: tuple[str, str],
        rater: str,
        group: str,
        source: Source | None,
        text: str,
    ) -> None:
        """Read the marks of one row."""
        row = self.block.grid.rows[number]
        blank = all(mark_of(row[column.index]).kind == "blank" for column in self.columns)
        if blank and not any((*named, text)):
            return
        criteria = self._of_row(number, text, source)
        subject = self.people.subject(number, named)
        if subject is None or source is None or not criteria:
            return
        who = rater or (subject if source is Source.SELF else "")
        for key, columns in criteria.items():
            place = self._ballot(number, (source, who, group, subject), key)
            cells = [(column, row[column.index]) for column in columns]
            choice = choice_of(cells, crosses_choose=self.crosses_choose)
            self._mark(number, place, key, choice, columns[0])
        self._withheld(number, len(criteria))

    def _of_row(
        self, number: int, text: str, source: Source | None
    ) -> dict[str, tuple[Column, ...]]:
        """Return the criteria of a row with their columns; {} with a problem where unknown."""
        overall = self.collected.overall_criterion(source)
        if self.block.one(Role.CRITERION_NAME) is None:
            return {key or overall: columns for key, columns in self.criteria.items()}
        key = criterion_of(number, text, self.people, source)
        return {} if key is None else {key: self.columns}

    def _ballot(self, number: int, keys: Keys, criterion: str) -> int:
        """Return the place of the ballot that a mark belongs to."""
        source, rater, group, subject = keys
        by_row = self.block.one(Role.CRITERION_NAME) is None
        key = (keys, number) if by_row else keys
        place = self.opened.place(key, criterion)
        if place is None:
            place = len(self.ballots)
            at = self.people.place.index if self.people.place else 0
            line = number + self.block.first_line
            cell = self.block.place(number, at)
            self.ballots.append((source, rater, line, group, subject, *cell))
            self.opened.begin(key, criterion, place)
        return place

    def _mark(self, number: int, place: int, criterion: str, choice: Choice, first: Column) -> None:
        """Add one mark; without a tick it stands in the first column of its criterion."""
        cells = [self.cell(number, column) for column in choice.ticked]
        strange = not choice.code and any(c.role is Role.UNKNOWN for c in choice.ticked)
        if strange:
            pass  # its heading was noted
        elif choice.code:
            found = shown(self.block.grid.rows[number][choice.ticked[0].index])
            self.collected.problem(choice.code, cells[0], found)
        elif len(cells) > 1:
            words = tuple(column.key for column in choice.ticked)
            self.collected.problem("two_ticks", cells[0], words, cells=tuple(map(str, cells)))
        column = next(iter(choice.ticked), first).index
        self.found.append(
            (place, criterion, choice.value, number, column, strange or bool(choice.code))
        )

    def _withheld(self, number: int, count: int) -> None:
        """Let a tick under 弃权 behind several criteria hold for those without a tick."""
        if len(self.criteria) < 2:  # noqa: PLR2004
            return
        outside = [c for c in self.columns if c.role is Role.FATE and not c.criterion]
        row = self.block.grid.rows[number]
        cells = [(column, row[column.index]) for column in outside]
        choice = choice_of(cells, crosses_choose=self.crosses_choose)
        if choice.value and not choice.code:
            for place, mark in enumerate(self.found[-count:], len(self.found) - count):
                if not mark[2] and not mark[5]:
                    self.found[place] = (*mark[:2], choice.value, number, mark[4], False)

    def marks(self) -> Marks:
        """Return what was found, one entry per mark."""
        keys, values = Codes(), Codes()
        ballot, criteria, said, rows, columns, refused = (
            zip(*self.found, strict=True) if self.found else [()] * 6
        )
        key, value = keys.of(criteria), values.of(said)
        kinds: tuple[Value, ...] = tuple(values.value(code) for code in range(len(values)))
        return Marks(
            self.block.grid,
            ballots_of(self.ballots, self.collected),
            np.array(ballot, dtype=np.int32),
            [keys.value(code) for code in range(len(keys))],
            key,
            Coded(kinds, value),
            *self.block.all_places(np.array(rows, np.int32), np.array(columns, np.int32)),
            np.array(refused, dtype=bool),
        )


TICK = Layout("tick", sure, read, frozenset({Role.WORD, Role.RANGE, Role.UNKNOWN}))
