"""A file's cells as a plain .xlsx: for the annotated copy of what is no such workbook itself."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from cxzy.sheets.grid import Grid, Value, Workbook
from cxzy.sheets.paper import column_width, sheet_name
from cxzy.sheets.plain_text import legible, looks_like_formula
from cxzy.sheets.problems import column_letters
from cxzy.sheets.wording import shown

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_CORE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_DECLARED = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_WIDTH_ROWS = 200
"""Rows that are looked at to find out how wide a column has to be."""
_TEXT, _QUOTED = 1, 2

_STYLES = (
    f'{_DECLARED}<styleSheet xmlns="{_MAIN}"><fonts count="1"><font><sz val="10.5"/>'
    '<name val="Microsoft YaHei"/><family val="2"/><charset val="134"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" applyAlignment="1">'
    '<alignment vertical="center"/></xf>'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>"
)


def plain_workbook(workbook: Workbook) -> bytes:
    """Return an .xlsx with the values of `workbook`: numbers as numbers, everything else as text.

    Names of sheets, merged ranges, what is hidden and the keywords that say which meeting a
    workbook belongs to are kept; looks are not.
    """
    grids = [
        replace(grid, name=name)
        for grid, name in zip(workbook.grids, plain_names(workbook).values(), strict=True)
    ]
    parts = {
        "[Content_Types].xml": _types(len(grids)),
        "_rels/.rels": _relations(
            [(f"{_OFFICE}/officeDocument", "xl/workbook.xml"),
             (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml")]
        ),
        "docProps/core.xml": _properties(workbook.properties),
        "xl/workbook.xml": _book(grids),
        "xl/_rels/workbook.xml.rels": _relations(
            [*((f"{_OFFICE}/worksheet", f"worksheets/sheet{n}.xml")
               for n in range(1, len(grids) + 1)), (f"{_OFFICE}/styles", "styles.xml")]
        ),
        "xl/styles.xml": _STYLES,
        **{f"xl/worksheets/sheet{n}.xml": _sheet(grid) for n, grid in enumerate(grids, 1)},
    }  # fmt: skip
    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(ZipInfo(name), part.encode(), ZIP_DEFLATED)
    return content.getvalue()


def plain_names(workbook: Workbook) -> dict[str, str]:
    """Return the names that the sheets of `workbook` have in an .xlsx, by their own names."""
    names: dict[str, str] = {}
    for grid in workbook.grids:
        name, number = (wanted := sheet_name(grid.name)), 2
        while name.casefold() in {taken.casefold() for taken in names.values()}:
            name, number = f"{wanted[:26]} {number}", number + 1
        names[grid.name] = name
    return names


def _types(sheets: int) -> str:
    parts = [
        ("/xl/workbook.xml", f"{_KIND}.sheet.main+xml"),
        ("/xl/styles.xml", f"{_KIND}.styles+xml"),
        ("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"),
        *((f"/xl/worksheets/sheet{n}.xml", f"{_KIND}.worksheet+xml") for n in range(1, sheets + 1)),
    ]
    said = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in parts)
    rels = "application/vnd.openxmlformats-package.relationships+xml"
    return (
        f'{_DECLARED}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        f'ContentType="{rels}"/><Default Extension="xml" ContentType="application/xml"/>'
        f"{said}</Types>"
    )


def _relations(pairs: Sequence[tuple[str, str]]) -> str:
    said = "".join(
        f'<Relationship Id="rId{n}" Type="{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(pairs, 1)
    )
    return f'{_DECLARED}<Relationships xmlns="{_PACKAGE}/relationships">{said}</Relationships>'


def _properties(known: dict[str, str]) -> str:
    said = escape(legible(known.get("keywords", "")))
    return (
        f'{_DECLARED}<cp:coreProperties xmlns:cp="{_CORE}"><cp:keywords>{said}</cp:keywords>'
        "</cp:coreProperties>"
    )


def _book(grids: Iterable[Grid]) -> str:
    said = "".join(
        f'<sheet name="{escape(legible(grid.name), {chr(34): "&quot;"})}" sheetId="{n}"'
        f'{" state=" + chr(34) + "hidden" + chr(34) if grid.hidden else ""} r:id="rId{n}"/>'
        for n, grid in enumerate(grids, 1)
    )
    return (
        f'{_DECLARED}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><bookViews><workbookView/>'
        f"</bookViews><sheets>{said}</sheets></workbook>"
    )


def _sheet(grid: Grid) -> str:
    faults = {(fault.row, fault.column): fault.text for fault in grid.faults}
    rows = "".join(_row(grid, number, row, faults) for number, row in enumerate(grid.rows, 1))
    merged = "".join(
        f'<mergeCell ref="{column_letters(m.left)}{m.top}:{column_letters(m.right)}{m.bottom}"/>'
        for m in grid.merged
    )
    said = f'<mergeCells count="{len(grid.merged)}">{merged}</mergeCells>' if merged else ""
    return (
        f'{_DECLARED}<worksheet xmlns="{_MAIN}"><sheetFormatPr defaultRowHeight="16.5"/>'
        f"{_columns(grid)}<sheetData>{rows}</sheetData>{said}{_ignored(grid)}</worksheet>"
    )


def _ignored(grid: Grid) -> str:
    """Return that numbers of persons are text on purpose: no green corner at each of them."""
    if not grid.height or not grid.width:
        return ""
    area = f"A1:{column_letters(grid.width)}{grid.height}"
    said = f'<ignoredError sqref="{area}" numberStoredAsText="1"/>'
    return f"<ignoredErrors>{said}</ignoredErrors>"


def _columns(grid: Grid) -> str:
    """Return the widths of the columns, by the texts of the first rows, and which are hidden."""
    said = []
    beside = [merge for merge in grid.merged if merge.left != merge.right]
    spread = {(merge.top, merge.left) for merge in beside}
    rows = list(enumerate(grid.rows[:_WIDTH_ROWS], 1))
    for column in range(1, grid.width + 1):
        texts = (shown(row[column - 1]) for n, row in rows if (n, column) not in spread)
        hidden = ' hidden="1"' if column in grid.hidden_columns else ""
        width = f'width="{column_width(texts):g}" customWidth="1"{hidden}'
        said.append(f'<col min="{column}" max="{column}" {width}/>')
    return f"<cols>{''.join(said)}</cols>" if said else ""


def _row(
    grid: Grid, number: int, row: Sequence[Value], faults: Mapping[tuple[int, int], str]
) -> str:
    cells = "".join(
        _cell(
            f"{column_letters(column)}{number}",
            faults.get((number, column), "") if value == "" else value,
        )
        for column, value in enumerate(row, 1)
    )
    hidden = ' hidden="1"' if number in grid.hidden_rows else ""
    return f'<row r="{number}"{hidden}>{cells}</row>' if cells or hidden else ""


def _cell(place: str, value: Value) -> str:
    if isinstance(value, bool):
        return f'<c r="{place}" s="{_TEXT}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, int | float) and math.isfinite(value):
        return f'<c r="{place}" s="{_TEXT}"><v>{value!r}</v></c>'
    text = str(value)
    if not text:
        return ""
    style = _QUOTED if looks_like_formula(text) else _TEXT
    said = f'<is><t xml:space="preserve">{escape(legible(text))}</t></is>'
    return f'<c r="{place}" s="{style}" t="inlineStr">{said}</c>'
