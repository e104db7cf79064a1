"""Criteria sheet: one row per subject (and rater), one column per criterion."""

from collections.abc import Sequence

import numpy as np

from cxzy.core.vocabulary import Source
from cxzy.sheets.ballots import Ballots, Marks, Recorded, record
from cxzy.sheets.blocks import Block
from cxzy.sheets.collected import Collected
from cxzy.sheets.columns import Column
from cxzy.sheets.grid import Codes
from cxzy.sheets.headings import Role
from cxzy.sheets.layout import NOT_THIS, Finding, Layout
from cxzy.sheets.marks import mark_of
from cxzy.sheets.people import People
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


def read(block: Block, source: Source | None, collected: Collected) -> None:
    """Read one ballot per row."""
    people = People(block, collected, source)
    aspects = block.having(Role.ASPECT) or block.having(Role.MARK)[:1]
    check_headings(block, aspects, source, collected)
    unread_columns(block, source, collected)
    marks = _marks(people, aspects)
    recorded = record(marks, collected)
    for total in block.having(Role.TOTAL, *([Role.MARK] if block.one(Role.ASPECT) else [])):
        _check_totals(total, aspects, marks, recorded, collected)


def _marks(people: People, aspects: Sequence[Column]) -> Marks:
    block = people.block
    body = block.places
    columns = np.array([column.index for column in aspects], dtype=np.int32)
    ballots, kept = _ballots(people, block.grid.codes[np.ix_(body, columns)])
    body = body[kept]
    codes = block.grid.codes[np.ix_(body, columns)].ravel().tolist()
    overall = people.collected.overall_criterion(people.source)
    width, height = len(columns), len(body)
    return Marks(
        block.grid,
        ballots,
        np.repeat(np.arange(height, dtype=np.int32), width),
        [column.key or overall for column in aspects],
        np.tile(np.arange(width, dtype=np.int32), height),
        list(map(block.grid.values.__getitem__, codes)),
        np.repeat(body + np.int32(1), width),
        np.tile(columns + np.int32(1), height),
    )


def _ballots(people: People, codes: Codes) -> tuple[Ballots, list[int]]:
    """Return one ballot per row that is about somebody certain, and the places of these rows."""
    named, sources = people.named(), people.sources()
    nameless = {place for place, each in enumerate(named) if each == ("", "")}
    values = people.block.grid.values
    blank = {
        place
        for place in nameless
        if all(mark_of(values[code]).kind == "blank" for code in codes[place].tolist())
    }
    subjects = people.subjects(named, blank)
    pairs = enumerate(zip(subjects, sources, strict=True))
    kept = [place for place, (subject, source) in pairs if subject is not None and source]
    at = (people.place.index if people.place else 0) + 1
    ballots = Ballots(
        source=[source for source in map(sources.__getitem__, kept) if source],
        rater=list(map(people.raters().__getitem__, kept)),
        line=list(map(people.block.body.__getitem__, kept)),
        group=list(map(people.groups().__getitem__, kept)),
        subject=[subject for subject in map(subjects.__getitem__, kept) if subject is not None],
        row=[people.block.body[place] + 1 for place in kept],
        column=[at] * len(kept),
    )
    if Source.SELF in ballots.source:
        ballots.rater = _own_raters(ballots)
    return ballots, kept


def _own_raters(ballots: Ballots) -> list[str]:
    """Return the raters; who assesses himself and is not named a second time is the subject."""
    columns = zip(ballots.source, ballots.rater, ballots.subject, strict=True)
    return [said or (subject if source is Source.SELF else "") for source, said, subject in columns]


def _check_totals(
    total: Column, aspects: Sequence[Column], marks: Marks, recorded: Recorded, collected: Collected
) -> None:
    """Warn where a total is neither the sum, the mean nor the weighted sum of its row."""
    source = marks.ballots.source[0] if marks.ballots.source else None
    if source is None:
        return
    points = recorded.points.reshape(-1, len(aspects))
    full = np.array([collected.full_marks(source, column.key) for column in aspects])
    shares = np.array([share_of(column.key, source, collected) for column in aspects])
    raw = points * full / 100
    sums = np.stack([raw.sum(axis=1), raw.mean(axis=1), points @ shares])
    said = [mark_of(marks.grid.rows[row - 1][total.index]) for row in marks.ballots.row]
    stated = np.array([mark.number if mark.kind == "number" else np.nan for mark in said])
    for place in np.flatnonzero((np.abs(sums - stated) > NEAR_ENOUGH).all(axis=0)).tolist():
        cell = Cell(collected.file, marks.grid.name, marks.ballots.row[place], total.index + 1)
        found, parts = f"{stated[place]:g}", f"{sums[0, place]:g}"
        collected.problem("total_differs", cell, found, total=parts)


CRITERIA = Layout("criteria", sure, read)
