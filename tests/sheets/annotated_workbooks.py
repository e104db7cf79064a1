"""Workbooks with everything that a patch could break, made by openpyxl and by hand."""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO

from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table

SHEET = "xl/worksheets/sheet1.xml"
SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
Change = Callable[[str], str]


def picture() -> BytesIO:
    """Return a red dot as PNG."""
    parts = [(b"IHDR", struct.pack(">2I5B", 1, 1, 8, 2, 0, 0, 0)),
             (b"IDAT", zlib.compress(b"\0\xc0\0\0")), (b"IEND", b"")]  # fmt: skip
    said = b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in parts
    )
    return BytesIO(b"\x89PNG\r\n\x1a\n" + said)


def rich_workbook() -> bytes:
    """Return a form with faults at B4 (190), C5 (优秀了) and D6 (blank), and one of everything.

    Title over merged cells, formulas, number formats, a picture, a chart, drop-downs, colours by
    condition, a comment at C5 and one elsewhere, names, a table, a protected sheet, a hidden
    one, an opened second sheet.
    """
    book = Workbook()
    sheet = book.active
    sheet.title = "群众测评"
    sheet.append(["2012年上半年 群众测评表"])
    sheet.merge_cells("A1:D1")
    sheet.append([])
    sheet.append(["姓名", "德", "能", "备注"])
    sheet.append(["张三", 190, 95, "=B4*2"])
    sheet.append(["李四", 90, "优秀了", None])
    sheet.append(["王五", None, 88, "晚到"])
    _looks(sheet)
    sheet.add_image(Image(picture()), "F2")
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=3, min_row=4, max_row=6))
    sheet.add_chart(chart, "F8")
    words = DataValidation(type="decimal", operator="between", formula1="0", formula2="100")
    words.add("B4:C6")
    sheet.add_data_validation(words)
    sheet.conditional_formatting.add(
        "B4:C6", CellIsRule("lessThan", ["60"], fill=PatternFill("solid", bgColor="FFFF00"))
    )
    sheet["C5"].comment = Comment("原来的话", "书记")
    sheet["A6"].comment = Comment("请假半天", "书记")
    _others(book)
    return rewritten(
        saved(book),
        {
            SHEET: lambda xml: xml.replace("<f>B4*2</f><v></v>", "<f>B4*2</f><v>380</v>"),
            "xl/worksheets/sheet2.xml": lambda xml: xml.replace("</f><v></v>", "</f><v>3</v>"),
        },
    )


def _looks(sheet: object) -> None:
    sheet.column_dimensions["A"].width = 17.5  # type: ignore[attr-defined]
    sheet.row_dimensions[4].height = 31  # type: ignore[attr-defined]
    sheet.freeze_panes = "B4"  # type: ignore[attr-defined]
    for cell in sheet[3]:  # type: ignore[index]
        cell.fill = PatternFill("solid", fgColor="1F3864")
        cell.font = Font(name="SimHei", color="FFFFFF", bold=True)
    marked = sheet["B4"]  # type: ignore[index]
    marked.number_format, marked.font = "0.00_ ", Font(name="KaiTi", italic=True, size=14)
    marked.alignment = Alignment(horizontal="right")
    marked.border = Border(left=Side("double", color="00FF00"))


def _others(book: Workbook) -> None:
    second = book.create_sheet("统计")
    second.append(["页", "份"])
    second.append(["其一", "=COUNTA(群众测评!A4:A6)"])
    second.add_table(Table(displayName="统计表", ref="A1:B2"))
    second.defined_names["本表"] = DefinedName("本表", attr_text="统计!$A$1:$B$2")
    second.print_title_rows = "1:1"
    second.protection.sheet = True
    book.create_sheet("藏").sheet_state = "hidden"
    book.defined_names["全体"] = DefinedName("全体", attr_text="群众测评!$A$4:$A$6")
    book.active = 1


def saved(book: Workbook) -> bytes:
    """Return the bytes of a workbook."""
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def parts_of(content: bytes) -> dict[str, bytes]:
    """Return every part of a package."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def rewritten(content: bytes, changes: dict[str, Change | bytes | None]) -> bytes:
    """Return a package with parts changed by a function, replaced or added, or (None) left out."""
    parts: dict[str, bytes] = parts_of(content)
    for name, change in changes.items():
        if change is None:
            del parts[name]
        else:
            parts[name] = change if isinstance(change, bytes) else change(
                parts[name].decode()
            ).encode()  # fmt: skip
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name, part in parts.items():
            new.writestr(name, part)
    return target.getvalue()


def with_prefix(xml: str) -> str:
    """Return a sheet whose elements all have the prefix x, as some programs write them."""
    body = re.sub(r"<(/?)(?=[A-Za-z])(?!\w+:)", r"<\1x:", xml)
    return body.replace(f'xmlns="{SPACE}"', f'xmlns:x="{SPACE}"')


def with_shared_strings(content: bytes) -> bytes:
    """Return a workbook whose first sheet keeps its texts in a table of all, as Excel does."""
    texts: list[str] = []

    def moved(found: re.Match[str]) -> str:
        texts.append(found[2])
        return f'<c {found[1]}t="s"><v>{len(texts) - 1}</v></c>'

    cell = r'<c ([^>]*)t="inlineStr"><is>(.*?)</is></c>'
    sheet = re.sub(cell, moved, parts_of(content)[SHEET].decode())
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    relation = f'<Relationship Id="rIdS" Type="{kind}" Target="/xl/sharedStrings.xml"/>'
    items = "".join(f"<si>{text}</si>" for text in texts)
    said = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    part = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{said}"/>'
    return rewritten(
        content,
        {
            SHEET: sheet.encode(),
            "xl/sharedStrings.xml": f'<sst xmlns="{SPACE}">{items}</sst>'.encode(),
            "xl/_rels/workbook.xml.rels": lambda xml: xml.replace(
                "</Relationships>", f"{relation}</Relationships>"
            ),
            "[Content_Types].xml": lambda xml: xml.replace("</Types>", f"{part}</Types>"),
        },
    )
