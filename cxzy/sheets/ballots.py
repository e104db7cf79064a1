"""The ballots of one table as columns, turned into ratings all at once.

A loop over marks costs more than reading the file; what is right is handled as arrays, and
only what is to be said to a person is looked at one by one. What blanks mean:
docs/decisions/0011-blank-marks.md.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from itertools import product

import numpy as np
import numpy.typing as npt

from cxzy.core.vocabulary import Source
from cxzy.sheets.ballot_notes import say_blank_ballots, say_same_marks, say_small_marks
from cxzy.sheets.coded import Coded, Codes, Flags, Integers, different
from cxzy.sheets.collected import Collected, Part
from cxzy.sheets.grid import Grid, Value
from cxzy.sheets.names import name_key
from cxzy.sheets.points import Points, Readings
from cxzy.sheets.problems import Cell
from cxzy.sheets.wording import shown

Points100 = npt.NDArray[np.float64]
SOURCES = tuple(Source)
SAID = len(Points.codes)
"""Code of a mark whose fault is said already."""


@dataclass(frozen=True)
class Ballots:
    """One entry per ballot, all marks of one rater for one subject.

    Source, rater, group and subject are numbers in `Collected.codes`; the rater is 0 where
    nobody is named, and `line` then tells raters apart. `row` and `column` (from 1) are the
    cell to point to.
    """

    source: Integers
    rater: Integers
    line: Integers
    group: Integers
    subject: Integers
    row: Integers
    column: Integers


Entry = tuple[Source, str, int, str, str, int, int]


def ballots_of(entries: Sequence[Entry], collected: Collected) -> Ballots:
    """Return ballots from one entry each, with texts in place of numbers."""
    columns = list(zip(*entries, strict=True)) or [()] * len(fields(Ballots))
    named = zip(fields(Ballots), columns, strict=True)
    return Ballots(
        **{
            field.name: collected.codes[field.name].of(column)
            if field.name in collected.codes
            else np.array(column, dtype=np.int32)
            for field, column in named
        }
    )


@dataclass(frozen=True)
class Marks:
    """One entry per mark: its ballot's place, its criterion's in `keys`, its value and cell.

    `refused` are marks whose fault is said already: they are no ratings and not blank.
    """

    grid: Grid
    ballots: Ballots
    ballot: Integers
    keys: Sequence[str]
    key: Integers
    value: Coded[Value]
    row: Integers
    column: Integers
    refused: Flags | None = None


def record(marks: Marks, collected: Collected) -> Points100:
    """Add the ratings of the marks of one table and the problems in them; return their points.

    Points are out of 100, NaN where a mark has none.
    """
    points = Points(collected.scheme, marks.value.kinds)
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
    say_same_marks(marks, readings, raters, rated, cell, collected)
    say_blank_ballots(marks.ballots, raters, filled, own, cell, collected)
    return readings.points


def _cells(grid: Grid, collected: Collected) -> Callable[[int, int], Cell]:
    return lambda row, column: Cell(collected.file, grid.name, int(row), int(column))


def _readings(marks: Marks, points: Points, collected: Collected) -> Readings:
    """Read all marks: once where every criterion has the same full marks, else by these."""
    sources = marks.ballots.source
    pairs = product(map(SOURCES.__getitem__, different(sources)), marks.keys)
    used = {collected.full_marks(*pair) for pair in pairs} or {100.0}
    if len(used) == 1:
        found = points.read_all(marks.value, used.pop())
    else:
        full = collected.all_full_marks(marks.keys)
        found = points.read_by(marks.value, full[sources[marks.ballot], marks.key])
    if marks.refused is None:
        return found
    code = np.where(marks.refused, np.int32(SAID), found.code)
    return replace(found, code=code, blank=found.blank & ~marks.refused)


def _raters(marks: Marks, collected: Collected) -> Integers:
    """Return the number of each ballot's rater; who is not named is told by sheet and line."""
    ballots, sheet = marks.ballots, collected.codes["sheet_name"].one(marks.grid.name)
    named = ballots.rater > 0
    groups = np.where(named, ballots.group, -1 - sheet)
    keys = np.stack([ballots.source, groups, np.where(named, ballots.rater, -1 - ballots.line)])
    # asked once per run of ballots, as those of one rater mostly stand together
    other = (keys[:, 1:] != keys[:, :-1]).any(axis=0)
    begins = np.concatenate([named[:1] | True, other])
    numbers = [collected.rater(*key) for key in keys[:, begins].T.tolist()]
    of_each: Integers = np.array(numbers, dtype=np.int32)[np.cumsum(begins) - 1]
    return of_each


def _own(ballots: Ballots, collected: Collected) -> Flags:
    """Return which ballots are of a member for himself and not counted."""
    rule, codes = collected.scheme.sources.get(Source.PEER), collected.codes
    peers = (ballots.source == codes["source"].one(Source.PEER)) & (ballots.rater > 0)
    if not peers.any() or (rule is not None and rule.own_marks == "count"):
        return np.zeros(len(peers), dtype=bool)
    names, persons = collected.names, Codes()

    def rater(name: str) -> int:
        return persons.one(names.find(name).subject if names.known else name_key(name))

    def subject(name: str) -> int:
        return persons.one(name if names.known else name_key(names.name_of(name)))

    who = codes["rater"].each(ballots.rater, rater)
    own: Flags = peers & (who == codes["subject"].each(ballots.subject, subject))
    return own


def _list_subjects(ballots: Ballots, collected: Collected) -> None:
    subjects = collected.codes["subject"]
    size = len(subjects)
    for pair in different(ballots.source * size + ballots.subject):
        source, subject = divmod(pair, size)
        collected.list_subject(SOURCES[source], subjects.value(subject))


def _say_scale(marks: Marks, points: Points, collected: Collected) -> None:
    if points.unclear and points.scale is not None:
        cell = _cells(marks.grid, collected)(marks.row[0], marks.column[0])
        name = points.scale.name or points.allowed
        collected.problem("scale_unclear", cell, tuple(points.words), scale=name)


def _say_own(marks: Marks, readings: Readings, own: Flags, collected: Collected) -> None:
    """Note, once per ballot, that a mark for oneself stands and is not counted.

    Whose it is stands in the problem's detail: a derivation names it among what does not count.
    """
    said_something = ~np.isnan(readings.points) | (readings.code > 0)
    standing = np.flatnonzero(own[marks.ballot] & said_something).tolist()
    said: set[int] = set()
    for place in standing:
        ballot = int(marks.ballot[place])
        if ballot not in said:
            said.add(ballot)
            cell = _cells(marks.grid, collected)(marks.row[place], marks.column[place])
            subject = collected.codes["subject"].value(int(marks.ballots.subject[ballot]))
            collected.problem("own_mark", cell, shown(marks.value[place]), subject=subject)


def _say_refused(
    marks: Marks,
    readings: Readings,
    here: Flags,
    points: Points,
    collected: Collected,
) -> None:
    for place in np.flatnonzero(here & (readings.code > 0) & (readings.code < SAID)).tolist():
        value, criterion = marks.value[place], marks.keys[marks.key[place]]
        source = SOURCES[marks.ballots.source[marks.ballot[place]]]
        code = points.codes[readings.code[place]]
        collected.problem(
            code,
            _cells(marks.grid, collected)(marks.row[place], marks.column[place]),
            shown(value),
            full_marks=f"{collected.full_marks(source, criterion):g}",
            words=points.allowed,
            near=points.near(value) if code == "unknown_word" else "",
        )


def _say_blank(marks: Marks, readings: Readings, here: Flags, collected: Collected) -> None:
    """Note blank marks inside ballots that hold others; faulty cells are said elsewhere."""
    faulty = {(fault.row, fault.column) for fault in marks.grid.faults}
    for place in np.flatnonzero(here & readings.blank).tolist():
        row, column = int(marks.row[place]), int(marks.column[place])
        if (row, column) not in faulty:
            cell = _cells(marks.grid, collected)(row, column)
            collected.problem("blank_mark", cell, shown(marks.value[place]))


def _part(
    marks: Marks, readings: Readings, raters: Integers, rated: Flags, collected: Collected
) -> Part:
    kept = slice(None) if rated.all() else rated
    of, ballots, codes = marks.ballot[kept], marks.ballots, collected.codes
    return Part(
        source=ballots.source[of],
        rater=raters[of],
        group=ballots.group[of],
        subject=ballots.subject[of],
        criterion=codes["criterion"].of(marks.keys)[marks.key[kept]],
        points=readings.points[kept],
        word=codes["word"].of(readings.words)[readings.word[kept]],
        count=np.ones(len(of), dtype=np.int32),
        sheet_name=np.full(len(of), codes["sheet_name"].one(marks.grid.name), dtype=np.int32),
        row=marks.row[kept],
        column=marks.column[kept],
        ballot=of,
        named=ballots.rater,
        at=np.stack([ballots.row, ballots.column], axis=1),
    )
