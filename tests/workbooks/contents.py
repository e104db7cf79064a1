"""What a file holds, read by openpyxl, calamine or as text: never by the code under test."""

import io
import zipfile
from pathlib import PurePath

from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

Content = dict[str, object]


def content_of(data: bytes, name: str) -> object:
    """Return what a file holds, the same for two files that differ only in their bytes.

    Sheets with their cells, merged ranges and what is hidden; the bytes themselves of what is
    no workbook.
    """
    kind = PurePath(name).suffix
    if data[:2] == b"PK" and kind == ".zip":
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return {one: content_of(package.read(one), one) for one in package.namelist()}
    try:
        if kind in {".xls", ".ods", ".xlsb"}:
            return _by_calamine(data)
        return _by_openpyxl(data) if kind in {".xlsx", ".xlsm"} else data
    except Exception:
        return data


def _by_openpyxl(data: bytes) -> Content:
    file = load_workbook(io.BytesIO(data))
    return {
        sheet.title: (
            sheet.sheet_state,
            {
                cell.coordinate: (str(cell.value), cell.number_format)
                for row in sheet.iter_rows(max_row=min(sheet.max_row, 500), max_col=50)
                for cell in row
                if cell.value is not None
            },
            sorted(map(str, sheet.merged_cells.ranges)),
            sorted(row for row, one in sheet.row_dimensions.items() if one.hidden),
            sorted(letter for letter, one in sheet.column_dimensions.items() if one.hidden),
        )
        for sheet in file
    }


def _by_calamine(data: bytes) -> Content:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
