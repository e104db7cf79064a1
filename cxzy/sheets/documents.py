"""The one writer of every exported table: a frozen description, drawn once, at the end."""

from cxzy.core.language import _
from cxzy.sheets.canvas import Value, new_book, new_canvas, saved
from cxzy.sheets.document_drawing import draw_about, draw_table
from cxzy.sheets.document_values import Column, Document, Kind, Section, plain_value
from cxzy.sheets.paper import sheet_name
from cxzy.sheets.plain_text import legible

__all__ = ["Column", "Document", "Kind", "Section", "Value", "document_workbook", "plain_value"]


def document_workbook(document: Document) -> bytes:
    """Return the .xlsx of `document`: A4, headings that stay in sight and repeat, page numbers.

    Text stays text whatever it begins with, and numbers are exactly those given. Raises
    ValueError where a row has more or fewer values than there are columns.
    """
    for row in document.rows:
        if len(row) != len(document.columns):
            raise ValueError(f"a row of {len(row)} values for {len(document.columns)} columns")
    book, styles = new_book()
    canvases = [new_canvas(book, styles, sheet_name(document.name or document.title))]
    draw_table(canvases[0], document)
    if document.about:
        canvases.append(new_canvas(book, styles, sheet_name(_("Notes"))))
        draw_about(canvases[1], document)
    book.properties.title, book.properties.creator = legible(document.title), "cxzy"
    return saved(book, canvases)
