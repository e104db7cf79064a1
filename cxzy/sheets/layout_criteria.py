"""Criteria sheet: one row per subject (and rater), one column per criterion."""

import math
from collections.abc import Sequence
from itertools import chain

from cxzy.core.vocabulary import Source
from cxzy.sheets.ballots import Ballot, Placed, record
from cxzy.sheets.blocks import Block
from cxzy.sheets.collected import Collected
from cxzy.sheets.columns import Column
from cxzy.sheets.grid import Row
from cxzy.sheets.headings import Role
from cxzy.sheets.layout import NOT_THIS, Finding, Layout
from cxzy.sheets.marks import mark_of
from cxzy.sheets.people import People
from cxzy.sheets.points import Points
from cxzy.sheets.problems import Cell
from cxzy.sheets.stated import check_headings, share_of, unread_columns

NEAR_ENOUGH = 0.051


def sure(block: Block, collected: Collected) -> Finding:
    """Sure where columns are headed by criteria and rows by subjects."""
    if block.one(Role.CRITERION_NAME) or block.one(Role.WORD):
        return NOT_THIS
    if not People(block, collected, None).place:
        return NOT_THIS
    count = len(block.having(Role.ASPECT))
    if count:
        return Finding(0.9, f"{count} criteria as headings")
    if block.one(Role.MARK) and not block.one(Role.RATER):
        return Finding(0.8, "one mark per subject")
    return NOT_THIS


def read(block: Block, source: Source, collected: Collected) -> None:
    """Read one ballot per row."""
    people = People(block, collected, source)
    aspects = block.having(Role.ASPECT) or block.having(Role.MARK)[:1]
    check_headings(block, aspects, source, collected)
    unread_columns(block, source, collected)
    ballots: list[Ballot] = []
    for number in block.body:
        ballot = _ballot(number, block.grid.spread[number], aspects, people)
        if ballot is not None:
            ballots.append(ballot)
    values = chain.from_iterable((mark.value for mark in b.marks) for b in ballots)
    record(ballots, block.grid, Points(collected.scheme, values), collected)
    for total in block.having(Role.TOTAL, *([Role.MARK] if block.one(Role.ASPECT) else [])):
        _check_totals(block, total, aspects, source, collected)


def _ballot(
    number: int, shown_row: Row, aspects: Sequence[Column], people: People
) -> Ballot | None:
    row = people.block.grid.rows[number]
    values = [row[column.index] for column in aspects]
    rater = people.rater(shown_row)
    if not any(people.named(shown_row)) and all(mark_of(v).kind == "blank" for v in values):
        return None
    subject = people.subject(number, shown_row)
    source = people.source_of(shown_row)
    if subject is None or source is None:
        return None
    overall = people.collected.overall_criterion(source)
    marks = [
        Placed(column.key or overall, value, number + 1, column.index + 1)
        for column, value in zip(aspects, values, strict=True)
    ]
    at = people.cell(number, people.place)
    if source is Source.SELF and not rater:
        rater = subject
    return Ballot(source, rater, number, people.group(shown_row), subject, marks, at.row, at.column)


def _check_totals(
    block: Block, total: Column, aspects: Sequence[Column], source: Source, collected: Collected
) -> None:
    """Warn where a total is neither the sum, the mean nor the weighted sum of its row."""
    shares = [share_of(column.key, source, collected) for column in aspects]
    full = [collected.full_marks(source, column.key) for column in aspects]
    for number in block.body:
        row = block.grid.rows[number]
        said = mark_of(row[total.index])
        parts = [mark_of(row[column.index]) for column in aspects]
        if said.kind != "number" or any(part.kind != "number" for part in parts):
            continue
        marks = [part.number for part in parts]
        hundredths = [100 * mark / most for mark, most in zip(marks, full, strict=True)]
        sums = (
            math.fsum(marks),
            math.fsum(marks) / len(marks),
            math.fsum(share * mark for share, mark in zip(shares, hundredths, strict=True)),
        )
        if all(abs(said.number - each) > NEAR_ENOUGH for each in sums):
            cell = Cell(collected.file, block.grid.name, number + 1, total.index + 1)
            collected.problem("total_differs", cell, f"{said.number:g}", total=f"{sums[0]:g}")


CRITERIA = Layout("criteria", sure, read)
