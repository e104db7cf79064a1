"""The copy of an .xlsx that the reader gets: its checked parts, stored; part of the child.

The reader unpacks a sheet and walks through it twice, the second time for its merged ranges, and
stops at the first list of these. Here nothing is packed and the list stands before the cells,
which takes the reader two thirds of the time (docs/decisions/0118-the-reader-gets-a-copy.md).
"""

import re
import struct
import zlib
from collections.abc import Collection

LARGEST_COPY = 32 << 20  # of a larger one the copies would not fit into the child's memory
MERGED = re.compile(rb"<mergeCells\b[^<>]*>(?:\s*<mergeCell\b[^<>]*/>)*\s*</mergeCells>")
NOTHING_MERGED = b"<mergeCells></mergeCells>"
NEVER_ASKED_FOR = "docProps/"
UTF8, FIRST_OF_1980 = 0x800, 0x21


def for_the_reader(content: bytes, parts: dict[str, bytes], sheets: Collection[str]) -> bytes:
    """Return a package that says of cells and merged ranges what `content` says.

    `parts` are those of `content`, `sheets` the names of those that are sheets. A large one is
    returned as it is.
    """
    if sum(map(len, parts.values())) > LARGEST_COPY:
        return content
    return stored(
        {
            name: with_merges_first(part) if name in sheets else part
            for name, part in parts.items()
            if not name.startswith(NEVER_ASKED_FOR)
        }
    )


def with_merges_first(xml: bytes) -> bytes:
    """Return a sheet with its list of merged ranges before the cells too, be it empty.

    A sheet that has the list in any other form than programs write it stays as it is.
    """
    start, end = xml.find(b"<sheetData"), xml.rfind(b"sheetData>")
    # a single byte is found much faster than several; rows of plain marks have no m at all
    misplaced = xml.find(b"m", start, end) >= 0 and xml.find(b"mergeCell", start, end) >= 0
    if not 0 <= start < end or misplaced:
        return xml
    rest, merged = xml[end:], NOTHING_MERGED
    if b"mergeCell" in rest:
        found = MERGED.search(rest)
        if found is None or b"<!" in rest or rest.count(b"<mergeCells") > 1:
            return xml
        merged = found[0]
    return b"".join((xml[:start], merged, xml[start:]))


def stored(parts: dict[str, bytes]) -> bytes:
    """Return a zip of parts that are not compressed (APPNOTE.TXT 6.3, 4.3.7, 4.3.12, 4.3.16)."""
    pieces: list[bytes] = []
    directory: list[bytes] = []
    place = 0
    for path, part in parts.items():
        name, size = path.encode(), len(part)
        about = struct.pack(
            "<5H3I2H", 20, UTF8, 0, 0, FIRST_OF_1980, zlib.crc32(part), size, size, len(name), 0
        )
        directory.append(b"PK\1\2\x14\0" + about + struct.pack("<3H2I", 0, 0, 0, 0, place) + name)
        pieces += [b"PK\3\4" + about + name, part]
        place += 30 + len(name) + size
    listed, many = b"".join(directory), len(directory)
    end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, many, many, len(listed), place, 0)
    return b"".join((*pieces, listed, end))
