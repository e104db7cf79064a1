"""The sheet 群体 of a roster file: how many of each group are entitled to assess."""

from collections.abc import Sequence

from cxzy.core.language import _, listed
from cxzy.sheets.grid import Grid
from cxzy.sheets.problems import Cell
from cxzy.sheets.roster_errors import RosterFinding
from cxzy.sheets.roster_tables import (
    ELECTORATE_HEADINGS,
    TableRow,
    faulty_cells,
    heading_row,
    table_rows,
    understood,
)
from cxzy.sheets.wording import plain, shown

NEEDED = {"source", "count"}
NAMED = ("群体", "groups")

Findings = list[RosterFinding]
Row = tuple[str, str, int, int | None]
Counts = dict[tuple[str, str], tuple[int, int | None, Cell]]


def electorate(file: str, grids: Sequence[Grid], findings: Findings) -> list[Row]:
    """Return source, group, count and who came of each row of the sheets 群体; add what is wrong.

    A sheet is one of them by its headings. One that only its name or its column 群体 gives
    away lacks a column, which is a finding: docs/decisions/0012-nothing-is-guessed.md.
    """
    counts: Counts = {}
    for grid in grids:
        if set(heading_row(grid, ELECTORATE_HEADINGS)[1]) >= NEEDED:
            findings += faulty_cells(file, grid)
            for row in table_rows(file, grid, ELECTORATE_HEADINGS):
                _take(row, counts, findings)
        elif _means_groups(grid):
            findings.append(_columns_missing(file, grid))
    return [(*key, count, present) for key, (count, present, _cell) in counts.items()]


def _take(row: TableRow, counts: Counts, findings: Findings) -> None:
    source, found = understood(row, "source")
    findings += found
    if not row.texts["source"]:
        findings.append(RosterFinding(row.cells["source"], _("the source is missing")))
    key = (source, row.texts.get("group", ""))
    count = _count(row, "count", findings)
    present = _count(row, "present", findings) if row.texts.get("present") else None
    if present is not None and present > count:
        words = _("more are present ({present}) than are entitled ({count})")
        said = words.format(present=present, count=count)
        findings.append(RosterFinding(row.cells["present"], said))
    if key in counts and source:
        text = _("this source and group stand already in {first}")
        findings.append(RosterFinding(row.cells["source"], text.format(first=counts[key][2])))
    counts.setdefault(key, (count, present, row.cells["source"]))


def _count(row: TableRow, name: str, findings: Findings) -> int:
    text = row.texts[name].removesuffix("人")
    if not text.isdecimal():
        finding = _("“{found}” is no number of people").format(found=row.texts[name])
        findings.append(RosterFinding(row.cells[name], finding))
        return 0
    return int(text)


def _means_groups(grid: Grid) -> bool:
    """Return whether a sheet that holds anything is called 群体 or has 群体 beside a count."""
    if not any(shown(value) for row in grid.rows for value in row):
        return False
    top, columns = heading_row(grid, ELECTORATE_HEADINGS)
    both = {"group", "count"} <= set(columns)
    return any(word in plain(grid.name) for word in NAMED) or (
        both and plain(shown(grid.rows[top][columns["group"]])).startswith(NAMED[0])
    )


def _columns_missing(file: str, grid: Grid) -> RosterFinding:
    top, columns = heading_row(grid, ELECTORATE_HEADINGS)
    if not columns:
        says = [sum(bool(shown(value)) for value in row) for row in grid.rows]
        top = says.index(max(says))
    headings = [" ".join(shown(value).split()) for value in grid.rows[top] if shown(value)]
    text = _(
        "the sheet {sheet} has the columns {found}; it needs 测评主体 (who assesses: 自评, 互评, "
        "领导点评, 群众测评), 群体 (may be left out) and 人数 (how many are entitled)"
    ).format(sheet=grid.name, found=listed(headings))
    return RosterFinding(Cell(file, grid.name, top + 1, 1), text)
