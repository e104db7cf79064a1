"""Several documents as one workbook: a sheet each, and behind them what is said about the first."""

from collections.abc import Sequence

from cxzy.core.language import _
from cxzy.sheets.canvas import new_book, new_canvas, saved
from cxzy.sheets.document_drawing import draw_about, draw_table
from cxzy.sheets.document_values import Document
from cxzy.sheets.paper import sheet_name
from cxzy.sheets.plain_text import legible


def documents_workbook(documents: Sequence[Document]) -> bytes:
    """Return the .xlsx of `documents`, the first one first, drawn as `document_workbook` does.

    What a document says about itself, its `about`, is drawn for the first one alone, on the last
    sheet. Their names must differ.
    """
    first = documents[0]
    book, styles = new_book()
    canvases = []
    for document in documents:
        canvas = new_canvas(book, styles, sheet_name(document.name or document.title))
        draw_table(canvas, document)
        canvases.append(canvas)
    if first.about:
        canvases.append(new_canvas(book, styles, sheet_name(_("Notes"))))
        draw_about(canvases[-1], first)
    book.properties.title, book.properties.creator = legible(first.title), "cxzy"
    return saved(book, canvases)
