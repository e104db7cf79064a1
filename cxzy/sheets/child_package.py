"""What is refused of a zipped file before anything parses it; part of the child."""

import io
import posixpath
import zipfile
from typing import Literal
from xml.etree import ElementTree as Tree

PackageKind = Literal["xlsx", "xlsb", "ods", "archive"]

MEMBERS = 2_000
UNPACKED_BYTES = 200 << 20
PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".emf", ".wmf", ".tif", ".tiff", ".bin")
BINARY_PARTS = ("xl/workbook.bin", "xl/styles.bin", "xl/worksheets/")
OPEN_PARTS = ("mimetype", "content.xml", "meta.xml", "META-INF/manifest.xml")
OPEN_SHEETS = b"application/vnd.oasis.opendocument.spreadsheet"
DOCTYPES = tuple(text.encode(code) for text in ("<!DOCTYPE", "<!ENTITY") for code in
                 ("ascii", "utf-16-le", "utf-16-be"))  # fmt: skip
PROPERTIES, PROPERTY_LENGTH = 50, 1_000


class Refused(Exception):
    """The file is not read, for a reason that the parent puts into words."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason)
        self.reason, self.detail = reason, detail


def package(content: bytes) -> tuple[PackageKind, dict[str, bytes]]:
    """Return the kind and the parts of a workbook, unpacked and checked.

    Of an archive that is no workbook nothing is unpacked.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            check_members(archive.infolist())
            kind = package_kind(archive)
            parts = {
                entry.filename: _part(archive, entry)
                for entry in archive.infolist()
                if _is_read(entry.filename, kind)
            }
    except (zipfile.BadZipFile, EOFError, NotImplementedError, LookupError) as error:
        raise Refused("damaged") from error
    check_parts(parts, kind)
    return kind, parts


def _part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """Return a part, unpacked in one go: as much as is stated, which `check_members` bounds."""
    with archive.open(entry) as packed:
        # one byte more than is stated: of none asked for, none would be read and checked
        return packed.read(entry.file_size + 1)


def package_kind(archive: zipfile.ZipFile) -> PackageKind:
    """Return what a package is by the parts it has; raise `Refused` for other documents."""
    names = set(archive.namelist())
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "xl/workbook.bin" in names:
        return "xlsb"
    if "mimetype" in names and "content.xml" in names:
        kind = archive.read("mimetype").strip()
        if not kind.startswith(OPEN_SHEETS):
            raise Refused(_open_document(kind))
        return "ods"
    if "word/document.xml" in names:
        raise Refused("document")
    if "ppt/presentation.xml" in names:
        raise Refused("slides")
    if names & {"[Content_Types].xml", "Index/Document.iwa", "Index.zip", "mimetype"}:
        raise Refused("not_a_workbook")
    return "archive"


def _open_document(kind: bytes) -> str:
    known = {b"text": "document", b"presentation": "slides"}
    return known.get(kind.rpartition(b".")[2].partition(b"-")[0], "not_a_workbook")


def _is_read(name: str, kind: PackageKind) -> bool:
    if kind == "ods":
        return name in OPEN_PARTS
    if kind == "xlsb" and name.lower().startswith(BINARY_PARTS):
        return True
    return kind != "archive" and not name.lower().endswith(PICTURES)


def check_members(entries: list[zipfile.ZipInfo]) -> None:
    """Refuse archives that are built to deceive or to burst."""
    names = [entry.filename for entry in entries]
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refused("locked_archive")
    if any(".." in name.replace("\\", "/").split("/") or name.startswith("/") for name in names):
        raise Refused("hostile", "..")
    if len({name.lower() for name in names}) < len(names):
        raise Refused("hostile", "duplicate")
    if len(names) > MEMBERS or sum(entry.file_size for entry in entries) > UNPACKED_BYTES:
        raise Refused("too_large")


def check_parts(parts: dict[str, bytes], kind: PackageKind) -> None:
    """Refuse parts that declare a document type, and what only a password opens."""
    manifest = parts.pop("META-INF/manifest.xml", b"") if kind == "ods" else b""
    if b"encryption-data" in manifest:
        raise Refused("password")
    for name, part in parts.items():
        # each sign holds a !, and a single byte is found much faster than several
        if b"!" in part and any(sign in part for sign in DOCTYPES):
            raise Refused("hostile", f"DOCTYPE {name}")


def sheet_paths(parts: dict[str, bytes]) -> dict[str, str]:
    """Return the part that holds each sheet, by the sheet's name."""
    targets = sheet_targets(parts["xl/_rels/workbook.xml.rels"])
    book = Tree.fromstring(parts["xl/workbook.xml"])  # noqa: S314
    named = [
        (
            element.get("name", ""),
            next((value for name, value in element.items() if local(name) == "id"), ""),
        )
        for element in book.iter()
        if local(element.tag) == "sheet"
    ]
    return paths_of(named, targets, parts)


def sheet_targets(relations: bytes) -> dict[str, str]:
    """Return where the relations of a workbook lead, by their key."""
    root = Tree.fromstring(relations)  # noqa: S314 - without a DOCTYPE, checked before
    return {each.get("Id", ""): each.get("Target", "") for each in root}


def paths_of(
    named: list[tuple[str, str]], targets: dict[str, str], parts: dict[str, bytes]
) -> dict[str, str]:
    """Return the part of each sheet that is there, of names and the keys of their relations."""
    lowered = {name.lower(): name for name in parts}
    paths: dict[str, str] = {}
    for name, key in named:
        path = posixpath.normpath(posixpath.join("/xl", targets.get(key, "")))[1:]
        if name in paths:
            raise Refused("damaged", name)
        if path.lower() in lowered:
            paths[name] = lowered[path.lower()]
    return paths


def properties(parts: dict[str, bytes]) -> list[list[str]]:
    """Return names and values of the document properties, custom ones included."""
    found: list[list[str]] = []
    for path in ("docProps/core.xml", "docProps/custom.xml"):
        if path in parts:
            root = Tree.fromstring(parts[path])  # noqa: S314 - without a DOCTYPE, checked before
            for element in list(root)[:PROPERTIES]:
                text = "".join(element.itertext())[:PROPERTY_LENGTH]
                found.append([element.get("name") or local(element.tag), text])
    return found


def local(tag: str) -> str:
    """Return a tag or attribute without its namespace."""
    return tag.rpartition("}")[2]
