"""In which rows of a sheet a table may begin, seen for all rows at once."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cxzy.sheets.grid import Grid, Value
from cxzy.sheets.headings import STRONG, Role

if TYPE_CHECKING:
    from cxzy.sheets.page import Page

_BESIDE_WORDS = {Role.FATE, Role.IGNORED, Role.TOTAL}


def rows_of_headings(grid: Grid, roles: Mapping[str, Role]) -> list[int]:
    """Return the rows with a strong heading, or with two criteria."""
    strong = {text for text, role in roles.items() if role in STRONG - {Role.FATE}}
    criteria = {text for text, role in roles.items() if role is Role.ASPECT}
    found = _having(grid, strong).any(axis=1) | (_having(grid, criteria).sum(axis=1) > 1)
    return list(map(int, np.flatnonzero(found)))


def rows_of_words(grid: Grid, roles: Mapping[str, Role]) -> list[int]:
    """Return the rows with two words of a scale."""
    words = {text for text, role in roles.items() if role is Role.WORD}
    return list(map(int, np.flatnonzero(_having(grid, words).sum(axis=1) > 1)))


def _having(grid: Grid, wanted: Container[Value]) -> NDArray[np.bool_]:
    values = np.array([value in wanted for value in grid.values], dtype=bool)
    cells: NDArray[np.bool_] = values[grid.spread_codes]
    return cells


def starts_by_words(page: Page) -> Iterator[tuple[int, int, int]]:
    """Yield first, main and last row of headings that are words beside an empty corner.

    The corner may hold anything where criteria stand below it.
    """
    for number in page.worded:
        row, headings = page.row(number), page.headings(number)
        words = [heading for heading in headings if heading.role is Role.WORD]
        if len(words) < 2 or any(isinstance(value, float | int) for value in row):  # noqa: PLR2004
            continue
        corner = row[0] == "" or page.criterion_below(number)
        first = 0 if row[0] == "" else 1
        others = {heading.role for heading in headings[first:]} - {Role.WORD, *_BESIDE_WORDS}
        if corner and not others:
            yield number, number, number
