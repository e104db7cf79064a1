"""Reads .ods: values, faults, merged ranges and hidden parts in one pass; part of the child.

The XML: OpenDocument 1.2. The usual reader leaves out errors, merged ranges and what is hidden,
and spreads repeated cells without a limit; so the sheets are read here as a whole
(docs/decisions/0060-file-kinds.md).
"""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any
from xml.etree import ElementTree as Tree

from cxzy.sheets.child_ods_names import NUMBER, PLAIN, WORDS, parsed
from cxzy.sheets.child_ods_sheet import LONGEST_TEXT, OFFICE, TABLE, OpenSheet, times
from cxzy.sheets.child_package import PROPERTIES, PROPERTY_LENGTH, Refused, local

TEXT, STYLE, DRAWING = "text:", "style:", "draw:"
ROW, CELL, COVERED = (
    f"{TABLE}{part}" for part in ("table-row", "table-cell", "covered-table-cell")
)
PARAGRAPH, BLANKS, LINE, TAB = (f"{TEXT}{part}" for part in ("p", "s", "line-break", "tab"))
SKIPPED = {
    f"{OFFICE}annotation",
    *(f"{TABLE}{part}" for part in ("shapes", "tracked-changes", "dde-links")),
}
"""What holds text or cells that are none of the sheet's own."""
WHITE = re.compile(r"[ \t\r\n]+")
PROPERTY_NAMES = {"keyword": "keywords", "title": "title", "subject": "subject"}


def ods(parts: dict[str, bytes]) -> dict[str, Any]:
    """Return every sheet's cells, faults, merged ranges and hidden parts; raise `Refused`."""
    book = _Book()
    book.parse(parts["content.xml"])
    if len({sheet.name for sheet in book.sheets}) < len(book.sheets):
        raise Refused("damaged")
    return {
        "sheets": [sheet.told(hidden=sheet.style in book.unseen) for sheet in book.sheets],
        "properties": open_properties(parts.get("meta.xml", b"")),
    }


def open_properties(meta: bytes) -> list[list[str]]:
    """Return names and values of the document properties, under the names of .xlsx."""
    if not meta:
        return []
    root = Tree.fromstring(meta)  # noqa: S314 - without a DOCTYPE, checked before
    found: dict[str, str] = {}
    for element in list(root.iter())[: 2 * PROPERTIES]:
        own = next((value for key, value in element.items() if local(key) == "name"), "")
        name = own or PROPERTY_NAMES.get(local(element.tag), "")
        if name and element.text:
            found[name] = f"{found.get(name, '')} {element.text}".strip()[:PROPERTY_LENGTH]
    return [[name, text] for name, text in found.items()]


number_of = lru_cache(maxsize=4096)(float)


class _Book:
    """What the parser tells, brought to the sheet, row and cell where it stands."""

    def __init__(self) -> None:
        self.sheets: list[OpenSheet] = []
        self.unseen: set[str] = set()
        self._style = ""
        self._skipped = 0
        self._cell: dict[str, str] = {}
        self._paragraphs: list[str] = []
        self._text: list[str] = []
        self._inside = False
        self._starts: dict[str, Callable[[dict[str, str]], None]] = {
            f"{STYLE}style": self._begin_style,
            f"{STYLE}table-properties": self._look_of_table,
            f"{TABLE}table": self._begin_sheet,
            f"{TABLE}table-column": self._column,
            PLAIN: self._plain_cell,
            ROW: self._begin_row,
            CELL: self._begin_cell,
            COVERED: self._begin_cell,
            PARAGRAPH: self._begin_paragraph,
            BLANKS: self._blanks,
            LINE: lambda _: self._text.append("\n"),
            TAB: lambda _: self._text.append("\t"),
        }

    def parse(self, xml: bytes) -> None:
        """Read the whole of content.xml."""
        parsed(xml, self._start, self._end, self._characters)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if self._skipped:
            self._skipped += 1
        elif (act := self._starts.get(tag)) is not None:
            act(attributes)
        elif tag in SKIPPED or tag.startswith(DRAWING):
            self._skipped += 1

    def _end(self, tag: str) -> None:
        if self._skipped:
            self._skipped -= 1
        elif tag == PARAGRAPH:
            self._inside = False
            self._paragraphs.append("".join(self._text)[:LONGEST_TEXT])
        elif tag in (CELL, COVERED) and self.sheets:
            self.sheets[-1].add(self._cell, "\n".join(self._paragraphs), covered=tag == COVERED)
        elif tag == ROW and self.sheets:
            self.sheets[-1].end_row()

    def _characters(self, text: str) -> None:
        if self._inside and not self._skipped:
            self._text.append(WHITE.sub(" ", text))

    def _begin_style(self, attributes: dict[str, str]) -> None:
        self._style = attributes.get(f"{STYLE}name", "")

    def _look_of_table(self, attributes: dict[str, str]) -> None:
        if attributes.get(f"{TABLE}display") == "false":
            self.unseen.add(self._style)

    def _begin_sheet(self, attributes: dict[str, str]) -> None:
        name, style = (attributes.get(f"{TABLE}{part}", "") for part in ("name", "style-name"))
        self.sheets.append(OpenSheet(name, style))

    def _column(self, attributes: dict[str, str]) -> None:
        if self.sheets:
            self.sheets[-1].column(attributes)

    def _begin_row(self, attributes: dict[str, str]) -> None:
        if self.sheets:
            self.sheets[-1].begin_row(attributes)

    def _plain_cell(self, attributes: dict[str, str]) -> None:
        if self.sheets:
            number = attributes.get(NUMBER)
            value = attributes[WORDS] if number is None else number_of(number)
            self.sheets[-1].add_plain(value)

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        self._cell = attributes
        self._paragraphs = []

    def _begin_paragraph(self, _attributes: dict[str, str]) -> None:
        self._inside = True
        self._text = []

    def _blanks(self, attributes: dict[str, str]) -> None:
        self._text.append(" " * min(times(attributes, f"{TEXT}c"), LONGEST_TEXT))
