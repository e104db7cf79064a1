"""Weights and full marks that a form states in columns beside its criteria, row by row."""

from cxzy.core.vocabulary import Source
from cxzy.sheets.block import Block
from cxzy.sheets.collected import Collected
from cxzy.sheets.columns import Column
from cxzy.sheets.headings import Role
from cxzy.sheets.marks import mark_of
from cxzy.sheets.problems import Cell
from cxzy.sheets.stated import SAME, share_of
from cxzy.sheets.wording import shown


def check_criterion_rows(block: Block, source: Source | None, collected: Collected) -> None:
    """Note weights and full marks beside criteria that the scheme does not have."""
    criterion = block.one(Role.CRITERION_NAME)
    if criterion is None:
        return
    for column in block.having(Role.WEIGHT, Role.FULL_MARKS):
        for number, text in zip(block.body, block.values(criterion), strict=True):
            heading = collected.vocabulary.heading(shown(text))
            if heading.role is Role.ASPECT:
                _check(block, number, column, heading.key, source, collected)


def _check(
    block: Block,
    number: int,
    column: Column,
    key: str,
    source: Source | None,
    collected: Collected,
) -> None:
    mark = mark_of(block.grid.rows[number][column.index])
    if mark.kind not in {"number", "percent"}:
        return
    cell = Cell(collected.file, block.grid.name, number + 1, column.index + 1)
    if column.role is Role.FULL_MARKS:
        full = collected.full_marks(source, key)
        if abs(full - mark.number) > SAME:
            collected.problem("full_marks_differ", cell, f"{mark.number:g}", full_marks=f"{full:g}")
        return
    weight = 100 * share_of(key, source, collected)
    stated = mark.number * (100 if mark.kind == "number" and mark.number <= 1 else 1)
    if abs(weight - stated) > SAME:
        collected.problem("weight_differs", cell, f"{stated:g} %", weight=f"{weight:g}")


def without_dates(block: Block, collected: Collected) -> tuple[Column, ...]:
    """Return the columns without those whose headings Excel turned into dates; these are noted."""
    dated = [column for column in block.columns if column.dated and _has_marks(block, column)]
    if not dated:
        return block.columns
    for column in dated:
        cell = block.cell(collected.file, column.row - 1, column.index)
        collected.problem("heading_is_date", cell, column.text)
    return tuple(column for column in block.columns if column not in dated)


def _has_marks(block: Block, column: Column) -> bool:
    return any(mark_of(value).kind not in {"blank", "odd"} for value in block.values(column))
