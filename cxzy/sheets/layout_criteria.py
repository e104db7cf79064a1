"""Criteria sheet: one row per subject (and rater), one column per criterion."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from cxzy.core.vocabulary import Source
from cxzy.sheets.ballots import Ballots, Marks, record
from cxzy.sheets.block import Block
from cxzy.sheets.coded import Flags, Integers, rows_where
from cxzy.sheets.collected import Collected
from cxzy.sheets.columns import Column
from cxzy.sheets.grid import Codes
from cxzy.sheets.headings import Role
from cxzy.sheets.layout import NOT_THIS, Finding, Layout
from cxzy.sheets.layout_bonus import bonus_of_lines
from cxzy.sheets.marks import mark_of
from cxzy.sheets.people import People
from cxzy.sheets.problems import Cell
from cxzy.sheets.stated import check_headings, check_ranges, once, share_of, unread_columns

NEAR_ENOUGH = 0.051


def sure(block: Block, collected: Collected) -> Finding:
    """Sure where columns are headed by criteria and rows by subjects."""
    if block.one(Role.CRITERION_NAME) or block.one(Role.WORD):
        return NOT_THIS
    if not People(block, collected, None).known:
        return NOT_THIS
    count = len(block.having(Role.ASPECT))
    if count:
        return Finding(0.9, f"{count} criteria as headings")
    if block.one(Role.MARK) and not block.one(Role.RATER):
        return Finding(0.8, "one mark per subject")
    return NOT_THIS


def read(block: Block, source: Source | None, collected: Collected) -> None:
    """Read one ballot per row."""
    people = People(block, collected, source)
    aspects = once(block.having(Role.ASPECT), block, collected)
    aspects = aspects or block.having(Role.MARK)[:1]
    check_headings(block, aspects, source, collected)
    unread_columns(block, source, collected)
    marks = _marks(people, aspects)
    points = record(marks, collected)
    check_ranges(block, aspects, collected)
    for total in block.having(Role.TOTAL, *([Role.MARK] if block.one(Role.ASPECT) else [])):
        _check_totals(total, aspects, marks, points, bonus_of_lines(block, marks), collected)


def _marks(people: People, aspects: Sequence[Column]) -> Marks:
    block = people.block
    columns = np.array([column.index for column in aspects], dtype=np.int32)
    cells = block.grid.codes[block.rows].take(columns, axis=1)
    ballots, kept = _ballots(people, cells)
    overall = people.collected.overall_criterion(people.source)
    width, height = len(columns), len(ballots.row)
    key = np.tile(np.arange(width, dtype=np.int32), height)
    return Marks(
        block.grid,
        ballots,
        np.arange(height, dtype=np.int32).repeat(width),
        [column.key or overall for column in aspects],
        key,
        block.grid.column(cells[kept].ravel()),
        ballots.row.repeat(width),
        (columns + np.int32(1)).take(key),
    )


def _ballots(people: People, cells: Codes) -> tuple[Ballots, Flags | slice]:
    """Return one ballot per row that is about somebody certain, and which rows these are."""
    named, sources, codes = people.named(), people.sources(), people.collected.codes
    values = people.block.grid.values
    void = named.whether(("", "").__eq__)
    for place in np.flatnonzero(void).tolist():
        void[place] = all(mark_of(values[code]).kind == "blank" for code in cells[place].tolist())
    source = codes["source"].of_column(sources)
    subject = codes["subject"].of_column(people.subjects(named, void))
    kept = rows_where((source >= 0) & (subject >= 0))
    rater, group = codes["rater"].of_column(people.raters()), people.groups()
    at = (people.place.index if people.place else 0) + 1
    source, subject, lines = source[kept], subject[kept], people.block.places[kept]
    ballots = Ballots(
        source=source,
        rater=_raters(source, rater[kept], subject, people.collected),
        line=lines + np.int32(people.block.first_line),
        group=codes["group"].of_column(group)[kept],
        subject=subject,
        row=lines + np.int32(1),
        column=np.full(len(lines), at, dtype=np.int32),
    )
    return ballots, kept


def _raters(source: Integers, rater: Integers, subject: Integers, collected: Collected) -> Integers:
    """Return the raters; who assesses himself and is not named a second time is the subject."""
    codes = collected.codes
    own = (source == codes["source"].one(Source.SELF)) & (rater == 0)
    if own.any():
        rater[own] = codes["subject"].each(subject[own], codes["rater"].one)
    return rater


def _check_totals(
    total: Column,
    aspects: Sequence[Column],
    marks: Marks,
    points: npt.NDArray[np.float64],
    bonus: npt.NDArray[np.float64],
    collected: Collected,
) -> None:
    """Warn where a total is neither the sum, the mean nor the weighted sum of its row.

    Bonus points of the row may be in it or not.
    """
    ballots = marks.ballots
    if not len(ballots.row):
        return
    source = tuple(Source)[ballots.source[0]]
    points = points.reshape(-1, len(aspects))
    full = np.array([collected.full_marks(source, column.key) for column in aspects])
    shares = np.array([share_of(column.key, source, collected) for column in aspects])
    raw = points * full / 100
    sums = np.stack([raw.sum(axis=1), raw.mean(axis=1), points @ shares])
    ways = np.concatenate([sums, sums + bonus])
    said = marks.grid.column(marks.grid.codes[ballots.row - 1, total.index]).mapped(mark_of)
    stated = np.array([mark.number if mark.kind == "number" else np.nan for mark in said])
    for place in np.flatnonzero((np.abs(ways - stated) > NEAR_ENOUGH).all(axis=0)).tolist():
        cell = Cell(collected.file, marks.grid.name, int(ballots.row[place]), total.index + 1)
        found, parts = f"{stated[place]:g}", f"{sums[0, place]:g}"
        collected.problem("total_differs", cell, found, total=parts)


CRITERIA = Layout("criteria", sure, read, frozenset({Role.ASPECT, Role.MARK}))
