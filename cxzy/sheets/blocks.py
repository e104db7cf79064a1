"""The tables of a sheet: where headings begin and end, which rows belong to them."""

from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import replace

from cxzy.core.vocabulary import Source
from cxzy.sheets.block import MOST_LANES, Block
from cxzy.sheets.columns import columns_of, parted
from cxzy.sheets.corrections import Correction, corrected_columns, given_of, in_part, starts_with
from cxzy.sheets.forms import as_form, by_subject
from cxzy.sheets.grid import Grid
from cxzy.sheets.heading_rows import starts_by_words
from cxzy.sheets.headings import Vocabulary
from cxzy.sheets.kinds_of_values import Kinds
from cxzy.sheets.lines import Context, context_of, says_something
from cxzy.sheets.names import Names
from cxzy.sheets.page import Page
from cxzy.sheets.row_labels import starts_by_labels
from cxzy.sheets.segments import segments

__all__ = ["Block", "blocks_of", "pages_of"]


def pages_of(grid: Grid, kinds: Kinds) -> list[Page]:
    """Return a sheet as one page, or as one per table where such begin in different rows."""
    return [Page(part, kinds) for part in segments(grid, kinds)]


def blocks_of(
    pages: Sequence[Page],
    names: Names,
    outside: Source | None = None,
    given: Callable[[Grid], Sequence[Correction]] | None = None,
) -> list[Block]:
    """Return the tables of a sheet from top to bottom, side by side ones from left to right.

    `pages` are those of the sheet, `outside` is who assesses according to something else than
    it; that makes a table of names and marks one that a sheet without any heading would not be
    taken for. Tables that are `given` take the place of what would be found there.
    """
    grids = [page.grid for page in pages]
    said = [in_part(given(grid) if given else (), grid, len(grids)) for grid in grids]
    found = [_tables(page, names, outside, own) for page, own in zip(pages, said, strict=True)]
    if len(found) == 1:
        return found[0]
    return [
        replace(block, lane=block.lane + place * MOST_LANES)
        for place, blocks in enumerate(found)
        for block in blocks
    ]


def _tables(
    page: Page, names: Names, outside: Source | None, given: Sequence[Correction]
) -> list[Block]:
    grid, vocabulary = page.grid, page.vocabulary
    guessed = list(page.starts()) or list(starts_by_words(page))
    guessed = guessed or list(starts_by_labels(page, names, outside))
    guessed = guessed or list(page.starts_by_names(names, outside))
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
            lanes = _lanes(block, context, range(head, top), vocabulary, names)
            blocks += [replace(b, given=given_of(here, b.columns)) for b in lanes if here] or lanes
    return blocks


def _lanes(
    block: Block, context: Context, above: range, vocabulary: Vocabulary, names: Names
) -> list[Block]:
    """Return the tables that stand side by side, each below its own titles if all have some."""
    parts = parted(block.columns, block.grid.width)
    if len(parts) == 1:
        return by_subject(as_form(block, vocabulary), names)
    rows = [block.grid.row(number) for number in above]
    spans = [slice(part[0].index, part[-1].index + 1) for part in parts]
    own = [context_of((row[span] for row in rows), vocabulary) for span in spans]
    titled = block.context == context and all(said.titles for said in own)
    halves = not titled and block.context.subject  # of one ballot
    tables = [
        replace(block, columns=part, context=said if titled else block.context)
        for part, said in zip(parts, own, strict=True)
    ]
    return [
        replace(as_form(table, vocabulary), lane=0 if halves else lane)
        for lane, table in enumerate(tables)
    ]


def _gaps(starts: Sequence[tuple[int, int, int]]) -> list[tuple[int, int]]:
    """Return from where to where the lines above each table may stand; the first one from 0."""
    bottoms = [-1, *(bottom for *_, bottom in starts)]
    return [(bottom + 1, top) for bottom, (top, *_) in zip(bottoms, starts, strict=False)]


def _bodies(page: Page, span: range, context: Context) -> Iterator[tuple[Sequence[int], Context]]:
    """Yield the rows of a table; a line in its midst begins a part with its own context.

    Numbers of votes hold for the whole table, also where they stand below it.
    """
    parts, votes = list(_parts(page, span, context)), dict[str, int]()
    for number in sorted(number for number in page.special if number in span):
        votes |= page.votes(number)
    for body, said in parts:
        yield body, replace(said, votes=said.votes | votes) if votes else said


def _parts(page: Page, span: range, context: Context) -> Iterator[tuple[Sequence[int], Context]]:
    if not _any_in(span, page.special):  # rows of marks and nothing else
        some_blank = _any_in(span, page.blank)
        rows = tuple(n for n in span if n not in page.blank) if some_blank else span
        if rows:
            yield rows, context
        return
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


def _any_in(span: range, rows: Set[int]) -> bool:
    """Whether one of some few rows is in a span, however long that is."""
    return any(row in span for row in rows)
