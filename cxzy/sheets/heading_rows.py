"""In which rows of a sheet a table may begin, seen for all rows at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cxzy.sheets.grid import Grid
from cxzy.sheets.headings import Role
from cxzy.sheets.kinds_of_values import Kinds, rows_with

if TYPE_CHECKING:
    from cxzy.sheets.page import Page

_BESIDE_WORDS = {Role.FATE, Role.IGNORED, Role.TOTAL}


def heading_rows(grid: Grid, kinds: Kinds) -> list[int]:
    """Return the rows with a strong heading, or with two criteria."""
    codes = grid.spread_codes
    found = {*rows_with(kinds.strong, codes), *rows_with(kinds.criteria, codes, least=2)}
    return sorted(found)


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
