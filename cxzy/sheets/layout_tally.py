"""Tally: one row per subject, a column per word with its votes, and what became of the rest.

What forms leave unsaid of votes without points: docs/decisions/0013-votes-without-points.md.
"""

import math
from collections.abc import Sequence

from cxzy.core.vocabulary import OVERALL, BallotFate, Source
from cxzy.sheets.block import Block
from cxzy.sheets.collected import Collected
from cxzy.sheets.columns import Column
from cxzy.sheets.grid import Value
from cxzy.sheets.heading_numbers import are_letters, is_grade_word
from cxzy.sheets.headings import COUNTS, SHARES, VOTES, Role
from cxzy.sheets.layout import NOT_THIS, Finding, Layout
from cxzy.sheets.marks import count_of, mark_of
from cxzy.sheets.people import People
from cxzy.sheets.points import Points
from cxzy.sheets.problems import Cell
from cxzy.sheets.stated import check_words, once, say_not_read, say_unknown
from cxzy.sheets.ticks import in_range
from cxzy.sheets.votes import Votes, part_of_votes, unstated
from cxzy.sheets.wording import plain, shown
from cxzy.sheets.words_down import says_result

OUT_OF_TEN, LOWEST_BEST = 10, 50
"""Numbers up to the first may be marks out of ten; the best mark out of a hundred in a table is
not below the second."""
_LINES = {"发出": Role.ISSUED, "收回": Role.RETURNED, "有效": Role.VALID}


def sure(block: Block, collected: Collected) -> Finding:
    """Sure where words of a scale head columns of whole numbers."""
    words = block.having(Role.WORD)
    words = words if len(words) > 1 else _strange_words(block)
    if len(words) < 2 or not People(block, collected, None).place:  # noqa: PLR2004
        return NOT_THIS
    cells = [block.grid.rows[number][column.index] for number in block.body for column in words]
    standing = [cell for cell in cells if mark_of(cell).kind != "blank"]
    if any(column.ranges for column in words) and _are_marks(block, words):
        return NOT_THIS
    shares = sum(mark_of(cell).kind == "percent" for cell in standing)
    counts = sum(count_of(cell) is not None for cell in standing)
    if (shares + counts) * 2 < len(standing) or (shares and not counts):
        return NOT_THIS
    return Finding(0.95, f"{len(words)} words as headings above numbers of votes")


def _strange_words(block: Block) -> tuple[Column, ...]:
    """Return the columns headed by words that forms use, but not the scheme: 满意, 不满意."""
    unknown = block.having(Role.UNKNOWN)
    usual = [c for c in unknown if is_grade_word(c.text)]
    return (*block.having(Role.WORD), *usual) or _lettered(block, unknown)


def _lettered(block: Block, unknown: Sequence[Column]) -> tuple[Column, ...]:
    """Return the columns A, B, C … where below them stand votes, not what raters A, B, C gave.

    Votes on each row add up to the same number, or none of them is as high as marks are: see
    docs/decisions/0126-what-is-no-person.md.
    """
    letters = tuple(column for column in unknown if len(plain(column.text)) == 1)
    if not are_letters([column.text for column in letters]):
        return ()
    rows = [[count_of(block.grid.rows[n][c.index]) for c in letters] for n in block.body]
    votes = [[count for count in row if count is not None] for row in rows]
    if not votes or any(len(row) < len(letters) for row in votes):
        return ()
    alike = len(votes) > 1 and len({sum(row) for row in votes}) == 1
    few = OUT_OF_TEN < max(map(max, votes)) < LOWEST_BEST
    return letters if alike or few else ()


def _are_marks(block: Block, words: Sequence[Column]) -> bool:
    """Whether numbers below ranges of marks, 优秀(90-100), are marks: all of them in range."""
    cells = [(column, value) for column in words for value in block.values(column)]
    return all(in_range(c, value) for c, value in cells if mark_of(value).kind != "blank")


def read(block: Block, source: Source | None, collected: Collected) -> None:
    """Read the votes of each row; rows of percentages are passed over."""
    read_votes(Tally(block, source, collected))


def read_votes(tally: "Tally") -> None:
    """Read the votes of each row of a table."""
    block = tally.block
    people = tally.people
    columns = zip(block.body, people.named(), people.groups(), people.sources(), strict=True)
    for number, named, group, row_source in columns:
        row = block.grid.spread[number]
        if tally.of_shares or not any(isinstance(v, str) and plain(v) in SHARES for v in row):
            tally.row(number, named, group, row_source)
    tally.say_unknown_words()
    check_words(tally.words, tally.points.scale, block, tally.collected)
    tally.finish()


class Tally:
    """The work on one table of votes; one of shares is read by other rules."""

    of_shares = False

    def __init__(self, block: Block, source: Source | None, collected: Collected) -> None:
        self.block, self.collected = block, collected
        self.people = People(block, collected, source)
        self.words = once(block.having(Role.WORD), block, collected)
        self.counts = block.having(*COUNTS)
        self.points = Points(collected.scheme, [column.key for column in self.words])
        self.lines = {_LINES[k]: n for k, n in block.context.votes.items() if k in _LINES}
        self.faulty = {(fault.row, fault.column) for fault in block.grid.faults}
        self.found: list[tuple[Source, str, str, str, float, str, int, int, int]] = []
        self.without: dict[tuple[Source, str], Cell] = {}
        self.with_votes: set[tuple[Source, str]] = set()

    def cell(self, number: int, column: Column) -> Cell:
        return self.block.cell(self.collected.file, number, column.index)

    def row(self, number: int, named: tuple[str, str], group: str, source: Source | None) -> None:
        """Read the votes of one row."""
        columns = [*self.words, *self.counts]
        cells = [self.block.grid.rows[number][column.index] for column in columns]
        blank = all(mark_of(cell).kind == "blank" for cell in cells)
        if blank and not any(named):
            return
        subject = self.people.subject(number, named)
        if subject is None or source is None:
            return
        self.collected.list_subjects(source, [subject])
        if blank:
            place = self.people.place
            self.without.setdefault((source, subject), self.people.cell(number, place))
            return
        self.with_votes.add((source, subject))
        for criterion, words in self._by_criterion(number, source):
            self._votes(number, (source, group, subject, criterion), words)

    def _by_criterion(self, number: int, source: Source) -> list[tuple[str, Sequence[Column]]]:
        row = self.block.grid.spread[number]
        named = self.block.one(Role.CRITERION_NAME)
        if named is not None and plain(shown(row[named.index])) not in {*VOTES, "总票数"}:
            heading = self.collected.vocabulary.heading(shown(row[named.index]))
            if heading.role is Role.ASPECT:
                return [(heading.key, self.words)]
            say_unknown(heading.text, self.cell(number, named), source, self.collected)
            return []
        overall = self.collected.overall_criterion(source)
        keys = dict.fromkeys(column.criterion for column in self.words)
        return [(key or overall, [c for c in self.words if c.criterion == key]) for key in keys]

    def _votes(
        self, number: int, keys: tuple[Source, str, str, str], words: Sequence[Column]
    ) -> None:
        place = self.people.cell(number, self.people.place)
        first = self.collected.first_seen.setdefault(keys, place)
        if first != place:
            name = self.collected.names.name_of(keys[2])
            self.collected.problem("name_twice", place, name, first=str(first))
            return
        votes = self.counted(number, words, keys[3])
        if votes is None:
            return
        self._check(number, votes, words)
        self._add(number, votes, keys)

    def counted(self, number: int, words: Sequence[Column], criterion: str) -> Votes | None:
        """Return the votes of one row for one criterion, None where they are not certain."""
        votes = Votes(stated=dict(self.lines))
        row = self.block.grid.rows[number]
        for column in words:
            votes.words[column] = self._count(number, row[column.index], column)
        for column in self.counts:
            if column.criterion not in {"", OVERALL, criterion}:
                continue
            count = self._count(number, row[column.index], column)
            if column.role is Role.FATE:
                votes.fates[column] = count
            elif mark_of(row[column.index]).kind != "blank":
                votes.stated[column.role] = count
        return votes

    def _count(self, number: int, value: Value, column: Column) -> int:
        count = count_of(value)
        if count is None:
            self.collected.problem("not_a_count", self.cell(number, column), shown(value))
        return count or 0

    def _check(self, number: int, votes: Votes, words: Sequence[Column]) -> None:
        issued, returned, valid = (
            votes.stated.get(role) for role in (Role.ISSUED, Role.RETURNED, Role.VALID)
        )
        at = self.cell(number, words[0])
        if issued is not None and returned is not None and returned > issued:
            where = next((c for c in self.counts if c.role is Role.RETURNED), words[0])
            self.collected.problem(
                "returned_over_issued", self.cell(number, where), str(returned), issued=str(issued)
            )
        sums = {votes.cast, votes.cast + votes.withheld}
        void = votes.fate(BallotFate.VOID) or 0
        if valid is not None and valid not in sums:
            if not votes.short:
                self.collected.problem("votes_do_not_add", at, str(votes.cast), total=str(valid))
        elif valid is None and returned is not None and max(sums) + void > returned:
            found = str(max(sums) + void)
            self.collected.problem("votes_do_not_add", at, found, total=str(returned))
        if valid is not None and returned is not None and valid > returned:
            where = next((c for c in self.counts if c.role is Role.VALID), words[0])
            cell = self.cell(number, where)
            self.collected.problem("votes_do_not_add", cell, str(valid), total=str(returned))
        self._check_total(number, votes, sums | {each + void for each in sums})

    def _check_total(self, number: int, votes: Votes, sums: set[int]) -> None:
        for column in self.totals():
            count = count_of(self.block.grid.rows[number][column.index])
            if count and count not in sums | set(votes.stated.values()):
                cell = self.cell(number, column)
                self.collected.problem("total_differs", cell, str(count), total=str(votes.cast))

    def totals(self) -> tuple[Column, ...]:
        """Return the columns that hold totals of votes; 总分 and 得分 are no votes."""
        return tuple(c for c in self.block.having(Role.TOTAL) if "分" not in c.text)

    def _add(self, number: int, votes: Votes, keys: tuple[Source, str, str, str]) -> None:
        read = self.points.read
        found = [(column.key, count, column.index) for column, count in votes.words.items()]
        rest = [(column.key, count, column.index) for column, count in votes.fates.items()]
        rest += [(f.value, n, self.words[0].index) for f, n in unstated(votes).items()]
        for points, (word, count, column) in [
            *((read(vote[0], 100.0).points, vote) for vote in found),
            *((math.nan, vote) for vote in rest),
        ]:
            if count > 0:
                place = self.block.place(number, column)
                self.found.append((*keys, points, word, count, *place))

    def say_unknown_words(self) -> None:
        """Note columns of votes whose heading is no word of the scale."""
        for column in self.block.having(Role.UNKNOWN):
            if says_result(column.text):
                say_not_read(self.block, column, self.people.source, self.collected)
                continue
            cells = [self.block.grid.rows[number][column.index] for number in self.block.body]
            if any(mark_of(cell).kind in {"number", "percent"} for cell in cells):
                self.collected.problem(
                    "unknown_word",
                    self.cell(column.row - 1, column),
                    column.text,
                    words=self.points.allowed,
                    near=self.points.near(column.text),
                )

    def finish(self) -> None:
        """Add the ratings, and note the subjects without a single vote."""
        if self.found:
            self.collected.add(part_of_votes(self.found, self.block.grid.name, self.collected))
        self._say_unmarked()

    def _say_unmarked(self) -> None:
        for key, cell in self.without.items():
            if key not in self.with_votes:
                name = self.collected.names.name_of(key[1])
                self.collected.problem("subject_without_marks", cell, name)


TALLY = Layout("tally", sure, read, frozenset({Role.WORD, Role.UNKNOWN}))
