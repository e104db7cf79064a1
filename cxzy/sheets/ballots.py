"""The ballots of one table as columns, turned into ratings all at once.

A loop over marks costs more than reading the file; what is right is handled as arrays, and
only what is to be said to a person is looked at one by one. What blanks mean:
docs/decisions/0011-blank-marks.md.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property, reduce
from itertools import product

import numpy as np

from cxzy.core.vocabulary import Source
from cxzy.sheets.ballot_notes import say_blank_ballots, say_same_marks, say_small_marks
from cxzy.sheets.coded import Coded, Codes, Flags, Integers, different, rows_where
from cxzy.sheets.collected import Collected, Part
from cxzy.sheets.grid import Grid, Value
from cxzy.sheets.names import name_key
from cxzy.sheets.points import Points, Points100, Readings
from cxzy.sheets.problems import Cell
from cxzy.sheets.wording import shown

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

    @cached_property
    def sources(self) -> list[int]:
        """The numbers of the different sources."""
        return different(self.source)


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

    Every ballot has a mark, be it blank, or none has any.
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
    filled = _filled(marks, readings)
    _list_subjects(marks.ballots, collected)
    _say_scale(marks, points, collected)
    _say_own(marks, readings, own, collected)
    rated = (filled & ~own).take(marks.ballot)
    if not readings.sound:
        _say_refused(marks, readings, rated, points, collected)
        _say_blank(marks, readings, rated, collected)
        rated &= readings.code == 0
    part = _part(marks, readings, raters, rows_where(rated), collected)
    collected.add(part)
    cell = _cells(marks.grid, collected)
    say_small_marks(marks, readings, rated, cell, collected)
    say_same_marks(marks.ballots, part, cell, collected)
    say_blank_ballots(marks.ballots, raters, filled, own, cell, collected)
    return readings.points


def _cells(grid: Grid, collected: Collected) -> Callable[[int, int], Cell]:
    return lambda row, column: Cell(collected.file, grid.name, int(row), int(column))


def _readings(marks: Marks, points: Points, collected: Collected) -> Readings:
    """Read all marks: once where every criterion has the same full marks, else by these."""
    ballots = marks.ballots
    pairs = product(map(SOURCES.__getitem__, ballots.sources), marks.keys)
    used = {collected.full_marks(*pair) for pair in pairs} or {100.0}
    if len(used) == 1:
        found = points.read_all(marks.value, used.pop())
    else:
        full = collected.all_full_marks(marks.keys)
        of_each = full[ballots.source.take(marks.ballot), marks.key]
        found = points.read_all(marks.value, of_each)
    if marks.refused is None:
        return found
    code = np.where(marks.refused, np.int32(SAID), found.code)
    return replace(found, code=code, blank=found.blank & ~marks.refused, sound=False)


def _filled(marks: Marks, readings: Readings) -> Flags:
    """Return which ballots hold a mark that is not blank."""
    size = len(marks.ballots.row)
    if readings.sound:
        return np.ones(size, dtype=bool)
    filled: Flags = np.bincount(marks.ballot[~readings.blank], minlength=size) > 0
    return filled


def _raters(marks: Marks, collected: Collected) -> Integers:
    """Return the number of each ballot's rater; who is not named is told by sheet and line."""
    ballots, sheet = marks.ballots, collected.codes["sheet_name"].one(marks.grid.name)
    named = ballots.rater > 0
    groups, names = ballots.group, ballots.rater
    if not named.all():
        groups = np.where(named, groups, -1 - sheet)
        names = np.where(named, names, -1 - ballots.line)
    # asked once per run of ballots, as those of one rater mostly stand together
    begins = np.ones(len(named), dtype=bool)
    keys = ballots.source, groups, names
    begins[1:] = reduce(np.logical_or, (key[1:] != key[:-1] for key in keys))
    runs = zip(*(key[begins].tolist() for key in keys), strict=True)
    numbers = np.array([collected.rater(*run) for run in runs], dtype=np.int32)
    return numbers.take(begins.cumsum() - 1)


def _own(ballots: Ballots, collected: Collected) -> Flags:
    """Return which ballots are of a member for himself and not counted."""
    rule, codes = collected.scheme.sources.get(Source.PEER), collected.codes
    peer = codes["source"].one(Source.PEER)
    if peer not in ballots.sources or (rule is not None and rule.own_marks == "count"):
        return np.zeros(len(ballots.source), dtype=bool)
    peers = (ballots.source == peer) & (ballots.rater > 0)
    names, persons = collected.names, Codes()

    def rater(name: str) -> int:
        if not names.known:
            return persons.one(name_key(name))
        return persons.one(collected.known_subject((name, "")) or names.find(name).subject)

    def subject(name: str) -> int:
        return persons.one(name if names.known else name_key(names.name_of(name)))

    who = codes["rater"].each(ballots.rater, rater)
    own: Flags = peers & (who == codes["subject"].each(ballots.subject, subject))
    return own


def _list_subjects(ballots: Ballots, collected: Collected) -> None:
    name = collected.codes["subject"].value
    for source in ballots.sources:
        here = rows_where(ballots.source == source)
        collected.list_subjects(SOURCES[source], map(name, different(ballots.subject[here])))


def _say_scale(marks: Marks, points: Points, collected: Collected) -> None:
    if points.unclear and points.scale is not None:
        cell = _cells(marks.grid, collected)(marks.row[0], marks.column[0])
        name = points.scale.name or points.allowed
        collected.problem("scale_unclear", cell, tuple(points.words), scale=name)


def _say_own(marks: Marks, readings: Readings, own: Flags, collected: Collected) -> None:
    """Note, once per ballot, that a mark for oneself stands and is not counted.

    Whose it is stands in the problem's detail: a derivation names it among what does not count.
    """
    if not own.any():
        return
    places = np.flatnonzero(own.take(marks.ballot))
    places = places[~np.isnan(readings.points[places]) | (readings.code[places] > 0)]
    first: dict[int, int] = {}
    for place, ballot in zip(places.tolist(), marks.ballot[places].tolist(), strict=True):
        first.setdefault(ballot, place)
    cells = _cells(marks.grid, collected)
    for ballot, place in first.items():
        cell = cells(marks.row[place], marks.column[place])
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
    marks: Marks,
    readings: Readings,
    raters: Integers,
    rated: Flags | slice,
    collected: Collected,
) -> Part:
    of, ballots, codes = marks.ballot[rated], marks.ballots, collected.codes
    return Part(
        source=ballots.source,
        rater=raters,
        group=ballots.group,
        subject=ballots.subject,
        sheet_name=np.full(len(raters), codes["sheet_name"].one(marks.grid.name), dtype=np.int32),
        ballot=of,
        criterion=codes["criterion"].of(marks.keys).take(marks.key[rated]),
        points=readings.points[rated],
        word=codes["word"].of(readings.words).take(readings.word[rated]),
        count=np.ones(len(of), dtype=np.int32),
        row=marks.row[rated],
        column=marks.column[rated],
        named=ballots.rater,
        at=(ballots.row, ballots.column),
    )
