"""Roster files in and out: the sheets 党员 and 群体."""

from pathlib import Path

import pandas as pd

from cxzy.core.language import _
from cxzy.core.roster import ELECTORATE_COLUMNS, MEMBER_COLUMNS, Roster
from cxzy.sheets.grid import Grid, Workbook
from cxzy.sheets.problems import Cell
from cxzy.sheets.reading import file_content, read_workbook
from cxzy.sheets.roster_errors import RosterError, RosterFinding
from cxzy.sheets.roster_groups import Row, electorate
from cxzy.sheets.roster_tables import (
    MEMBER_HEADINGS,
    TableRow,
    faulty_cells,
    heading_row,
    table_rows,
    understood,
)
from cxzy.sheets.roster_workbook import roster_workbook

__all__ = ["RosterError", "RosterFinding", "read_roster", "roster_workbook"]

Findings = list[RosterFinding]


def read_roster(path_or_bytes: str | Path | bytes) -> Roster:
    """Return the roster of an .xlsx with the sheets 党员 and, where there is one, 群体.

    Columns may stand in any order and under their usual other names. Without a column of
    numbers the names are the subjects; without names the branches are. Raises
    UnreadableFile for what is no workbook, and RosterError with every fault found, naming
    its cell: unknown words, missing numbers or names, anything twice, a sheet 群体 without one
    of its columns. All columns and their other names: docs/rosters.md.
    """
    if isinstance(path_or_bytes, bytes):
        content, name = path_or_bytes, _("roster.xlsx")
    else:
        content, name = file_content(path_or_bytes), Path(path_or_bytes).name
    workbook = read_workbook(content, name)
    members = _member_grid(workbook)
    if members is None:
        raise RosterError.from_no_table(name)
    findings = [*faulty_cells(name, members)]
    rows = _members(list(table_rows(name, members, MEMBER_HEADINGS)), findings)
    others = [grid for grid in workbook.grids if grid is not members]
    counts = electorate(name, others, findings)
    if findings:
        raise RosterError.from_findings(
            sorted(findings, key=lambda one: (one.cell.sheet, one.cell.row, one.cell.column))
        )
    return Roster(_text_frame(rows), _count_frame(counts))


def _member_grid(workbook: Workbook) -> Grid | None:
    fitting = [
        grid
        for grid in workbook.grids
        if {"name", "branch"} & set(heading_row(grid, MEMBER_HEADINGS)[1])
    ]
    named = [grid for grid in fitting if "党员" in grid.name or "花名册" in grid.name]
    return next(iter(named + fitting), None)


def _members(rows: list[TableRow], findings: Findings) -> list[dict[str, str]]:
    members = [_member(row, findings) for row in rows]
    _refuse_twice(rows, members, findings)
    return members


def _member(row: TableRow, findings: Findings) -> dict[str, str]:
    texts = {column: row.texts.get(column, "") for column in MEMBER_COLUMNS}
    for key in ("kind", "type"):
        texts[key], found = understood(row, key)
        findings += found
    if "name" not in row.cells:
        texts["name"] = texts["branch"]
        texts["subject"] = texts["subject"] or texts["branch"]
    if not texts["name"]:
        cell = row.cells.get("name", row.cells.get("branch"))
        findings += [RosterFinding(cell, _("the name is missing"))] if cell else []
    if "subject" in row.cells and not texts["subject"]:
        findings.append(RosterFinding(row.cells["subject"], _("the number is missing")))
    return texts | {"subject": texts["subject"] or texts["name"]}


def _refuse_twice(rows: list[TableRow], members: list[dict[str, str]], findings: Findings) -> None:
    first: dict[str, Cell] = {}
    for row, member in zip(rows, members, strict=True):
        cell = row.cells.get("subject") or row.cells.get("name") or row.cells["branch"]
        if not member["subject"]:
            continue
        if member["subject"] in first:
            text = _("“{found}” stands already in {first}").format(
                found=member["subject"], first=first[member["subject"]]
            )
            findings.append(RosterFinding(cell, text))
        first.setdefault(member["subject"], cell)


def _text_frame(rows: list[dict[str, str]]) -> pd.DataFrame:
    return pd.DataFrame(
        {column: pd.Series([row[column] for row in rows], dtype="str") for column in MEMBER_COLUMNS}
    )


def _count_frame(rows: list[Row]) -> pd.DataFrame:
    """Return the electorate; who came is a column where any row says so."""
    frame = pd.DataFrame(rows, columns=[*ELECTORATE_COLUMNS, "present"])
    kinds = {"source": "str", "group": "str", "count": "int64", "present": "float64"}
    frame = frame.astype(kinds)
    return frame.drop(columns="present") if frame["present"].isna().all() else frame
