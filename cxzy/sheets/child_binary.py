"""What the reader does not tell of an .xlsb, from the records of its parts; part of the child.

The records: [MS-XLSB]. Every formula has a result there, so none is missing.
"""

import struct
from collections.abc import Iterator

from cxzy.sheets.child_cells import ERRORS, Told
from cxzy.sheets.child_formats import BUILT_IN, shows_percentage
from cxzy.sheets.child_package import Refused, paths_of, sheet_targets

ROW, ERROR, NUMBERS, FORMULA_ERROR, MERGED, COLUMN_LOOK = 0, 3, (2, 5, 9), 11, 176, 60
BLANK, LAST_CELL = 1, 11
SHORT = dict(zip(range(12, 19), range(1, 8), strict=True))
TEXT, RICH_TEXT = 6, 62
SHEET, FORMAT, STYLE, STYLES_BEGIN, STYLES_END = 156, 44, 47, 617, 618
HIDDEN_ROW, HIDDEN_COLUMN = 0x10, 0x01
MORE, BITS = 0x80, 7


def records(part: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield number and content of the records of a part; both numbers take a byte or more."""
    place = 0
    while place < len(part):
        number = part[place]
        place += 1
        if number & MORE:
            number = number & ~MORE | part[place] << BITS
            place += 1
        length = shift = 0
        while shift < 4 * BITS:
            byte = part[place]
            place += 1
            length |= (byte & ~MORE) << shift
            shift += BITS
            if not byte & MORE:
                break
        yield number, part[place : place + length]
        place += length
    if place > len(part):
        raise Refused("damaged")


def with_long_cells(part: bytes) -> bytes:
    """Return a sheet in which every cell names its column.

    The reader passes over short cells, which stand in the column after the one before, and over
    texts with formats of their own; both are legal, though Excel rarely writes them.
    """
    if not any(number in SHORT or number == RICH_TEXT for number, _ in records(part)):
        return part
    changed, column = [], -1
    for number, content in records(part):
        if number in SHORT:
            column += 1
            changed.append(_record(SHORT[number], struct.pack("<I", column) + content))
        elif number == RICH_TEXT:  # column and style, a byte that says what follows, the text
            text = content[9 : text_at(content, 9)[1]]
            changed.append(_record(TEXT, content[:8] + text))
        else:
            changed.append(_record(number, content))
        if number == ROW:
            column = -1
        elif BLANK <= number <= LAST_CELL or number == RICH_TEXT:
            (column,) = struct.unpack_from("<I", content)
    return b"".join(changed)


def _record(number: int, content: bytes) -> bytes:
    sign = bytes((number,)) if number < MORE else bytes((number & 0x7F | MORE, number >> BITS))
    length, size = len(content), bytearray()
    while length >= MORE:
        size.append(length & 0x7F | MORE)
        length >>= BITS
    return sign + bytes(size) + bytes((length,)) + content


def binary_sheet_paths(parts: dict[str, bytes]) -> dict[str, str]:
    """Return the part that holds each sheet, by the sheet's name."""
    targets = sheet_targets(parts["xl/_rels/workbook.bin.rels"])
    named = []
    for number, content in records(parts["xl/workbook.bin"]):
        if number == SHEET:
            key, end = text_at(content, 8)
            name, _ = text_at(content, end)
            named.append((name, key))
    return paths_of(named, targets, parts)


def text_at(content: bytes, place: int) -> tuple[str, int]:
    """Return the text at a place, and the place after it."""
    (length,) = struct.unpack_from("<I", content, place)
    end = place + 4 + 2 * length
    return content[place + 4 : end].decode("utf-16-le", "replace"), end


def binary_percent_styles(styles: bytes) -> set[int]:
    """Return the numbers of the cell styles that show a number as a percentage."""
    formats, found, inside = set(map(int, BUILT_IN)), list[int](), False
    for number, content in records(styles):
        if number == FORMAT:
            (form,) = struct.unpack_from("<H", content)
            if shows_percentage(text_at(content, 2)[0]):
                formats.add(form)
        elif number in (STYLES_BEGIN, STYLES_END):
            inside = number == STYLES_BEGIN
        elif number == STYLE and inside:
            found.append(struct.unpack_from("<H", content, 2)[0])
    return {place for place, form in enumerate(found) if form in formats}


class BinaryScan(Told):
    """What is to be said of one sheet: faults, hidden parts, merged ranges, percentages."""

    def __init__(self, part: bytes, percent: set[int]) -> None:
        """Read the records of a sheet; raise `Refused` where its cells reach too far."""
        super().__init__()
        self._percent, self._row = percent, 0
        for number, content in records(part):
            if BLANK < number <= LAST_CELL:
                self._cell(number, content)
            elif number == ROW:
                self._begin_row(content)
            elif number == MERGED:
                top, bottom, left, right = struct.unpack_from("<4I", content)
                self.merged.append([top + 1, left + 1, bottom + 1, right + 1])
            elif number == COLUMN_LOOK:
                first, last, flags = struct.unpack_from("<II8xH", content)
                if flags & HIDDEN_COLUMN:
                    self.hidden_columns.append([first + 1, last + 1])
        self.check()

    def _begin_row(self, content: bytes) -> None:
        self._row, flags = struct.unpack_from("<I7xB", content)
        if flags & HIDDEN_ROW:
            self.hidden_rows.append(self._row + 1)

    def _cell(self, number: int, content: bytes) -> None:
        column, style = struct.unpack_from("<II", content)
        self._reach(self._row, column)
        if number in NUMBERS and style & 0xFF_FFFF in self._percent:
            self.percentages.append((self._row, column))
        if number in (ERROR, FORMULA_ERROR):
            self._fault(self._row, column, "error", ERRORS.get(content[8], "#ERROR!"))
