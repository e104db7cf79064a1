"""Which cells a workbook shows as percentages; part of the child, imports nothing of ours."""

import re
from collections.abc import Iterator
from xml.etree import ElementTree as Tree

SIGNS = re.compile(rb"numFmtId=[\"'](?:9|10)[\"']|%")
BUILT_IN = {"9", "10"}
LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
CELL = re.compile(rb"<(?:\w+:)?c\s([^<>]*)>")
PLACE = re.compile(rb"\br=[\"']([A-Z]{1,3})(\d{1,7})[\"']")
STYLE = re.compile(rb"\bs=[\"'](\d+)[\"']")


def percent_styles(styles: bytes) -> frozenset[bytes]:
    """Return the numbers of the cell styles that show a number as a percentage."""
    if not SIGNS.search(styles):
        return frozenset()
    root = Tree.fromstring(styles)  # noqa: S314 - without a DOCTYPE, checked before
    formats = BUILT_IN | {
        element.get("numFmtId", "")
        for element in root.iter()
        if local(element) == "numFmt" and shows_percentage(element.get("formatCode", ""))
    }
    cells = next((list(each) for each in root if local(each) == "cellXfs"), [])
    shown = (n for n, each in enumerate(cells) if each.get("numFmtId", "0") in formats)
    return frozenset(str(number).encode() for number in shown)


def shows_percentage(form: str) -> bool:
    """Return whether a number format shows a number as a percentage.

    >>> shows_percentage("0.0%"), shows_percentage('0"%"')
    (True, False)
    """
    return "%" in form and "%" in LITERAL.sub("", form)


def percent_cells(xml: bytes, styles: frozenset[bytes]) -> Iterator[tuple[int, int]]:
    """Yield row and column, from 0, of the cells of a sheet that have one of these styles."""
    if not styles:
        return
    for attributes in CELL.findall(xml):
        style, place = STYLE.search(attributes), PLACE.search(attributes)
        if style and place and style[1] in styles:
            column = 0
            for letter in place[1]:
                column = column * 26 + letter - 64
            yield int(place[2]) - 1, column - 1


def as_percentage(number: float) -> str:
    """Return a share of 1 as the percentage that its cell shows, without loss of decimals.

    >>> as_percentage(0.95), as_percentage(1), as_percentage(0.875)
    ('95%', '100%', '87.5%')
    """
    return f"{round(number * 100, 8):.8f}".rstrip("0").rstrip(".") + "%"


def local(element: Tree.Element) -> str:
    """Return the tag of an element without its namespace."""
    return element.tag.rpartition("}")[2]
