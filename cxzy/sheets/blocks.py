"""The tables of a sheet: where headings begin and end, which rows belong to them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from cxzy.core.vocabulary import Source
from cxzy.sheets.columns import Column, columns_of, parted
from cxzy.sheets.corrections import Correction, corrected_columns, given_of, in_part, starts_with
from cxzy.sheets.grid import Codes, Grid, Value
from cxzy.sheets.headings import Role, Vocabulary
from cxzy.sheets.lines import Context, context_of, says_something
from cxzy.sheets.names import Names
from cxzy.sheets.page import Page
from cxzy.sheets.segments import segments

MOST_ROWS, MOST_LANES = 1 << 20, 32


@dataclass(frozen=True)
class Block:
    """One table: `body` holds the numbers of its rows, counted from 0, blank ones left out.

    `lane` counts the tables that stand side by side, from the left. `head` are the first and the
    last row of its headings, `given` how it was said to be read.
    """

    grid: Grid
    columns: tuple[Column, ...]
    top: int
    body: tuple[int, ...]
    context: Context
    lane: int = 0
    head: tuple[int, int] = (0, 0)
    given: Correction | None = None

    def having(self, *roles: Role) -> tuple[Column, ...]:
        """Return the columns with one of these roles, from left to right."""
        return tuple(column for column in self.columns if column.role in roles)

    def one(self, role: Role) -> Column | None:
        """Return the first column with this role."""
        return self._first.get(role)

    @cached_property
    def _first(self) -> dict[Role, Column]:
        return {column.role: column for column in reversed(self.columns)}

    def values(self, column: Column) -> list[Value]:
        """Return what stands in a column, row by row of the body; merged cells spread."""
        return [self.grid.values[code] for code in self.codes(column).tolist()]

    def codes(self, column: Column) -> Codes:
        """Return the same as codes of the grid."""
        down: Codes = self.grid.spread_codes[:, column.index]
        return down[self.places]

    @property
    def first_line(self) -> int:
        """What to add to the number of a row to have one that no row of a table beside it has."""
        return min(self.lane, MOST_LANES * MOST_LANES) * MOST_ROWS

    @cached_property
    def places(self) -> Codes:
        """The rows of the body as an array."""
        return np.array(self.body, dtype=np.int32)


def blocks_of(
    grid: Grid,
    vocabulary: Vocabulary,
    names: Names,
    outside: Source | None = None,
    given: Callable[[Grid], Sequence[Correction]] | None = None,
) -> list[Block]:
    """Return the tables of a sheet from top to bottom, side by side ones from left to right.

    `outside` is who assesses according to something else than the sheet; it makes a table of
    names and marks one that a sheet without any heading would not be taken for. Tables that are
    `given` take the place of what would be found there.
    """
    parts = segments(grid, vocabulary)
    said = [in_part(given(part) if given else (), part, len(parts)) for part in parts]
    found = [
        _tables(part, vocabulary, names, outside, own)
        for part, own in zip(parts, said, strict=True)
    ]
    if len(found) == 1:
        return found[0]
    return [
        replace(block, lane=block.lane + place * MOST_LANES)
        for place, blocks in enumerate(found)
        for block in blocks
    ]


def _tables(
    grid: Grid,
    vocabulary: Vocabulary,
    names: Names,
    outside: Source | None,
    given: Sequence[Correction],
) -> list[Block]:
    page = Page(grid, vocabulary)
    guessed = list(page.starts()) or list(page.starts_by_names(names, outside))
    starts = starts_with(guessed, given)
    heads = [page.first_line(before, top) for before, top in _gaps(starts)]
    ends = [*heads[1:], grid.height]
    blocks: list[Block] = []
    context = Context()
    for (top, main, bottom), head, end in zip(starts, heads, ends, strict=False):
        context = context_of(map(grid.row, range(head, top)), vocabulary).after(context)
        here = [one for one in given if (one.top, one.bottom) == (top, bottom)]
        columns = columns_of(grid, range(top, bottom + 1), vocabulary)
        columns = corrected_columns(columns, here, vocabulary.scheme)
        for part in _bodies(page, range(bottom + 1, end), context):
            block = Block(grid, columns, main, part[0], part[1], head=(top, bottom))
            lanes = _lanes(block, context, range(head, top), vocabulary)
            blocks += [replace(b, given=given_of(here, b.columns)) for b in lanes if here] or lanes
    return blocks


def _lanes(block: Block, context: Context, above: range, vocabulary: Vocabulary) -> list[Block]:
    """Return the tables that stand side by side, each below its own titles if all have some."""
    parts = parted(block.columns, block.grid.width)
    if len(parts) == 1:
        return [block]
    rows = [block.grid.row(number) for number in above]
    spans = [slice(part[0].index, part[-1].index + 1) for part in parts]
    own = [context_of((row[span] for row in rows), vocabulary) for span in spans]
    titled = block.context == context and all(said.titles for said in own)
    return [
        replace(block, columns=part, lane=lane, context=said if titled else block.context)
        for lane, (part, said) in enumerate(zip(parts, own, strict=True))
    ]


def _gaps(starts: Sequence[tuple[int, int, int]]) -> list[tuple[int, int]]:
    """Return from where to where the lines above each table may stand; the first one from 0."""
    bottoms = [-1, *(bottom for *_, bottom in starts)]
    return [(bottom + 1, top) for bottom, (top, *_) in zip(bottoms, starts, strict=False)]


def _bodies(page: Page, span: range, context: Context) -> Iterator[tuple[tuple[int, ...], Context]]:
    """Yield the rows of a table; a line in its midst begins a part with its own context.

    Numbers of votes hold for the whole table, also where they stand below it.
    """
    parts, votes = list(_parts(page, span, context)), dict[str, int]()
    for number in sorted(page.special & set(span)):
        votes |= page.votes(number)
    for body, said in parts:
        yield body, replace(said, votes=said.votes | votes)


def _parts(page: Page, span: range, context: Context) -> Iterator[tuple[tuple[int, ...], Context]]:
    body: list[int] = []
    noted = False
    for number in span:
        special = number in page.special
        ends = special and (page.is_ending(number) or bool(page.votes(number)))
        noted = noted or (ends and len(page.texts(number)) == 1)
        if number in page.blank or ends or (noted and not page.has_marks(number)):
            continue
        line = page.line(number) if special else None
        if line is not None:
            if says_something(line):
                if body:
                    yield tuple(body), context
                body, context = [], context.joined(line)
            continue
        body.append(number)
    if body:
        yield tuple(body), context
