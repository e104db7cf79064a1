"""The XML of an .ods made short before it is parsed, where that is safe; part of the child.

Resolving namespaces takes half of the parser's time, and calling back for each tag of a cell
most of ours. Where the root declares the usual prefixes, and nothing below it declares any, the
names as written are those that are meant; and cells that hold a number or a word and nothing
else, nearly all, become one tag each. What is any other way is left as it is.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from xml.parsers import expat

from cxzy.sheets.child_package import Refused

OPEN = "urn:oasis:names:tc:opendocument:xmlns:"
SPACES = {
    **{part: f"{OPEN}{part}:1.0" for part in ("table", "office", "text", "style")},
    "draw": f"{OPEN}drawing:1.0",
    "calcext": "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0",
}
PREFIXES = {space: prefix for prefix, space in SPACES.items()}
ROOT = re.compile(rb"<office:document-content\b[^<>]*>")
DECLARED = re.compile(rb"xmlns(?::([\w.-]+))?\s*=\s*[\"']([^\"']*)[\"']")
QUOTED = re.compile(rb"\"[^\"]*\"|'[^']*'")
NAME, FAR = b"xmlns", 1 << 16

PLAIN, NUMBER, WORDS = "cxzy", "n", "t"
LONGEST = 32 << 20  # the short form is a second copy
STYLED = rb'(?: table:style-name="[\w.-]{1,64}")?'
CELL = re.compile(
    rb"<table:table-cell" + STYLED + rb"(?:"
    rb' office:value-type="float" office:value="(-?\d{1,15}(?:\.\d{1,17})?)"'
    rb'(?: calcext:value-type="float")?' + STYLED + rb">"
    rb"<text:p>[ -%'-;=?-~]{0,64}</text:p>"
    rb"|"
    rb' office:value-type="string"(?: calcext:value-type="string")?' + STYLED + rb">"
    rb'<text:p>([^<>&"\s\x00-\x20]{1,200})</text:p>'
    rb")</table:table-cell>"
)
Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]


def parsed(xml: bytes, start: Start, end: End, characters: Callable[[str], None]) -> None:
    """Parse a part of an .ods; names are told with the usual prefixes, whatever its own are.

    A plain cell may be told as one element `PLAIN` with the attribute `NUMBER` or `WORDS`.
    """
    prefixes = usual_prefixes(xml)
    usual = bool(prefixes)
    parser = expat.ParserCreate(namespace_separator=None if usual else " ")
    parser.buffer_text = True
    parser.StartElementHandler = start if usual else _told_short(start)
    parser.EndElementHandler = end if usual else lambda tag: end(short(tag))
    parser.CharacterDataHandler = characters
    parser.Parse(with_plain_cells(xml) if usual else xml, True)
    if usual and not all(_is_declared(name, prefixes) for name in parser.intern):
        raise Refused("damaged", "prefix")


def _is_declared(name: str, prefixes: set[str]) -> bool:
    """Whether the prefix of a name is known; a parser that resolves them would stop at others."""
    prefix, colon, local = name.partition(":")
    return not colon or (prefix in prefixes and bool(local) and ":" not in local)


def with_plain_cells(xml: bytes) -> bytes:
    """Return the same with one tag for each cell that holds a number or a word alone.

    As it is where it is long, or holds what could be taken for such a tag or hide one.
    """
    if len(xml) > LONGEST or b"<![" in xml or PLAIN.encode() in xml:
        return xml
    pieces = CELL.split(xml)
    numbers, words = pieces[1::3], pieces[2::3]
    pieces[1::3] = [b"" if each is None else b'<cxzy n="%b"/>' % each for each in numbers]
    pieces[2::3] = [b"" if each is None else b'<cxzy t="%b"/>' % each for each in words]
    return b"".join(pieces)


def usual_prefixes(xml: bytes) -> set[str]:
    """Return the prefixes of all names, where those that matter are the usual ones; else none.

    None, too, where that is uncertain: another prefix for the same namespace would hide cells.
    """
    root = ROOT.search(xml, 0, FAR)
    if root is None or xml.count(NAME) != root[0].count(NAME) or b"&" in root[0]:
        return set()
    found = [(_text(prefix), _text(space)) for prefix, space in DECLARED.findall(root[0])]
    if not all(_is_usual(*one) for one in found) or len(found) != QUOTED.sub(b"", root[0]).count(
        NAME
    ):
        return set()
    return {"xml", "xmlns", *(prefix for prefix, _space in found)}


def _is_usual(prefix: str, space: str) -> bool:
    plain = bool(prefix and space) and " " not in space
    return plain and SPACES.get(prefix, space) == space and PREFIXES.get(space, prefix) == prefix


def _text(written: bytes) -> str:
    return written.decode("utf-8", "replace")


def _told_short(start: Start) -> Start:
    def told(tag: str, attributes: dict[str, str]) -> None:
        start(short(tag), {short(name): value for name, value in attributes.items()})

    return told


@lru_cache(maxsize=4096)
def short(name: str) -> str:
    """Return a name with the usual prefix of its namespace.

    >>> short(f"{OPEN}drawing:1.0 frame"), short("urn:other table")
    ('draw:frame', 'urn:other table')
    """
    space, _blank, local = name.rpartition(" ")
    return f"{PREFIXES[space]}:{local}" if space in PREFIXES else name
