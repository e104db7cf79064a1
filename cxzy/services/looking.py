"""A file as it was read: its cells, what its tables were taken for, what can be said of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from cxzy.core.scheme import Scheme
from cxzy.core.vocabulary import BallotFate, Source
from cxzy.services.actors import Actor, require
from cxzy.services.previews import CheckedFile, Preview
from cxzy.sheets.columns import columns_of
from cxzy.sheets.corrections import (
    NOT_READ,
    PERSON,
    Correction,
    Meaning,
    criteria_of,
    scale_name,
)
from cxzy.sheets.grid import Grid
from cxzy.sheets.guesses import Guess
from cxzy.sheets.headings import Role, vocabulary_of
from cxzy.sheets.identity import is_ours
from cxzy.sheets.reading import read_workbook

PUZZLES = frozenset(
    {"no_table", "sheet_not_read", "source_unknown", "direction_unknown", "unknown_criterion"}
)
"""What a person can answer by saying how a table is to be read."""
_PLAIN = (Role.RATER, Role.GROUP, Role.CRITERION_NAME)
_COUNTS = (Role.ISSUED, Role.RETURNED, Role.VALID, Role.BALLOTS)
_FATES = (BallotFate.ABSTENTION, BallotFate.UNSURE, BallotFate.VOID)


@dataclass(frozen=True)
class Taken:
    """One table of a sheet as it was taken, `understood` or not; rows and columns from 0.

    `columns` are index, heading and meaning; `given` is what was said of it, if anything.
    """

    sheet: str
    top: int
    main: int
    bottom: int
    body: tuple[int, int]
    columns: tuple[tuple[int, str, Meaning], ...]
    source: Source | None
    layout: str
    layouts: tuple[str, ...]
    given: Correction | None

    @property
    def understood(self) -> bool:
        """Whether a layout was sure enough of it."""
        return bool(self.layout)

    @property
    def left(self) -> int:
        """Its first column."""
        return self.columns[0][0]


def opened(actor: Actor, preview: Preview, file: CheckedFile) -> tuple[Grid, ...]:
    """Return the sheets of a file that hold anything, as they were read.

    Raises UnreadableFile where it is no readable workbook.
    """
    require(actor, "sheet.check", preview.meeting.unit_id)
    grids = read_workbook(file.content, file.name).grids
    return tuple(grid for grid in grids if not is_ours(grid) and filled(grid)[0])


def filled(grid: Grid) -> tuple[int, int]:
    """Return the number of rows and of columns up to the last that hold anything."""
    rows, columns = np.nonzero(~grid.having({""}))
    return (int(rows.max()) + 1, int(columns.max()) + 1) if len(rows) else (0, 0)


def puzzling(file: CheckedFile) -> bool:
    """Whether a person has to say how a file is to be read before it can count."""
    codes = {problem.code for problem in file.problems if problem.blocks}
    misplaced = "wrong_meeting" in codes or file.unchanged
    return file.sheet is not None and bool(codes & PUZZLES) and not misplaced


def tables_in(file: CheckedFile, grid: Grid, scheme: Scheme) -> tuple[Taken, ...]:
    """Return the tables of a sheet as they were taken.

    Where none was found, one is offered that begins with the first row of several texts.
    """
    guesses = () if file.sheet is None else file.sheet.guesses
    found = tuple(_taken(guess) for guess in guesses if guess.sheet == grid.name)
    return found or (_offered(grid, scheme),)


def _taken(guess: Guess) -> Taken:
    columns = tuple((column.index, column.text, meaning) for column, meaning in guess.columns)
    return Taken(
        sheet=guess.sheet,
        top=guess.top,
        main=guess.main,
        bottom=guess.bottom,
        body=guess.body,
        columns=columns,
        source=guess.source,
        layout=guess.layout,
        layouts=guess.layouts,
        given=guess.given,
    )


def _offered(grid: Grid, scheme: Scheme) -> Taken:
    rows = range(grid.height)
    several = (n for n in rows if sum(isinstance(v, str) and v != "" for v in grid.row(n)) > 1)
    anything = (n for n in rows if any(value != "" for value in grid.row(n)))
    top = next(several, next(anything, 0))
    columns = columns_of(grid, range(top, top + 1), vocabulary_of(scheme))
    width, last = filled(grid)[1], filled(grid)[0] - 1
    named = tuple((c.index, c.text, NOT_READ) for c in columns[: max(width, 1)])
    body = (min(top + 1, last), last)
    return Taken(grid.name, top, top, top, body, named, None, "", (), None)


def correction_of(table: Taken) -> Correction:
    """Return what was said of a table so far, to be said otherwise: of it alone, and now."""
    if table.given is not None:
        return replace(table.given, form="", stated=None)
    return Correction(table.sheet, table.top, table.bottom, table.left, instead=table.main)


def meanings(scheme: Scheme, table: Taken) -> tuple[Meaning, ...]:
    """Return what a column of a table can be said to hold, each once, the usual ones first."""
    criteria = [criterion.label for criterion in criteria_of(scheme)]
    words = dict.fromkeys(word for scale in scheme.scales for word in scale.words)
    above = ["", *criteria] if _per_criterion(table) else [""]
    choices = (
        NOT_READ,
        Meaning(Role.SUBJECT),
        Meaning(Role.NUMBER),
        *(Meaning(Role.ASPECT, label) for label in criteria),
        Meaning(Role.MARK),
        PERSON,
        *map(Meaning, _PLAIN),
        *(Meaning(Role.WORD, word, one) for one, word in product(above, words)),
        *(Meaning(Role.SHARE, word, one) for one, word in product(above, words)),
        *(Meaning(Role.SCORE, source.value) for source in scheme.sources),
        *(Meaning(Role.BONUS, one.key) for one in scheme.bonus),
        *map(Meaning, _COUNTS),
        *(Meaning(Role.FATE, fate.value) for fate in _FATES),
        Meaning(Role.SOURCE),
        Meaning(Role.TOTAL),
    )
    return tuple(dict.fromkeys((*choices, *(meaning for *_column, meaning in table.columns))))


def _per_criterion(table: Taken) -> bool:
    """Whether words head columns of several criteria: named above them, or each word repeated."""
    words = [one for *_column, one in table.columns if one.role in {Role.WORD, Role.SHARE}]
    return any(one.criterion for one in words) or len(set(words)) < len(words)


def scales_of(scheme: Scheme) -> tuple[str, ...]:
    """Return the names of the scales among which a person may choose; () where there is one."""
    names = tuple(map(scale_name, scheme.scales))
    return names if len(names) > 1 else ()


def groups_of(preview: Preview, table: Taken) -> tuple[str, ...]:
    """Return the rater groups among which a person may choose for a table; () where none are."""
    rule = preview.scheme.sources.get(table.source) if table.source else None
    if rule is None or rule.groups is None:
        return ()
    if isinstance(rule.groups, dict):
        return tuple(rule.groups)
    voting = preview.roster.electorate
    named = voting["group"][voting["source"] == table.source].tolist()
    return tuple(dict.fromkeys(filter(None, named)))


def with_correction(
    corrections: Sequence[Correction], table: Taken, said: Correction | None
) -> tuple[Correction, ...]:
    """Return the corrections of a file with that of one table exchanged, or taken out (None)."""
    others = tuple(one for one in corrections if one != table.given and not _there(one, table))
    return others if said is None else (*others, said)


def _there(correction: Correction, table: Taken) -> bool:
    place = (correction.sheet, correction.top, correction.left)
    return place == (table.sheet, table.top, table.left)
