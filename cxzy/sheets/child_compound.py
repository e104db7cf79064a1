"""The streams of a compound file, in which .xls, .doc and locked workbooks lie; part of the child.

Layout of the container: [MS-CFB]. Nothing in it is trusted to fit.
"""

import struct
from array import array

from cxzy.sheets.child_package import Refused

HEADER, ENTRY, SHORT = 512, 128, 64
LAST_SECTOR = 0xFFFF_FFFA  # what is larger marks an end
TABLE, END, NONE = 0xFFFF_FFFD, 0xFFFF_FFFE, 0xFFFF_FFFF
ROOT, STREAM = 5, 2
LARGE, SHORT_BELOW = 4_096, 4_096
SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SHIFTS = (9, 12)
ENTRIES = 20_000
BOOKS = ("Workbook", "Book")


class Compound:
    """A compound file: the names in its root, and their streams."""

    def __init__(self, content: bytes) -> None:
        """Read the directory; raise `Refused` where it is damaged."""
        if len(content) < HEADER:
            raise Refused("damaged")
        (shift,) = struct.unpack_from("<H", content, 30)
        _, self._first, _, self._cutoff, small, _, more, _ = struct.unpack_from("<8I", content, 44)
        if shift not in SHIFTS:
            raise Refused("damaged")
        self._content, self._size = content, 1 << shift
        self._table = self._numbers(self._places(more))
        self._small_table = self._numbers(self._chain(small))
        self._entries = self._directory()
        start, length = self._stream_place(0)
        self._small = self._joined(start)[:length]
        self.names = self._root_names()

    def stream(self, name: str) -> bytes:
        """Return a stream of the root."""
        start, length = self._stream_place(self.names[name])
        whole = self._joined(start) if length >= self._cutoff else self._short(start)
        if len(whole) < length:
            raise Refused("damaged")
        return whole[:length]

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        if number > LAST_SECTOR or start >= len(self._content):
            raise Refused("damaged")
        return self._content[start : start + self._size]

    def _numbers(self, sectors: list[int]) -> "array[int]":
        joined = b"".join(map(self._sector, sectors))
        return array("I", joined[: len(joined) & ~3])

    def _places(self, more: int) -> list[int]:
        """Return the sectors of the allocation table; the first 109 stand in the header."""
        listed = list(struct.unpack_from("<109I", self._content, 76))
        rounds = len(self._content) // self._size
        while more < LAST_SECTOR and rounds > 0:
            *numbers, more = self._numbers([more])
            listed += numbers
            rounds -= 1
        return [number for number in listed if number < LAST_SECTOR]

    def _chain(self, start: int, table: "array[int] | None" = None) -> list[int]:
        """Return the sectors of a stream one after another; a circle is damage."""
        table = self._table if table is None else table
        found: list[int] = []
        while start < LAST_SECTOR:
            if start >= len(table) or len(found) > len(table):
                raise Refused("damaged")
            found.append(start)
            start = table[start]
        return found

    def _joined(self, start: int) -> bytes:
        return b"".join(map(self._sector, self._chain(start)))

    def _short(self, start: int) -> bytes:
        places = self._chain(start, self._small_table)
        return b"".join(self._small[place * SHORT : (place + 1) * SHORT] for place in places)

    def _directory(self) -> list[bytes]:
        joined = self._joined(self._first)
        places = range(0, len(joined) - ENTRY + 1, ENTRY)
        if not places or len(places) > ENTRIES or joined[66] != ROOT:
            raise Refused("damaged")
        return [joined[place : place + ENTRY] for place in places]

    def _stream_place(self, entry: int) -> tuple[int, int]:
        start, length = struct.unpack_from("<2I", self._entries[entry], 116)
        return start, length

    def _root_names(self) -> dict[str, int]:
        """Return the streams right in the root, by name; the entries are a tree."""
        (first,) = struct.unpack_from("<I", self._entries[0], 76)
        found: dict[str, int] = {}
        waiting, seen = [first], set[int]()
        while waiting:
            place = waiting.pop()
            if place < len(self._entries) and place not in seen:
                seen.add(place)
                waiting += struct.unpack_from("<2I", self._entries[place], 68)
                if self._entries[place][66] == STREAM:
                    found.setdefault(_name(self._entries[place]), place)
        return found


def _name(entry: bytes) -> str:
    (length,) = struct.unpack_from("<H", entry, 64)
    return entry[: max(length - 2, 0)].decode("utf-16-le", "replace")


def book_stream(content: bytes) -> tuple[str, bytes]:
    """Return name and stream of a workbook in a compound file; `Refused` for anything else."""
    compound = Compound(content)
    names = compound.names
    for reason, signs in (
        ("password", {"EncryptedPackage", "EncryptionInfo"}),
        ("document", {"WordDocument", "WpsContent", "MatOST"}),
        ("slides", {"PowerPoint Document"}),
    ):
        if signs & names.keys():
            raise Refused(reason)
    book = next((name for name in BOOKS if name in names), None)
    if book is None:
        raise Refused("not_a_workbook")
    return book, compound.stream(book)


def container(name: str, stream: bytes) -> bytes:
    """Return a compound file that holds one stream and nothing else.

    Its sectors are the large ones, so that the head has room for the whole table of them.
    """
    count = max(-(-len(stream) // LARGE), 1)
    tables = -(-(count + 2) * 4 // (LARGE - 4))
    first = tables + 2  # after the table, the directory, and a sector for short streams
    used = [TABLE] * tables + [END, END] + [*range(first + 1, first + count), END]
    table = struct.pack(f"<{len(used)}I", *used).ljust(tables * LARGE, b"\xff")
    root = _entry("Root Entry", ROOT, tables + 1, LARGE, child=1)
    directory = root + _entry(name, STREAM, first, count * LARGE)
    head = SIGNATURE + bytes(16) + struct.pack("<5H6x", 62, 4, 0xFFFE, 12, 6)
    head += struct.pack("<9I", 1, tables, tables, 0, SHORT_BELOW, END, 0, END, 0)
    head += struct.pack(f"<{tables}I", *range(tables)).ljust(HEADER - len(head), b"\xff")
    head, directory, stream = (
        part + bytes(-len(part) % LARGE) for part in (head, directory, stream)
    )
    return head + table + directory + bytes(LARGE) + stream


def _entry(name: str, kind: int, start: int, length: int, child: int = NONE) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    links = (NONE, NONE, child)
    return struct.pack("<64sHBB3I36xIII", text, len(text), kind, 1, *links, start, length, 0)
