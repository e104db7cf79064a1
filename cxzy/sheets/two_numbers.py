"""Two numbers for one name in one file: one person miswritten, or two people of one name."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby

from cxzy.sheets.block import Block
from cxzy.sheets.collected import Collected
from cxzy.sheets.names import stated_number
from cxzy.sheets.people import People
from cxzy.sheets.problems import Cell

Stated = tuple[str, str, Cell]
"""A name as it is compared, a number, and the cell that states it."""


def say_two_numbers(blocks: Sequence[Block], collected: Collected) -> None:
    """Note where a table has another number for a name than a table above or on another sheet.

    Both numbers in one table are two people, and nothing to say.
    """
    twice = collected.names.numbered_twice
    if not twice:
        return
    before: defaultdict[str, list[dict[str, Cell]]] = defaultdict(list)
    for _table, parts in groupby(blocks, key=lambda block: (block.grid.name, block.top)):
        own: defaultdict[str, dict[str, Cell]] = defaultdict(dict)
        for name, number, cell in (one for part in parts for one in _stated(part, collected)):
            if name in twice:
                own[name].setdefault(number, cell)
        for name, numbers in own.items():
            _compare(numbers, before[name], collected)
            before[name].append(numbers)


def _compare(own: dict[str, Cell], before: Sequence[dict[str, Cell]], collected: Collected) -> None:
    """Note the first table before this one that knows the name by none of its numbers."""
    other = next((known for known in before if not known.keys() & own.keys()), None)
    if other is not None:
        collected.problem(
            "numbers_differ",
            next(iter(own.values())),
            collected.names.name_of(next(iter(own))),
            other=str(next(iter(other.values()))),
            numbers=tuple(sorted(other)),
            own=tuple(sorted(own)),
        )


def _stated(block: Block, collected: Collected) -> Iterator[Stated]:
    """Yield what the headings of a table state, then its rows."""
    for column in block.columns:
        if (found := stated_number(column.text)) is not None:
            yield *found, block.cell(collected.file, column.row - 1, column.index)
    people = People(block, collected, None)
    for row, (name, number) in zip(block.body, people.named(), strict=True):
        if (found := stated_number(name, number)) is not None:
            yield *found, people.cell(row, people.number if number else people.name)
