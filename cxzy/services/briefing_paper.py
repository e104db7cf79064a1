"""A page of A4 for leaders as .docx: a title as in official papers, figures, what is to be done.

Fonts go by name, as offices have them, and are not embedded: Song for titles and numbers, Hei for
what heads, FangSong for the text.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from docx import Document
from docx.document import Document as Docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from PIL import Image

from cxzy.charts.theme import LIGHT
from cxzy.core.language import language
from cxzy.sheets.plain_text import legible

SONG, HEI, FANG, LATIN = "SimSun", "SimHei", "FangSong", "Times New Roman"
MARGIN = 20.0
TEXT_WIDTH, TEXT_HEIGHT = 210 - 2 * MARGIN, 297 - 2 * MARGIN
GUTTER = 8.0
COLUMN = (TEXT_WIDTH - GUTTER) / 2
"""Millimetres, as are all lengths here but those of type, which are points."""
LEADING = 1.45
SMALLEST = 0.6
"""Of its column: a picture is drawn no narrower while there is another to leave out."""
SPARE = 6.0
"""What is kept free at the foot, since fonts differ a little from machine to machine."""


@dataclass(frozen=True)
class Type:
    """A font at a size, with what it stands out by."""

    font: str
    size: float
    bold: bool = False
    colour: str = LIGHT.ink


TITLE = Type(SONG, 20, bold=True)
HEAD = Type(HEI, 12)
FINDING = Type(HEI, 9.5)
TEXT, STRONG = Type(FANG, 11), Type(FANG, 11, bold=True)
TOPIC, ITEM = Type(HEI, 10.5), Type(FANG, 10.5)
NUMBER = Type(SONG, 18, bold=True)
SOFT = Type(FANG, 9, colour=LIGHT.soft)


@dataclass(frozen=True)
class Number:
    """A key figure: what it is, the number, and what stands beside and below it."""

    label: str
    number: str
    beside: str = ""
    below: str = ""


@dataclass(frozen=True)
class Shown:
    """A figure: its finding, its words for who cannot see it, its PNG; b"" where there is none."""

    finding: str
    alt: str
    picture: bytes = b""


@dataclass(frozen=True)
class Paper:
    """All that the page says, in the order in which it says it."""

    title: str
    place: str
    answer: str
    detail: str
    numbers: tuple[Number, ...]
    findings: str
    shown: tuple[Shown, ...]
    matters: str
    items: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    foot: str


def paper_docx(paper: Paper) -> bytes:
    """Return the .docx of a page; figures are made as high as the words leave room for."""
    document = _new(paper)
    _head(document, paper)
    _numbers(document, paper.numbers)
    if paper.shown:
        _paragraph(document, paper.findings, HEAD, before=7, after=3)
        _figures(document, paper) if _drawn(paper) else _findings(document, paper.shown)
    _paragraph(document, paper.matters, HEAD, before=6, after=2)
    for words, names in paper.items:
        _item(document, words, names)
    for note in paper.notes:
        _paragraph(document, note, SOFT, before=2)
    _foot(document, paper.foot)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _drawn(paper: Paper) -> bool:
    return all(one.picture for one in paper.shown)


def _new(paper: Paper) -> Docx:
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(MARGIN)
    section.top_margin = section.bottom_margin = Mm(MARGIN)
    section.footer_distance = Mm(9)
    _typed(document.styles["Normal"], TEXT)
    about, now = document.core_properties, datetime.now().astimezone()
    about.title, about.author, about.subject = legible(paper.title), "cxzy", legible(paper.place)
    about.created = about.modified = now.replace(tzinfo=None)
    about.language, about.comments = language().replace("_", "-"), ""
    return document


def _head(document: Docx, paper: Paper) -> None:
    title = _paragraph(document, paper.title, TITLE, after=2)
    place = _paragraph(document, paper.place, TEXT, after=8)
    title.alignment = place.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _edged(place, _edge("bottom", LIGHT.accent, eighths=12, space=5))
    answer = _paragraph(document, paper.answer, STRONG)
    detail = _paragraph(document, paper.detail, TEXT, after=6)
    for paragraph in (answer, detail):
        paragraph.paragraph_format.first_line_indent = Pt(2 * TEXT.size)


def _numbers(document: Docx, numbers: Sequence[Number]) -> None:
    """Draw the key figures side by side between two rules."""
    table = _table(document, 1, [TEXT_WIDTH / len(numbers)] * len(numbers))
    edges = (("top", LIGHT.ink), ("bottom", LIGHT.hairline))
    for cell, one in zip(table.rows[0].cells, numbers, strict=True):
        borders = OxmlElement("w:tcBorders")
        borders.extend(_edge(side, colour, eighths=6) for side, colour in edges)
        cell._tc.get_or_add_tcPr().append(borders)
        _spaced(_run(cell.paragraphs[0], one.label, SOFT), SOFT, before=3)
        number = _run(cell.add_paragraph(), one.number, NUMBER)
        _spaced(_run(number, f" {one.beside}" if one.beside else "", SOFT), NUMBER)
        _spaced(_run(cell.add_paragraph(), one.below, SOFT), SOFT, after=3)


def _findings(document: Docx, shown: Sequence[Shown]) -> None:
    for place, one in enumerate(shown, 1):
        _paragraph(document, f"{place}. {one.finding}", ITEM, after=1)


def _figures(document: Docx, paper: Paper) -> None:
    """Draw the figures two abreast, all to one scale; the last give way where room is short."""
    rows = [paper.shown[place : place + 2] for place in range(0, len(paper.shown), 2)]
    room = _room(paper)
    while (scale := _scale(rows, room)) < SMALLEST and len(rows) > 1:
        rows.pop()
    table = _table(document, len(rows), [COLUMN + GUTTER, COLUMN])
    for line, row in zip(table.rows, rows, strict=True):
        for place, (cell, one) in enumerate(zip(line.cells, row, strict=False)):
            finding = _run(cell.paragraphs[0], one.finding, FINDING)
            _spaced(finding, FINDING, after=2)
            finding.paragraph_format.right_indent = Mm(0 if place else GUTTER)
            _place(cell, one, COLUMN * scale)


def _scale(rows: Sequence[Sequence[Shown]], room: float) -> float:
    """Return how much of its column's width a picture takes, so that all rows find room."""
    words = sum(max(_high(one.finding, FINDING, COLUMN) for one in row) + 2.5 for row in rows)
    return max(0.1, min(1.0, (room - words) / sum(max(map(_picture_height, row)) for row in rows)))


def _picture_height(one: Shown) -> float:
    """Return how high a picture is where it is as wide as its column."""
    with Image.open(BytesIO(one.picture)) as image:
        own: float = image.height / image.width
        return COLUMN * own


def _place(cell: _Cell, one: Shown, width: float) -> None:
    paragraph = cell.add_paragraph()
    paragraph.paragraph_format.space_after = Pt(4)
    drawn = paragraph.add_run().add_picture(BytesIO(one.picture), width=Mm(width))
    about = drawn._inline.docPr
    about.set("descr", legible(one.alt))
    about.set("title", legible(one.finding))


def _room(paper: Paper) -> float:
    """Return the millimetres that the words leave for figures with their findings."""
    lines = [(paper.title, TITLE), (paper.place, TEXT), (paper.answer, STRONG)]
    lines += [(paper.detail, TEXT), (paper.findings, HEAD), (paper.matters, HEAD)]
    lines += [(words + names, ITEM) for words, names in paper.items]
    lines += [(note, SOFT) for note in paper.notes]
    numbers = (2 * SOFT.size + NUMBER.size) * LEADING
    spaces = 45 + numbers + len(paper.items) + 2 * len(paper.notes)
    words = sum(_high(text, type_, TEXT_WIDTH) for text, type_ in lines)
    return max(30.0, float(TEXT_HEIGHT - SPARE - words - spaces * Pt(1).mm))


def _high(text: str, type_: Type, width: float) -> float:
    """Return how high a text becomes at most; a Chinese sign is as wide as it is high."""
    signs = 2 + sum(0.55 if sign.isascii() else 1.0 for sign in text)
    lines = -(-signs * Pt(type_.size).mm // width)
    return float(lines * Pt(type_.size * LEADING).mm)


def _item(document: Docx, words: str, names: str) -> None:
    paragraph = _paragraph(document, words, TOPIC, after=1)
    _run(paragraph, names, ITEM)
    paragraph.paragraph_format.left_indent = Mm(4)
    paragraph.paragraph_format.first_line_indent = Mm(-4)


def _foot(document: Docx, words: str) -> None:
    paragraph = _run(document.sections[0].footer.paragraphs[0], words, SOFT)
    _edged(paragraph, _edge("top", LIGHT.hairline, eighths=4, space=4))


def _table(document: Docx, rows: int, widths: Sequence[float]) -> Table:
    """Return a table without rules whose text begins where that of the page does."""
    table: Table = document.add_table(rows, len(widths))
    table.autofit = False
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        none = OxmlElement(f"w:{side}")
        none.set(qn("w:w"), "0")
        none.set(qn("w:type"), "dxa")
        margins.append(none)
    table._tbl.tblPr.insert_element_before(margins, "w:tblLook")
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    return table


def _paragraph(
    document: Docx, text: str, type_: Type, *, before: float = 0, after: float = 0
) -> Paragraph:
    paragraph = _run(document.add_paragraph(), text, type_)
    return _spaced(paragraph, type_, before=before, after=after)


def _spaced(paragraph: Paragraph, type_: Type, *, before: float = 0, after: float = 0) -> Paragraph:
    """Set lines of one height whatever the fonts of the machine, so that the page stays one."""
    own = paragraph.paragraph_format
    own.space_before, own.space_after = Pt(before), Pt(after)
    own.line_spacing = Pt(type_.size * LEADING)
    return paragraph


def _run(paragraph: Paragraph, text: str, type_: Type) -> Paragraph:
    _typed(paragraph.add_run(legible(text)), type_)
    return paragraph


def _typed(styled: Any, type_: Type) -> None:
    """Set the font for Chinese, and one for the Latin letters beside it."""
    styled.font.name, styled.font.size, styled.font.bold = LATIN, Pt(type_.size), type_.bold
    styled.font.color.rgb = RGBColor.from_string(type_.colour.removeprefix("#"))
    fonts = styled.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), type_.font)


def _edge(side: str, colour: str, *, eighths: int, space: int = 0) -> Any:
    edge = OxmlElement(f"w:{side}")
    for name, text in (("val", "single"), ("sz", eighths), ("space", space)):
        edge.set(qn(f"w:{name}"), str(text))
    edge.set(qn("w:color"), colour.removeprefix("#"))
    return edge


def _edged(paragraph: Paragraph, edge: Any) -> None:
    """Draw a rule; Word wants it before the other properties of the paragraph."""
    borders = OxmlElement("w:pBdr")
    borders.append(edge)
    own = paragraph._p.get_or_add_pPr()
    own.insert_element_before(borders, "w:spacing", "w:ind", "w:jc", "w:rPr", "w:sectPr")
