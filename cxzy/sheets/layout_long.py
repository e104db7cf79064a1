"""Long list: one mark per row, with rater, subject and criterion in columns of any order."""

import numpy as np

from cxzy.core.vocabulary import Source
from cxzy.sheets.ballots import Entry, Marks, ballots_of, record
from cxzy.sheets.block import Block
from cxzy.sheets.collected import Collected
from cxzy.sheets.columns import Column
from cxzy.sheets.criterion_rows import check_criterion_rows
from cxzy.sheets.headings import Role
from cxzy.sheets.layout import NOT_THIS, Finding, Layout
from cxzy.sheets.marks import mark_of
from cxzy.sheets.people import People
from cxzy.sheets.problems import Cell
from cxzy.sheets.stated import check_headings, say_unknown, unread_columns


def sure(block: Block, collected: Collected) -> Finding:
    """Sure where one column holds the marks and another who or what they are for."""
    if not block.one(Role.MARK) or block.one(Role.WORD) or block.one(Role.ASPECT):
        return NOT_THIS
    if not People(block, collected, None).known:
        return NOT_THIS
    if block.one(Role.CRITERION_NAME):
        return Finding(0.95, "a column of criteria and a column of marks")
    return (
        Finding(0.85, "a column of raters and a column of marks")
        if block.one(Role.RATER)
        else NOT_THIS
    )


def read(block: Block, source: Source | None, collected: Collected) -> None:
    """Read one mark per row; the marks of one rater for one subject are a ballot."""
    people = People(block, collected, source)
    mark = block.having(Role.MARK)[0]
    check_headings(block, [mark], source, collected)
    check_criterion_rows(block, source, collected)
    unread_columns(block, source, collected)
    record(_marks(people, mark), collected)


class OpenBallots:
    """Which ballot a mark belongs to: a criterion that comes again begins another one."""

    def __init__(self) -> None:
        self._ballots: dict[object, tuple[int, set[str]]] = {}

    def place(self, key: object, criterion: str) -> int | None:
        """Return the ballot's place, None where a new one begins."""
        place, criteria = self._ballots.get(key, (-1, {criterion}))
        if criterion in criteria:
            return None
        criteria.add(criterion)
        return place

    def begin(self, key: object, criterion: str, place: int) -> None:
        """Keep the place of a new ballot."""
        self._ballots[key] = (place, {criterion})


def _marks(people: People, mark: Column) -> Marks:
    block, opened = people.block, OpenBallots()
    ballots: list[Entry] = []
    of, criteria, lines = [], [], []
    at = (people.place.index if people.place else 0) + 1
    columns = zip(
        block.body, people.named(), people.raters(), people.groups(), people.sources(),
        people.shown(block.one(Role.CRITERION_NAME)), strict=True,
    )  # fmt: skip
    for number, named, said, group, source, text in columns:
        value = block.grid.rows[number][mark.index]
        if named == ("", "") and mark_of(value).kind == "blank":
            continue
        subject = people.subject(number, named)
        criterion = criterion_of(number, text, people, source)
        if subject is None or source is None or criterion is None:
            continue
        rater = said or (subject if source is Source.SELF else "")
        key = (source, rater, group, subject)
        place = opened.place(key, criterion)
        if place is None:
            place = len(ballots)
            ballots.append(
                (source, rater, number + block.first_line, group, subject, number + 1, at)
            )
            opened.begin(key, criterion, place)
        of.append(place)
        criteria.append(criterion)
        lines.append(number)
    places = {criterion: place for place, criterion in enumerate(dict.fromkeys(criteria))}
    rows = np.array(lines, dtype=np.int32)
    return Marks(
        block.grid,
        ballots_of(ballots, people.collected),
        np.array(of, dtype=np.int32),
        list(places),
        np.array([places[criterion] for criterion in criteria], dtype=np.int32),
        block.grid.column(block.grid.codes[rows, mark.index]),
        rows + np.int32(1),
        np.full(len(rows), mark.index + 1, dtype=np.int32),
    )


def criterion_of(number: int, text: str, people: People, source: Source | None) -> str | None:
    """Return the criterion of a row, None with a problem where the scheme has none such."""
    column, collected = people.block.one(Role.CRITERION_NAME), people.collected
    if column is None:
        return collected.overall_criterion(source)
    heading = collected.vocabulary.heading(text)
    known = {criterion.key for criterion in collected.criteria_of(source)}
    if heading.role is Role.ASPECT and heading.key in known:
        return heading.key
    if not text and len(known) == 1:
        return collected.overall_criterion(source)
    cell = Cell(collected.file, people.block.grid.name, number + 1, column.index + 1)
    say_unknown(text, cell, source, collected)
    return None


LONG = Layout("long", sure, read, frozenset({Role.MARK}))
