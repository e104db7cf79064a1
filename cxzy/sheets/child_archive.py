"""Unpacks a zip of workbooks; part of the child (docs/decisions/0062-archives.md)."""

import io
import zipfile
import zlib
from typing import NamedTuple

from cxzy.sheets.child_package import Refused, check_members, package_kind
from cxzy.sheets.child_text import THREE_BYTES

UNPACK = b"\xff\xff\xff\xffunpack"  # before an archive that is to be unpacked; no file begins so
UNPACKED_BYTES = 60 << 20
NEVER_FILES = ("__macosx", ".ds_store", "thumbs.db", "desktop.ini", ".git", ".svn")
IS_UTF8 = 0x800


class Member(NamedTuple):
    """One file of an archive: its folders and name, and its bytes."""

    path: str
    content: bytes


def unpacked(content: bytes) -> list[Member]:
    """Return the files of an archive in their order; raise `Refused` where it is none.

    What systems leave behind in archives is left out.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            check_archive(archive)
            named = [(path_of(entry), entry) for entry in archive.infolist()]
            files = [Member(path, archive.read(entry)) for path, entry in named if _is_file(path)]
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise Refused("damaged_archive") from error
    if not files:
        raise Refused("empty_archive")
    return files


def check_archive(archive: zipfile.ZipFile) -> None:
    """Refuse what is a document and no archive, and archives that are built to burst."""
    entries = archive.infolist()
    check_members(entries)
    if sum(entry.file_size for entry in entries) > UNPACKED_BYTES:
        raise Refused("large_archive", str(UNPACKED_BYTES >> 20))
    if package_kind(archive) != "archive":
        raise Refused("not_an_archive")


def _is_file(path: str) -> bool:
    parts = path.lower().split("/")
    return bool(parts[-1]) and not any(part in NEVER_FILES for part in parts)


def path_of(entry: zipfile.ZipInfo) -> str:
    """Return the path of a file in an archive; Chinese Windows writes it in GBK and says nothing.

    Systems that write UTF-8 without saying so are told by its Chinese letters.
    """
    path = entry.filename
    if not entry.flag_bits & IS_UTF8:
        written = path.encode("cp437", "replace")
        path = _decoded(written, "utf-8") or _decoded(written, "gb18030") or path
    return path.replace("\\", "/")


def _decoded(written: bytes, code: str) -> str:
    """Return a name in this code, "" where it is not in it."""
    try:
        text = written.decode(code)
    except UnicodeDecodeError:
        return ""
    foreign = [letter for letter in text if letter > "\x7f"]
    # two letters in GBK may be one in UTF-8 by chance, but then never a Chinese one
    return "" if code == "utf-8" and foreign and max(foreign) < THREE_BYTES else text
