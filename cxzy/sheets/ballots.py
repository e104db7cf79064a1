"""Ballots of any layout turned into ratings, and what is to be said about them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from cxzy.core.vocabulary import Source
from cxzy.sheets.collected import Collected
from cxzy.sheets.grid import Grid, Value
from cxzy.sheets.names import name_key
from cxzy.sheets.points import Points, Reading
from cxzy.sheets.problems import Cell
from cxzy.sheets.wording import shown

LEAST_SUBJECTS = 4
SHOWN_NAMES = 10


class Placed(NamedTuple):
    """A mark as it stands: criterion, value, row and column from 1."""

    criterion: str
    value: Value
    row: int
    column: int


class Ballot(NamedTuple):
    """All marks of one rater for one subject; `rater` is "" where nobody is named.

    `row` and `column` is where the ballot begins; `line` is what tells nameless raters apart.
    """

    source: Source
    rater: str
    line: object
    group: str
    subject: str
    marks: Sequence[Placed]
    row: int
    column: int


def record(ballots: Sequence[Ballot], grid: Grid, points: Points, collected: Collected) -> None:
    """Add the ratings of the ballots of one table, and the problems found in them."""
    _Record(grid, points, collected).all(ballots)


class _Record:
    """The work on one table."""

    def __init__(self, grid: Grid, points: Points, collected: Collected) -> None:
        self.grid, self.points, self.collected = grid, points, collected
        self.faulty = {(fault.row, fault.column) for fault in grid.faults}
        self.full_marks: dict[tuple[Source, str], float] = {}
        self.blank: list[tuple[Ballot, int]] = []
        self.marked: defaultdict[int, dict[str, set[float]]] = defaultdict(dict)
        self.first: dict[int, Ballot] = {}
        self.marked_subjects: set[tuple[Source, str]] = set()

    def all(self, ballots: Sequence[Ballot]) -> None:
        self._say_scale(ballots)
        for ballot in ballots:
            self._one(ballot)
        self._say_same_marks()
        self._say_blank_ballots(ballots)

    def cell(self, row: int, column: int) -> Cell:
        return Cell(self.collected.file, self.grid.name, row, column)

    def _say_scale(self, ballots: Iterable[Ballot]) -> None:
        scale = self.points.scale
        if self.points.unclear and scale is not None:
            first = next(iter(ballots))
            self.collected.problem(
                "scale_unclear",
                self.cell(first.row, first.column),
                ", ".join(self.points.words),
                scale=scale.name or self.points.allowed,
            )

    def _one(self, ballot: Ballot) -> None:
        self.collected.list_subject(ballot.source, ballot.subject)
        own = self._is_own(ballot)
        readings = [self._reading(ballot.source, placed) for placed in ballot.marks]
        if own:
            self._say_own(ballot, readings)
            return
        named = (ballot.rater,) if ballot.rater else (self.grid.name, ballot.line)
        rater = self.collected.rater(ballot.source, ballot.group, *named)
        self.first.setdefault(rater, ballot)
        if all(reading.blank for reading in readings):
            self.blank.append((ballot, rater))
        elif not self._is_second(ballot, rater):
            self._add(ballot, rater, readings)

    def _reading(self, source: Source, placed: Placed) -> Reading:
        key = (source, placed.criterion)
        full_marks = self.full_marks.get(key)
        if full_marks is None:
            full_marks = self.full_marks[key] = self.collected.full_marks(*key)
        return self.points.read(placed.value, full_marks)

    def _is_own(self, ballot: Ballot) -> bool:
        if ballot.source is not Source.PEER or not ballot.rater:
            return False
        rule = self.collected.scheme.sources.get(Source.PEER)
        if rule is not None and rule.own_marks == "count":
            return False
        names = self.collected.names
        if names.known:
            return names.find(ballot.rater).subject == ballot.subject
        return name_key(ballot.rater) == name_key(ballot.subject)

    def _say_own(self, ballot: Ballot, readings: Sequence[Reading]) -> None:
        standing = [p for p, r in zip(ballot.marks, readings, strict=True) if not r.blank]
        if standing:
            first = standing[0]
            self.collected.problem(
                "own_mark", self.cell(first.row, first.column), shown(first.value)
            )

    def _is_second(self, ballot: Ballot, rater: int) -> bool:
        criteria = tuple(placed.criterion for placed in ballot.marks)
        here = self.cell(ballot.row, ballot.column)
        seen = self.collected.first_seen
        keys = [(rater, ballot.subject, criterion) for criterion in criteria]
        before = next((seen[key] for key in keys if key in seen), None)
        if before is None:
            seen.update(dict.fromkeys(keys, here))
            return False
        code = "name_twice" if ballot.source is Source.SELF else "duplicate_ballot"
        name = self.collected.names.name_of(ballot.subject)
        found = f"{ballot.rater} → {name}" if ballot.rater and code == "duplicate_ballot" else name
        self.collected.problem(code, here, found, first=str(before))
        return True

    def _add(self, ballot: Ballot, rater: int, readings: Sequence[Reading]) -> None:
        source, subject, group, sheet = ballot.source, ballot.subject, ballot.group, self.grid.name
        self.marked_subjects.add((source, subject))
        values = self.marked[rater].setdefault(subject, set())
        add = self.collected.ratings.append
        for (criterion, value, row, column), reading in zip(ballot.marks, readings, strict=True):
            if reading.code:
                self._refuse(value, row, column, source, criterion, reading.code)
                continue
            if reading.blank:
                if (row, column) in self.faulty:
                    continue
                self.collected.problem("blank_mark", self.cell(row, column), shown(value))
            else:
                values.add(reading.points)
            add((source, rater, group, subject, criterion, reading.points, reading.word, 1, sheet,
                 row, column))  # fmt: skip

    def _refuse(
        self, value: Value, row: int, column: int, source: Source, criterion: str, code: str
    ) -> None:
        self.collected.problem(
            code,
            self.cell(row, column),
            shown(value),
            full_marks=f"{self.full_marks[source, criterion]:g}",
            words=self.points.allowed,
            near=self.points.near(value) if code == "unknown_word" else "",
        )

    def _say_same_marks(self) -> None:
        for rater, subjects in self.marked.items():
            values = set().union(*subjects.values())
            if len(subjects) >= LEAST_SUBJECTS and len(values) == 1 and min(values) >= 0:
                ballot = self.first[rater]
                self.collected.problem(
                    "same_mark_for_all",
                    self.cell(ballot.row, ballot.column),
                    ballot.rater or f"{next(iter(values)):g}",
                )

    def _say_blank_ballots(self, ballots: Sequence[Ballot]) -> None:
        by_rater: defaultdict[int, list[Ballot]] = defaultdict(list)
        for ballot, rater in self.blank:
            by_rater[rater].append(ballot)
        for rater, left_out in by_rater.items():
            first = left_out[0]
            if rater not in self.marked:
                if first.rater and len(left_out) > 1:
                    self._say(first, "rater_without_marks", first.rater)
            elif first.rater:
                self._say_missing(left_out)
        self._say_subjects(ballots)

    def _say(self, ballot: Ballot, code: str, found: str, **detail: str) -> None:
        self.collected.problem(code, self.cell(ballot.row, ballot.column), found, **detail)

    def _say_missing(self, left_out: Sequence[Ballot]) -> None:
        names = [self.collected.names.name_of(ballot.subject) for ballot in left_out]
        shortened = ", ".join(names[:SHOWN_NAMES]) + (" …" if len(names) > SHOWN_NAMES else "")
        self._say(left_out[0], "ballots_missing", left_out[0].rater,
                  count=str(len(names)), missing=shortened)  # fmt: skip

    def _say_subjects(self, ballots: Sequence[Ballot]) -> None:
        said: set[str] = set()
        for ballot in ballots:
            if (ballot.source, ballot.subject) in self.marked_subjects or ballot.subject in said:
                continue
            said.add(ballot.subject)
            name = self.collected.names.name_of(ballot.subject)
            self._say(ballot, "subject_without_marks", name)
