"""Packages (.xlsx, .ods, .xlsb) that lie, burst or break, made from a sound one."""

import io
import struct
import zipfile
from collections.abc import Iterator

from tests.workbooks.files import by_openpyxl
from tests.workbooks.fixtures import Fixture
from tests.workbooks.pages import Page, criteria

SHEET = "xl/worksheets/sheet1.xml"
SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
Made = tuple[str, bytes]


def sound() -> bytes:
    """Return a workbook with nothing wrong in it."""
    return by_openpyxl(Fixture("x.xlsx", "", "", [criteria(Page("群众测评"))]))


def changed(
    parts: dict[str, bytes | None], *, level: int = zipfile.ZIP_DEFLATED, twice: str = ""
) -> bytes:
    """Return the sound workbook with parts replaced, added, left out (None) or there twice."""
    content = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(sound())) as old,
        zipfile.ZipFile(content, "w", level, compresslevel=9) as new,
    ):
        kept = {name: old.read(name) for name in old.namelist()} | parts
        for name, part in kept.items():
            if part is not None:
                new.writestr(name, part)
        if twice:
            new.NameToInfo.pop(twice)
            new.writestr(twice, kept[twice] or b"")
    return content.getvalue()


def sheet(inside: str, *, before: str = "") -> bytes:
    """Return the sound workbook with another sheet, as XML."""
    text = f'<?xml version="1.0"?>{before}<worksheet xmlns="{SPACE}">{inside}</worksheet>'
    return changed({SHEET: text.encode()})


def rows(cells: str) -> str:
    """Return one row of cells inside the data of a sheet."""
    return f'<sheetData><row r="1">{cells}</row></sheetData>'


def bombs() -> Iterator[Made]:
    """Yield small files that unpack to a lot, or make a reader reserve a lot."""
    for name, mebibytes in (("50", 50), ("190", 190), ("220", 220)):
        yield f"zip-bomb-{name}-MiB.xlsx", changed({"xl/media/x.xml": b" " * (mebibytes << 20)})
    yield "zip-bomb-in-sheet.xlsx", sheet(f"<sheetData>{' ' * (120 << 20)}</sheetData>")
    yield "many-cells.xlsx", sheet(f"<sheetData>{_many_rows(60_000, 20)}</sheetData>")
    yield "many-rows.xlsx", sheet(f"<sheetData>{_many_rows(1_000_000, 1)}</sheetData>")
    strings = f'<sst xmlns="{SPACE}">{"<si><t>a</t></si>" * 3_000_000}</sst>'
    yield "shared-strings-bomb.xlsx", changed({"xl/sharedStrings.xml": strings.encode()})
    long = f'<sst xmlns="{SPACE}"><si><t>{"张" * (30 << 20)}</t></si></sst>'
    yield "one-long-string.xlsx", changed({"xl/sharedStrings.xml": long.encode()})
    merges = "".join(f'<mergeCell ref="A{n}:XFD{n}"/>' for n in range(1, 30_000))
    yield "many-merged-ranges.xlsx", sheet(f"{rows('')}<mergeCells>{merges}</mergeCells>")
    wide = f"<row>{'<c><v>1</v></c>' * 1_000}</row>" * 1_000
    again = '<mergeCell ref="A1:ALL1000"/>' * 30_000
    yield (
        "merged-again-and-again.xlsx",
        sheet(f"<sheetData>{wide}</sheetData><mergeCells>{again}</mergeCells>"),
    )
    whole = '<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    yield "everything-merged.xlsx", sheet(rows('<c r="A1"><v>1</v></c>') + whole)
    far = '<c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c>'
    yield "last-cell-of-all.xlsx", sheet(rows(far))
    declared = '<dimension ref="A1:XFD1048576"/>'
    yield "declared-range.xlsx", sheet(declared + rows('<c r="A1"><v>1</v></c>'))
    yield "deep-xml.xlsx", sheet("<a>" * 200_000 + "</a>" * 200_000)
    attributes = " ".join(f'a{n}="1"' for n in range(100_000))
    yield "many-attributes.xlsx", sheet(f"<sheetData {attributes}></sheetData>")
    hidden = '<col min="1" max="16384" hidden="1"/>' * 20_000
    columns = f"<cols>{hidden}</cols>"
    yield "many-hidden-columns.xlsx", sheet(columns + rows('<c r="A1"><v>1</v></c>'))
    formulas = "".join(f'<c r="A1"><f>A{n}</f></c>' for n in range(200_000))
    yield "many-formulas-in-one-cell.xlsx", sheet(rows(formulas))
    books = "".join(f'<sheet name="s{n}" sheetId="{n}" r:id="rId1"/>' for n in range(1, 20_000))
    space = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    head = f'<workbook xmlns="{SPACE}" xmlns:r="{space}">'
    yield (
        "many-sheets.xlsx",
        changed({"xl/workbook.xml": f"{head}<sheets>{books}</sheets></workbook>".encode()}),
    )
    yield "many-members.xlsx", changed({f"xl/x{n}.xml": b"<a/>" for n in range(3_000)})
    inner = changed({"xl/media/x.xml": b" " * (20 << 20)})
    yield "package-in-a-package.xlsx", changed({"xl/embeddings/x.xlsx": inner})


def _many_rows(count: int, width: int) -> str:
    cells = "<c><v>1</v></c>" * width
    return f"<row>{cells}</row>" * count


def declarations() -> Iterator[Made]:
    """Yield files whose XML declares entities: bombs, and ways to other files."""
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    bodies = {
        "billion-laughs": f'<!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]>',
        "external-file": '<!DOCTYPE x [<!ENTITY l9 SYSTEM "file:///etc/hostname">]>',
        "external-address": '<!DOCTYPE x [<!ENTITY l9 SYSTEM "http://127.0.0.1:9/x">]>',
        "external-dtd": '<!DOCTYPE x SYSTEM "file:///dev/zero">',
        "parameter-entity": '<!DOCTYPE x [<!ENTITY % p SYSTEM "file:///dev/zero"> %p;]>',
    }
    cell = rows('<c r="A1" t="inlineStr"><is><t>&l9;</t></is></c>')
    for name, declared in bodies.items():
        yield f"{name}.xlsx", sheet(cell, before=declared)
        for code in ("utf-16-le", "utf-16-be"):
            text = f'<?xml version="1.0" encoding="utf-16"?>{declared}<worksheet>{cell}</worksheet>'
            mark = b"\xff\xfe" if code == "utf-16-le" else b"\xfe\xff"
            yield f"{name}-{code}.xlsx", changed({SHEET: mark + text.encode(code)})
    for part in ("xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml", "docProps/core.xml",
                 "[Content_Types].xml", "xl/_rels/workbook.xml.rels"):  # fmt: skip
        data = f'<?xml version="1.0"?>{bodies["billion-laughs"]}<x>&l9;</x>'.encode()
        yield f"laughs-in-{part.replace('/', '-').strip('[]')}.xlsx", changed({part: data})


def lies() -> Iterator[Made]:
    """Yield archives whose lists of members do not say what is in them."""
    whole = changed({"xl/media/x.xml": b" " * (5 << 20)})
    place = whole.rindex(b"PK\x01\x02")
    for name, size in (("small", 10), ("large", 0xFFFFFFF0)):
        yield (
            f"size-said-too-{name}.xlsx",
            (whole[: place + 24] + struct.pack("<I", size) + whole[place + 28 :]),
        )
    yield "crc-wrong.xlsx", whole[: place + 16] + b"\0\0\0\0" + whole[place + 20 :]
    yield "offset-wrong.xlsx", whole[: place + 42] + b"\xff\xff\xff\x7f" + whole[place + 46 :]
    yield "part-twice.xlsx", changed({}, twice=SHEET)
    yield "part-twice-in-capitals.xlsx", changed({"XL/WORKSHEETS/SHEET1.XML": b"<a/>"})
    for name in ("../../etc/cron.d/x", "/etc/x", "..\\x", "xl/../../x", "C:\\x", "xl//x"):
        label = "".join(letter if letter.isalnum() else "-" for letter in name)
        yield f"path{label}.xlsx", changed({name: b"x"})
    yield "encrypted-members.xlsx", _flagged(sound())
    yield "unknown-compression.xlsx", _recompressed(sound(), 98)
    yield "two-archives.xlsx", sound() + sound()
    yield "bytes-in-front.xlsx", b"MZ" + b"\0" * 500 + sound()
    yield "bytes-behind.xlsx", sound() + b"\0" * 500
    yield "comment-of-64k.xlsx", sound()[:-2] + struct.pack("<H", 0xFFFF) + b"x" * 0xFFFF
    for part in (SHEET, "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml",
                 "_rels/.rels", "xl/styles.xml"):  # fmt: skip
        label = part.replace("/", "-").strip("[]_-")
        yield f"without-{label}.xlsx", changed({part: None})
        yield f"empty-{label}.xlsx", changed({part: b""})
        yield f"no-xml-{label}.xlsx", changed({part: b"\x00\xff<<<>>>&&&"})


def _flagged(data: bytes) -> bytes:
    place = data.index(b"PK\x01\x02")
    return data[: place + 8] + b"\x01\x00" + data[place + 10 :]


def _recompressed(data: bytes, method: int) -> bytes:
    place = data.index(b"PK\x01\x02")
    return data[: place + 10] + struct.pack("<H", method) + data[place + 12 :]


def cells() -> Iterator[Made]:
    """Yield workbooks with cells that no program writes."""
    bodies = {
        "string-index-too-large": '<c r="A1" t="s"><v>999999999</v></c>',
        "string-index-negative": '<c r="A1" t="s"><v>-1</v></c>',
        "string-index-no-number": '<c r="A1" t="s"><v>x</v></c>',
        "nan": '<c r="A1"><v>NaN</v></c><c r="B1"><v>nan</v></c>',
        "infinity": '<c r="A1"><v>1e999</v></c><c r="B1"><v>-inf</v></c>',
        "number-of-a-million-digits": f'<c r="A1"><v>{"9" * 1_000_000}</v></c>',
        "no-address": "<c><v>1</v></c><c><v>2</v></c>",
        "address-zero": '<c r="A0"><v>1</v></c>',
        "address-beyond": '<c r="XFE1"><v>1</v></c>',
        "address-row-beyond": '<c r="A1048577"><v>1</v></c>',
        "address-of-letters-only": '<c r="AAAAAAAAAA"><v>1</v></c>',
        "address-overflow": '<c r="ZZZZZZZ99999999999"><v>1</v></c>',
        "address-twice": '<c r="A1"><v>1</v></c><c r="A1"><v>2</v></c>',
        "unknown-type": '<c r="A1" t="zz"><v>1</v></c>',
        "unknown-style": '<c r="A1" s="4000000000"><v>1</v></c>',
        "error-value": '<c r="A1" t="e"><v>#REF!</v></c>',
        "date-before-all": '<c r="A1" t="d"><v>-99999999-01-01</v></c>',
        "boolean-seven": '<c r="A1" t="b"><v>7</v></c>',
        "formula-without-value": '<c r="A1"><f>1+1</f></c>',
        "control-characters": '<c r="A1" t="inlineStr"><is><t>&#x1;&#xB;</t></is></c>',
        "direction-marks": '<c r="A1" t="inlineStr"><is><t>\u202e张三\u2066</t></is></c>',
        "letter-beyond-unicode": '<c r="A1" t="inlineStr"><is><t>&#x110000;</t></is></c>',
    }
    for name, body in bodies.items():
        yield f"cell-{name}.xlsx", sheet(rows(body))
    merge = '<mergeCells count="1"><mergeCell ref="{}"/></mergeCells>'
    for place, text in enumerate(("B2:A1", "A1", "", "A1:ZZZ9", "x:y", "A1:B2:C3", "A0:B0")):
        yield f"merged-oddly-{place}.xlsx", sheet(rows("<c><v>1</v></c>") + merge.format(text))
    yield "row-zero.xlsx", sheet('<sheetData><row r="0"><c><v>1</v></c></row></sheetData>')
    yield "row-negative.xlsx", sheet('<sheetData><row r="-5"><c><v>1</v></c></row></sheetData>')
    yield (
        "rows-backwards.xlsx",
        sheet(
            '<sheetData><row r="9"><c r="A9"><v>1</v></c></row>'
            '<row r="2"><c r="A2"><v>1</v></c></row></sheetData>'
        ),
    )
    latin = b'<?xml version="1.0"?><worksheet><sheetData>\xc0\xff\xfe</sheetData></worksheet>'
    yield "bytes-that-are-no-utf-8.xlsx", changed({SHEET: latin})
    yield (
        "unknown-encoding.xlsx",
        changed({SHEET: b'<?xml version="1.0" encoding="klingon"?><worksheet/>'}),
    )
    yield "xml-cut-off.xlsx", changed({SHEET: b'<?xml version="1.0"?><worksheet><sheetData><row'})
    yield "no-namespace.xlsx", changed({SHEET: b"<worksheet><sheetData/></worksheet>"})
