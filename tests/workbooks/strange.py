"""Files that are no workbook, or not of the kind that their name says; made by hand."""

import io
import struct
import zipfile
from pathlib import Path

from tests.workbooks.files import as_text, by_openpyxl, repacked
from tests.workbooks.fixtures import Fixture
from tests.workbooks.pages import Page

SECTOR = 512
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def renamed_workbook(page: Page) -> bytes:
    """Return an .xlsx; its name says something else."""
    return by_openpyxl(Fixture("x.xlsx", "", "", [page]))


def tab_separated(page: Page) -> bytes:
    """Return text separated by tabs in GB18030, as exports named .xls are."""
    return as_text(Fixture("x.tsv", "", "", [page], encoding="gb18030"), "\t")


def html_table() -> bytes:
    """Return a web page with a table."""
    rows = "<tr><td>姓名</td><td>德</td></tr><tr><td>张远帆</td><td>90</td></tr>"
    return f"<html><head><meta charset='gbk'></head><table>{rows}</table></html>".encode("gbk")


def mhtml() -> bytes:
    """Return a web archive as Excel saves it."""
    head = "MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\nContent-Type: multipart/related; "
    return (head + 'boundary="----=_NextPart_1"\r\n\r\n').encode() + html_table()


def pdf() -> bytes:
    """Return the beginning and the end of a PDF."""
    return b"%PDF-1.4\n1 0 obj\n<</Type/Catalog>>\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def word_file() -> bytes:
    """Return a small .docx."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", "<w:document/>")
    return repacked(content.getvalue())


def truncated() -> bytes:
    """Return the first half of a workbook that is committed."""
    whole = Path(__file__).with_name("criteria-plain.xlsx").read_bytes()
    return whole[: len(whole) // 2]


def protected() -> bytes:
    """Return what Excel writes for a workbook under a password: an encrypted package."""
    info = struct.pack("<HHI", 4, 4, 0x40) + b"<encryption/>".ljust(4096, b"\0")
    return compound({"EncryptionInfo": info, "EncryptedPackage": b"\x5a" * 5000})


def compound(streams: dict[str, bytes]) -> bytes:
    """Return a compound file, as .xls are, with these streams of 4,096 bytes or more."""
    fat: list[int] = [FAT, END]  # the table itself, then the directory
    bodies, starts = [], []
    directories = -(-(len(streams) + 1) // 4)
    fat[1:] = [*range(2, 1 + directories), END]
    for data in streams.values():
        padded = data.ljust(-(-max(len(data), 4096) // SECTOR) * SECTOR, b"\0")
        count = len(padded) // SECTOR
        starts.append(len(fat))
        fat += [*range(len(fat) + 1, len(fat) + count), END]
        bodies.append(padded)
    table = struct.pack("<128I", *fat, *[FREE] * (128 - len(fat)))
    entries = _entry("Root Entry", 5, 1 if streams else FREE, END, 0)
    for place, (name, data) in enumerate(streams.items()):
        following = place + 2 if place + 1 < len(streams) else FREE
        entries += _entry(name, 2, FREE, starts[place], max(len(data), 4096), right=following)
    entries = entries.ljust(directories * SECTOR, b"\0")
    head = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16)
    head += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, END, 0, END, 0)
    head += struct.pack("<109I", 0, *[FREE] * 108)
    return head + table + entries + b"".join(bodies)


def _entry(name: str, kind: int, child: int, start: int, size: int, *, right: int = FREE) -> bytes:
    wide = name.encode("utf-16-le")
    return (
        wide.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(wide) + 2, kind, 1, FREE, right, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )
