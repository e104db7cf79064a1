"""Shares: a tally with percentages in place of votes, which the number of votes makes counts.

How they become counts: docs/decisions/0066-percentages-become-counts.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from cxzy.core.vocabulary import BallotFate, Source
from cxzy.sheets.block import Block
from cxzy.sheets.collected import Collected
from cxzy.sheets.columns import Column
from cxzy.sheets.grid import Value
from cxzy.sheets.headings import COUNTS, Role
from cxzy.sheets.layout import NOT_THIS, Finding, Layout
from cxzy.sheets.layout_tally import Tally, read_votes
from cxzy.sheets.marks import count_of, mark_of
from cxzy.sheets.people import People
from cxzy.sheets.votes import Votes
from cxzy.sheets.wording import plain, shown

WHOLE, LEAST = 100.0, 1e-6
_SPEAKING = ("得票率", "百分比", "百分率", "%")
_OF_VOTES = ("票", "人数")


@dataclass(frozen=True)
class Share:
    """A percentage, and by how much rounding may have moved it."""

    percent: float
    within: float


def sure(block: Block, collected: Collected) -> Finding:
    """Sure where words of a scale head columns of percentages, and no votes stand beside."""
    columns = _columns(block)
    if len(columns) < 2 or not People(block, collected, None).place:  # noqa: PLR2004
        return NOT_THIS
    cells = [block.grid.rows[number][column.index] for number in block.body for column in columns]
    kinds = [mark_of(cell).kind for cell in cells]
    percents, numbers = kinds.count("percent"), kinds.count("number")
    own = columns[0].role is Role.SHARE
    if not own and not percents and not _are_shares(block, columns):
        return NOT_THIS
    if percents + numbers == 0 or (percents and numbers and not own):
        return NOT_THIS
    return Finding(0.98, f"{len(columns)} words as headings above percentages")


def _columns(block: Block) -> tuple[Column, ...]:
    """Return the columns of shares: those that say so, unless votes stand beside them."""
    words = block.having(Role.WORD)
    return words or block.having(Role.SHARE)


def _are_shares(block: Block, columns: Sequence[Column]) -> bool:
    """Whether plain numbers are percentages: every row adds to 100, and votes they are not."""
    texts = [*block.context.titles, *(column.over for column in columns)]
    said = any(word in plain(text) for text in texts for word in _SPEAKING)
    rows = [[mark_of(block.grid.rows[n][c.index]) for c in columns] for n in block.body]
    marks = [mark.number for row in rows for mark in row if mark.kind == "number"]
    sums = [sum(mark.number for mark in row) for row in rows if any(m.number for m in row)]
    fractions = any(not number.is_integer() for number in marks)
    return bool(sums) and (said or fractions) and all(abs(each - WHOLE) < 1 for each in sums)


def read(block: Block, source: Source | None, collected: Collected) -> None:
    """Read the votes that the percentages of each row stand for."""
    read_votes(_Shares(_as_votes(block), source, collected))


def _as_votes(block: Block) -> Block:
    """Return the table with its columns of shares as columns of words and votes not cast."""
    fates = {fate.value for fate in BallotFate}
    shares = block.having(Role.SHARE) if not block.one(Role.WORD) else ()
    columns = tuple(
        replace(column, role=Role.FATE if column.key in fates else Role.WORD)
        if column in shares
        else column
        for column in block.columns
    )
    return replace(block, columns=columns)


class _Shares(Tally):
    """The work on one table of percentages."""

    of_shares = True

    def __init__(self, block: Block, source: Source | None, collected: Collected) -> None:
        super().__init__(block, source, collected)
        self.asked = False
        self.fraction = self._are_fractions()

    def _are_fractions(self) -> bool:
        """Whether the numbers are shares of 1."""
        cells = [self.block.grid.rows[n][c.index] for n in self.block.body for c in self.words]
        marks = [mark_of(cell) for cell in cells]
        numbers = [mark.number for mark in marks if mark.kind == "number"]
        return (
            bool(numbers)
            and max(numbers) <= 1
            and len(numbers) == sum(mark.kind in {"number", "percent"} for mark in marks)
        )

    def counted(self, number: int, words: Sequence[Column], criterion: str) -> Votes | None:
        """Return the votes of one row, None with a problem where they are not certain."""
        row = self.block.grid.rows[number]
        fates = [c for c in self.counts if c.role is Role.FATE and c.criterion in {"", criterion}]
        shared = [*words, *(c for c in fates if mark_of(row[c.index]).kind == "percent")]
        shares = {column: self._share(number, column, row[column.index]) for column in shared}
        votes = self._stated(number, criterion)
        base = self._base(number, votes, shares)
        known = {column: share for column, share in shares.items() if share is not None}
        if len(known) < len(shares) or base is None or self._is_over(number, known):
            return None
        counts = {column: self._votes_of(number, column, known[column], base) for column in known}
        if None in counts.values():
            return None
        whole = {column: count or 0 for column, count in counts.items()}
        votes.short = self._is_short(number, known)
        votes.words = {column: whole[column] for column in words}
        votes.fates = {c: whole.get(c, count_of(row[c.index]) or 0) for c in fates}
        return votes

    def _share(self, number: int, column: Column, value: Value) -> Share | None:
        """Return a percentage, None with a problem where the cell holds none."""
        mark = mark_of(value)
        if mark.kind == "blank":
            return Share(0.0, 0.0)
        if mark.kind not in {"number", "percent"} or mark.number < 0:
            self.collected.problem("not_a_share", self.cell(number, column), shown(value))
            return None
        times = WHOLE if self.fraction and mark.kind == "number" else 1.0
        return Share(mark.number * times, 0.5 * times * 10.0 ** -_places(value) + LEAST)

    def _stated(self, number: int, criterion: str) -> Votes:
        """Return the numbers of votes that columns or lines state."""
        row, votes = self.block.grid.rows[number], Votes(stated=dict(self.lines))
        for column in self.block.having(*COUNTS - {Role.FATE}):
            count = count_of(row[column.index])
            if count and column.criterion in {"", criterion}:
                votes.stated[column.role] = count
        for column in self.totals():
            if count := count_of(row[column.index]):
                votes.stated.setdefault(Role.VALID, count)
        return votes

    def _base(self, number: int, votes: Votes, shares: Mapping[Column, Share | None]) -> int | None:
        """Return of how many votes these are the shares, None with a problem where unsaid."""
        void = [s for c, s in shares.items() if c.key == BallotFate.VOID and s and s.percent]
        returned, valid = votes.stated.get(Role.RETURNED), votes.stated.get(Role.VALID)
        base = returned if void or valid is None else valid
        if base is None and not self.asked:
            self.asked = True
            self.collected.problem("votes_unknown", self.cell(number, self.words[0]), "%")
        return base

    def totals(self) -> tuple[Column, ...]:
        """Return the columns that hold totals of votes; others add the percentages up."""
        totals = self.block.having(Role.TOTAL)
        return tuple(c for c in totals if any(word in plain(c.text) for word in _OF_VOTES))

    def _is_over(self, number: int, shares: Mapping[Column, Share]) -> bool:
        """Whether shares exceed the whole, which is a problem."""
        over = _missing(shares) < 0
        if over:
            self._say_sum("shares_over", number, shares)
        return over

    def _is_short(self, number: int, shares: Mapping[Column, Share]) -> bool:
        """Whether shares are less than the whole, which is only said, and only once."""
        short = _missing(shares) > 0
        if short:
            self._say_sum("shares_do_not_add", number, shares)
        return short

    def _say_sum(self, code: str, number: int, shares: Mapping[Column, Share]) -> None:
        total = sum(share.percent for share in shares.values())
        self.collected.problem(code, self.cell(number, self.words[0]), f"{total:.6g}%")

    def _votes_of(self, number: int, column: Column, share: Share, base: int) -> int | None:
        """Return the votes that a share stands for, None with a problem if they are not whole."""
        exact = share.percent * base / WHOLE
        if abs(exact - round(exact)) <= share.within * base / WHOLE + LEAST:
            return round(exact)
        found = shown(self.block.grid.rows[number][column.index])
        cell = self.cell(number, column)
        self.collected.problem("share_not_whole", cell, found, votes=str(base))
        return None


def _missing(shares: Mapping[Column, Share]) -> float:
    """Return by how much shares miss the whole, 0 within what rounding may have moved."""
    missing = WHOLE - sum(share.percent for share in shares.values())
    return missing if abs(missing) > sum(share.within for share in shares.values()) else 0.0


def _places(value: Value) -> int:
    """Return how many decimals a number is written with."""
    text = plain(shown(value)).rstrip("%分").replace(",", ".")
    return len(text.partition(".")[2])


SHARES = Layout("shares", sure, read, frozenset({Role.WORD, Role.SHARE}))
