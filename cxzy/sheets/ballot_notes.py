"""What is said about whole ballots: raters without marks, the same mark for everybody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from cxzy.core.vocabulary import Source
from cxzy.sheets.collected import Collected
from cxzy.sheets.points import Readings
from cxzy.sheets.problems import Cell, first_of

if TYPE_CHECKING:
    from cxzy.sheets.ballots import Ballots, Marks

LEAST_SUBJECTS = 4
LEAST_MARKS, TEN, HUNDRED = 4, 10, 100
Integers = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]
Cells = Callable[[int, int], Cell]


def say_same_marks(  # noqa: PLR0913, PLR0917 - the arrays of one table
    ballots: Ballots,
    ballot: Integers,
    readings: Readings,
    raters: Integers,
    rated: Flags,
    cell: Cells,
    collected: Collected,
) -> None:
    """Note each rater who gave at least four subjects one and the same mark throughout."""
    standing = rated & ~np.isnan(readings.points)
    if not standing.any():
        return
    of, points = raters[ballot[standing]], readings.points[standing]
    lowest = np.full(of.max() + 1, np.inf)
    highest = np.full(of.max() + 1, -np.inf)
    np.minimum.at(lowest, of, points)
    np.maximum.at(highest, of, points)
    for rater in np.flatnonzero(lowest == highest):
        mine = np.unique(ballot[standing][of == rater])
        if len({ballots.subject[place] for place in mine}) >= LEAST_SUBJECTS:
            first = int(mine[0])
            found = ballots.rater[first] or f"{lowest[rater]:g}"
            where = cell(ballots.row[first], ballots.column[first])
            collected.problem("same_mark_for_all", where, found)


def say_blank_ballots(
    ballots: Ballots, raters: Integers, filled: Flags, own: Flags, cell: Cells, collected: Collected
) -> None:
    """Note raters and subjects without any mark, and whom a rater left out: once each."""
    left_out: defaultdict[int, list[int]] = defaultdict(list)
    for place in np.flatnonzero(~filled & ~own).tolist():
        left_out[int(raters[place])].append(int(place))
    with_marks = set(raters[filled & ~own].tolist())
    for rater, places in left_out.items():
        first = places[0]
        name, where = ballots.rater[first], cell(ballots.row[first], ballots.column[first])
        if not name or ballots.source[first] is Source.SELF:
            continue
        if rater not in with_marks:
            collected.problem("rater_without_marks", where, name)
        else:
            names = [collected.names.name_of(ballots.subject[place]) for place in places]
            collected.problem(
                "ballots_missing", where, name, count=str(len(names)), missing=first_of(names)
            )
    _say_subjects(ballots, filled, own, cell, collected)


def _say_subjects(
    ballots: Ballots, filled: Flags, own: Flags, cell: Cells, collected: Collected
) -> None:
    kept = zip(ballots.source, ballots.subject, (filled & ~own).tolist(), strict=True)
    marked = {(source, subject) for source, subject, counted in kept if counted}
    for place in np.flatnonzero(~filled).tolist():
        key = (ballots.source[place], ballots.subject[place])
        if key not in marked:
            marked.add(key)
            where = cell(ballots.row[place], ballots.column[place])
            collected.problem("subject_without_marks", where, collected.names.name_of(key[1]))


def say_small_marks(
    marks: Marks, readings: Readings, rated: Flags, cell: Cells, collected: Collected
) -> None:
    """Note, once per table, marks out of 100 that look like shares or a ten-point scale."""
    numbers = rated & (readings.word == 0) & ~np.isnan(readings.points)
    if not numbers.any() or (readings.points[numbers].min() >= 1 and _above_ten(readings, numbers)):
        return
    hundred = [
        collected.full_marks(marks.ballots.source[ballot], marks.keys[key]) == HUNDRED
        for ballot, key in zip(marks.ballot.tolist(), marks.key.tolist(), strict=True)
    ]
    numbers &= np.array(hundred, dtype=bool)
    below = np.flatnonzero(numbers & (readings.points > 0) & (readings.points < 1))
    code, places = "mark_below_one", below
    if not len(below) and numbers.sum() >= LEAST_MARKS and not _above_ten(readings, numbers):
        code, places = "ten_point_scale", np.flatnonzero(numbers & (readings.points > 0))
    if len(places):
        first = places[0]
        collected.problem(
            code,
            cell(int(marks.row[first]), int(marks.column[first])),
            f"{readings.points[first]:g}",
            full_marks=str(HUNDRED),
            count=str(len(places)),
            highest=f"{readings.points[places].max():g}",
        )


def _above_ten(readings: Readings, numbers: Flags) -> bool:
    return bool((readings.points[numbers] > TEN).any())
