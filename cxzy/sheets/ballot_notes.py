"""What is said about whole ballots: raters without marks, the same mark for everybody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from cxzy.core.vocabulary import Source
from cxzy.sheets.coded import Flags, Integers, different, rows_where
from cxzy.sheets.collected import Collected, Part
from cxzy.sheets.points import Readings
from cxzy.sheets.problems import Cell, first_of

if TYPE_CHECKING:
    from cxzy.sheets.ballots import Ballots, Marks

LEAST_SUBJECTS = 4
LEAST_MARKS, TEN, HUNDRED = 4, 10, 100
Cells = Callable[[int, int], Cell]


def say_same_marks(ballots: Ballots, part: Part, cell: Cells, collected: Collected) -> None:
    """Note each rater who gave at least four subjects one and the same mark throughout."""
    standing = rows_where(~np.isnan(part.points))
    ballot, points = part.ballot[standing], part.points[standing]
    raters = part.rater.astype(np.intp)  # as which they are looked up fastest
    of, size = raters.take(ballot), raters.max(initial=-1) + 1
    one, varied = np.zeros(size), np.zeros(size, dtype=bool)
    one[of] = points
    varied[of[points != one.take(of)]] = True
    if varied.take(raters).all():
        return
    for rater in different(of[~varied.take(of)]):
        mine = np.unique(ballot[of == rater])
        if len(np.unique(ballots.subject[mine])) >= LEAST_SUBJECTS:
            first = mine[0]
            found = collected.codes["rater"].value(ballots.rater[first]) or f"{one[rater]:g}"
            where = cell(ballots.row[first], ballots.column[first])
            collected.problem("same_mark_for_all", where, found)


def say_blank_ballots(
    ballots: Ballots, raters: Integers, filled: Flags, own: Flags, cell: Cells, collected: Collected
) -> None:
    """Note raters and subjects without any mark, and whom a rater left out: once each."""
    if filled.all():
        return
    said = collected.codes["rater"].value
    own_source = collected.codes["source"].one(Source.SELF)
    left_out: defaultdict[int, list[int]] = defaultdict(list)
    for place in np.flatnonzero(~filled & ~own).tolist():
        left_out[int(raters[place])].append(int(place))
    with_marks = set(raters[filled & ~own].tolist())
    for rater, places in left_out.items():
        first = places[0]
        name, where = said(ballots.rater[first]), cell(ballots.row[first], ballots.column[first])
        if not name or ballots.source[first] == own_source:
            continue
        if rater not in with_marks:
            collected.problem("rater_without_marks", where, name)
        else:
            names = [_subject(ballots, place, collected) for place in places]
            collected.problem(
                "ballots_missing", where, name, count=str(len(names)), missing=first_of(names)
            )
    _say_subjects(ballots, filled, own, cell, collected)


def _say_subjects(
    ballots: Ballots, filled: Flags, own: Flags, cell: Cells, collected: Collected
) -> None:
    counted = filled & ~own
    pairs = zip(ballots.source[counted].tolist(), ballots.subject[counted].tolist(), strict=True)
    marked = set(pairs)
    for place in np.flatnonzero(~filled).tolist():
        key = int(ballots.source[place]), int(ballots.subject[place])
        if key not in marked:
            marked.add(key)
            where = cell(ballots.row[place], ballots.column[place])
            name = _subject(ballots, place, collected)
            collected.problem("subject_without_marks", where, name)


def _subject(ballots: Ballots, place: int, collected: Collected) -> str:
    subject = collected.codes["subject"].value(ballots.subject[place])
    return collected.names.name_of(subject)


def say_small_marks(
    marks: Marks, readings: Readings, rated: Flags, cell: Cells, collected: Collected
) -> None:
    """Note, once per table, marks out of 100 that look like shares or a ten-point scale."""
    if not (readings.points <= TEN).any():
        return
    numbers = rated & (readings.word == 0) & ~np.isnan(readings.points)
    if not numbers.any() or (readings.points[numbers].min() >= 1 and _above_ten(readings, numbers)):
        return
    full, sources = collected.all_full_marks(marks.keys), marks.ballots.source.take(marks.ballot)
    numbers &= full[sources, marks.key] == HUNDRED
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
