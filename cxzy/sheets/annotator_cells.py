"""Cells of one sheet coloured: their own style with another fill, and nothing else changed.

Part of the annotating child. Cells and rows that do not exist yet, as those of blank marks,
are put in their place with the style that their row or column gives them.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from xml.parsers import expat

from cxzy.sheets.annotator_styles import Styles
from cxzy.sheets.annotator_xml import Edit, Tag, Unpatchable, tag_end, tags, with_attribute
from cxzy.sheets.problems import column_letters

Place = tuple[int, int]
"""Row and column, counted from 1."""

_ADDRESS = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
_MEASURED = {"col", "mergeCell", "sheetFormatPr", "dimension", "sheetData", "sheetView"}


def place_of(address: str) -> Place:
    """Return row and column of an address such as D7."""
    found = _ADDRESS.fullmatch(address.upper())
    if found is None:
        raise Unpatchable(address)
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column


@dataclass
class CellTag:
    """The opening tag of a cell or a row: where it is, and its style where it names one."""

    start: int
    opened: int
    style: int | None


@dataclass
class RowTag(CellTag):
    """A row with those of its cells that matter here; `closing` is where its content ends."""

    closing: int = 0
    cells: dict[int, CellTag] = field(default_factory=dict)


@dataclass
class SheetPlaces:
    """Where things stand in a sheet: all rows, the cells of some of them, the root, other parts."""

    rows: dict[int, RowTag]
    parts: list[Tag]
    heights: dict[int, float]

    @property
    def root(self) -> Tag:
        """The element that all else stands in."""
        return self.parts[0]

    def named(self, name: str) -> list[Tag]:
        """Return the parts of one name."""
        return [tag for tag in self.parts if tag.name == name]

    @cached_property
    def merged(self) -> list[tuple[Place, Place]]:
        """First and last cell of every merged range."""
        areas = (tag.attributes.get("ref", "").partition(":") for tag in self.named("mergeCell"))
        return [(place_of(first), place_of(last or first)) for first, _colon, last in areas]

    def shown_at(self, place: Place) -> Place:
        """Return the cell that shows what stands at a place: the first of a merged range."""
        row, column = place
        for (top, left), (bottom, right) in self.merged:
            if top <= row <= bottom and left <= column <= right:
                return top, left
        return place

    def column_style(self, column: int) -> int:
        """Return the style of the blank cells of a column."""
        for tag in self.named("col"):
            said = tag.attributes
            if int(said.get("min", 0)) <= column <= int(said.get("max", 0)):
                return int(said.get("style") or 0)
        return 0


def places(xml: bytes, marked: Iterable[Place], styles: frozenset[int]) -> SheetPlaces:
    """Return where things stand, with all cells of the marked rows, and any in one of `styles`."""
    parts = tags(xml, lambda name, depth, _attributes: depth <= 1 or name in _MEASURED)
    found = SheetPlaces({}, parts, {})
    rows = frozenset(found.shown_at(place)[0] for place in marked)
    gone_through = _Rows(xml, rows, styles)
    return SheetPlaces(gone_through.rows, parts, gone_through.heights)


class _Rows:
    """Goes through a sheet once and keeps its rows, and the cells that are asked for."""

    def __init__(self, xml: bytes, wanted: frozenset[int], styles: frozenset[int]) -> None:
        self.rows: dict[int, RowTag] = {}
        self.heights: dict[int, float] = {}
        self._xml, self._wanted, self._styles = xml, wanted, styles
        self._row = self._column = 0
        self._parser = parser = expat.ParserCreate()
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.Parse(xml, True)

    def _start(self, tag: str, said: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "c":
            self._cell(said)
        elif name == "row":
            self._row, self._column = int(said.get("r") or self._row + 1), 0
            style = said.get("s") if said.get("customFormat") in {"1", "true"} else None
            start, opened = self._opening()
            number = None if style is None else int(style)
            self.rows[self._row] = RowTag(start, opened, number, closing=opened)
            if said.get("hidden") in {"1", "true"}:
                self.heights[self._row] = 0.0
            elif "ht" in said:
                self.heights[self._row] = float(said["ht"])

    def _cell(self, said: dict[str, str]) -> None:
        self._column = place_of(said["r"])[1] if said.get("r") else self._column + 1
        style = int(said.get("s") or 0)
        if self._row in self._wanted or style in self._styles:
            self.rows[self._row].cells[self._column] = CellTag(*self._opening(), style)

    def _opening(self) -> tuple[int, int]:
        start = self._parser.CurrentByteIndex
        return start, tag_end(self._xml, start)

    def _end(self, tag: str) -> None:
        if tag.rpartition(":")[2] == "row":
            row = self.rows[self._row]
            if self._xml[row.opened - 2 : row.opened] != b"/>":
                row.closing = self._parser.CurrentByteIndex


def cell_edits(
    xml: bytes, found: SheetPlaces, wanted: Mapping[Place, int], prefix: str
) -> list[Edit]:
    """Return the edits that give each cell of `wanted` its style, made where there is none."""
    if not wanted:
        return []
    (data,) = found.named("sheetData")
    if data.closing == data.opened:
        raise Unpatchable("sheetData")
    by_row: dict[int, dict[int, int]] = {}
    for (row, column), style in sorted(wanted.items()):
        by_row.setdefault(row, {})[column] = style
    edits: list[Edit] = []
    for number, styles in by_row.items():
        row_tag = found.rows.get(number)
        if row_tag is None:
            after = [tag.start for row, tag in found.rows.items() if row > number]
            at = min(after, default=data.closing)
            cells = "".join(_new(number, column, style, prefix) for column, style in styles.items())
            edits.append((at, at, f'<{prefix}row r="{number}">{cells}</{prefix}row>'.encode()))
        else:
            edits += _row_edits(xml, number, row_tag, styles, prefix)
    return [*edits, *_dimension(xml, found, wanted)]


def _row_edits(
    xml: bytes, number: int, row: RowTag, styles: Mapping[int, int], prefix: str
) -> Iterable[Edit]:
    fresh: list[str] = []
    for column, style in styles.items():
        tag = row.cells.get(column)
        if tag is not None:
            yield (
                tag.start,
                tag.opened,
                with_attribute(xml[tag.start : tag.opened], "s", str(style)),
            )
            continue
        new = _new(number, column, style, prefix)
        after = [cell.start for place, cell in row.cells.items() if place > column]
        if after:
            yield min(after), min(after), new.encode()
        else:
            fresh.append(new)
    yield from _ending(
        xml, row, _with_span(xml[row.start : row.opened], max(styles)), fresh, prefix
    )


def _ending(
    xml: bytes, row: RowTag, opening: bytes, fresh: Sequence[str], prefix: str
) -> Iterable[Edit]:
    """Yield the edits of a row's opening tag and of its end, where the new last cells go."""
    content = "".join(fresh).encode()
    if opening.endswith(b"/>") and fresh:
        closed = b"".join((opening[:-2].rstrip(), b">", content, f"</{prefix}row>".encode()))
        yield row.start, row.opened, closed
        return
    if opening != xml[row.start : row.opened]:
        yield row.start, row.opened, opening
    if fresh:
        yield row.closing, row.closing, content


def _new(row: int, column: int, style: int, prefix: str) -> str:
    return f'<{prefix}c r="{column_letters(column)}{row}" s="{style}"/>'


def _with_span(opening: bytes, column: int) -> bytes:
    """Return a row's opening tag whose stated columns reach as far as `column`."""
    found = re.search(rb"\sspans\s*=\s*[\"'](\d+):(\d+)[\"']", opening)
    if found is None or int(found[2]) >= column:
        return opening
    return with_attribute(opening, "spans", f"{int(found[1])}:{column}")


def _dimension(xml: bytes, found: SheetPlaces, wanted: Mapping[Place, int]) -> Iterable[Edit]:
    for tag in found.named("dimension"):
        first, _colon, last = tag.attributes.get("ref", "").partition(":")
        top, left = place_of(first)
        bottom, right = place_of(last or first)
        rows, columns = [row for row, _ in wanted], [column for _, column in wanted]
        corners = (
            (min([top, *rows]), min([left, *columns])),
            (max([bottom, *rows]), max([right, *columns])),
        )
        if corners != ((top, left), (bottom, right)):
            said = ":".join(f"{column_letters(column)}{row}" for row, column in corners)
            opening = with_attribute(xml[tag.start : tag.opened], "ref", said)
            yield tag.start, tag.opened, opening


def own_style(found: SheetPlaces, place: Place) -> int:
    """Return the style that a cell has, or would have if it were there."""
    row, column = place
    tag = found.rows.get(row)
    cell = tag.cells.get(column) if tag else None
    if cell is not None and cell.style is not None:
        return cell.style
    if tag is not None and tag.style is not None:
        return tag.style
    return found.column_style(column)


def coloured_cells(styles: Styles, found: SheetPlaces) -> dict[Place, int]:
    """Return the cells that an earlier annotated copy has coloured, and their styles."""
    ours = styles.ours
    return {
        (number, column): cell.style
        for number, row in found.rows.items()
        for column, cell in row.cells.items()
        if cell.style is not None and cell.style in ours
    }
