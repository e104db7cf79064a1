"""How wide the columns of a document are: as its contents ask, and readable on one sheet of A4."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cxzy.sheets.canvas import Value
from cxzy.sheets.document_values import Column, Document
from cxzy.sheets.paper import column_width, text_width

WIDEST_SAMPLE = 400
"""Rows looked at for the width of a column; a later, wider text is wrapped."""
COLUMN_LIMITS = (36.0, 24.0)
"""Widest column, in characters, by its content and by its heading."""
LANDSCAPE_WIDTH = 151.0
"""Widest table whose body text still prints at 8 points on A4 across."""
NARROW = 0.86
"""What Chinese takes of its estimated width in every usual font."""
AIR = {"text": 2.2, "grade": 2.0}
NUMBER_AIR = 1.6
LEAST_TEXT, LEAST_WRAPPED = 10.0, 12.0
"""Narrowest columns of texts: any, and those whose texts take several lines in any case."""


@dataclass(frozen=True)
class _Wish:
    """What a column asks for: `wide` at ease, `tight` with its words whole, `content` in full."""

    wide: float
    tight: float
    content: float
    text: bool


def column_widths(document: Document) -> list[float]:
    """Return the widths of the columns in characters.

    Where the table would print too small, headings are wrapped first, then texts.
    """
    wishes = [_wish(document, place) for place in range(len(document.columns))]
    wide = [wish.wide for wish in wishes]
    if sum(wide) <= LANDSCAPE_WIDTH:
        return wide
    tight = [wish.tight for wish in wishes]
    spare = LANDSCAPE_WIDTH - sum(tight)
    if spare >= 0:
        share = spare / (sum(wide) - sum(tight))
        return [least + (most - least) * share for least, most in zip(tight, wide, strict=True)]
    wrapped = [wish.text and wish.content > wish.tight for wish in wishes]
    tight = _lowered(tight, wrapped, LEAST_WRAPPED)
    return _lowered(tight, [wish.text for wish in wishes], LEAST_TEXT)


def _lowered(widths: Sequence[float], open_: Sequence[bool], least: float) -> list[float]:
    """Return the widths with the widest of those that are `open_` lowered until all fit."""
    lowered = list(widths)
    for _step in range(200):
        over = sum(lowered) - LANDSCAPE_WIDTH
        broad = [place for place, free in enumerate(open_) if free and lowered[place] > least]
        if over <= 0 or not broad:
            break
        widest = max(broad, key=lowered.__getitem__)
        lowered[widest] = max(least, lowered[widest] - min(over, 0.5))
    return lowered


def _wish(document: Document, place: int) -> _Wish:
    column = document.columns[place]
    texts = [_shown(row[place], column) for row in document.rows[:WIDEST_SAMPLE]]
    content = max(map(text_width, texts), default=0.0)
    over = text_width(column.over) / sum(other.over == column.over for other in document.columns)
    text = column.kind == "text" and column.width is None
    if column.width is not None:
        return _Wish(column.width, column.width, content, text)
    air = AIR.get(column.kind, NUMBER_AIR)
    shown = max(map(narrow_width, texts), default=0.0)
    tight = max(shown, _longest_word(column.label), over * NARROW) + air
    wide = _wide(column, texts, over)
    return _Wish(wide, min(tight, wide), content, text)


def _wide(column: Column, texts: Iterable[str], over: float) -> float:
    most, most_heading = COLUMN_LIMITS
    least = 7.0 if column.kind in ("text", "grade") else 8.5
    heading = min(max(text_width(column.label), over) + 3.0, most_heading)
    return max(column_width(texts, least=least, most=most), heading)


def narrow_width(text: str) -> float:
    """Return the width that a text needs at least to stand on one line, without air."""
    return text_width(text) * (1.0 if text.isascii() else NARROW)


def fits(text: str, width: float) -> bool:
    """Return whether a text stands on one line of a column of texts.

    >>> fits("甲乙", 6.0), fits("甲乙丙", 6.0), fits("201001", 9.0)
    (True, False, True)
    """
    return len(text) * 2.2 < width - 2 or narrow_width(text) + AIR["text"] <= width + 0.01


def _longest_word(label: str) -> float:
    """Return the width of what must not be parted of a heading: words, and three characters.

    >>> _longest_word("均分"), _longest_word("联系服务群众"), _longest_word("Mean score")
    (3.61, 5.42, 4.07)
    """
    words = re.findall(r"[^\s\u2e80-\uffff]+|[\u2e80-\uffff]{1,3}", label)
    return round(NARROW * max(map(text_width, words), default=0.0), 2)


def _shown(value: Value, column: Column) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    if column.kind == "integer":
        return str(value)
    return f"{value:.{column.decimals}{'%' if column.kind == 'percent' else 'f'}}"
