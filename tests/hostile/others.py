"""Files of other kinds: damaged, misnamed, binary, text."""

import io
import random
import struct
import zipfile
from collections.abc import Iterator

from tests.hostile.packages import Made, sound
from tests.workbooks.files import as_binary, as_text
from tests.workbooks.fixtures import Fixture
from tests.workbooks.pages import Page, criteria
from tests.workbooks.strange import compound, html_table, mhtml, pdf, protected, word_file

PARTS = 20
TYPES = ("xlsx", "xls", "xlsb", "ods", "csv")


def samples_beside(office: dict[str, bytes]) -> dict[str, bytes]:
    """Return a sound file of each kind; `office` are those that LibreOffice wrote."""
    page = criteria(Page("群众测评"))
    text = as_text(Fixture("x.csv", "", "", [page], encoding="gb18030"), ",")
    return {"xlsx": sound(), "xlsb": as_binary([page]), "csv": text} | office


def truncated(office: dict[str, bytes]) -> Iterator[Made]:
    """Yield each kind cut off at every twentieth of its length."""
    for kind, data in samples_beside(office).items():
        if kind == "csv":
            continue
        for place in range(1, PARTS):
            yield f"cut-at-{place}-of-{PARTS}.{kind}", data[: len(data) * place // PARTS]


def flipped(office: dict[str, bytes], seed: int, count: int) -> Iterator[Made]:
    """Yield each kind with a few bytes changed at random."""
    chance = random.Random(seed)
    for kind, data in samples_beside(office).items():
        for place in range(count):
            spoilt = bytearray(data)
            for _ in range(chance.choice((1, 3, 30))):
                spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
            yield f"flipped-{place}.{kind}", bytes(spoilt)


def of_wrong_type(seed: int) -> Iterator[Made]:
    """Yield what is no workbook, under the names of workbooks."""
    chance = random.Random(seed)
    page = "<html><table><tr><td>姓名</td></tr></table></html>"
    found = {
        "nothing": b"",
        "zeros": bytes(5_000),
        "spaces": b" " * 5_000,
        "noise": chance.randbytes(5_000),
        "one-byte": b"P",
        "pk-only": b"PK\x03\x04",
        "web-page": html_table(),
        "web-page-in-utf-16": page.encode("utf-16"),
        "mhtml": mhtml(),
        "pdf": pdf(),
        "png": b"\x89PNG\r\n\x1a\n" + bytes(500),
        "jpeg": b"\xff\xd8\xff\xe0" + bytes(500),
        "word": word_file(),
        "program": b"MZ" + chance.randbytes(3_000),
        "elf": b"\x7fELF" + chance.randbytes(3_000),
        "script": b"#!/bin/sh\nrm -rf /tmp/nothing\n",
        "text": "这不是评分表。".encode("gb18030") * 50,
        "json": b'{"a": [1, 2, 3]}',
        "xml": b'<?xml version="1.0"?><a/>',
        "password": protected(),
        "empty-archive": _archive({}),
        "archive-of-nothing-useful": _archive({"x.txt": b"x"}),
        "gzip": b"\x1f\x8b\x08" + chance.randbytes(400),
        "database": b"SQLite format 3\0" + bytes(2_000),
    }
    for name, data in found.items():
        for kind in ("xlsx", "xls") if name != "nothing" else ("xlsx", "csv"):
            yield f"{name}-named.{kind}", data


def _archive(members: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in members.items():
            package.writestr(name, data)
    return content.getvalue()


def _record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _old(*records: bytes) -> bytes:
    """Return an .xls whose stream holds these records after its beginning."""
    start = _record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0))
    return compound({"Workbook": start + b"".join(records)})


def old_workbooks() -> Iterator[Made]:
    """Yield .xls files that lie about their sizes, lock themselves or never end."""
    sheet = _record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0))
    bound = _record(0x85, struct.pack("<IBBBB", 0, 0, 0, 4, 0) + b"Mark")
    end = _record(0x0A)
    whole = struct.pack("<IIHHH", 0, 0x7FFFFFFF, 0, 0x3FFF, 0)
    far = struct.pack("<HHHd", 0xFFFF, 0xFFFF, 0, 1.0)
    bodies = {
        "password": [_record(0x2F, b"\x01\x00" + bytes(52))],
        "declared-range": [bound, end, sheet, _record(0x200, whole), end],
        "last-cell": [bound, end, sheet, _record(0x203, far), end],
        "string-table-of-four-billion": [_record(0xFC, struct.pack("<II", 2**32 - 1, 2**32 - 1))],
        "record-longer-than-the-file": [struct.pack("<HH", 0x203, 0xFFFF)],
        "sheet-beyond-the-end": [_record(0x85, struct.pack("<IBBBB", 2**31, 0, 0, 4, 0) + b"Mark")],
        "no-end": [bound],
        "sheet-in-itself": [bound, bound, bound, end],
        "many-empty-records": [struct.pack("<HH", 0x203, 0)] * 3_000,
    }
    for name, records in bodies.items():
        yield f"old-{name}.xls", _old(*records)
    looped = bytearray(_old(bound, end))
    looped[512:524] = struct.pack("<3I", 0, 1, 2)
    yield "old-chain-in-a-ring.xls", bytes(looped)
    yield "old-no-stream.xls", compound({"Other": b"x"})
    yield "old-header-only.xls", compound({"Workbook": b""})[:512]


def texts() -> Iterator[Made]:
    """Yield text files that are too wide, too long, or no text."""
    head = "姓名,德,能,勤,绩\n"
    bodies = {
        "one-long-line": "a" * (8 << 20),
        "very-wide": ",".join(["1"] * 500_000),
        "very-long": head + "张远帆,90,91,92,93\n" * 200_000,
        "many-alike": "".join(f",甲{n % 90},乙{n % 80},丙\n" for n in range(200_000)),
        "many-alike-without-corner": "".join(f"甲{n % 90},乙{n % 80}\n" for n in range(300_000)),
        "open-quote": head + '"张远帆,90\n' * 1_000,
        "zeros-inside": head + "张远帆,9\x000,91,92,93\n",
        "formulas": head + "\"=cmd|' /C calc'!A0\",90,91,92,93\n@SUM(A1),1,2,3,4\n",
        "quotes-in-a-row": '"' * 100_001,
        "line-ends-of-all-kinds": "姓名,德\r张远帆,90\r\n林晓禾,91\n\r何苗,92\x0b",
        "only-a-heading": head,
        "only-separators": "," * 5_000 + "\n" + ";" * 5_000,
    }
    for name, text in bodies.items():
        yield f"text-{name}.csv", text.encode()
    yield "text-half-a-letter.csv", (head + "张远帆,90").encode("gb18030")[:-5] + b"\x81"
    yield "text-utf-16-odd.csv", head.encode("utf-16")[:-1]
    yield "text-noise.csv", random.Random(7).randbytes(20_000)


def open_documents(sample: bytes) -> Iterator[Made]:
    """Yield .ods files that repeat without end, or break."""
    repeated = {
        "rows": 'table:number-rows-repeated="2000000000"',
        "negative": 'table:number-rows-repeated="-1"',
        "no-number": 'table:number-rows-repeated="x"',
    }
    for name, attribute in repeated.items():
        yield (
            f"ods-repeated-{name}.ods",
            _content(sample, b"<table:table-row ", f"<table:table-row {attribute} "),
        )
    wide = '<table:table-cell table:number-columns-repeated="2000000000" '
    yield "ods-repeated-columns.ods", _content(sample, b"<table:table-cell ", wide)
    laughs = '<!DOCTYPE x [<!ENTITY a "b">]><office:document-content '
    yield "ods-document-type.ods", _content(sample, b"<office:document-content ", laughs)
    yield "ods-cut-content.ods", _content(sample, b"</table:table-row>", "")


def _content(sample: bytes, old: bytes, new: str) -> bytes:
    content = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(sample)) as package,
        zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in package.namelist():
            data = package.read(name)
            target.writestr(
                name, data.replace(old, new.encode()) if name == "content.xml" else data
            )
    return content.getvalue()
