"""Cell styles added to a workbook: every old one keeps its number and its look.

Part of the annotating child. A coloured cell gets a copy of its own style with another fill;
only an ink that could not be read on our pale colours is replaced as well.
"""

import re

from cxzy.sheets.annotator_package import Package
from cxzy.sheets.annotator_xml import (
    MAIN,
    Tag,
    Unpatchable,
    appended,
    attribute_set,
    root_and_children,
    tags,
    with_attribute,
)

BLOCKS, WARNS = "F9CFC7", "FFEDB0"
"""Fills of cells: must be mended, deserves a look. Nobody else's, so that they are known again."""
_INK = "22262B"
_LIGHT_FROM = 150
_LIGHT_THEMES = {"0", "2"}  # in Excel's numbering the papers of a theme, white and cream
_LIGHT_INDEXES = {"1", "9"}

STYLES_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_EMPTY = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<styleSheet xmlns="{MAIN}">'
    '<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>"
).encode()


class _Table:
    """One of the lists of a style sheet, and what is added to it."""

    def __init__(self, xml: bytes, tag: Tag) -> None:
        inner = xml[tag.start : tag.end]
        self.tag = tag
        found = _children(xml, tag)
        self.items = [inner[one.start : one.end] for one in found]
        self.places = found
        self.known = len(self.items)
        self._numbers = {item: number for number, item in enumerate(self.items)}
        self.prefix = tag.prefix
        if not inner or not self.items:
            raise Unpatchable(tag.name)

    def add(self, item: str | bytes) -> int:
        """Return the number of an item, added unless there is the very same already."""
        content = item.encode() if isinstance(item, str) else item
        if content not in self._numbers:
            self._numbers[content] = len(self.items)
            self.items.append(content)
        return self._numbers[content]


class Styles:
    """The style sheet of a package; `write` puts what was added into it."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._path = _path(package)
        self._xml = package.part(self._path)
        self._root, children = root_and_children(self._xml)
        tables = {tag.name: tag for tag in children}
        try:
            self.fonts, self.fills, self.borders, self.cells = (
                _Table(self._xml, tables[name]) for name in ("fonts", "fills", "borders", "cellXfs")
            )
        except KeyError as error:
            raise Unpatchable(str(error)) from error
        self._fill_numbers: dict[bool, int] = {}

    @property
    def ours(self) -> frozenset[int]:
        """The styles that an earlier annotated copy gave to its cells."""
        signs = (f"FF{BLOCKS}".encode(), f"FF{WARNS}".encode())
        fills = {
            n for n, fill in enumerate(self.fills.items) if any(s in fill.upper() for s in signs)
        }
        if not fills:
            return frozenset()
        return frozenset(
            n for n, tag in enumerate(self.cells.places) if _number(tag, "fillId") in fills
        )

    def coloured(self, style: int, *, blocks: bool) -> int:
        """Return the number of a style like `style` with our fill."""
        if blocks not in self._fill_numbers:
            self._fill_numbers[blocks] = self.fill(BLOCKS if blocks else WARNS)
        return self._copy(style, self._fill_numbers[blocks], legible=True)

    def plain(self, style: int) -> int:
        """Return the number of a style like `style` without any fill."""
        return self._copy(style, 0, legible=False)

    def fill(self, colour: str) -> int:
        """Return the number of a solid fill."""
        p = self.fills.prefix
        return self.fills.add(
            f'<{p}fill><{p}patternFill patternType="solid"><{p}fgColor rgb="FF{colour}"/>'
            f'<{p}bgColor indexed="64"/></{p}patternFill></{p}fill>'
        )

    def _copy(self, style: int, fill: int, *, legible: bool) -> int:
        if style >= len(self.cells.items):
            raise Unpatchable("style")
        content = self.cells.items[style]
        (tag,) = tags(content, lambda _name, depth, _attributes: depth == 0)
        cut = tag.opened
        opening = with_attribute(content[:cut], "fillId", str(fill))
        opening = with_attribute(opening, "applyFill", "1")
        font = _number(tag, "fontId")
        if legible and font < self.fonts.known and _light(self.fonts.items[font]):
            opening = with_attribute(opening, "fontId", str(self._inked(font)))
            opening = with_attribute(opening, "applyFont", "1")
        return self.cells.add(opening + content[cut:])

    def _inked(self, font: int) -> int:
        ink = f'<{self.fonts.prefix}color rgb="FF{_INK}"/>'.encode()
        return self.fonts.add(
            re.sub(rb"<(?:\w+:)?color\b[^>]*/>", ink, self.fonts.items[font], count=1)
        )

    def write(self) -> None:
        """Put what was added into the package."""
        edits = []
        for table in (self.fonts, self.fills, self.borders, self.cells):
            new = table.items[table.known :]
            if new:
                edits.append(attribute_set(self._xml, table.tag, "count", str(len(table.items))))
                edits.append(appended(self._xml, table.tag, b"".join(new)))
        self._package.edit(self._path, *edits)


def _path(package: Package) -> str:
    relation = package.relation("xl/workbook.xml", "styles")
    if relation is not None:
        return package.target("xl/workbook.xml", relation)
    path = (
        "xl/styles.xml"
        if not package.has("xl/styles.xml")
        else package.free_path("xl/styles{}.xml")
    )
    package.add(path, _EMPTY, STYLES_KIND)
    package.relate("xl/workbook.xml", "styles", path)
    return path


def _children(xml: bytes, parent: Tag) -> list[Tag]:
    """Return the elements right under an element of a style sheet."""
    return tags(xml[parent.start : parent.end], lambda _name, depth, _attributes: depth == 1)


def _number(tag: Tag, name: str) -> int:
    value = tag.attributes.get(name, "0")
    return int(value) if value.isdecimal() else 0


def _light(font: bytes) -> bool:
    """Return whether text in this font needs a dark ground."""
    found = re.search(rb"<(?:\w+:)?color\b([^>]*)/>", font)
    if found is None:
        return False
    said = dict(re.findall(r"(\w+)\s*=\s*[\"']([^\"']*)[\"']", found[1].decode()))
    if len(said.get("rgb", "")) >= 6:  # noqa: PLR2004 - three channels in hexadecimal digits
        red, green, blue = bytes.fromhex(said["rgb"][-6:])
        return 0.3 * red + 0.59 * green + 0.11 * blue > _LIGHT_FROM
    return said.get("theme") in _LIGHT_THEMES or said.get("indexed") in _LIGHT_INDEXES
