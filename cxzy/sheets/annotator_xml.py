"""XML patched in place: places are found by a parser, everything between them stays as it is.

Part of the annotating child. Reading XML into a tree and writing it again would rename the
prefixes that other attributes name, and lose what no namespace of ours knows.
"""

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple
from xml.parsers import expat
from xml.sax.saxutils import escape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

_TAG = re.compile(rb"<[^<>\"']*(?:(?:\"[^\"]*\"|'[^']*')[^<>\"']*)*>")
_ENCODING = re.compile(rb"^<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9_.-]+)[\"']")
_ROWS = re.compile(rb"<(?:\w+:)?sheetData\b")
_MARKS = (b"\xff\xfe", b"\xfe\xff")

Wanted = Callable[[str, int, dict[str, str]], bool]
"""Whether to keep an element, by its name without prefix, its depth and its attributes."""
Edit = tuple[int, int, bytes]
"""From where to where to put what."""


class Unpatchable(Exception):
    """The package is not written in a way that can be patched without a risk."""


class Tag(NamedTuple):
    """One element: its name and prefix (`x:` or nothing), and its places in the bytes.

    The opening tag is from `start` to `opened`, the content from there to `closing`, and the
    whole element ends at `end`. `depth` is 0 for the root.
    """

    name: str
    prefix: str
    attributes: dict[str, str]
    depth: int
    start: int
    opened: int
    closing: int
    end: int


def in_utf8(part: bytes) -> bytes:
    """Return a part of a package in UTF-8. Raises `Unpatchable` for another encoding."""
    if part.startswith(_MARKS):
        text = part.decode("utf-16")
        return re.sub(r"^<\?xml[^>]*\?>", "", text).encode()
    part = part.removeprefix(b"\xef\xbb\xbf")
    named = _ENCODING.match(part)
    if named and named[1].lower() not in {b"utf-8", b"us-ascii", b"ascii"}:
        raise Unpatchable(named[1].decode())
    return part


def tags(xml: bytes, wanted: Wanted) -> list[Tag]:
    """Return the elements for which `wanted` (local name, depth, attributes), as they open."""
    return _Finder(xml, wanted).found


def tags_before_rows(sheet: bytes, name: str) -> list[Tag]:
    """Return the elements of one name that open before a sheet's rows, without looking further.

    Only where they open is known of them. A sheet without rows, as a chart is one, is gone
    through as a whole.
    """
    rows = _ROWS.search(sheet)
    head = sheet[: rows.start()] if rows else sheet
    return _Finder(head, lambda said, _depth, _attributes: said == name, whole=not rows).found


class _Finder:
    """Goes through XML once and keeps the places of the elements that are wanted."""

    def __init__(self, xml: bytes, wanted: Wanted, *, whole: bool = True) -> None:
        self.found: list[Tag] = []
        self._xml, self._wanted = xml, wanted
        self._open: list[int | None] = []
        self._parser = parser = expat.ParserCreate()
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.Parse(xml, whole)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        prefix, colon, local = name.rpartition(":")
        depth = len(self._open)
        if not self._wanted(local, depth, attributes):
            self._open.append(None)
            return
        self._open.append(len(self.found))
        start = self._parser.CurrentByteIndex
        opened = tag_end(self._xml, start)
        self.found.append(Tag(local, prefix + colon, attributes, depth, start, opened, 0, 0))

    def _end(self, _name: str) -> None:
        number = self._open.pop()
        if number is None:
            return
        tag = self.found[number]
        closing = end = tag.opened
        if self._xml[closing - 2 : closing] != b"/>":
            closing = self._parser.CurrentByteIndex
            end = self._xml.index(b">", closing) + 1
        self.found[number] = tag._replace(closing=closing, end=end)


def named(xml: bytes, *names: str) -> list[Tag]:
    """Return the elements with one of these names, wherever they stand."""
    return tags(xml, lambda name, _depth, _attributes: name in names)


def root_and_children(xml: bytes) -> tuple[Tag, list[Tag]]:
    """Return the root and the elements right under it."""
    root, *children = tags(xml, lambda _name, depth, _attributes: depth <= 1)
    return root, children


def tag_end(xml: bytes, start: int) -> int:
    """Return the place behind the opening tag that begins at `start`."""
    found = _TAG.match(xml, start)
    if found is None:
        raise Unpatchable("tag")
    return found.end()


def spliced(xml: bytes, edits: Iterable[Edit]) -> bytes:
    """Return `xml` with all edits made; those at one place come in the order given."""
    parts, last = [], 0
    for start, end, content in sorted(edits, key=lambda edit: edit[:2]):
        if start < last:
            raise Unpatchable("edits that overlap")
        parts += [xml[last:start], content]
        last = end
    return b"".join([*parts, xml[last:]])


def appended(xml: bytes, tag: Tag, content: bytes) -> Edit:
    """Return the edit that puts `content` last into an element, also into an empty one."""
    if tag.closing > tag.opened or xml[tag.opened - 2 : tag.opened] != b"/>":
        return tag.closing, tag.closing, content
    name = f"{tag.prefix}{tag.name}".encode()
    opening = xml[tag.start : tag.opened - 2].rstrip()
    return tag.start, tag.end, b"".join((opening, b">", content, b"</", name, b">"))


def with_attribute(tag: bytes, name: str, value: str) -> bytes:
    """Return an opening tag with an attribute set, replaced where it stands already.

    >>> with_attribute(b'<c r="A1"/>', "s", "3")
    b'<c r="A1" s="3"/>'
    """
    said = f' {name}="{quoted(value)}"'.encode()
    changed, count = re.subn(
        rb"\s" + name.encode() + rb"\s*=\s*(?:\"[^\"]*\"|'[^']*')",
        lambda _found: said,
        tag,
        count=1,
    )
    if count:
        return changed
    cut = len(tag) - (2 if tag.endswith(b"/>") else 1)
    return tag[:cut].rstrip() + said + tag[cut:]


def attribute_set(xml: bytes, tag: Tag, name: str, value: str) -> Edit:
    """Return the edit that sets an attribute of an element."""
    return tag.start, tag.opened, with_attribute(xml[tag.start : tag.opened], name, value)


def quoted(text: str) -> str:
    """Return `text` as the value of an attribute in double quotes."""
    return escape(text, {'"': "&quot;", "\n": "&#10;", "\t": "&#9;", "\r": "&#13;"})
