"""From the pages of a fixture to the bytes of a file, by openpyxl, LibreOffice or by hand."""

import csv
import io
import re
import shutil
import struct
import subprocess
import zipfile
from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook as File
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tests.workbooks.fixtures import Fixture
from tests.workbooks.pages import Page

_TIME = re.compile(rb"20[2-9]\d-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?")
_PICTURE = re.compile(rb"<manifest:file-entry [^>]*Thumbnails/[^>]*/>")
SEPARATORS = {"csv": ",", "tsv": "\t"}


def by_openpyxl(fixture: Fixture) -> bytes:
    """Return the workbook of a fixture as openpyxl writes it."""
    file = File()
    file.remove(file.active)
    if fixture.epoch_1904:
        file.epoch = CALENDAR_MAC_1904
    for page in fixture.pages:
        _fill(file, page)
    if fixture.change is not None:
        fixture.change(file)
    content = io.BytesIO()
    file.save(content)
    return repacked(content.getvalue())


def repacked(data: bytes) -> bytes:
    """Return a package without the time of its making, and without a picture of its look."""
    content = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(content, "w") as new,
    ):
        for entry in old.infolist():
            if not entry.filename.startswith("Thumbnails/"):
                part = _TIME.sub(b"2012-06-20T08:00:00", old.read(entry))
                part = _PICTURE.sub(b"", part)
                new.writestr(zipfile.ZipInfo(entry.filename), part, entry.compress_type)
    return content.getvalue()


def _fill(file: File, page: Page) -> None:
    sheet = file.create_sheet(page.name)
    for (row, column), value in page.cells.items():
        sheet.cell(row, column, value)
    for span in page.merged:
        sheet.merge_cells(span)
    for address, form in page.formats.items():
        sheet[address].number_format = form
    for row in page.hidden_rows:
        sheet.row_dimensions[row].hidden = True
    for letter in page.hidden_columns:
        sheet.column_dimensions[letter].hidden = True
    if page.hidden:
        sheet.sheet_state = "hidden"


def rows_of(page: Page) -> list[list[str]]:
    """Return the cells of a page as rows of texts, as a text file holds them."""
    height = max(row for row, _ in page.cells)
    width = max(column for _, column in page.cells)
    return [
        [_text(page.cells.get((row, column), "")) for column in range(1, width + 1)]
        for row in range(1, height + 1)
    ]


def _text(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def as_text(fixture: Fixture, separator: str) -> bytes:
    """Return the only page of a fixture as separated text in the fixture's encoding."""
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator="\r\n").writerows(
        rows_of(fixture.pages[0])
    )
    return text.getvalue().encode(fixture.encoding)


def by_office(files: dict[str, bytes], ending: str, folder: Path) -> dict[str, bytes]:
    """Return workbooks converted by LibreOffice to another kind, under their names."""
    source, target = folder / "source", folder / ending
    source.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (source / name).with_suffix(".xlsx").write_bytes(content)
    command = [
        shutil.which("soffice") or "soffice",
        f"-env:UserInstallation=file://{folder / 'profile'}",
        "--headless", "--convert-to", ending, "--outdir", str(target),
        *(str((source / name).with_suffix(".xlsx")) for name in files),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    written = {name: (target / name).with_suffix(f".{ending}").read_bytes() for name in files}
    return {name: data if ending == "xls" else repacked(data) for name, data in written.items()}


def _record(kind: int, body: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size = len(body)
    length = b""
    while True:
        length += bytes([size & 0x7F | (0x80 if size > 0x7F else 0)])
        size >>= 7
        if not size:
            return head + length + body


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def _binary_sheet(page: Page) -> bytes:
    rows = sorted({row for row, _ in page.cells})
    width = max(column for _, column in page.cells)
    parts = [
        _record(129),
        _record(148, struct.pack("<4I", rows[0] - 1, rows[-1] - 1, 0, width - 1)),
    ]
    parts.append(_record(145))
    for row in rows:
        span = struct.pack("<III", 1, 0, width - 1)
        parts.append(_record(0, struct.pack("<IIHBBB", row - 1, 0, 300, 0, 0, 0) + span))
        standing = [column for column in range(1, width + 1) if (row, column) in page.cells]
        parts += [_binary_cell(column, page.cells[row, column]) for column in standing]
    parts += [_record(146), _record(130)]
    return b"".join(parts)


def _binary_cell(column: int, value: object) -> bytes:
    head = struct.pack("<II", column - 1, 0)
    if isinstance(value, bool):
        return _record(4, head + bytes([value]))
    if isinstance(value, int | float):
        return _record(5, head + struct.pack("<d", value))
    return _record(6, head + _wide(str(value)))


_PACKAGE = {
    "[Content_Types].xml": (
        '<?xml version="1.0" encoding="UTF-8"?><Types xmlns='
        '"http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="bin" ContentType='
        '"application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>'
        '<Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/>{parts}</Types>'
    ),
    "_rels/.rels": (
        '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns='
        '"http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
        'Target="xl/workbook.bin"/></Relationships>'
    ),
}
_PART = (
    '<Override PartName="/xl/worksheets/sheet{n}.bin" '
    'ContentType="application/vnd.ms-excel.worksheet"/>'
)
_RELATION = (
    '<Relationship Id="rId{n}" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/worksheet" Target="worksheets/sheet{n}.bin"/>'
)


def as_binary(pages: Sequence[Page]) -> bytes:
    """Return a small .xlsb, which neither openpyxl nor LibreOffice can write."""
    numbered = list(enumerate(pages, 1))
    sheets = b"".join(
        _record(156, struct.pack("<II", 0, n) + _wide(f"rId{n}") + _wide(page.name))
        for n, page in numbered
    )
    book = _record(131) + _record(143) + sheets + _record(144) + _record(132)
    relations = "".join(_RELATION.format(n=n) for n, _ in numbered)
    root = _PACKAGE["_rels/.rels"].partition("<Relationship Id")[0]
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as package:
        parts = "".join(_PART.format(n=n) for n, _ in numbered)
        package.writestr("[Content_Types].xml", _PACKAGE["[Content_Types].xml"].format(parts=parts))
        package.writestr("_rels/.rels", _PACKAGE["_rels/.rels"])
        package.writestr("xl/workbook.bin", book)
        package.writestr("xl/_rels/workbook.bin.rels", f"{root}{relations}</Relationships>")
        for n, page in numbered:
            package.writestr(f"xl/worksheets/sheet{n}.bin", _binary_sheet(page))
    return content.getvalue()


def archive(files: Sequence[tuple[str, bytes]], *, encoding: str = "gbk") -> bytes:
    """Return a .zip whose names are written as Chinese Windows does: GBK, without a flag."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as package:
        for place, (_, data) in enumerate(files):
            package.writestr(zipfile.ZipInfo(_stand_in(place, files[place][0], encoding)), data)
    raw = content.getvalue()
    for place, (name, _) in enumerate(files):
        stand_in = _stand_in(place, name, encoding).encode()
        raw = raw.replace(stand_in, name.encode(encoding))
    return raw


def _stand_in(place: int, name: str, encoding: str) -> str:
    """Return an ASCII name as long as the real one is in the encoding."""
    return f"~{place:x}".ljust(len(name.encode(encoding)), "~")
