"""Tables beside each other that begin in different rows: a sheet seen as several."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from cxzy.sheets.columns import MOST_BESIDE
from cxzy.sheets.grid import Grid
from cxzy.sheets.headings import Role
from cxzy.sheets.kinds_of_values import BLANK, Kinds

_HEADING = {Role.SUBJECT, Role.RATER, Role.CRITERION_NAME}
Span = tuple[int, int]


def segments(grid: Grid, kinds: Kinds) -> list[Grid]:
    """Return a sheet as it is, or once per table where blank columns part such tables.

    Each then has the cells of one of them only, at their places; lines above all tables stand
    in each that has none of its own.
    """
    spans = _spans(kinds, grid)
    if len(spans) < 2:  # noqa: PLR2004
        return [grid]
    heads = [value for value in grid.values if isinstance(value, str) and value]
    heads = [text for text in heads if kinds.vocabulary.heading(text).role in _HEADING]
    found = grid.having(set(heads))
    tables: list[tuple[Span, list[int]]] = []
    for left, right in spans:
        rows = np.flatnonzero(found[:, left:right].any(axis=1)).tolist()
        if rows or not tables:
            tables.append(((left, right), rows))
        else:
            tables[-1] = ((tables[-1][0][0], right), tables[-1][1])
    rows_of = [rows for _, rows in tables]
    if (
        not 1 < len(tables) <= MOST_BESIDE
        or not all(rows_of)
        or all(rows == rows_of[0] for rows in rows_of)
    ):
        return [grid]
    return _masked(grid, [span for span, _ in tables], min(rows[0] for rows in rows_of))


def _spans(kinds: Kinds, grid: Grid) -> list[Span]:
    """Return the first and the last column, as of a slice, of what blank columns part."""
    if not kinds.some & BLANK:
        return [(0, grid.width)] if grid.width else []
    used = np.flatnonzero((kinds.kinds.take(grid.codes) != BLANK).any(axis=0))
    if not len(used):
        return []
    breaks = np.flatnonzero(np.diff(used) > 1)
    firsts, lasts = used[[0, *(breaks + 1)]], used[[*breaks, -1]]
    return [(int(left), int(right) + 1) for left, right in zip(firsts, lasts, strict=True)]


def _masked(grid: Grid, spans: Sequence[Span], first: int) -> list[Grid]:
    blank = grid.values.index("")
    grids = []
    for left, right in spans:
        codes = grid.codes.copy()
        codes[:, :left], codes[:, right:] = blank, blank
        if (codes[:first] == blank).all():
            codes[:first] = grid.codes[:first]
        grids.append(replace(grid, codes=codes))
    return grids
