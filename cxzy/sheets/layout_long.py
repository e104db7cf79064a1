"""Long list: one mark per row, with rater, subject and criterion in columns of any order."""

from itertools import chain

from cxzy.core.vocabulary import Source
from cxzy.sheets.ballots import Ballot, Placed, record
from cxzy.sheets.blocks import Block
from cxzy.sheets.collected import Collected
from cxzy.sheets.columns import Column
from cxzy.sheets.headings import Role
from cxzy.sheets.layout import NOT_THIS, Finding, Layout
from cxzy.sheets.marks import mark_of
from cxzy.sheets.people import People
from cxzy.sheets.points import Points
from cxzy.sheets.problems import Cell
from cxzy.sheets.stated import check_headings, say_unknown, unread_columns
from cxzy.sheets.wording import shown


def sure(block: Block, collected: Collected) -> Finding:
    """Sure where one column holds the marks and another who or what they are for."""
    if not block.one(Role.MARK) or block.one(Role.WORD) or block.one(Role.ASPECT):
        return NOT_THIS
    if not People(block, collected, None).place:
        return NOT_THIS
    if block.one(Role.CRITERION_NAME):
        return Finding(0.95, "a column of criteria and a column of marks")
    return (
        Finding(0.85, "a column of raters and a column of marks")
        if block.one(Role.RATER)
        else NOT_THIS
    )


def read(block: Block, source: Source, collected: Collected) -> None:
    """Read one mark per row; the marks of one rater for one subject are a ballot."""
    people = People(block, collected, source)
    mark = block.having(Role.MARK)[0]
    check_headings(block, [mark], source, collected)
    unread_columns(block, source, collected)
    found = _Ballots()
    for number in block.body:
        _add(number, mark, people, found)
    values = chain.from_iterable((placed.value for placed in b.marks) for b in found.all)
    record(found.all, block.grid, Points(collected.scheme, values), collected)


class _Ballots:
    """Ballots as they come together; a criterion that comes again begins another one."""

    def __init__(self) -> None:
        self.all: list[Ballot] = []
        self._open: dict[object, list[Placed]] = {}

    def add(self, ballot: Ballot, placed: Placed) -> None:
        key = (ballot.source, ballot.rater, ballot.group, ballot.subject)
        marks = self._open.get(key)
        if marks is None or any(mark.criterion == placed.criterion for mark in marks):
            marks = self._open[key] = []
            self.all.append(ballot._replace(marks=marks))
        marks.append(placed)


def _add(number: int, mark: Column, people: People, found: _Ballots) -> None:
    grid = people.block.grid
    row, value = grid.spread[number], grid.rows[number][mark.index]
    rater = people.rater(row)
    if not any(people.named(row)) and mark_of(value).kind == "blank":
        return
    subject, source = people.subject(number, row), people.source_of(row)
    if subject is None or source is None:
        return
    criterion = _criterion(number, people, source)
    if criterion is None:
        return
    if source is Source.SELF and not rater:
        rater = subject
    at = people.cell(number, people.place)
    ballot = Ballot(source, rater, number, people.group(row), subject, (), at.row, at.column)
    found.add(ballot, Placed(criterion, value, number + 1, mark.index + 1))


def _criterion(number: int, people: People, source: Source) -> str | None:
    """Return the criterion of a row, None with a problem where the scheme has none such."""
    column = people.block.one(Role.CRITERION_NAME)
    collected = people.collected
    if column is None:
        return collected.overall_criterion(source)
    text = shown(people.block.grid.spread[number][column.index])
    heading = collected.vocabulary.heading(text)
    known = {criterion.key for criterion in collected.scheme.criteria_of(source)}
    if heading.role is Role.ASPECT and heading.key in known:
        return heading.key
    if not text and len(known) == 1:
        return collected.overall_criterion(source)
    cell = Cell(collected.file, people.block.grid.name, number + 1, column.index + 1)
    say_unknown(text, cell, source, collected)
    return None


LONG = Layout("long", sure, read)
