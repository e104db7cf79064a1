"""What is refused of an uploaded file before anything parses it; part of the child."""

import io
import posixpath
import zipfile
from xml.etree import ElementTree as Tree

PAGES = (b"%PDF", b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"II*\0", b"MM\0*", b"BM")
"""What PDF files and pictures begin with."""
MEMBERS = 2_000
UNPACKED_BYTES = 200 << 20
PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".emf", ".wmf", ".tif", ".tiff", ".bin")
DOCTYPES = tuple(text.encode(code) for text in ("<!DOCTYPE", "<!ENTITY") for code in
                 ("ascii", "utf-16-le", "utf-16-be"))  # fmt: skip


class Refused(Exception):
    """The file is not read, for a reason that the parent puts into words."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason)
        self.reason, self.detail = reason, detail


def package(content: bytes) -> dict[str, bytes]:
    """Return the parts of a workbook, unpacked, after everything that is refused unopened."""
    check_kind(content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            check_members(archive.infolist())
            parts = {
                entry.filename: archive.read(entry)
                for entry in archive.infolist()
                if not entry.filename.lower().endswith(PICTURES)
            }
    except (zipfile.BadZipFile, EOFError, NotImplementedError, LookupError) as error:
        raise Refused("damaged") from error
    check_parts(parts)
    return parts


def check_kind(content: bytes) -> None:
    """Refuse what is not a package at all, by its first bytes."""
    start = content[:2_048].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").replace(b"\0", b"").lower()
    if not content.strip(b"\0 \r\n"):
        raise Refused("empty")
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        encrypted = "EncryptedPackage".encode("utf-16-le") in content
        raise Refused("password" if encrypted else "old_kind")
    if start.startswith((b"<html", b"<!doctype html", b"<table", b"mime-version")) or (
        b"<html" in start
    ):
        raise Refused("web_page")
    if content.startswith(PAGES) or content[4:8] == b"ftyp" or content[8:12] == b"WEBP":
        raise Refused("page")
    if not content.startswith(b"PK"):
        raise Refused("not_a_workbook")


def check_members(entries: list[zipfile.ZipInfo]) -> None:
    """Refuse archives that are built to deceive or to burst."""
    names = [entry.filename for entry in entries]
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refused("password")
    if any(".." in name.replace("\\", "/").split("/") or name.startswith("/") for name in names):
        raise Refused("hostile", "..")
    if len({name.lower() for name in names}) < len(names):
        raise Refused("hostile", "duplicate")
    if len(names) > MEMBERS or sum(entry.file_size for entry in entries) > UNPACKED_BYTES:
        raise Refused("too_large")


def check_parts(parts: dict[str, bytes]) -> None:
    """Refuse packages that are no .xlsx and parts that declare a document type."""
    for name, part in parts.items():
        # each sign holds a !, and a single byte is found much faster than several
        if b"!" in part and any(sign in part for sign in DOCTYPES):
            raise Refused("hostile", f"DOCTYPE {name}")
    if "xl/workbook.xml" not in parts:
        if "word/document.xml" in parts:
            raise Refused("document")
        other = "mimetype" in parts or "xl/_rels/workbook.bin.rels" in parts
        raise Refused("other_kind" if other else "not_a_workbook")


def sheet_paths(parts: dict[str, bytes]) -> dict[str, str]:
    """Return the part that holds each sheet, by the sheet's name."""
    relations = Tree.fromstring(parts["xl/_rels/workbook.xml.rels"])  # noqa: S314
    book = Tree.fromstring(parts["xl/workbook.xml"])  # noqa: S314
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    lowered = {name.lower(): name for name in parts}
    paths: dict[str, str] = {}
    for element in book.iter():
        if local(element.tag) == "sheet":
            key = next((value for name, value in element.items() if local(name) == "id"), None)
            path = posixpath.normpath(posixpath.join("/xl", targets.get(key, "")))[1:]
            name = element.get("name", "")
            if name in paths:
                raise Refused("damaged", name)
            if path.lower() in lowered:
                paths[name] = lowered[path.lower()]
    return paths


def local(tag: str) -> str:
    """Return a tag or attribute without its namespace."""
    return tag.rpartition("}")[2]
