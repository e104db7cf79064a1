"""The house's paper for workbooks: colours, fonts, lines, widths and page set-up in one place."""

import math
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from functools import cached_property, lru_cache

from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.worksheet.worksheet import Worksheet

INK, SOFT_INK, HAIRLINE, PANEL, ACCENT = "22262B", "6B6F75", "D9D3C9", "F5F2ED", "A8322A"
RULE, WHITE, SHUT = "8E887E", "FFFFFF", "E3DED6"
GRADES = ("0F4C5C", "4F8FA0", "C3CFC4")
LOWEST_GRADE = "C8553D"

SANS, SERIF = "Microsoft YaHei", "SimSun"
BODY_SIZE = 10.5
CHINESE_CHARSET = 134
STACKED = 255
"""The text rotation by which the format means letters one under another."""
ROW_HEIGHT, LINE_HEIGHT = 21.0, 15.5
LONGEST_FOOTER = 80
"""Excel refuses a file whose footer has more than 255 characters, commands included."""
PORTRAIT_WIDTH = 92.0
"""Widest table, in characters, that is still easily read on upright A4."""


@dataclass(frozen=True)
class Look:
    """How a cell looks; one value per kind of cell, turned into a style once per workbook."""

    size: float = BODY_SIZE
    bold: bool = False
    serif: bool = False
    ink: str = INK
    fill: str = ""
    across: str = "left"
    down: str = "center"
    indent: int = 0
    wrap: bool = False
    stacked: bool = False
    top: str = ""
    bottom: str = ""
    left: str = ""
    right: str = ""
    heavy: bool = False
    number_format: str = "General"
    locked: bool = True
    quoted: bool = False

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash(astuple(self))


def paint(cell: Cell, look: Look) -> None:
    """Give `cell` the font, fill, lines, alignment and protection of `look`."""
    cell.font, cell.border, cell.alignment = _font(look), _border(look), _alignment(look)
    if look.fill:
        cell.fill = PatternFill("solid", fgColor=look.fill)
    cell.number_format = look.number_format
    cell.protection = Protection(locked=look.locked)
    cell.quotePrefix = look.quoted


# workbooks share these values, which openpyxl never changes; making them is slow
@lru_cache(maxsize=256)
def _font(look: Look) -> Font:
    return Font(
        name=SERIF if look.serif else SANS,
        family=1 if look.serif else 2,
        charset=CHINESE_CHARSET,
        sz=look.size,
        b=look.bold,
        color=look.ink,
    )


@lru_cache(maxsize=256)
def _alignment(look: Look) -> Alignment:
    return Alignment(
        horizontal=look.across,
        vertical=look.down,
        indent=look.indent,
        wrap_text=look.wrap,
        text_rotation=STACKED if look.stacked else 0,
    )


def text_width(text: str) -> float:
    """Return the width of the longest line in characters of the body font.

    >>> text_width("张三"), text_width("ab")
    (4.2, 1.89)
    """
    lines = text.split("\n")
    return round(1.05 * max(sum(map(_character_width, line)) for line in lines), 2)


def column_width(texts: Iterable[str], *, least: float = 6.0, most: float = 36.0) -> float:
    """Return the width that shows all `texts` with some air, within bounds."""
    widest = max((text_width(text) for text in texts), default=0.0)
    return min(max(widest + 3.0, least), most)


def lines_of(text: str, width: float) -> int:
    """Return how many lines `text` takes in a column of `width` characters.

    >>> lines_of("未达到最低票数", 9.0), lines_of("Staff or student number", 14.0)
    (3, 3)
    """
    return sum(_lines(line, width - 1.5) for line in text.split("\n"))


@lru_cache(maxsize=4096)
def _lines(line: str, room: float) -> int:
    """Return into how many lines a line is parted, words of letters left whole."""
    lines, used = 1, 0.0
    for word in re.findall(r"\s*(?:[^\s\u2e80-\uffff]+|[\u2e80-\uffff])", line):
        wide = text_width(word)
        if used and used + wide > room:
            lines, used = lines + 1, 0.0
            wide = text_width(word.lstrip())
        used += wide
        if used > room:  # one word alone, which has to be parted
            lines, used = lines + math.ceil(used / room) - 1, room
    return lines


def height_of(lines: int) -> float:
    """Return the height in points of a row with `lines` lines of body text."""
    return ROW_HEIGHT + (lines - 1) * LINE_HEIGHT


def sheet_name(text: str) -> str:
    """Return `text` as the name of a sheet: at most 31 characters, none that Excel forbids.

    >>> sheet_name("2012/1: 排名")
    '2012 1  排名'
    """
    return re.sub(r"[\[\]:*?/\\\x00-\x1f']", " ", text).strip()[:31].strip() or "Sheet1"


def set_up_page(sheet: Worksheet, *, landscape: bool, repeat: int, footer: str) -> None:
    """Set `sheet` for A4: one page wide, its first `repeat` rows on every page, page numbers."""
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_options.horizontalCentered = True
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top, margins.bottom, margins.header, margins.footer = 0.6, 0.7, 0.3, 0.35
    if repeat:
        sheet.print_title_rows = f"1:{repeat}"
    _set_footer(sheet, footer)


def _set_footer(sheet: Worksheet, footer: str) -> None:
    words = re.sub("[\x00-\x1f]", " ", footer)[:LONGEST_FOOTER].replace("&", "&&")
    for part, text in ((sheet.oddFooter.left, words), (sheet.oddFooter.right, "&P / &N")):
        part.text, part.size, part.color = text, 8, SOFT_INK
        part.font = f"{SANS},Regular"


@lru_cache(maxsize=256)
def _border(look: Look) -> Border:
    weight = "medium" if look.heavy else "thin"
    return Border(
        top=Side(weight, color=look.top) if look.top else None,
        bottom=Side(weight, color=look.bottom) if look.bottom else None,
        left=Side("thin", color=look.left) if look.left else None,
        right=Side("thin", color=look.right) if look.right else None,
    )


def _character_width(character: str) -> float:
    if character < "\u0300":
        return 0.9 if character.islower() else 1.0
    if unicodedata.combining(character):
        return 0.0
    return 2.0 if unicodedata.east_asian_width(character) in "WFA" else 1.0
