"""Workbooks of the binary kinds, .xls and .xlsb, put together record by record for the tests.

No library that is at hand writes them with errors, formulas never calculated and the like.
Numbers of records and their fields are those of [MS-CFB], [MS-XLS] and [MS-XLSB].
"""

import io
import struct
import zipfile
from collections.abc import Sequence

SECTOR, ENTRY = 512, 128
END, FREE, TABLE = 0xFFFF_FFFE, 0xFFFF_FFFF, 0xFFFF_FFFD
LONG = 4_096  # shorter streams would lie in the small table
EMPTY_TEXT = b"\x03\0\0\0\0\0\xff\xff"
"""The result of a formula that was never calculated, or whose text is empty."""


def compound(streams: dict[str, bytes], embedded: dict[str, bytes] | None = None) -> bytes:
    """Return a compound file with these streams in its root, after those of embedded files."""
    embedded = embedded or {}
    every = [*embedded.items(), *streams.items()]
    assert len(every) < SECTOR // ENTRY
    parts = [content.ljust(LONG, b"\0") for _name, content in every]
    parts = [part + bytes(-len(part) % SECTOR) for part in parts]
    directory = _entry("Root Entry", 5, END, 0, child=len(embedded) + 1)
    table = [TABLE, END]
    for number, ((name, _content), part) in enumerate(zip(every, parts, strict=True), 1):
        right = number + 1 if len(embedded) < number < len(every) else FREE
        directory += _entry(name, 2, len(table), len(part), right=right)
        table += [*range(len(table) + 1, len(table) + len(part) // SECTOR), END]
    assert len(table) <= SECTOR // 4
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack("<5H6x8I", 62, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, LONG, END, 0, END)
    head += struct.pack("<2I", 0, 0) + b"\xff" * (SECTOR - len(head) - 8)
    sectors = struct.pack(f"<{len(table)}I", *table).ljust(SECTOR, b"\xff")
    return head + sectors + directory.ljust(SECTOR, b"\0") + b"".join(parts)


def _entry(
    name: str, kind: int, start: int, size: int, *, right: int = FREE, child: int = FREE
) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    return struct.pack(
        "<64sHBB3I36xIIxxxx", text, len(text), kind, 1, FREE, right, child, start, size
    )


def record(number: int, content: bytes = b"") -> bytes:
    """Return one record of an .xls."""
    return struct.pack("<HH", number, len(content)) + content


def text(words: str) -> bytes:
    """Return a text of an .xls as LABEL has it: its length, its code, its letters."""
    return struct.pack("<HB", len(words), 1) + words.encode("utf-16-le")


def label(row: int, column: int, words: str) -> bytes:
    return record(0x0204, struct.pack("<3H", row, column, 0) + text(words))


def number(row: int, column: int, value: float, style: int = 0) -> bytes:
    return record(0x0203, struct.pack("<3Hd", row, column, style, value))


def truth(row: int, column: int, code: int, *, error: bool = False) -> bytes:
    return record(0x0205, struct.pack("<3HBB", row, column, 0, code, error))


def formula(
    row: int, column: int, result: bytes, tokens: bytes = b"\x1e\x01\0\x1e\x02\0\x03"
) -> bytes:
    """Return a formula, =1+2 unless its tokens are given, with its eight bytes of result."""
    head = struct.pack("<3H8sHIH", row, column, 0, result, 0, 0, len(tokens))
    return record(0x0006, head + tokens)


def merged(top: int, bottom: int, left: int, right: int) -> bytes:
    return record(0x00E5, struct.pack("<5H", 1, top, bottom, left, right))


def hidden_row(row: int) -> bytes:
    return record(0x0208, struct.pack("<8H", row, 0, 256, 255, 0, 0, 0x20, 0))


def hidden_columns(first: int, last: int) -> bytes:
    return record(0x007D, struct.pack("<6H", first, last, 2_000, 0, 1, 0))


def xls_stream(
    sheets: dict[str, bytes],
    *,
    formats: Sequence[int] = (0,),
    hidden: Sequence[str] = (),
    before: bytes = b"",
) -> bytes:
    """Return the stream of an .xls: per sheet its records, a style for each of the formats."""
    begin = struct.pack("<4H2I", 0x0600, 0x0005, 0, 1997, 0, 6)
    head = record(0x0809, begin) + before
    head += b"".join(record(0x00E0, struct.pack("<HH16x", 0, form)) for form in formats)
    names = {name: struct.pack("<BB", len(name), 1) + name.encode("utf-16-le") for name in sheets}
    place = len(head) + sum(10 + len(name) for name in names.values()) + 4
    parts = b""
    for name, records in sheets.items():
        state = int(name in hidden)
        head += record(0x0085, struct.pack("<IBB", place + len(parts), state, 0) + names[name])
        sheet = record(0x0809, struct.pack("<4H2I", 0x0600, 0x0010, 0, 1997, 0, 6))
        parts += sheet + records + record(0x000A)
    return head + record(0x000A) + parts


def xls(sheets: dict[str, bytes], **options: object) -> bytes:
    """Return an .xls; see `xls_stream`."""
    return compound({"Workbook": xls_stream(sheets, **options)})  # type: ignore[arg-type]


def xls_of_excel_95(sheets: dict[str, bytes], page: int = 936) -> bytes:
    """Return an .xls of Excel 95, whose texts are in the code page; the second style is 0.0%."""
    head = record(0x0809, struct.pack("<4H", 0x0500, 5, 0, 1995))
    head += record(0x0042, struct.pack("<H", page))
    head += record(0x041E, struct.pack("<HB", 164, 4) + b"0.0%")
    head += b"".join(record(0x00E0, struct.pack("<HH12x", 0, form)) for form in (0, 164))
    names = {name: name.encode(f"cp{page}") for name in sheets}
    place = len(head) + sum(11 + len(name) for name in names.values()) + 4
    parts = b""
    for name, records in sheets.items():
        said = struct.pack("<IBBB", place + len(parts), 0, 0, len(names[name])) + names[name]
        head += record(0x0085, said)
        begin = record(0x0809, struct.pack("<4H", 0x0500, 0x10, 0, 1995))
        parts += begin + records + record(0x000A)
    return compound({"Book": head + record(0x000A) + parts})


def label_of_excel_95(row: int, column: int, words: bytes) -> bytes:
    return record(0x0204, struct.pack("<4H", row, column, 0, len(words)) + words)


def binary(number: int, content: bytes = b"") -> bytes:
    """Return one record of an .xlsb."""
    sign = bytes((number,)) if number < 0x80 else bytes((number & 0x7F | 0x80, number >> 7))
    length, size = len(content), b""
    while True:
        size += bytes((length & 0x7F | (0x80 if length > 0x7F else 0),))
        length >>= 7
        if not length:
            return sign + size + content


def wide(words: str) -> bytes:
    """Return a text of an .xlsb."""
    return struct.pack("<I", len(words)) + words.encode("utf-16-le")


def binary_row(row: int, *cells: bytes, hidden: bool = False) -> bytes:
    """Return a row and its cells."""
    flags = 0x10 if hidden else 0
    head = struct.pack("<2IHBBBI2I", row, 0, 300, 0, flags, 0, 1, 0, 16)
    return binary(0, head) + b"".join(cells)


def binary_cell(kind: int, column: int, value: bytes, style: int = 0) -> bytes:
    return binary(kind, struct.pack("<2I", column, style) + value)


def xlsb(rows: bytes, after: bytes = b"", *, columns: bytes = b"", **book: object) -> bytes:
    """Return an .xlsb with one sheet 互评; `formats` has a style each, `hidden` hides the sheet."""
    state, old = int(bool(book.get("hidden"))), int(bool(book.get("since_1904")))
    name = struct.pack("<2I", state, 1) + wide("rId1") + wide("互评")
    workbook = binary(131) + binary(153, struct.pack("<2II", old, 0, 0)) + binary(143)
    workbook += binary(156, name) + binary(144) + binary(132)
    sheet = binary(129) + binary(148, struct.pack("<4I", 0, 99, 0, 25)) + columns
    sheet += binary(145) + rows + binary(146) + after + binary(130)
    formats = book.get("formats", (0,))
    assert isinstance(formats, tuple)
    styles = binary(278) + binary(617, struct.pack("<I", len(formats)))
    styles += b"".join(binary(47, struct.pack("<2H12x", 0, form)) for form in formats)
    styles += binary(618) + binary(279)
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(
            "xl/_rels/workbook.bin.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="rId1" Type="{kind}/worksheet" Target="worksheets/sheet1.bin"/>'
            f'<Relationship Id="rId2" Type="{kind}/styles" Target="styles.bin"/></Relationships>',
        )
        archive.writestr("xl/workbook.bin", workbook)
        archive.writestr("xl/worksheets/sheet1.bin", sheet)
        archive.writestr("xl/styles.bin", styles)
    return packed.getvalue()
