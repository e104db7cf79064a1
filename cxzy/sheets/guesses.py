"""What every table of a file was taken for, so that a person can see it and put it right."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from cxzy.core.vocabulary import Source
from cxzy.sheets.assessors import source_in_force, stated_source
from cxzy.sheets.block import Block
from cxzy.sheets.collected import Collected
from cxzy.sheets.columns import Column
from cxzy.sheets.corrections import NOT_READ, PERSON, Correction, Meaning, criteria_of
from cxzy.sheets.headings import Role
from cxzy.sheets.layout import Finding, Layout
from cxzy.sheets.matrix_axes import axes_of
from cxzy.sheets.people import People

MOST_COLUMNS = 256
_NO_MARKS = {Role.IGNORED, Role.STATISTIC, Role.RANGE}
_BELOW = {Role.WORD, Role.SHARE}
Found: TypeAlias = tuple[Block, Layout | None, Finding]


@dataclass(frozen=True)
class Guess:
    """One table as it was taken, understood or not; rows and columns count from 0.

    `top` and `bottom` are the first and the last row of its headings, `body` those of its
    marks, `sure` is 0–1 and `why` the layout's own reason. `layout` is "" where none was sure
    enough, `layouts` are those that could be meant. `given` is the correction it was read by.
    """

    sheet: str
    top: int
    main: int
    bottom: int
    body: tuple[int, int]
    columns: tuple[tuple[Column, Meaning], ...]
    source: Source | None
    stated: Source | None
    layout: str
    layouts: tuple[str, ...]
    sure: float
    why: str
    given: Correction | None = None

    @property
    def left(self) -> int:
        """The first column of the table."""
        return self.columns[0][0].index

    @property
    def right(self) -> int:
        """The last column of the table."""
        return self.columns[-1][0].index

    @property
    def place(self) -> tuple[int, int]:
        """What tells it from other tables of its sheet."""
        return self.top, self.left


def guesses_of(found: Iterable[Found], collected: Collected) -> tuple[Guess, ...]:
    """Return what all tables were taken for, also those that no layout was sure enough of."""
    labels = {one.key: one.label for one in criteria_of(collected.scheme)}
    return _joined([_guess(*one, labels, collected) for one in found])


def _guess(
    block: Block,
    layout: Layout | None,
    finding: Finding,
    labels: Mapping[str, str],
    collected: Collected,
) -> Guess:
    name = layout.name if layout else ""
    taken = _taken(block, name, collected)
    block = block.upright or block
    return Guess(
        sheet=block.grid.name,
        top=block.head[0],
        main=block.top,
        bottom=block.head[1],
        body=(block.body[0], block.body[-1]),
        columns=tuple((c, taken.get(c.index) or _meaning(c, labels)) for c in _held(block)),
        source=source_in_force(block, collected),
        stated=stated_source(block),
        layout=name,
        layouts=finding.possible,
        sure=finding.sure,
        why=finding.why,
        given=block.given,
    )


def _joined(guesses: Iterable[Guess]) -> tuple[Guess, ...]:
    """Return the tables, those of one heading, which lines or bodies part, as one."""
    found: dict[tuple[str, int, int], Guess] = {}
    for guess in guesses:
        key = (guess.sheet, *guess.place)
        found[key] = _both(found[key], guess) if key in found else guess
    return tuple(found.values())


def _both(one: Guess, other: Guess) -> Guess:
    columns = {column.index: (column, said) for column, said in (*other.columns, *one.columns)}
    body = (min(one.body[0], other.body[0]), max(one.body[1], other.body[1]))
    return replace(one, body=body, columns=tuple(columns[index] for index in sorted(columns)))


def _held(block: Block) -> tuple[Column, ...]:
    """Return the columns from the first that holds anything to the last, a bounded number."""
    named = {column.index for column in block.columns if column.text}
    blank = [column.index for column in block.columns if not column.text]
    if blank and "" in block.grid.values:
        cells = block.grid.spread_codes[block.places][:, blank]
        filled = (cells != block.grid.values.index("")).any(axis=0)
        named |= {index for index, fills in zip(blank, filled.tolist(), strict=True) if fills}
    first, last = min(named, default=0), max(named, default=0)
    return tuple(c for c in block.columns if first <= c.index <= last)[:MOST_COLUMNS]


def _taken(block: Block, layout: str, collected: Collected) -> dict[int, Meaning]:
    """Return the columns that mean something by their place, whatever their headings say."""
    if block.upright is not None:
        names = dict.fromkeys(block.body, PERSON)
        return {column.index: names.get(column.index, NOT_READ) for column in block.upright.columns}
    if layout == "matrix" and (axes := axes_of(block, collected)) is not None:
        people = {column.index: PERSON for column in axes.across}
        return {axes.label.index: Meaning(axes.down_role), **people}
    named = People(block, collected, None).name if layout else None
    return {named.index: Meaning(Role.SUBJECT)} if named is not None else {}


def _meaning(column: Column, labels: Mapping[str, str]) -> Meaning:
    if column.role is Role.UNKNOWN:
        return PERSON if column.said else NOT_READ
    if column.role in _NO_MARKS:
        return NOT_READ
    if column.role is Role.ASPECT:
        return Meaning(Role.ASPECT, labels.get(column.key, column.key))
    above = labels.get(column.criterion, "") if column.role in _BELOW else ""
    return Meaning(column.role, column.key, above)
