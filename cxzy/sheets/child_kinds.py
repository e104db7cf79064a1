"""What kind of file it is, told by its content and never by its name; part of the child."""

import re
from typing import Literal

from cxzy.sheets.child_package import Refused

Kind = Literal["zip", "compound", "text"]

PAGES = (b"%PDF", b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"II*\0", b"MM\0*")
"""What PDF files and pictures begin with."""
OTHER_ARCHIVES = (b"Rar!\x1a", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b\x08", b"BZh", b"\xfd7zXZ")
"""What archives begin with that nothing here unpacks."""
ZIPPED = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
OLDER = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00")
"""What workbooks of Excel 2, 3 and 4 begin with."""
WEB = re.compile(rb"<(?:html|!doctype html|table|head|body|meta|style|script)\b(?!:)")
HEADER_LINE = re.compile(rb"[a-z-]+:[^\n]*\n")
LEADING = b"\xef\xbb\xbf\xff\xfe \t\r\n"
LOOKED_AT = 4_096


def kind_of(content: bytes) -> Kind:
    """Return how a file is built; raise `Refused` for everything that cannot hold a table."""
    if not content.strip(b"\0 \t\r\n"):
        raise Refused("empty")
    if content.startswith(ZIPPED):
        return "zip"
    if content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return "compound"
    for reason, told in (
        ("page", _is_page(content)),
        ("other_archive", content.startswith(OTHER_ARCHIVES)),
        ("document", content.startswith(b"{\\rtf")),
        ("old_kind", content.startswith(OLDER)),
    ):
        if told:
            raise Refused(reason)
    _check_markup(content)
    return "text"


def _is_page(content: bytes) -> bool:
    bitmap = content.startswith(b"BM") and content[6:10] == bytes(4)
    newer = content[4:8] == b"ftyp" or content[8:12] == b"WEBP"
    return content.startswith(PAGES) or bitmap or newer


def _check_markup(content: bytes) -> None:
    """Refuse web pages, archived ones too, and workbooks of Excel 2003 saved as XML."""
    start = content[:LOOKED_AT].lstrip(LEADING).replace(b"\0", b"").lower()
    if start.startswith(b"<?xml") and b"urn:schemas-microsoft-com:office:spreadsheet" in start:
        raise Refused("xml_table")
    archived = HEADER_LINE.match(start) and b"mime-version:" in start
    if archived or (start.startswith(b"<") and WEB.search(start)):
        raise Refused("web_page")
    if start.startswith(b"<?xml"):
        raise Refused("not_a_workbook")
