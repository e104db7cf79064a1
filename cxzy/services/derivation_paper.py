"""The derivation of a score (计算说明书) as .docx: A4, tables with hairlines, numbered pages."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from docx.document import Document as Docx
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Mm, Pt
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph
from sqlalchemy import Engine

from cxzy.charts.theme import LIGHT
from cxzy.core.labels import scheme_words
from cxzy.core.language import _
from cxzy.core.vocabulary import SubjectKind
from cxzy.services import profile_sentences
from cxzy.services.actors import Actor
from cxzy.services.derivation import Explained, explained
from cxzy.services.derivation_chapters import chapters, title
from cxzy.services.derivation_words import Chapter, Grid, Piece, notes, rule_line
from cxzy.services.paper_parts import (
    FANG,
    HEAD,
    HEI,
    SOFT,
    STRONG,
    TEXT,
    TEXT_WIDTH,
    TITLE,
    Type,
    bare_table,
    edge_of,
    edged,
    new_paper,
    paragraph_of,
    spaced,
    with_run,
)
from cxzy.services.pictures import dated, origin
from cxzy.sheets.paper import text_width

CELL, CELL_HEAD, CELL_SUM = Type(FANG, 9), Type(HEI, 8.5), Type(FANG, 9, bold=True)
UNDER = Type(HEI, 10)
RULE = Type(FANG, 9.5, colour=LIGHT.soft)
LINE = Type(FANG, 10.5)
UNIT, AIR = 1.58, 3.5
"""Millimetres that a character of a table takes, and what stands free beside each column."""
TOGETHER = 16
"""Tables of no more rows are not parted between pages."""


@dataclass(frozen=True)
class DerivationPaper:
    """All that the paper says; `mark` stands at the head where it may not be handed on."""

    title: str
    place: str
    answer: str
    chapters: tuple[Chapter, ...]
    notes: tuple[str, ...]
    foot: str
    mark: str = ""


def derivation_paper(
    engine: Engine,
    actor: Actor,
    *,
    period_id: int,
    subject: SubjectKind,
    key: str,
    ballots: bool = False,
) -> tuple[str, bytes]:
    """Return the file name and the .docx of a derivation, with single ballots where asked.

    Raises PermissionDenied as `explained` does.
    """
    value = explained(engine, actor, period_id=period_id, subject=subject, key=key, ballots=ballots)
    return paper_name(value, ballots=ballots), paper_docx(paper_of(value, ballots=ballots))


def paper_name(value: Explained, *, ballots: bool) -> str:
    """Return the name that the paper is saved under."""
    kind = _("Derivation with ballots") if ballots else _("Derivation")
    return f"{kind}-{value.profile.subject['name']}-{value.profile.period.name}.docx"


def paper_of(value: Explained, *, ballots: bool) -> DerivationPaper:
    """Return what the paper says."""
    shown = value.profile
    place = [shown.organisation.name, shown.branch.name, shown.period.name]
    place = list(dict.fromkeys([*place[:1], *(place[1:2] if shown.is_member else []), place[2]]))
    found = value.derivation
    return DerivationPaper(
        title=title(value),
        place=" · ".join([*place, scheme_words(value.scheme)] if value.scheme else place),
        answer=profile_sentences.answer(shown),
        chapters=chapters(value),
        notes=() if found is None else notes(value, found),
        foot=dated(origin(f"{shown.subject['name']} · {shown.period.name}", value.scheme)),
        mark=_("For office and auditor only") if ballots else "",
    )


def paper_docx(paper: DerivationPaper) -> bytes:
    """Return the .docx: as many pages as it needs, headings of tables on each."""
    document = new_paper(paper.title, paper.place)
    _head(document, paper)
    for place, chapter in enumerate(paper.chapters, 1):
        _chapter(document, chapter, place)
    for note in paper.notes:
        paragraph_of(document, note, SOFT, before=3)
    _foot(document, paper.foot)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _head(document: Docx, paper: DerivationPaper) -> None:
    if paper.mark:
        marked = paragraph_of(document, paper.mark, Type(HEI, 10, colour=LIGHT.accent), after=2)
        marked.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    heading = paragraph_of(document, paper.title, TITLE, after=2)
    place = paragraph_of(document, paper.place, TEXT, after=8)
    heading.alignment = place.alignment = WD_ALIGN_PARAGRAPH.CENTER
    edged(place, edge_of("bottom", LIGHT.accent, eighths=12, space=5))
    answer = paragraph_of(document, paper.answer, STRONG, after=2)
    answer.paragraph_format.first_line_indent = Pt(2 * TEXT.size)


def _chapter(document: Docx, chapter: Chapter, place: int) -> None:
    heading = paragraph_of(document, f"{place}. {chapter.heading}", HEAD, before=10, after=2)
    heading.paragraph_format.keep_with_next = True
    for name, text in chapter.rules:
        rule = paragraph_of(document, rule_line(name, text), RULE)
        rule.paragraph_format.keep_with_next = True
    for piece in chapter.pieces:
        _piece(document, piece)


def _piece(document: Docx, piece: Piece) -> None:
    if piece.heading:
        heading = paragraph_of(document, piece.heading, UNDER, before=5, after=1)
        heading.paragraph_format.keep_with_next = True
    if piece.grid is not None:
        spaced(document.add_paragraph(), Type(FANG, 2)).paragraph_format.keep_with_next = True
        _grid(document, piece.grid)
    for place, line in enumerate(piece.lines):
        paragraph_of(document, line, LINE, before=3 if place == 0 else 0)


def _grid(document: Docx, grid: Grid) -> None:
    rows = [*grid.rows, *([grid.last] if grid.last else [])]
    table = bare_table(document, 1 + len(rows), _widths(grid))
    _row(table, 0, [one.words for one in grid.headings], grid, CELL_HEAD)
    _edges(table.rows[0], ("top", LIGHT.ink), ("bottom", LIGHT.ink))
    _repeated(table.rows[0])
    for place, row in enumerate(rows, 1):
        summed = bool(grid.last) and place == len(rows)
        _row(table, place, row, grid, CELL_SUM if summed else CELL)
        edge = ("bottom", LIGHT.ink if place == len(rows) else LIGHT.hairline)
        _edges(table.rows[place], *([("top", LIGHT.ink)] if summed else []), edge)


def _row(table: Table, place: int, texts: Sequence[str], grid: Grid, type_: Type) -> None:
    row = table.rows[place]
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    last = len(table.rows) - 1
    stays = place < last and (last <= TOGETHER or place in (0, 1, last - 1))
    for column, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
        written = spaced(with_run(cell.paragraphs[0], text, type_), type_, before=1.5, after=1.5)
        own = written.paragraph_format
        own.keep_with_next = stays
        if grid.headings[column].right:
            written.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        own.left_indent = Mm(2.5 if column and not grid.headings[column].right else 0)


def _widths(grid: Grid) -> list[float]:
    """Return millimetres for each column, together the width of the page; words stay whole."""
    rows = [*grid.rows, *([grid.last] if grid.last else [])]
    columns = list(zip(*rows, strict=True)) or [()] * len(grid.headings)
    heads = [_longest_part(one.words) for one in grid.headings]
    needed = [_room([*own, ""], head) for own, head in zip(columns, heads, strict=True)]
    spare = TEXT_WIDTH - sum(needed)
    if spare >= 0:
        return [one + spare * one / sum(needed) for one in needed]
    given = [
        0.0 if one.right else max(0.0, wide - _room([""], head))
        for one, wide, head in zip(grid.headings, needed, heads, strict=True)
    ]
    given = given if sum(given) > -spare else needed
    return [one + spare * part / sum(given) for one, part in zip(needed, given, strict=True)]


def _room(texts: Sequence[str], head: float) -> float:
    return max(head, *map(text_width, texts)) * UNIT + AIR


def _longest_part(words: str) -> float:
    """Return what a heading needs: its words whole, of one in brackets each part for itself."""
    return max(map(text_width, words.replace("（", " （").split(" ")))


def _edges(row: _Row, *edges: tuple[str, str]) -> None:
    for cell in row.cells:
        _cell_edges(cell, edges)


def _cell_edges(cell: _Cell, edges: Iterable[tuple[str, str]]) -> None:
    borders = OxmlElement("w:tcBorders")
    borders.extend(edge_of(side, colour, eighths=4) for side, colour in edges)
    cell._tc.get_or_add_tcPr().append(borders)


def _repeated(row: _Row) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _foot(document: Docx, words: str) -> None:
    """Put period and scheme at the left of every foot, the page's number at the right."""
    paragraph = with_run(document.sections[0].footer.paragraphs[0], f"{words}\t", SOFT)
    stops = paragraph.paragraph_format.tab_stops
    for stop in list(paragraph.style.paragraph_format.tab_stops if paragraph.style else ()):
        stops.add_tab_stop(stop.position, WD_TAB_ALIGNMENT.CLEAR)
    stops.add_tab_stop(Mm(TEXT_WIDTH), WD_TAB_ALIGNMENT.RIGHT)
    _field(paragraph, "PAGE")
    with_run(paragraph, " / ", SOFT)
    _field(paragraph, "NUMPAGES")
    edged(paragraph, edge_of("top", LIGHT.hairline, eighths=4, space=4))


def _field(paragraph: Paragraph, code: str) -> None:
    """Add a number that the word processor fills in."""
    instruction = OxmlElement("w:instrText")
    instruction.text = code
    for part in (_character("begin"), instruction, _character("separate"), None, _character("end")):
        with_run(paragraph, "1" if part is None else "", SOFT)
        if part is not None:
            paragraph.runs[-1]._r.append(part)


def _character(kind: str) -> Any:
    character = OxmlElement("w:fldChar")
    character.set(qn("w:fldCharType"), kind)
    return character
