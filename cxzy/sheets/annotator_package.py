"""The parts of a workbook being annotated, and the workbook written again around them.

Part of the annotating child. Parts that nobody changed are copied as they lie in the file,
compressed and unread; dates are left out, so that the same call gives the same bytes.
"""

import posixpath
import struct
import zipfile
import zlib
from io import BytesIO

from cxzy.sheets.annotator_xml import (
    OFFICE,
    Edit,
    Tag,
    Unpatchable,
    appended,
    in_utf8,
    quoted,
    root_and_children,
    spliced,
)
from cxzy.sheets.child_package import package

_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "[Content_Types].xml"
_LOCAL, _CENTRAL, _LAST = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_DEFLATED, _UTF8 = 8, 0x800
_FIRST_OF_1980 = 33
"""The earliest day that the format can say."""


class Package:
    """A workbook of which parts can be read, replaced, added and left out.

    Raises `Refused` where the reader would not open it either, `Unpatchable` for packages of
    another kind.
    """

    def __init__(self, content: bytes) -> None:
        self._content = content
        kind, self.parts = package(content)
        if kind != "xlsx":
            raise Unpatchable(kind)
        with zipfile.ZipFile(BytesIO(content)) as archive:
            self._entries = archive.infolist()
        self._names = {entry.filename.lower(): entry.filename for entry in self._entries}
        self._changed: dict[str, bytes] = {}
        self._gone: set[str] = set()

    def part(self, path: str) -> bytes:
        """Return a part as it is by now, in UTF-8; `Unpatchable` where there is none."""
        path = self._names.get(path.lower(), path)
        if path not in self._changed and path in self.parts:
            self._changed[path] = in_utf8(self.parts[path])
        if path not in self._changed or path in self._gone:
            raise Unpatchable(path)
        return self._changed[path]

    def has(self, path: str) -> bool:
        """Whether there is such a part."""
        name = self._names.get(path.lower(), path)
        return (name in self.parts or name in self._changed) and name not in self._gone

    def put(self, path: str, part: bytes) -> None:
        """Replace or add a part."""
        path = self._names.setdefault(path.lower(), path)
        self._changed[path] = part
        self._gone.discard(path)

    def edit(self, path: str, *edits: Edit) -> None:
        """Replace stretches of a part."""
        if edits:
            self.put(path, spliced(self.part(path), edits))

    def leave_out(self, path: str) -> None:
        """Let a part, and what is said of its kind, no longer be there."""
        path = self._names.get(path.lower(), path)
        self._gone.add(path)
        xml = self.part(_TYPES)
        said = [
            tag
            for tag in root_and_children(xml)[1]
            if tag.attributes.get("PartName", "").lower() == f"/{path}".lower()
        ]
        self.edit(_TYPES, *((tag.start, tag.end, b"") for tag in said))

    def free_path(self, pattern: str) -> str:
        """Return the first path of a pattern such as `xl/comments{}.xml` that is not taken."""
        number = 1
        while pattern.format(number).lower() in self._names:
            number += 1
        return pattern.format(number)

    def add(self, path: str, part: bytes, content_type: str) -> None:
        """Add a part of its own kind."""
        self.put(path, part)
        self.say_type("Override", "PartName", f"/{path}", content_type)

    def say_type(self, kind: str, key: str, value: str, content_type: str) -> None:
        """Say the content type of a part or of an ending, unless it is said already."""
        xml = self.part(_TYPES)
        root, said = root_and_children(xml)
        if any(tag.attributes.get(key, "").lower() == value.lower() for tag in said):
            return
        tag = f'<{root.prefix}{kind} {key}="{quoted(value)}" ContentType="{content_type}"/>'
        if kind == "Default" and said:  # the format wants these first
            self.edit(_TYPES, (said[0].start, said[0].start, tag.encode()))
        else:
            self.edit(_TYPES, appended(xml, root, tag.encode()))

    def relation(self, owner: str, kind: str) -> Tag | None:
        """Return the first relation of a part to another of this kind, None without any."""
        return next((one for one in self.relations(owner) if _kind(one) == kind), None)

    def relations(self, owner: str) -> list[Tag]:
        """Return all relations of a part."""
        path = relations_path(owner)
        return root_and_children(self.part(path))[1] if self.has(path) else []

    def target(self, owner: str, relation: Tag) -> str:
        """Return the path that a relation leads to."""
        return led_to(owner, relation.attributes.get("Target", ""))

    def relate(self, owner: str, kind: str, path: str) -> str:
        """Relate a part to another and return the new relation's identifier."""
        relations = relations_path(owner)
        if not self.has(relations):
            self.put(
                relations,
                f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
                f'<Relationships xmlns="{_PACKAGE}/relationships"></Relationships>'.encode(),
            )
        xml = self.part(relations)
        root, known = root_and_children(xml)
        taken = {tag.attributes.get("Id", "").lower() for tag in known}
        name = next(f"cxzy{n}" for n in range(1, len(taken) + 2) if f"cxzy{n}" not in taken)
        tag = f'<{root.prefix}Relationship Id="{name}" Type="{OFFICE}/{kind}" Target="/{path}"/>'
        self.edit(relations, appended(xml, root, tag.encode()))
        return name

    def written(self) -> bytes:
        """Return the workbook: every part in its old order, then the new ones."""
        target, central = BytesIO(), []
        for entry in self._entries:
            if entry.filename in self._gone:
                continue
            new = self._changed.get(entry.filename)
            if new is None or new == self.parts.get(entry.filename):
                central.append(_copied(target, entry, self._content))
            else:
                central.append(_stored(target, entry.filename, new))
        old = {entry.filename for entry in self._entries} | self._gone
        central += [
            _stored(target, path, new) for path, new in self._changed.items() if path not in old
        ]
        start = target.tell()
        target.write(b"".join(central))
        counts = (0, 0, len(central), len(central), target.tell() - start, start, 0)
        target.write(_LAST + struct.pack("<4H2LH", *counts))
        return target.getvalue()


def led_to(owner: str, target: str) -> str:
    """Return the path of a target as a part's relations name it.

    >>> led_to("xl/worksheets/sheet1.xml", "../comments1.xml"), led_to("xl/workbook.xml", "/xl/a")
    ('xl/comments1.xml', 'xl/a')
    """
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(owner), target))[1:]


def relations_path(owner: str) -> str:
    """Return where the relations of a part stand."""
    folder, name = posixpath.split(owner)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _kind(relation: Tag) -> str:
    return relation.attributes.get("Type", "").rpartition("/")[2]


def _stored(target: BytesIO, path: str, part: bytes) -> bytes:
    """Write a part, compressed, and return what the directory says of it."""
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    packed = packer.compress(part) + packer.flush()
    sizes = (_DEFLATED, 0, _FIRST_OF_1980, zlib.crc32(part), len(packed), len(part))
    return _entry(target, path, sizes, packed)


def _copied(target: BytesIO, entry: zipfile.ZipInfo, content: bytes) -> bytes:
    """Write a part as it lies in the file, and return what the directory says of it."""
    head = entry.header_offset
    if content[head : head + 4] != _LOCAL:
        raise Unpatchable(entry.filename)
    name, extra = struct.unpack("<2H", content[head + 26 : head + 30])
    start = head + 30 + name + extra
    packed = content[start : start + entry.compress_size]
    sizes = (
        entry.compress_type, 0, _FIRST_OF_1980, entry.CRC, entry.compress_size, entry.file_size
    )  # fmt: skip
    return _entry(target, entry.filename, sizes, packed)


def _entry(target: BytesIO, path: str, sizes: tuple[int, ...], packed: bytes) -> bytes:
    name, offset = path.encode(), target.tell()
    flags = 0 if path.isascii() else _UTF8
    fields = struct.pack("<4H3L2H", flags, *sizes[:3], *sizes[3:], len(name), 0)
    target.write(b"".join((_LOCAL, struct.pack("<H", 20), fields, name, packed)))
    rest = struct.pack("<3H2L", 0, 0, 0, 0, offset)
    return b"".join((_CENTRAL, struct.pack("<2H", 20, 20), fields, rest, name))
