"""Bonus points: columns 加分, 扣分 beside the marks, or a table of nothing else.

Where they come from and with what they count: docs/decisions/0101-bonus-points.md.
"""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from cxzy.core.labels import source_label
from cxzy.core.scheme import Scheme
from cxzy.core.scheme_parts import Bonus
from cxzy.core.vocabulary import Source
from cxzy.sheets.assessors import source_in_force
from cxzy.sheets.ballots import Marks
from cxzy.sheets.block import Block
from cxzy.sheets.collected import Collected
from cxzy.sheets.columns import Column
from cxzy.sheets.grid import Value
from cxzy.sheets.headings import Role
from cxzy.sheets.layout import NOT_THIS, Finding, Layout
from cxzy.sheets.marks import mark_of
from cxzy.sheets.people import People
from cxzy.sheets.problems import Cell
from cxzy.sheets.stated import once
from cxzy.sheets.votes import part_of_votes
from cxzy.sheets.wording import shown

_OTHERS = (Role.ASPECT, Role.MARK, Role.WORD, Role.SHARE, Role.SCORE, Role.CRITERION_NAME)
Rating = tuple[Source, str, str, str, float, None, int, int, int]


def sure(block: Block, collected: Collected) -> Finding:
    """Sure where columns are headed by bonus points of the scheme and by no marks."""
    columns = block.having(Role.BONUS)
    if not columns or any(block.one(role) for role in _OTHERS):
        return NOT_THIS
    if not People(block, collected, None).place:
        return NOT_THIS
    return Finding(0.95, f"{len(columns)} columns of bonus points")


def read(block: Block, source: Source | None, collected: Collected) -> None:
    """Read who every line is about; the points are read by `read_bonus`, as beside marks."""
    people = People(block, collected, source)
    for number, named in zip(block.body, people.named(), strict=True):
        if any(named):
            people.subject(number, named)


def bonus_source(block: Block, collected: Collected) -> Source:
    """Return the source that a table of nothing but bonus points counts with: its own, or leaders.

    Where leaders do not assess it is the last source of the scheme.
    """
    said, known = source_in_force(block, collected), tuple(collected.scheme.sources)
    if said in collected.scheme.sources:
        return said
    return Source.LEADER if Source.LEADER in known else known[-1]


def read_bonus(block: Block, source: Source | None, collected: Collected) -> None:
    """Add the bonus points of a table; every filled cell is an entry of its own."""
    kinds = {one.key: one for one in collected.scheme.bonus}
    columns = [column for column in block.having(Role.BONUS) if column.key in kinds]
    if not columns:
        return
    people = People(block, collected, source or bonus_source(block, collected))
    found = list(_entries(once(columns, block, collected), people, kinds))
    if found:
        collected.add(part_of_votes(found, block.grid.name, collected))


def _entries(
    columns: Sequence[Column], people: People, kinds: dict[str, Bonus]
) -> Iterator[Rating]:
    """Yield the points of each filled cell, and note what cannot be some."""
    block, collected = people.block, people.collected
    faulty = {(fault.row, fault.column) for fault in block.grid.faults}
    rows = zip(block.body, people.named(), people.groups(), people.sources(), strict=True)
    first = dict[tuple[str, str], Cell]()
    for number, named, group, own in rows:
        subject, source = collected.known_subject(named), own or people.source
        for column in columns:
            cell = people.cell(number, column)
            value = block.grid.rows[number][column.index]
            if (cell.row, cell.column) in faulty or mark_of(value).kind == "blank":
                continue
            points = _points(value, kinds[column.key], cell, collected)
            if points is not None and subject is not None and source is not None:
                if (before := first.setdefault((subject, column.key), cell)) is not cell:
                    collected.problem("bonus_twice", cell, f"{points:g}", first=str(before))
                keys = source, group, subject, column.key
                yield *keys, points, None, 1, number + 1, column.index + 1


def _points(value: Value, kind: Bonus, cell: Cell, collected: Collected) -> float | None:
    """Return the points of a cell, None with a problem where it holds none that can be meant."""
    mark = mark_of(value.replace("−", "-") if isinstance(value, str) else value)
    limits = {"lowest": f"{kind.minimum:g}", "highest": f"{kind.maximum:g}", "name": kind.name}
    if mark.kind != "number":
        collected.problem("bonus_not_a_number", cell, shown(value), **limits)
        return None
    never = (mark.number > 0 and not kind.maximum) or (mark.number < 0 and not kind.minimum)
    if never:
        collected.problem("bonus_wrong_sign", cell, f"{mark.number:g}", **limits)
        return None
    return mark.number


def bonus_of_lines(block: Block, marks: Marks) -> npt.NDArray[np.float64]:
    """Return what the bonus points beside each ballot of a table add up to, 0 where none stand."""
    total = np.zeros(len(marks.ballots.row))
    for column in block.having(Role.BONUS):
        cells = block.grid.column(block.grid.codes[marks.ballots.row - 1, column.index])
        said = cells.mapped(mark_of)
        total += [mark.number if mark.kind == "number" else 0.0 for mark in said]
    return total


def say_bonus_alone(scheme: Scheme, collected: Collected) -> None:
    """Note sources of which a file has bonus points and no marks: accepted, it takes marks away."""
    if not scheme.bonus:
        return
    keys, codes = {one.key for one in scheme.bonus}, collected.codes
    marked, first = set[int](), dict[int, str]()
    for part in collected.parts:
        sources = part.source.take(part.ballot)
        criteria = zip(sources.tolist(), part.criterion.tolist(), strict=True)
        for source, criterion in set(criteria):
            if codes["criterion"].value(criterion) in keys:
                first.setdefault(source, codes["sheet_name"].value(part.sheet_name[0]))
            else:
                marked.add(source)
    for source, sheet in first.items():
        if source not in marked:
            label = source_label(tuple(Source)[source])
            collected.problem("bonus_alone", Cell(collected.file, sheet), sheet, source=label)


BONUS = Layout("bonus", sure, read, frozenset({Role.BONUS}))
