"""The ordered palette of the grades, best to worst, in cells that always hold the word too."""

from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from cxzy.sheets.document_values import Document
from cxzy.sheets.paper import GRADES, INK, LOWEST_GRADE, WHITE

LOWEST_PAPER, LOWEST_INK = "FAEAE4", "7E2B1A"
DARK_BELOW = 140


def grade_fills(count: int) -> tuple[str, ...]:
    """Return `count` colours, best first; the last is the lowest grade's, the rest are ordered.

    >>> grade_fills(4)
    ('0F4C5C', '4F8FA0', 'C3CFC4', 'C8553D')
    """
    better = count - 1
    if better < 1:
        return GRADES[:count]
    steps = [place * (len(GRADES) - 1) / max(better - 1, 1) for place in range(better)]
    return (*(_between(step) for step in steps), LOWEST_GRADE)


def colour_grades(sheet: Worksheet, document: Document, first: int, last: int) -> None:
    """Colour the grade columns of rows `first` to `last` by their word; the lowest is hatched."""
    fills = grade_fills(len(document.grades))
    for place, column in enumerate(document.columns, 1):
        if column.kind != "grade" or last < first:
            continue
        letter = get_column_letter(place)
        for word, fill in zip(document.grades, fills, strict=True):
            sheet.conditional_formatting.add(f"{letter}{first}:{letter}{last}", _rule(word, fill))


def _rule(word: str, fill: str) -> CellIsRule:
    quoted = '"' + word.replace('"', '""') + '"'
    if fill == LOWEST_GRADE:
        hatch = PatternFill("lightUp", fgColor=LOWEST_GRADE, bgColor=LOWEST_PAPER)
        return CellIsRule("equal", [quoted], font=Font(color=LOWEST_INK, b=True), fill=hatch)
    ink = WHITE if _lightness(fill) < DARK_BELOW else INK
    solid = PatternFill("solid", fgColor=fill, bgColor=fill)
    return CellIsRule("equal", [quoted], font=Font(color=ink, b=True), fill=solid)


def _between(step: float) -> str:
    lower = min(int(step), len(GRADES) - 2)
    pairs = zip(_channels(GRADES[lower]), _channels(GRADES[lower + 1]), strict=True)
    return "".join(f"{round(one + (two - one) * (step - lower)):02X}" for one, two in pairs)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[:2], 16), int(colour[2:4], 16), int(colour[4:], 16)


def _lightness(colour: str) -> float:
    red, green, blue = _channels(colour)
    return 0.3 * red + 0.59 * green + 0.11 * blue
