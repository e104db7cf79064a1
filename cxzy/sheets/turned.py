"""Tables lying on their side: words, sources or criteria down the rows, those assessed across.

What is turned, and what is not: docs/decisions/0105-turned-tables.md.
"""

from collections.abc import Sequence
from dataclasses import replace

from cxzy.sheets.block import Block
from cxzy.sheets.collected import Collected
from cxzy.sheets.columns import Column, columns_of
from cxzy.sheets.corrections import NOT_READ, PERSON
from cxzy.sheets.grid import Grid, Merge
from cxzy.sheets.groups import group_in
from cxzy.sheets.heading_numbers import are_letters
from cxzy.sheets.headings import Heading, Role
from cxzy.sheets.layout_scores import SCORES
from cxzy.sheets.layout_shares import SHARES
from cxzy.sheets.layout_tally import TALLY
from cxzy.sheets.layout_tick import TICK
from cxzy.sheets.layouts import recognised
from cxzy.sheets.source_words import source_in
from cxzy.sheets.words_down import are_sources, are_words, headings_down

_LAYOUTS = {TALLY, SHARES, TICK, SCORES}
_BESIDE = {Role.ASPECT, Role.STATISTIC, Role.IGNORED, Role.WEIGHT, Role.FULL_MARKS}
_OF_PEOPLE = {Role.SUBJECT, Role.NUMBER, Role.RATER}


def turned(block: Block, collected: Collected) -> Block:
    """Return a table with words or sources down and subjects across as one with these across.

    It keeps the table as it stands in `upright`. Any other table is returned as it is.
    """
    said = block.given.columns if block.given else ()
    if any(meaning not in {PERSON, NOT_READ} for _index, meaning in said):
        return block
    label = _labels(block, collected)
    names = [c for c in block.having(Role.UNKNOWN) if label and c.text and c.index > label.index]
    if label is None or not names:
        return block
    before = [column for column in block.columns if column.index < names[0].index]
    beside = {c: headings_down(block, c, collected) for c in before if c != label}
    if not all(_are_beside(*one, collected) for one in beside.items()):
        return block
    leads = sorted(column.index for column in (label, *(c for c in beside if beside[c])))
    made = _made(block, leads, names, collected)
    layout, _finding = recognised(made, collected)
    return made if layout in _LAYOUTS else block


def _labels(block: Block, collected: Collected) -> Column | None:
    """Return the column that holds words of a scale, or sources, and what becomes of them."""
    if not any(column.text for column in block.having(Role.UNKNOWN)):
        return None
    for column in block.columns:
        headings = headings_down(block, column, collected)
        lettered = are_letters([heading.text for heading in headings])
        if are_words(headings) or are_sources(headings) or lettered:
            return column
    return None


def _are_beside(column: Column, headings: Sequence[Heading], collected: Collected) -> bool:
    """Whether a column beside the words holds criteria, bodies or nothing of its own."""
    if not headings:
        return column.role not in _OF_PEOPLE
    return all(
        one.role in _BESIDE or source_in(one.text) or group_in(one.text, collected)
        for one in headings
    )


def _made(
    block: Block, leads: Sequence[int], names: Sequence[Column], collected: Collected
) -> Block:
    """Return the same table with rows for columns."""
    grid = turned_grid(block.grid)
    rows = {*block.body}
    columns = columns_of(grid, leads, collected.vocabulary)
    head = names[0].row - 1
    subject = Column(head, leads[-1] + 1, "", Role.SUBJECT)
    return replace(
        block,
        grid=grid,
        columns=(subject, *(column for column in columns if column.index in rows)),
        top=leads[-1],
        body=tuple(column.index for column in names),
        head=(leads[0], leads[-1]),
        upright=block,
    )


def turned_grid(grid: Grid) -> Grid:
    """Return a sheet with its rows as columns."""
    faults = (replace(one, row=one.column, column=one.row) for one in grid.faults)
    return replace(
        grid,
        codes=grid.codes.T.copy(),
        merged=tuple(Merge(m.left, m.top, m.right, m.bottom) for m in grid.merged),
        faults=tuple(faults),
        hidden_rows=grid.hidden_columns,
        hidden_columns=grid.hidden_rows,
    )
