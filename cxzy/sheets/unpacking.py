"""Archives among the files of an upload give way to the files that are in them.

Names, limits and what is passed over: docs/decisions/0062-archives.md.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, count
from typing import Any

from cxzy.core.language import _, listed
from cxzy.sheets.child_archive import UNPACK
from cxzy.sheets.children import ChildDied
from cxzy.sheets.errors import UnreadableFile, UnusableUpload
from cxzy.sheets.pool import READING
from cxzy.sheets.reading import LARGEST_FILE_MB, File, answered

MOST_FILES = 500
LARGEST_UPLOAD_MB = 200
LONGEST_NAME = 200
_LOCKS = ("~$", ".~")
_FIRST_PARTS = (
    *(b"[Content_Types].xml", b"_rels/", b"docProps/", b"xl/", b"word/", b"ppt/"),
    *(b"customXml/", b"mimetype", b"META-INF/"),
)
"""What the packages of Excel, WPS and LibreOffice begin with; no archive of theirs does."""


@dataclass(frozen=True)
class Unpacked:
    """The files to read, name and content, and the names of those that were passed over."""

    files: tuple[File, ...]
    skipped: tuple[str, ...] = ()

    @property
    def said(self) -> str:
        """What to say of the files that were passed over, "" where there are none."""
        if not self.skipped:
            return ""
        words = _(
            "Passed over: {names}. Such a file only shows that a workbook is open on "
            "somebody's screen; the marks are in the workbook of the same name."
        )
        return words.format(names=listed(self.skipped))


Given = Sequence[File] | Unpacked


def unpacked(files: Given) -> Unpacked:
    """Return the files with archives unpacked, one level deep, and lock files left out.

    A file out of an archive is named by its folders and its name, "互评-张三.xlsx". What cannot
    be unpacked stays as it is: reading it says why. Raises `UnusableUpload` for more files or
    bytes than an upload may have, and where nothing is left to read. Nothing is unpacked twice.
    """
    if isinstance(files, Unpacked):
        return files
    _check_count(files)
    found: list[File] = []
    skipped: list[str] = []
    taken = {name for name, _content in files}
    size = 0
    for file in files:
        inside = _inside(*file)
        members = [file] if inside is None else inside
        skipped += [path for path, _content in members if _locks(path)]
        read = [member for member in members if not _locks(member[0])]
        found += read if inside is None else _named(read, taken)
        size += sum(len(content) for _path, content in inside or ())
        if size > LARGEST_UPLOAD_MB << 20:
            raise UnusableUpload.from_size(LARGEST_UPLOAD_MB)
    _check_count(found)
    if skipped and not found:
        raise UnusableUpload.from_locks(skipped)
    return Unpacked(tuple(found), tuple(skipped))


def _check_count(files: Sequence[File]) -> None:
    if len(files) > MOST_FILES:
        raise UnusableUpload.from_count(len(files), MOST_FILES)


def _locks(path: str) -> bool:
    """Return whether a file only says that a workbook is open: Excel, WPS, LibreOffice."""
    return path.rpartition("/")[2].startswith(_LOCKS)


def _inside(name: str, content: bytes) -> list[File] | None:
    """Return the files in an archive by their paths, None where a file is none."""
    small = len(content) <= LARGEST_FILE_MB << 20
    if not (small and _may_be_archive(name, content)):
        return None
    try:
        _head, members = answered(READING.ask(UNPACK + content), name, _members)
    except UnreadableFile:
        return None  # reading it says why
    return members


def _may_be_archive(name: str, content: bytes) -> bool:
    """Return whether it is worth asking a child: every .xlsx is a zip, too."""
    if not content.startswith(b"PK\x03\x04") or _locks(name):
        return False
    return name.lower().endswith(".zip") or not content[30:80].startswith(_FIRST_PARTS)


def _members(answer: bytes) -> tuple[dict[str, Any], list[File]]:
    """Return the JSON and the files of an answer; nothing in it is trusted to fit."""
    try:
        end = 8 + int.from_bytes(answer[:8], "little")
        head, body = json.loads(answer[8:end]), memoryview(answer)[end:]
        said = [] if "refused" in head else head["members"]
        sizes = [size for _path, size in said]
        if min(sizes, default=0) < 0 or sum(sizes) != len(body):
            raise ChildDied("died")
        starts = accumulate(sizes, initial=0)
        files = zip(said, starts, strict=False)
        return head, [(_printable(path), bytes(body[at : at + size])) for (path, size), at in files]
    except (ValueError, KeyError, TypeError) as error:
        raise ChildDied("died") from error


def _name(path: str) -> str:
    """Return the name of a file out of an archive: its folders tell what it is, too.

    >>> _name("互评/张三.xlsx")
    '互评-张三.xlsx'
    """
    parts = [part.strip() for part in path.split("/") if part.strip(" .")]
    return "-".join(parts)[-LONGEST_NAME:] or "?"


def _printable(path: str) -> str:
    """Return a path without what would do something to a terminal."""
    return "".join(letter if letter.isprintable() else " " for letter in path)


def _named(members: Sequence[File], taken: set[str]) -> Iterator[File]:
    """Yield files out of an archive by their names, numbered where one is `taken`."""
    for path, content in members:
        name = free = _name(path)
        stem, dot, ending = name.rpartition(".")
        for number in count(2):
            if free not in taken:
                break
            free = f"{stem}({number}){dot}{ending}" if dot else f"{name}({number})"
        taken.add(free)
        yield free, content
