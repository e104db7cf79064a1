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
_MARKS = (b"\xff\xfe", b"\xfe\xff")

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


def tags(xml: bytes, wanted: Callable[[str, int, dict[str, str]], bool]) -> list[Tag]:
    """Return the elements for which `wanted` (local name, depth, attributes), as they open."""
    opened: list[tuple[int, str, dict[str, str], int, int] | None] = []
    found: list[Tag] = []
    parser = expat.ParserCreate()

    def start(name: str, attributes: dict[str, str]) -> None:
        local, depth = name.rpartition(":")[2], len(opened)
        if not wanted(local, depth, attributes):
            opened.append(None)
            return
        place = parser.CurrentByteIndex
        opened.append((len(found), name, attributes, place, tag_end(xml, place)))
        found.append(_NOWHERE)

    def end(_name: str) -> None:
        kept = opened.pop()
        if kept is None:
            return
        number, name, attributes, place, after = kept
        prefix, colon, local = name.rpartition(":")
        empty = xml[after - 2 : after] == b"/>"
        closing = after if empty else parser.CurrentByteIndex
        last = after if empty else xml.index(b">", closing) + 1
        places = (len(opened), place, after, closing, last)
        found[number] = Tag(local, prefix + colon, attributes, *places)

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.Parse(xml, True)
    return found


_NOWHERE = Tag("", "", {}, 0, 0, 0, 0, 0)


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
