"""The first sheet of an annotated copy: every problem, with a link to its cell.

Part of the annotating child. A hidden column keeps, in its own formats, how the coloured
cells looked before: a copy that is mended and annotated again gets its old looks back
(docs/decisions/0070-the-annotated-copy-is-patched.md).
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

from cxzy.sheets.annotator_cells import Place, place_of
from cxzy.sheets.annotator_styles import BLOCKS, WARNS, Styles
from cxzy.sheets.annotator_xml import MAIN, named, quoted
from cxzy.sheets.plain_text import legible
from cxzy.sheets.problems import column_letters

INK, SOFT_INK, HAIRLINE, RULE, PANEL, ACCENT = (
    "22262B", "6B6F75", "D9D3C9", "8E887E", "F5F2ED", "A8322A"
)  # fmt: skip
_SANS, _SERIF = "Microsoft YaHei", "SimSun"
_ROW_HEIGHT = 21.0
_LONGEST_FOOTER = 80
"""Excel refuses a file whose footer has more than 255 characters, commands included."""
LINK, LEVEL, HIDDEN = 3, 4, 9
"""The columns of the link, of the level and of what is remembered, counted from 1."""
_HIDDEN = column_letters(HIDDEN)
_CELL = re.compile(r"[A-Z]{1,3}[0-9]{1,7}")


class Looks:
    """The numbers of the styles that the list is drawn with, made when first asked for."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self.title = self._look(_SERIF, 16, bold=True)
        self.line = self._look(_SANS, 10, ink=SOFT_INK)
        self.heading = self._look(_SANS, 10.5, bold=True, fill=PANEL, line=RULE)
        self.number = self._look(_SANS, 10.5, ink=SOFT_INK, line=HAIRLINE, across="center")
        self.text = self._look(_SANS, 10.5, line=HAIRLINE)
        self.link = self._look(_SANS, 10.5, ink=ACCENT, line=HAIRLINE, underlined=True)
        self.blocks = self._look(_SANS, 10.5, fill=BLOCKS, line=HAIRLINE)
        self.warns = self._look(_SANS, 10.5, fill=WARNS, line=HAIRLINE)

    def _look(  # noqa: PLR0913 — what makes up a look
        self,
        name: str,
        size: float,
        *,
        ink: str = INK,
        bold: bool = False,
        underlined: bool = False,
        fill: str = "",
        line: str = "",
        across: str = "left",
    ) -> int:
        styles, p = self._styles, self._styles.cells.prefix
        font = self._font(name, size, ink, bold, underlined)
        border = self._border(line) if line else 0
        return styles.cells.add(
            f'<{p}xf numFmtId="0" fontId="{font}" fillId="{styles.fill(fill) if fill else 0}" '
            f'borderId="{border}" xfId="0" quotePrefix="1" applyNumberFormat="1" applyFont="1" '
            f'applyFill="1" applyBorder="1" applyAlignment="1"><{p}alignment '
            f'horizontal="{across}" vertical="{"center" if not line else "top"}" '
            f'wrapText="{int(bool(line))}"/></{p}xf>'
        )

    def _font(self, name: str, size: float, ink: str, bold: bool, underlined: bool) -> int:
        p = self._styles.fonts.prefix
        return self._styles.fonts.add(
            f"<{p}font>{f'<{p}b/>' if bold else ''}{f'<{p}u/>' if underlined else ''}"
            f'<{p}sz val="{size:g}"/><{p}color rgb="FF{ink}"/><{p}name val="{name}"/>'
            f'<{p}family val="2"/><{p}charset val="134"/></{p}font>'
        )

    def _border(self, colour: str) -> int:
        p = self._styles.borders.prefix
        return self._styles.borders.add(
            f'<{p}border><{p}left/><{p}right/><{p}top/><{p}bottom style="thin">'
            f'<{p}color rgb="FF{colour}"/></{p}bottom><{p}diagonal/></{p}border>'
        )


def list_sheet(said: Mapping[str, Any], looks: Looks, before: Mapping[int, int]) -> bytes:
    """Return the sheet's XML.

    `said` holds title, lines, headings, rows, heights, levels, links, widths, footer and the
    sign; `before` has, by the place of a row, the style that its cell had.
    """
    top = 2 + len(said["lines"])
    sizes = [28.0, *(_ROW_HEIGHT - 3 for _ in said["lines"]), _ROW_HEIGHT, *said["heights"]]
    rows = [[_text("A1", said["title"], looks.title), _text(f"{_HIDDEN}1", said["sign"], 0)]]
    rows += [[_text(f"A{n}", line, looks.line)] for n, line in enumerate(said["lines"], 2)]
    headings = enumerate(said["headings"], 1)
    rows.append([_text(f"{column_letters(c)}{top}", text, looks.heading) for c, text in headings])
    for place, row in enumerate(said["rows"]):
        number = top + 1 + place
        cells = [_cell(row, number, column, _style(said, looks, place, column)) for column in
                 range(1, len(row) + 1)]  # fmt: skip
        if place in before:
            cells.append(f'<c r="{_HIDDEN}{number}" s="{before[place]}"/>')
        rows.append(cells)
    data = "".join(
        f'<row r="{n}" ht="{size:g}" customHeight="1">{"".join(cells)}</row>'
        for n, (size, cells) in enumerate(zip(sizes, rows, strict=True), 1)
    )
    return _framed(said, top, data).encode()


def _framed(said: Mapping[str, Any], top: int, data: str) -> str:
    last = column_letters(len(said["headings"]))
    merged = "".join(f'<mergeCell ref="A{n}:{last}{n}"/>' for n in range(1, top))
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{MAIN}">'
        f'<sheetPr><tabColor rgb="FF{ACCENT}"/><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<dimension ref="A1:{_HIDDEN}{top + len(said["rows"])}"/>'
        '<sheetViews><sheetView showGridLines="0" tabSelected="1" workbookViewId="0">'
        f'<pane ySplit="{top}" topLeftCell="A{top + 1}" activePane="bottomLeft" state="frozen"/>'
        f'<selection pane="bottomLeft" activeCell="A{top + 1}" sqref="A{top + 1}"/>'
        f'</sheetView></sheetViews><sheetFormatPr defaultRowHeight="{_ROW_HEIGHT:g}"/>'
        f"<cols>{_columns(said)}</cols><sheetData>{data}</sheetData>"
        f'<mergeCells count="{top - 1}">{merged}</mergeCells>{_links(said["links"], top)}'
        '<printOptions horizontalCentered="1"/>'
        '<pageMargins left="0.4" right="0.4" top="0.6" bottom="0.7" header="0.3" footer="0.35"/>'
        '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'
        f"<headerFooter><oddFooter>{escape(_footer(said['footer']))}</oddFooter></headerFooter>"
        f'<ignoredErrors><ignoredError sqref="A1:{last}{top + len(said["rows"])}" '
        'numberStoredAsText="1"/></ignoredErrors>'
        "</worksheet>"
    )


def _columns(said: Mapping[str, Any]) -> str:
    widths = [f'width="{width:g}" customWidth="1"' for width in said["widths"]]
    widths.append('width="9" hidden="1" customWidth="1"')
    return "".join(f'<col min="{n}" max="{n}" {size}/>' for n, size in enumerate(widths, 1))


def _links(links: Sequence[Sequence[str] | None], top: int) -> str:
    column = column_letters(LINK)
    said = [
        f'<hyperlink ref="{column}{row}" location="{quoted(location(*link))}" '
        f'display="{quoted(link[1])}"/>'
        for row, link in enumerate(links, top + 1)
        if link
    ]
    return f"<hyperlinks>{''.join(said)}</hyperlinks>" if said else ""


def location(sheet: str, address: str) -> str:
    """Return a place of the workbook as links and names say it.

    >>> location("5月'互评", "D7")
    "'5月''互评'!D7"
    """
    return "'{}'!{}".format(sheet.replace("'", "''"), address)


def looks_before(xml: bytes) -> dict[tuple[str, Place], int]:
    """Return the styles that the list of an earlier copy remembers, by sheet and cell."""
    styles: dict[int, int] = {}
    found: dict[tuple[str, Place], int] = {}
    for tag in named(xml, "c", "hyperlink"):
        if tag.name == "c" and "s" in tag.attributes and "r" in tag.attributes:
            row, column = place_of(tag.attributes["r"])
            if column == HIDDEN:
                styles[row] = int(tag.attributes["s"])
        elif tag.name == "hyperlink":
            row, _column = place_of(tag.attributes.get("ref", "A1").partition(":")[0])
            sheet, _mark, address = tag.attributes.get("location", "").rpartition("!")
            name = sheet.removeprefix("'").removesuffix("'").replace("''", "'")
            if row in styles and _CELL.fullmatch(address):
                found[name, place_of(address)] = styles[row]
    return found


def _footer(words: str) -> str:
    legal = re.sub(r"[\x00-\x1f]", " ", legible(words))[:_LONGEST_FOOTER]
    return f"&L&8 {legal.replace('&', '&&')}&R&8&P / &N"


def _style(said: Mapping[str, Any], looks: Looks, place: int, column: int) -> int:
    if column == 1:
        return looks.number
    if column == LINK and said["links"][place]:
        return looks.link
    if column == LEVEL:
        return looks.blocks if said["levels"][place] else looks.warns
    return looks.text


def _cell(row: Sequence[str | int], number: int, column: int, style: int) -> str:
    value, place = row[column - 1], f"{column_letters(column)}{number}"
    if isinstance(value, int):
        return f'<c r="{place}" s="{style}"><v>{value}</v></c>'
    return _text(place, value, style)


def _text(place: str, text: str, style: int) -> str:
    start = f'<c r="{place}" s="{style}"'
    if not text:
        return f"{start}/>"
    said = escape(legible(text))
    return f'{start} t="inlineStr"><is><t xml:space="preserve">{said}</t></is></c>'
