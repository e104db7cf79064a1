"""Workbooks made by openpyxl for the tests, as a secretary would fill them in."""

from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import Workbook as File
from openpyxl.worksheet.worksheet import Worksheet

from cxzy.core.roster import MEMBER_COLUMNS, Roster
from cxzy.core.scheme import Scheme, parse_scheme
from cxzy.sheets.sheet import Sheet, read_sheet

ONE_CRITERION = parse_scheme(
    '[[criteria]]\nkey = "whole"\nlabel = "综合评价"\nweight = 100\nfull_marks = 100\n'
)
TWO_CRITERIA = parse_scheme(
    '[[criteria]]\nkey = "virtue"\nlabel = "德"\nweight = 60\n'
    '[[criteria]]\nkey = "work"\nlabel = "能"\nweight = 40\n'
)


def workbook(
    sheets: dict[str, Sequence[Sequence[Any]]], change: Callable[[File], None] | None = None
) -> bytes:
    """Return a workbook with these rows per sheet; `change` may do the rest."""
    file = File()
    file.remove(file.active)
    for name, rows in sheets.items():
        sheet: Worksheet = file.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    if change is not None:
        change(file)
    content = BytesIO()
    file.save(content)
    return content.getvalue()


def roster(*names: str) -> Roster:
    """Return a roster of these members, numbered 20120001, 20120002, …"""
    blank = dict.fromkeys(MEMBER_COLUMNS, "")
    rows = [
        {**blank, "subject": f"2012{place:04d}", "name": name}
        for place, name in enumerate(names, 1)
    ]
    return Roster(members=pd.DataFrame(rows, dtype="str"))


def read(
    rows: Sequence[Sequence[Any]] | dict[str, Sequence[Sequence[Any]]],
    scheme: Scheme = TWO_CRITERIA,
    *,
    change: Callable[[File], None] | None = None,
    **options: Any,
) -> Sheet:
    """Return what one sheet 群众测评, or several named ones, are understood as."""
    sheets = rows if isinstance(rows, dict) else {"群众测评": rows}
    return read_sheet(workbook(sheets, change), scheme, "测评.xlsx", **options)


def marks(sheet: Sheet) -> list[tuple[str, str, float]]:
    """Return subject, criterion and points of every rating, sorted."""
    columns = zip(
        sheet.ratings["subject"], sheet.ratings["criterion"], sheet.ratings["points"], strict=True
    )
    return sorted((str(s), str(c), float(p)) for s, c, p in columns)


def codes(sheet: Sheet) -> list[tuple[str, str]]:
    """Return code and address of every problem, in order."""
    return [(problem.code, str(problem.cell)) for problem in sheet.problems]


def contents(paths: Sequence[Path]) -> list[tuple[str, bytes]]:
    """Return files as they are uploaded: name and content."""
    return [(path.name, path.read_bytes()) for path in paths]
