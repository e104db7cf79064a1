"""What the reader does not tell of an .xls, from the records of its stream; part of the child.

The records: [MS-XLS]; those of Excel 5 and 95 have the same numbers. What a file in this kind
cannot say is told in docs/decisions/0060-file-kinds.md.
"""

import struct
from collections.abc import Iterator

from cxzy.sheets.child_cells import ERRORS, Told
from cxzy.sheets.child_formats import BUILT_IN, shows_percentage
from cxzy.sheets.child_package import Refused

BOF, EOF, FILE_PASS = 0x0809, 0x000A, 0x002F
BOUND_SHEET, FORMAT, XF = 0x0085, 0x041E, 0x00E0
NUMBER, RK, MULTIPLE_RK, FORMULA, BOOL_ERROR = 0x0203, 0x027E, 0x00BD, 0x0006, 0x0205
LABEL_SST, LABEL, RICH_LABEL, FORMULA_TEXT, CODE_PAGE = 0x00FD, 0x0204, 0x00D6, 0x0207, 0x0042
CODES = {936: "gb18030", 950: "cp950", 1252: "cp1252"}
ROW, COLUMN_LOOK, MERGED, DIMENSIONS = 0x0208, 0x007D, 0x00E5, 0x0200
NEWEST = 0x0600
EARLIER = {0x0009, 0x0209, 0x0409}
WORKSHEET = 0
CONTENT = {NUMBER, RK, LABEL_SST, LABEL, RICH_LABEL, FORMULA, BOOL_ERROR}
NUMBERS = {NUMBER, RK, FORMULA}
HIDDEN_ROW, HIDDEN_COLUMN = 0x20, 0x01
FIRST_OWN_FORMAT = 164
UNUSED_FORMATS = range(59, FIRST_OWN_FORMAT)
NOT_A_NUMBER = b"\xff\xff"
RESULT_ERROR, RESULT_EMPTY = 2, 3
NUMERIC_ROOTS = tuple(
    map(bytes, zip((3, 4, 5, 6, 7, 9, 10, 11, 12, 13, 14, 18, 19, 20), strict=True))
)
"""The last token of formulas whose result is a number or a truth, never a text."""
PARENTHESIS, SUM_TOKEN = b"\x15", b"\x19\x10"
VARIABLE, FIXED = (b"\x22", b"\x42", b"\x62"), (b"\x21", b"\x41", b"\x61")
NUMERIC_FUNCTIONS = {0, 4, 5, 6, 7, 27, 169, 183, 212, 213, 216, 346}
"""COUNT SUM AVERAGE MIN MAX ROUND COUNTA PRODUCT ROUNDUP ROUNDDOWN RANK COUNTIF."""

Record = tuple[int, int, bytes]


def records(stream: bytes, place: int) -> Iterator[Record]:
    """Yield number, place and content of the records from a place to the end of their part.

    Charts inside of a sheet are parts of their own and are passed over.
    """
    depth = 0
    while place + 4 <= len(stream):
        number, length = struct.unpack_from("<HH", stream, place)
        if number == BOF:
            depth += 1
        elif number == EOF:
            depth -= 1
            if depth <= 0:
                return
        if depth == 1:
            yield number, place + 4, stream[place + 4 : place + 4 + length]
        place += 4 + length
    raise Refused("damaged")


class Book:
    """The part of the whole workbook: its sheets and which styles show percentages."""

    def __init__(self, stream: bytes) -> None:
        """Read it; raise `Refused` where a password is needed or Excel is older than 5."""
        if struct.unpack_from("<H", stream)[0] in EARLIER:
            raise Refused("old_kind")
        self.sheets: list[tuple[str, int, bool]] = []
        self._formats = set(map(int, BUILT_IN))
        self._styles: list[int] = []
        self.newest, self._code = True, "ascii"
        self._names: list[tuple[int, int]] = []
        self._format_places: list[int] = []
        for number, at, content in records(stream, 0):
            self._take(number, content)
            if number == BOUND_SHEET:
                self._names.append((at + 7, content[6]))
            elif number in (FORMAT, XF):
                self._format_places.append(at if number == FORMAT else at + 2)
        shown = enumerate(self._styles)
        self.percent = {place for place, form in shown if form in self._formats}

    def _take(self, number: int, content: bytes) -> None:
        if number == FILE_PASS:
            raise Refused("password")
        if number == BOF:
            self.newest = struct.unpack_from("<H", content)[0] == NEWEST
        elif number == CODE_PAGE:
            self._code = CODES.get(struct.unpack_from("<H", content)[0], "ascii")
        elif number == BOUND_SHEET:
            place, hidden, kind = struct.unpack_from("<IBB", content)
            if kind == WORKSHEET:
                self.sheets.append((self.text(content[6:], 1), place, bool(hidden & 3)))
        elif number == FORMAT:
            (form,) = struct.unpack_from("<H", content)
            if shows_percentage(self.text(content[2:], 2 if self.newest else 1)):
                self._formats.add(form)
        elif number == XF:
            self._styles.append(struct.unpack_from("<H", content, 2)[0])

    def mend(self, stream: bytearray) -> None:
        """Write into the stream what the reader understands.

        It would mix up Chinese names of sheets of Excel 5 and 95, which become numbers, and
        it takes dates for numbers whose own format has a number that Excel gives to none.
        """
        for number, (place, length) in enumerate(self._names):
            if not self.newest:
                stream[place : place + length] = f"{number:0{length}d}".encode()[-length:]
        for place in self._format_places:
            (form,) = struct.unpack_from("<H", stream, place)
            if form in UNUSED_FORMATS:
                struct.pack_into("<H", stream, place, form + FIRST_OWN_FORMAT)

    def text(self, content: bytes, size: int) -> str:
        """Return a text with its length, of `size` bytes, before it."""
        length = int.from_bytes(content[:size], "little")
        if not self.newest:
            return content[size : size + length].decode(self._code)
        if content[size] & 1:
            return content[size + 1 : size + 1 + 2 * length].decode("utf-16-le", "replace")
        return content[size + 1 : size + 1 + length].decode("latin-1")


class SheetScan(Told):
    """What is to be said of one sheet: faults, hidden parts, merged ranges, percentages."""

    def __init__(self, stream: bytes, place: int, book: Book) -> None:
        """Read the records of a sheet; raise `Refused` where its cells reach too far."""
        super().__init__()
        self._book, self._percent = book, book.percent
        self._stated: list[int] = []
        self._place = (0, 0)
        for number, at, content in records(stream, place):
            if number in CONTENT:
                self._cell(number, content)
            elif number == MULTIPLE_RK:
                self._run(content)
            elif number == DIMENSIONS:
                self._stated.append(at)
            else:
                self._other(number, content)
        self.check()

    def state_extent(self, stream: bytearray) -> None:
        """Write the true extent into the stream: the reader makes room for what is stated."""
        layout = "<2I2H" if self._book.newest else "<4H"
        for place in self._stated:
            struct.pack_into(layout, stream, place, 0, self._last_row, 0, self._last_column)

    def _cell(self, number: int, content: bytes) -> None:
        row, column, style = struct.unpack_from("<3H", content)
        self._reach(row, column)
        self._place = (row, column)
        if number == RICH_LABEL or (number == LABEL and not self._book.newest):
            self._text(content[6:])
        if number in NUMBERS and style in self._percent:
            self.percentages.append((row, column))
        if number == BOOL_ERROR and content[7]:
            self._fault(row, column, "error", ERRORS.get(content[6], "#ERROR!"))
        elif number == FORMULA and content[12:14] == NOT_A_NUMBER:
            if content[6] == RESULT_ERROR:
                self._fault(row, column, "error", ERRORS.get(content[8], "#ERROR!"))
            elif content[6] == RESULT_EMPTY and _counts(content):
                self._fault(row, column, "formula", "=")

    def _text(self, content: bytes) -> None:
        """Note a text: the reader passes over some and does not decode those of Excel 95."""
        self.texts.append((*self._place, self._book.text(content, 2)))

    def _run(self, content: bytes) -> None:
        """Note a run of numbers in one row: row, column, then style and number for each."""
        row, first = struct.unpack_from("<2H", content)
        styles = [style for style, _ in struct.iter_unpack("<HI", content[4:-2])]
        self._reach(row, first + len(styles) - 1)
        if self._percent:
            places = enumerate(styles, first)
            self.percentages += [(row, place) for place, style in places if style in self._percent]

    def _other(self, number: int, content: bytes) -> None:
        if number == FORMULA_TEXT and not self._book.newest:
            self._text(content)
        elif number == ROW:
            row, flags = struct.unpack_from("<H10xB", content)
            if flags & HIDDEN_ROW:
                self.hidden_rows.append(row + 1)
        elif number == COLUMN_LOOK:
            first, last, _, _, flags = struct.unpack_from("<5H", content)
            if flags & HIDDEN_COLUMN:
                self.hidden_columns.append([first + 1, last + 1])
        elif number == MERGED:
            for top, bottom, left, right in struct.iter_unpack("<4H", _whole(content[2:], 8)):
                self.merged.append([top + 1, left + 1, bottom + 1, right + 1])


def _counts(content: bytes) -> bool:
    """Return whether a formula ends in a token that gives a number, never a text."""
    (size,) = struct.unpack_from("<H", content, 20)
    formula = content[22 : 22 + size].rstrip(PARENTHESIS)
    if formula[-4:-2] == SUM_TOKEN or formula[-1:] in NUMERIC_ROOTS:
        return True
    known = int.from_bytes(formula[-2:], "little") & 0x7FFF in NUMERIC_FUNCTIONS
    return known and (formula[-4:-3] in VARIABLE or formula[-3:-2] in FIXED)


def _whole(content: bytes, size: int) -> bytes:
    return content[: len(content) // size * size]
