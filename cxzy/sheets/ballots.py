"""The ballots of one table as columns, turned into ratings all at once.

A loop over marks costs more than reading the file; what is right is handled as arrays, and
only what is to be said to a person is looked at one by one. What blanks mean:
docs/decisions/0011-blank-marks.md.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from cxzy.core.vocabulary import Source
from cxzy.sheets.ballot_notes import say_blank_ballots, say_same_marks, say_small_marks
from cxzy.sheets.collected import Collected, Part
from cxzy.sheets.grid import Grid, Value
from cxzy.sheets.names import name_key
from cxzy.sheets.points import Points, Readings
from cxzy.sheets.problems import Cell
from cxzy.sheets.wording import shown

Integers = npt.NDArray[np.int32]


@dataclass
class Ballots:
    """One entry per ballot, all marks of one rater for one subject.

    `rater` is "" where nobody is named; `line` then tells raters apart. `row` and `column`
    (from 1) are the cell to point to.
    """

    source: list[Source] = field(default_factory=list)
    rater: list[str] = field(default_factory=list)
    line: list[object] = field(default_factory=list)
    group: list[str] = field(default_factory=list)
    subject: list[str] = field(default_factory=list)
    row: list[int] = field(default_factory=list)
    column: list[int] = field(default_factory=list)

    def add(  # noqa: PLR0913, PLR0917 - the columns
        self,
        source: Source,
        rater: str,
        line: object,
        group: str,
        subject: str,
        row: int,
        column: int,
    ) -> int:
        """Add a ballot and return its place."""
        self.source.append(source)
        self.rater.append(rater)
        self.line.append(line)
        self.group.append(group)
        self.subject.append(subject)
        self.row.append(row)
        self.column.append(column)
        return len(self.row) - 1


@dataclass(frozen=True)
class Marks:
    """One entry per mark: its ballot's place, its criterion's in `keys`, its value and cell."""

    grid: Grid
    ballots: Ballots
    ballot: Integers
    keys: Sequence[str]
    key: Integers
    value: Sequence[Value]
    row: Integers
    column: Integers


@dataclass(frozen=True)
class Recorded:
    """What became of the marks of one table: the points of each, NaN without."""

    points: npt.NDArray[np.float64]
    rater: Integers


def record(marks: Marks, collected: Collected) -> Recorded:
    """Add the ratings of the marks of one table, and the problems found in them."""
    points = Points(collected.scheme, marks.value)
    readings = _readings(marks, points, collected)
    raters = _raters(marks, collected)
    own = _own(marks.ballots, collected)
    size = len(marks.ballots.row)
    filled = np.bincount(marks.ballot[~readings.blank], minlength=size) > 0
    counted = filled & ~own
    _list_subjects(marks.ballots, collected)
    _say_scale(marks, points, collected)
    _say_own(marks, readings, own, collected)
    here = counted[marks.ballot] if size else np.zeros(0, dtype=bool)
    _say_refused(marks, readings, here, points, collected)
    _say_blank(marks, readings, here, collected)
    rated = here & (readings.code == 0)
    collected.add(_part(marks, readings, raters, rated, collected))
    cell = _cells(marks.grid, collected)
    say_small_marks(marks, readings, rated, cell, collected)
    say_same_marks(marks.ballots, marks.ballot, readings, raters, rated, cell, collected)
    say_blank_ballots(marks.ballots, raters, filled, own, cell, collected)
    return Recorded(readings.points, raters)


def _cells(grid: Grid, collected: Collected) -> Callable[[int, int], Cell]:
    return lambda row, column: Cell(collected.file, grid.name, int(row), int(column))


def _readings(marks: Marks, points: Points, collected: Collected) -> Readings:
    """Read all marks: once where every criterion has the same full marks, else by these."""
    sources = set(marks.ballots.source)
    full = {
        (source, criterion): collected.full_marks(source, criterion)
        for source in sources
        for criterion in marks.keys
    }
    if len(set(full.values())) <= 1:
        return points.read_all(marks.value, next(iter(full.values()), 100.0))
    of = [marks.ballots.source[place] for place in marks.ballot.tolist()]
    criteria = [marks.keys[key] for key in marks.key.tolist()]
    each = [full[kind] for kind in zip(of, criteria, strict=True)]
    return points.read_by(marks.value, np.array(each))


def _raters(marks: Marks, collected: Collected) -> Integers:
    ballots, sheet = marks.ballots, marks.grid.name
    keys = zip(ballots.source, ballots.group, ballots.rater, ballots.line, strict=True)
    told = [
        (source, group, rater) if rater else (source, sheet, line)
        for source, group, rater, line in keys
    ]
    numbers = {key: collected.rater(*key) for key in dict.fromkeys(told)}
    return np.fromiter(map(numbers.__getitem__, told), dtype=np.int32, count=len(told))


def _own(ballots: Ballots, collected: Collected) -> npt.NDArray[np.bool_]:
    """Return which ballots are of a member for himself and not counted."""
    rule = collected.scheme.sources.get(Source.PEER)
    none = np.zeros(len(ballots.row), dtype=bool)
    if Source.PEER not in ballots.source or (rule is not None and rule.own_marks == "count"):
        return none
    known = collected.names.known
    persons = {
        rater: collected.names.find(rater).subject if known else name_key(rater)
        for rater in set(ballots.rater)
        if rater
    }
    name_of = collected.names.name_of
    subjects = {each: each if known else name_key(name_of(each)) for each in set(ballots.subject)}
    columns = zip(ballots.source, ballots.rater, ballots.subject, strict=True)
    return np.array(
        [s is Source.PEER and persons.get(rater) == subjects[to] for s, rater, to in columns],
        dtype=bool,
    )


def _list_subjects(ballots: Ballots, collected: Collected) -> None:
    for source, subject in set(zip(ballots.source, ballots.subject, strict=True)):
        collected.list_subject(source, subject)


def _say_scale(marks: Marks, points: Points, collected: Collected) -> None:
    if points.unclear and points.scale is not None:
        cell = _cells(marks.grid, collected)(marks.row[0], marks.column[0])
        name = points.scale.name or points.allowed
        collected.problem("scale_unclear", cell, tuple(points.words), scale=name)


def _say_own(
    marks: Marks, readings: Readings, own: npt.NDArray[np.bool_], collected: Collected
) -> None:
    """Note, once per ballot, that a mark for oneself stands and is not counted."""
    said_something = ~np.isnan(readings.points) | (readings.code > 0)
    standing = np.flatnonzero(own[marks.ballot] & said_something).tolist()
    said: set[int] = set()
    for place in standing:
        ballot = int(marks.ballot[place])
        if ballot not in said:
            said.add(ballot)
            cell = _cells(marks.grid, collected)(marks.row[place], marks.column[place])
            collected.problem("own_mark", cell, shown(marks.value[place]))


def _say_refused(
    marks: Marks,
    readings: Readings,
    here: npt.NDArray[np.bool_],
    points: Points,
    collected: Collected,
) -> None:
    for place in np.flatnonzero(here & (readings.code > 0)).tolist():
        value, criterion = marks.value[place], marks.keys[marks.key[place]]
        source = marks.ballots.source[marks.ballot[place]]
        code = points.codes[readings.code[place]]
        collected.problem(
            code,
            _cells(marks.grid, collected)(marks.row[place], marks.column[place]),
            shown(value),
            full_marks=f"{collected.full_marks(source, criterion):g}",
            words=points.allowed,
            near=points.near(value) if code == "unknown_word" else "",
        )


def _say_blank(
    marks: Marks, readings: Readings, here: npt.NDArray[np.bool_], collected: Collected
) -> None:
    """Note blank marks inside ballots that hold others; faulty cells are said elsewhere."""
    faulty = {(fault.row, fault.column) for fault in marks.grid.faults}
    for place in np.flatnonzero(here & readings.blank).tolist():
        row, column = int(marks.row[place]), int(marks.column[place])
        if (row, column) not in faulty:
            cell = _cells(marks.grid, collected)(row, column)
            collected.problem("blank_mark", cell, shown(marks.value[place]))


def _part(
    marks: Marks,
    readings: Readings,
    raters: Integers,
    rated: npt.NDArray[np.bool_],
    collected: Collected,
) -> Part:
    of, ballots, codes = marks.ballot[rated], marks.ballots, collected.codes
    places = zip(ballots.row, ballots.column, strict=True)
    return Part(
        source=codes["source"].of(ballots.source)[of],
        rater=raters[of],
        group=codes["group"].of(ballots.group)[of],
        subject=codes["subject"].of(ballots.subject)[of],
        criterion=codes["criterion"].of(marks.keys)[marks.key[rated]],
        points=readings.points[rated],
        word=codes["word"].of(readings.words)[readings.word[rated]],
        count=np.ones(len(of), dtype=np.int32),
        sheet_name=np.full(len(of), codes["sheet_name"].one(marks.grid.name), dtype=np.int32),
        row=marks.row[rated],
        column=marks.column[rated],
        ballot=of,
        places=tuple(places),
        raters=tuple(ballots.rater),
    )
