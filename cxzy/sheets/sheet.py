"""One uploaded workbook understood: its ratings, its problems, and how it was read.

Who assesses, and what else a sheet may leave unsaid: docs/decisions/0012-nothing-is-guessed.md.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from itertools import chain
from pathlib import Path
from typing import TypeAlias

import pandas as pd

from cxzy.core.columns import Columns
from cxzy.core.ratings import empty_ratings
from cxzy.core.roster import Roster
from cxzy.core.scheme import Scheme
from cxzy.core.vocabulary import Source
from cxzy.sheets.assessors import source_of
from cxzy.sheets.block import Block
from cxzy.sheets.blocks import blocks_of, pages_of
from cxzy.sheets.bodies import bodies_of
from cxzy.sheets.collected import Collected
from cxzy.sheets.corrections import on_scale
from cxzy.sheets.criterion_rows import without_dates
from cxzy.sheets.faults import (
    holds_numbers,
    say_faults,
    say_hidden,
    say_identity,
    say_missing_subjects,
)
from cxzy.sheets.file_names import with_own_subject, with_rater
from cxzy.sheets.grid import Grid, Workbook
from cxzy.sheets.groups import say_groups
from cxzy.sheets.guesses import Guess, guesses_of
from cxzy.sheets.guidance import NO_GUIDANCE, Guidance
from cxzy.sheets.headings import Role
from cxzy.sheets.identity import Identity, identity_of, is_ours
from cxzy.sheets.kinds_of_values import kinds_of
from cxzy.sheets.layout import NOT_THIS, Finding, Layout
from cxzy.sheets.layout_bonus import BONUS, read_bonus, say_bonus_alone
from cxzy.sheets.layout_scores import SCORES, has_sources
from cxzy.sheets.layouts import recognised
from cxzy.sheets.page import Page
from cxzy.sheets.people import learn_numbers
from cxzy.sheets.problems import Cell, Problem, in_order
from cxzy.sheets.reading import file_content, read_workbook
from cxzy.sheets.shapes import Form, forms_of
from cxzy.sheets.source_words import source_in
from cxzy.sheets.turned import turned
from cxzy.sheets.two_numbers import say_two_numbers
from cxzy.sheets.wording import plain

LATE = (SCORES, BONUS)
Found: TypeAlias = tuple[Block, Layout | None, Finding]


@dataclass(frozen=True)
class Table:
    """One table of a sheet: where, how and as whose assessment it was read.

    `form` is the fingerprint of the remembered form by which it was read, "" without one.
    """

    sheet: str
    layout: str
    source: Source | None
    ratings: int
    problems: tuple[Problem, ...]
    why: str = ""
    form: str = ""


@dataclass(frozen=True)
class Sheet:
    """What a file holds: its marks, the problems in the order of the cells, the tables.

    `layout` is the one layout, "workbook" where tables differ, "" without any. `names` are the
    subjects and their names as found, `raters` the raters that the file names, by their number;
    they are never kept. `guesses` are all tables as they were taken, understood or not, and
    `forms` what is to be remembered of those that were corrected.
    """

    marks: Columns
    problems: tuple[Problem, ...]
    layout: str
    tables: tuple[Table, ...]
    file: str
    identity: Identity | None
    names: Mapping[str, str] = field(default_factory=dict)
    raters: Mapping[int, str] = field(default_factory=dict)
    guesses: tuple[Guess, ...] = ()
    forms: tuple[Form, ...] = ()

    @cached_property
    def ratings(self) -> pd.DataFrame:
        """The marks as the ratings table."""
        return self.marks.table if len(self.marks) else empty_ratings()

    @cached_property
    def subjects(self) -> pd.DataFrame:
        """The subjects found, columns `subject` and `name`, the name as it stands in the file."""
        rows = list(self.names.items())
        return pd.DataFrame(rows, columns=pd.Index(["subject", "name"]), dtype="str")

    @property
    def acceptable(self) -> bool:
        """Whether nothing in it blocks."""
        return not any(problem.blocks for problem in self.problems)

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        """The sources whose ratings it holds, in their usual order."""
        found = self.marks.words("source").words
        return tuple(source for source in Source if source in found)


def read_sheet(
    path_or_bytes: str | Path | bytes,
    scheme: Scheme,
    name: str | None = None,
    *,
    roster: Roster | None = None,
    source: Source | None = None,
    expected: Identity | None = None,
) -> Sheet:
    """Return what a workbook holds; `name` is the file's name where bytes are given.

    Without a roster the subjects are the names found, or the numbers that the file states
    for them. `source` is taken where the file does not say who assesses. Raises
    `UnreadableFile` for a file that is no readable workbook; everything else that is wrong is
    among the problems.
    """
    if isinstance(path_or_bytes, bytes):
        content, name = path_or_bytes, name or "workbook.xlsx"
    else:
        content, name = file_content(path_or_bytes), name or Path(path_or_bytes).name
    workbook = read_workbook(content, name)
    return understand(workbook, scheme, roster=roster, source=source, expected=expected)


def understand(
    workbook: Workbook,
    scheme: Scheme,
    *,
    roster: Roster | None = None,
    source: Source | None = None,
    expected: Identity | None = None,
    given: Guidance = NO_GUIDANCE,
) -> Sheet:
    """Return what the cells of a workbook mean; see `read_sheet`.

    `given` is what people said of its tables, and the forms that are known from before.
    """
    collected = Collected(workbook.name, scheme, roster, source)
    identity = identity_of(workbook)
    say_identity(identity, expected, collected)
    elsewhere = _misplaced(collected.problems)
    grids = [grid for grid in workbook.grids if not is_ours(grid)]
    kinds = kinds_of(grids[0].values if grids else (), collected.vocabulary)
    pages = [pages_of(grid, kinds) for grid in grids]
    found = _found(pages, collected, given)
    blocks = [block for own in found for block, *_ in own]
    learn_numbers(blocks, collected)
    say_two_numbers(blocks, collected)
    tables = _all_tables(grids, found, collected)
    if not tables:
        code = _why_no_table(blocks, chain(*pages))
        collected.problem(code, Cell(workbook.name, ""), workbook.name)
    say_missing_subjects({table.source: table.sheet for table in tables}, collected)
    say_groups(collected)
    say_bonus_alone(scheme, collected)
    collected.close()
    layouts = {table.layout for table in tables}
    guesses = guesses_of(chain(*found), collected)
    return Sheet(
        marks=collected.ratings_columns(),
        problems=in_order(elsewhere or collected.problems, [grid.name for grid in workbook.grids]),
        layout=next(iter(layouts)) if len(layouts) == 1 else "workbook" if layouts else "",
        tables=tuple(tables),
        file=workbook.name,
        identity=identity,
        names=collected.shown_names,
        raters=collected.named_raters(),
        guesses=guesses,
        forms=forms_of(guesses, workbook.grids, collected),
    )


def _why_no_table(blocks: Sequence[Block], pages: Iterable[Page]) -> str:
    """Return what to say of a file without any table: totals alone, headings alone, or nothing."""
    if any(block.one(Role.TOTAL) for block in blocks):
        return "only_totals"
    headed = not blocks and any(True for page in pages for _start in page.starts())
    return "no_rows" if headed else "no_table"


def _misplaced(problems: Iterable[Problem]) -> list[Problem]:
    """Return what to say of a workbook of another meeting: no other fault is worth mending here."""
    stops = [problem for problem in problems if problem.blocks]
    return stops if any(problem.code == "wrong_meeting" for problem in stops) else []


def _found(
    sheets: Sequence[Sequence[Page]], collected: Collected, given: Guidance
) -> list[list[Found]]:
    """Return what may be tables, sheet by sheet.

    Only where no sheet has any does the file's name or the caller, saying who assesses, make
    marks under bare names a table: beside others such a sheet is more likely an extract.
    """
    found = [_found_in(pages, collected, given) for pages in sheets]
    outside = source_in(collected.file) or collected.given_source
    if outside is None or any(layout for own in found for _, layout, _ in own):
        return found
    return [
        own or _found_in(pages, collected, given, outside)
        for pages, own in zip(sheets, found, strict=True)
    ]


def _found_in(
    pages: Sequence[Page], collected: Collected, given: Guidance, outside: Source | None = None
) -> list[Found]:
    said = partial(given.in_grid, collected=collected)
    tables = blocks_of(pages, collected.names, outside, said)
    tables = [turned(table, collected) for table in tables]
    blocks = [block for table in tables for block in bodies_of(table, collected)]
    blocks = [with_own_subject(block, collected) for block in blocks]
    return [(block, *recognised(block, collected)) for block in blocks]


def _all_tables(
    grids: Sequence[Grid], found: Sequence[Sequence[Found]], collected: Collected
) -> list[Table]:
    """Return the tables sheet by sheet.

    Finished scores are read after all single ballots, tables of bonus points alone after these.
    """
    read: list[list[Table]] = [[] for _ in grids]
    for turn in range(len(LATE) + 1):
        for grid, own, tables in zip(grids, found, read, strict=True):
            tables += [
                _table(grid, block, layout, finding, collected)
                for block, layout, finding in own
                if layout is not None and _turn(layout) == turn
            ]
    for grid, own, tables in zip(grids, found, read, strict=True):
        blocks = [block.upright or block for block, *_ in own]
        say_faults(grid, blocks, collected)
        if tables:
            say_hidden(grid, blocks, collected)
        elif holds_numbers(grid):
            collected.problem("sheet_not_read", Cell(collected.file, grid.name), grid.name)
    return [table for tables in read for table in tables]


def _turn(layout: Layout) -> int:
    return LATE.index(layout) + 1 if layout in LATE else 0


def _table(
    grid: Grid, part: Block, layout: Layout, finding: Finding, collected: Collected
) -> Table:
    problems, ratings = len(collected.problems), collected.rating_count
    own_sources = (layout is SCORES and has_sources(part)) or layout is BONUS
    width, columns = len(part.columns), without_dates(part, collected)
    part = part if len(columns) == width else replace(part, columns=columns)
    source = None if own_sources else source_of(part, collected)
    block = with_rater(_with_group(part, source, collected), source, collected)
    dated = len(part.columns) < width and layout.sure(part, collected) == NOT_THIS
    if not dated and (source is not None or block.one(Role.SOURCE) or own_sources):
        with on_scale(collected, part.given.scale if part.given else ""):
            layout.read(block, source, collected)
            read_bonus(block, source, collected)
    return Table(
        grid.name,
        layout.name,
        source,
        collected.rating_count - ratings,
        tuple(collected.problems[problems:]),
        finding.why,
        part.given.form if part.given else "",
    )


def _with_group(block: Block, source: Source | None, collected: Collected) -> Block:
    """Return a table with the group that was said or its name or a title names, if just one."""
    if block.given and block.given.group:
        return replace(block, context=replace(block.context, group=block.given.group))
    if block.context.group or source is None or not (groups := collected.groups(source)):
        return block
    said = plain(" ".join((block.grid.name, *block.context.titles)))
    named = [group for group in groups if plain(group) in said]
    if len(named) != 1:
        return block
    return replace(block, context=replace(block.context, group=named[0]))
