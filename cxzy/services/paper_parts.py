"""What papers of A4 are made of: type by name, rules, paragraphs and tables without boxes.

Fonts go by name, as offices have them, and are not embedded: Song for titles and numbers, Hei for
what heads, FangSong for the text.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from docx import Document
from docx.document import Document as Docx
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table
from docx.text.paragraph import Paragraph

from cxzy.charts.theme import LIGHT
from cxzy.core.language import language
from cxzy.sheets.plain_text import legible

SONG, HEI, FANG, LATIN = "SimSun", "SimHei", "FangSong", "Times New Roman"
MARGIN = 20.0
TEXT_WIDTH, TEXT_HEIGHT = 210 - 2 * MARGIN, 297 - 2 * MARGIN
"""Millimetres, as are all lengths but those of type, which are points."""
LEADING = 1.45


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


def new_paper(title: str, place: str) -> Docx:
    """Return an empty document of A4 that is called `title` and is about `place`."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(MARGIN)
    section.top_margin = section.bottom_margin = Mm(MARGIN)
    section.footer_distance = Mm(9)
    typed(document.styles["Normal"], TEXT)
    about, now = document.core_properties, datetime.now().astimezone()
    about.title, about.author, about.subject = legible(title), "cxzy", legible(place)
    about.created = about.modified = now.replace(tzinfo=None)
    about.language, about.comments = language().replace("_", "-"), ""
    return document


def bare_table(document: Docx, rows: int, widths: Sequence[float]) -> Table:
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


def paragraph_of(
    document: Docx, text: str, type_: Type, *, before: float = 0, after: float = 0
) -> Paragraph:
    """Return a new paragraph at the end of a document; spaces around it in points."""
    paragraph = with_run(document.add_paragraph(), text, type_)
    return spaced(paragraph, type_, before=before, after=after)


def spaced(paragraph: Paragraph, type_: Type, *, before: float = 0, after: float = 0) -> Paragraph:
    """Set lines of one height whatever the fonts of the machine, so that the page stays one."""
    own = paragraph.paragraph_format
    own.space_before, own.space_after = Pt(before), Pt(after)
    own.line_spacing = Pt(type_.size * LEADING)
    return paragraph


def with_run(paragraph: Paragraph, text: str, type_: Type) -> Paragraph:
    """Return a paragraph with more text at its end."""
    typed(paragraph.add_run(legible(text)), type_)
    return paragraph


def typed(styled: Any, type_: Type) -> None:
    """Set the font for Chinese, and one for the Latin letters beside it."""
    styled.font.name, styled.font.size, styled.font.bold = LATIN, Pt(type_.size), type_.bold
    styled.font.color.rgb = RGBColor.from_string(type_.colour.removeprefix("#"))
    fonts = styled.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), type_.font)


def edge_of(side: str, colour: str, *, eighths: int, space: int = 0) -> Any:
    """Return a rule for one side of a paragraph or a cell, `eighths` of a point thick."""
    edge = OxmlElement(f"w:{side}")
    for name, text in (("val", "single"), ("sz", eighths), ("space", space)):
        edge.set(qn(f"w:{name}"), str(text))
    edge.set(qn("w:color"), colour.removeprefix("#"))
    return edge


def edged(paragraph: Paragraph, edge: Any) -> None:
    """Draw a rule; Word wants it before the other properties of the paragraph."""
    borders = OxmlElement("w:pBdr")
    borders.append(edge)
    own = paragraph._p.get_or_add_pPr()
    own.insert_element_before(borders, "w:spacing", "w:ind", "w:jc", "w:rPr", "w:sectPr")
