"""What is wrong with a sheet before its marks are: faulty cells, hidden parts, other meetings."""

from collections.abc import Mapping, Sequence

import numpy as np

from cxzy.core.vocabulary import Source
from cxzy.sheets.block import Block
from cxzy.sheets.collected import Collected
from cxzy.sheets.grid import Grid
from cxzy.sheets.headings import Role
from cxzy.sheets.identity import Identity
from cxzy.sheets.marks import mark_of
from cxzy.sheets.problems import Cell, Problem, column_letters, first_of

_CODES = {"error": "error_cell", "formula": "uncached_formula", "number": "impossible_number"}
NUMBERS_THAT_MATTER = 6
_NOT_USED = {Role.IGNORED, Role.TOTAL, Role.STATISTIC}


def say_faults(grid: Grid, blocks: Sequence[Block], collected: Collected) -> None:
    """Note every cell without a value; it blocks where the value would have been used."""
    for fault in grid.faults:
        cell = Cell(collected.file, grid.name, fault.row, fault.column)
        used = any(_uses(block, fault.row, fault.column) for block in blocks)
        collected.note(Problem(_CODES[fault.kind], cell, fault.text, blocks=used))


def _uses(block: Block, row: int, column: int) -> bool:
    if row - 1 not in block.body and row != block.top + 1:
        return False
    return any(c.index == column - 1 and c.role not in _NOT_USED for c in block.columns)


def say_hidden(grid: Grid, blocks: Sequence[Block], collected: Collected) -> None:
    """Note that a sheet, rows or columns with marks are hidden; they were read."""
    if grid.hidden:
        collected.problem("hidden_sheet", Cell(collected.file, grid.name), grid.name)
    if not grid.hidden_rows and not grid.hidden_columns:
        return
    rows = sorted({n + 1 for block in blocks for n in block.body} & grid.hidden_rows)
    if rows:
        found = tuple(map(str, rows))
        collected.problem("hidden_cells", Cell(collected.file, grid.name, rows[0]), found)
    used = {c.index + 1 for block in blocks for c in block.columns if c.role is not Role.IGNORED}
    columns = sorted(
        column
        for column in used & grid.hidden_columns
        if any(row[column - 1] != "" for row in grid.rows)
    )
    if columns:
        found = tuple(map(column_letters, columns))
        collected.problem("hidden_cells", Cell(collected.file, grid.name, 0, columns[0]), found)


def say_identity(identity: Identity | None, wanted: Identity | None, collected: Collected) -> None:
    """Note where a workbook says that it belongs elsewhere; silence is no fault."""
    if identity is None or wanted is None:
        return
    whole = Cell(collected.file, "")
    version = (f"{i.scheme} {i.scheme_version}".strip() for i in (identity, wanted))
    pairs = {
        "wrong_period": (identity.period, wanted.period),
        "other_scheme_version": tuple(version),
        "other_roster": (identity.roster, wanted.roster),
    }
    if _differ(identity.meeting, wanted.meeting) or _differ(identity.unit, wanted.unit):
        said, shown = (one.unit or one.meeting for one in (identity, wanted))
        collected.problem("wrong_meeting", whole, said, expected=shown)
    for code, (found, expected) in pairs.items():
        if _differ(found, expected):
            collected.problem(code, whole, found, expected=expected)


def _differ(found: str, expected: str) -> bool:
    return bool(found and expected) and found != expected


def say_missing_subjects(sheets: Mapping[Source | None, str], collected: Collected) -> None:
    """Note, per source, who is on the roster and has no place in the sheet that holds it."""
    for source, listed in collected.listed.items():
        missing = [
            name for subject, name in collected.names.subjects.items() if subject not in listed
        ]
        if missing and collected.names.known:
            collected.problem(
                "subjects_missing",
                Cell(collected.file, sheets.get(source, "")),
                first_of(missing),
                count=str(len(missing)),
            )


def holds_numbers(grid: Grid) -> bool:
    """Whether a sheet holds so many numbers that they may be marks."""
    counts, found = np.bincount(grid.codes.ravel(), minlength=len(grid.values)), 0
    for code in np.flatnonzero(counts).tolist():
        found += int(counts[code]) if mark_of(grid.values[code]).kind == "number" else 0
        if found >= NUMBERS_THAT_MATTER:
            return True
    return False
