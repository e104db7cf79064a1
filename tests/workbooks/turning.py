"""A sheet laid on its side, with what is expected of each cell."""

from dataclasses import replace

from openpyxl.utils import coordinate_to_tuple, get_column_letter, range_boundaries

from tests.workbooks.pages import Page


def on_its_side(page: Page) -> Page:
    """Return a page with rows for columns; the same is read from each cell."""
    turned = Page(page.name, page.source, page.group)
    turned.cells = {(column, row): value for (row, column), value in page.cells.items()}
    turned.ratings = {
        (column, row): replace(one, cell=turned.at(column, row))
        for (row, column), one in page.ratings.items()
    }
    turned.unseen = list(page.unseen)
    for fault in page.faults:
        row, column = coordinate_to_tuple(fault.cell.partition("!")[2])
        turned.faults.append(replace(fault, cell=turned.at(column, row)))
    for merge in page.merged:
        left, top, right, bottom = map(int, range_boundaries(merge))
        turned.merged.append(f"{_address(left, top)}:{_address(right, bottom)}")
    return turned


def _address(row: int, column: int) -> str:
    return f"{get_column_letter(column)}{row}"
