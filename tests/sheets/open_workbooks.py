"""Workbooks of OpenDocument, .ods, put together element by element for the tests."""

import io
import zipfile

SPACES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in {
        "office": "office",
        "table": "table",
        "text": "text",
        "style": "style",
        "draw": "drawing",
        "meta": "meta",
    }.items()
)
CALC = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
KIND = "application/vnd.oasis.opendocument.spreadsheet"


def ods(tables: str, *, styles: str = "", kind: str = KIND, **parts: str) -> bytes:
    """Return an .ods with these tables; `parts` are more of its parts, `meta` for meta.xml."""
    content = (
        f"<office:document-content {SPACES} {CALC}>"
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", kind, zipfile.ZIP_STORED)
        archive.writestr("content.xml", parts.get("content", content))
        archive.writestr("META-INF/manifest.xml", parts.get("manifest", "<manifest/>"))
        archive.writestr(
            "meta.xml",
            f"<office:document-meta {SPACES}>{parts.get('meta', '')}</office:document-meta>",
        )
    return packed.getvalue()


def table(*rows: str, name: str = "互评", style: str = "") -> str:
    """Return a table of rows, columns before them if any."""
    return (
        f'<table:table table:name="{name}" table:style-name="{style}">{"".join(rows)}</table:table>'
    )


def row(*cells: str, more: str = "") -> str:
    """Return a row."""
    return f"<table:table-row {more}>{''.join(cells)}</table:table-row>"


def cell(text: str = "", more: str = "") -> str:
    """Return a cell with a text, or with whatever its attributes say."""
    kind = (
        ""
        if "value-type" in more or "formula" in more or not text
        else 'office:value-type="string"'
    )
    shown = f"<text:p>{text}</text:p>" if text else ""
    return f"<table:table-cell {kind} {more}>{shown}</table:table-cell>"


def typed(kind: str, value: str, text: str = "", more: str = "") -> str:
    """Return a cell of this kind and value."""
    name = {"boolean": "boolean-value", "date": "date-value", "time": "time-value"}
    said = f'office:{name.get(kind, "value")}="{value}"'
    return cell(text or value, f'office:value-type="{kind}" {said} {more}')
