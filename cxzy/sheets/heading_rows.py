"""In which rows of a sheet a table may begin, seen for all rows at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cxzy.sheets.columns import count_up
from cxzy.sheets.grid import DateCell, Row
from cxzy.sheets.headings import LEADING, Heading, Role, Vocabulary
from cxzy.sheets.kinds_of_values import CRITERION, HEAD, Cells
from cxzy.sheets.ticks import sign_of
from cxzy.sheets.wording import plain

if TYPE_CHECKING:
    from cxzy.sheets.page import Page

_BESIDE_WORDS = {Role.FATE, Role.IGNORED, Role.TOTAL}
TWO = 2


def heading_rows(cells: Cells) -> list[int]:
    """Return the rows with a strong heading, or with two criteria."""
    return sorted({*cells.rows_with(HEAD), *cells.rows_with(CRITERION, least=2)})


def texts_in(row: Row) -> list[str]:
    """Return the different texts of a row from left to right."""
    return list(dict.fromkeys(v for v in row if isinstance(v, str) and plain(v)))


def headings_in(row: Row, vocabulary: Vocabulary) -> list[Heading]:
    """Return the different headings of a row; 姓名: is a line, not a heading."""
    return [vocabulary.heading(text) for text in texts_in(row) if not plain(text).endswith(":")]


def may_lead(row: Row, vocabulary: Vocabulary) -> bool:
    """Whether a row that is no line of a form is the headings of a table, by what stands in it."""
    headings = headings_in(row, vocabulary)
    numbers = [v for v in row if isinstance(v, float | int)]
    if not headings or not count_up(numbers):
        return False
    strong = [one for one in headings if one.role in LEADING]
    if len(strong) >= TWO and not numbers:
        return True
    dates = sum(isinstance(value, DateCell) for value in row)
    if strong and strong[0] in headings[:TWO] and len(headings) + len(numbers) + dates >= TWO:
        return True
    criteria = sum(heading.role is Role.ASPECT for heading in headings)
    marked = any(h.role is Role.WORD or sign_of(h.text) == "tick" for h in headings)
    return criteria >= TWO and not numbers and not marked


def starts_by_words(page: Page) -> Iterator[tuple[int, int, int]]:
    """Yield first, main and last row of headings that are words beside an empty corner.

    The corner may hold anything where criteria stand below it.
    """
    for number in page.worded:
        row, headings = page.row(number), page.headings(number)
        words = [heading for heading in headings if heading.role is Role.WORD]
        if len(words) < TWO or any(isinstance(value, float | int) for value in row):
            continue
        corner = row[0] == "" or page.criterion_below(number)
        first = 0 if row[0] == "" else 1
        others = {heading.role for heading in headings[first:]} - {Role.WORD, *_BESIDE_WORDS}
        if corner and not others:
            yield number, number, number
