"""A page of A4 for leaders as .docx: a title as in official papers, figures, what is to be done."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from docx.document import Document as Docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.parser import OxmlElement
from docx.shared import Mm, Pt
from docx.table import _Cell
from PIL import Image

from cxzy.charts.theme import LIGHT
from cxzy.services.paper_parts import (
    FINDING,
    HEAD,
    ITEM,
    LEADING,
    NUMBER,
    SOFT,
    STRONG,
    TEXT,
    TEXT_HEIGHT,
    TEXT_WIDTH,
    TITLE,
    TOPIC,
    Type,
    bare_table,
    edge_of,
    edged,
    new_paper,
    paragraph_of,
    spaced,
    with_run,
)
from cxzy.sheets.plain_text import legible

GUTTER = 8.0
COLUMN = (TEXT_WIDTH - GUTTER) / 2
"""Millimetres, as are all lengths here but those of type, which are points."""
SMALLEST = 0.6
"""Of its column: a picture is drawn no narrower while there is another to leave out."""
SPARE = 6.0
"""What is kept free at the foot, since fonts differ a little from machine to machine."""


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
    document = new_paper(paper.title, paper.place)
    _head(document, paper)
    _numbers(document, paper.numbers)
    if paper.shown:
        paragraph_of(document, paper.findings, HEAD, before=7, after=3)
        _figures(document, paper) if _drawn(paper) else _findings(document, paper.shown)
    paragraph_of(document, paper.matters, HEAD, before=6, after=2)
    for words, names in paper.items:
        _item(document, words, names)
    for note in paper.notes:
        paragraph_of(document, note, SOFT, before=2)
    _foot(document, paper.foot)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _drawn(paper: Paper) -> bool:
    return all(one.picture for one in paper.shown)


def _head(document: Docx, paper: Paper) -> None:
    title = paragraph_of(document, paper.title, TITLE, after=2)
    place = paragraph_of(document, paper.place, TEXT, after=8)
    title.alignment = place.alignment = WD_ALIGN_PARAGRAPH.CENTER
    edged(place, edge_of("bottom", LIGHT.accent, eighths=12, space=5))
    answer = paragraph_of(document, paper.answer, STRONG)
    detail = paragraph_of(document, paper.detail, TEXT, after=6)
    for paragraph in (answer, detail):
        paragraph.paragraph_format.first_line_indent = Pt(2 * TEXT.size)


def _numbers(document: Docx, numbers: Sequence[Number]) -> None:
    """Draw the key figures side by side between two rules."""
    table = bare_table(document, 1, [TEXT_WIDTH / len(numbers)] * len(numbers))
    edges = (("top", LIGHT.ink), ("bottom", LIGHT.hairline))
    for cell, one in zip(table.rows[0].cells, numbers, strict=True):
        borders = OxmlElement("w:tcBorders")
        borders.extend(edge_of(side, colour, eighths=6) for side, colour in edges)
        cell._tc.get_or_add_tcPr().append(borders)
        spaced(with_run(cell.paragraphs[0], one.label, SOFT), SOFT, before=3)
        number = with_run(cell.add_paragraph(), one.number, NUMBER)
        spaced(with_run(number, f" {one.beside}" if one.beside else "", SOFT), NUMBER)
        spaced(with_run(cell.add_paragraph(), one.below, SOFT), SOFT, after=3)


def _findings(document: Docx, shown: Sequence[Shown]) -> None:
    for place, one in enumerate(shown, 1):
        paragraph_of(document, f"{place}. {one.finding}", ITEM, after=1)


def _figures(document: Docx, paper: Paper) -> None:
    """Draw the figures two abreast, all to one scale; the last give way where room is short."""
    rows = [paper.shown[place : place + 2] for place in range(0, len(paper.shown), 2)]
    room = _room(paper)
    while (scale := _scale(rows, room)) < SMALLEST and len(rows) > 1:
        rows.pop()
    table = bare_table(document, len(rows), [COLUMN + GUTTER, COLUMN])
    for line, row in zip(table.rows, rows, strict=True):
        for place, (cell, one) in enumerate(zip(line.cells, row, strict=False)):
            finding = with_run(cell.paragraphs[0], one.finding, FINDING)
            spaced(finding, FINDING, after=2)
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
    paragraph = paragraph_of(document, words, TOPIC, after=1)
    with_run(paragraph, names, ITEM)
    paragraph.paragraph_format.left_indent = Mm(4)
    paragraph.paragraph_format.first_line_indent = Mm(-4)


def _foot(document: Docx, words: str) -> None:
    paragraph = with_run(document.sections[0].footer.paragraphs[0], words, SOFT)
    edged(paragraph, edge_of("top", LIGHT.hairline, eighths=4, space=4))
