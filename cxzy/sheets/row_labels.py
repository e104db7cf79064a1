"""Where a table begins whose words or criteria stand down, below names without a heading."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from cxzy.core.vocabulary import Source
from cxzy.sheets.headings import Role
from cxzy.sheets.marks import mark_of
from cxzy.sheets.names import Names
from cxzy.sheets.source_words import source_in
from cxzy.sheets.wording import plain

if TYPE_CHECKING:
    from cxzy.sheets.page import Page

_LABELS = {Role.WORD, Role.ASPECT}
_BESIDE = {Role.TOTAL, Role.IGNORED, Role.STATISTIC, Role.WEIGHT, Role.FULL_MARKS}
TWO = 2


def starts_by_labels(
    page: Page, names: Names, outside: Source | None
) -> Iterator[tuple[int, int, int]]:
    """Yield first, main and last row of headings that are names, whatever their corner says.

    Someone of the roster is among them, or else a sheet, a title or `outside` says who assesses.
    """
    for head, first in _above_labels(page):
        if _names_people(page, head, first, names, outside):
            yield head, head, head


def _above_labels(page: Page) -> list[tuple[int, int]]:
    """Return the rows above two words or criteria in one column, each with the first of these."""
    grid, heading = page.grid, page.vocabulary.heading
    texts = (value for value in grid.values if isinstance(value, str) and value)
    label = grid.having({text for text in texts if heading(text).role in _LABELS})
    rows = np.array([n for n in range(grid.height) if n not in page.blank], dtype=np.int32)
    stands = label[rows]
    begins = (stands[1:-1] & stands[2:] & ~stands[:-2]).any(axis=1)
    places = np.flatnonzero(begins)
    return list(zip(rows[places].tolist(), rows[places + 1].tolist(), strict=True))


def _names_people(page: Page, head: int, first: int, names: Names, outside: Source | None) -> bool:
    """Whether a row names people, each above a number of the row below."""
    above = page.row(head)
    marked = (mark_of(value).kind in {"number", "percent"} for value in page.row(first))
    standing = [value for value, mark in zip(above, marked, strict=True) if mark and value != ""]
    roles = {value: page.vocabulary.heading(str(value)).role for value in standing}
    people = [str(value) for value in standing if roles[value] is Role.UNKNOWN]
    if not people or any(mark_of(text).kind != "word" or not plain(text) for text in people):
        return False
    if len(people) + sum(roles[value] in _BESIDE for value in standing) < len(standing):
        return False
    if names.known:
        return any(names.find(text).subject for text in people)
    titles = " ".join(text for number in range(head) for text in page.texts(number))
    told = source_in(page.grid.name) or source_in(titles) or outside
    return len(people) >= TWO and told not in {None, Source.SELF}
