"""What an annotated copy says: its list of problems and its comments, in the reader's words."""

from collections.abc import Sequence
from typing import Any

from cxzy.core.language import _, ngettext
from cxzy.sheets.paper import height_of, lines_of
from cxzy.sheets.problem_texts import problem_record, title
from cxzy.sheets.problems import PROBLEMS_SIGN, Problem, cut_short

_WIDTHS = (6.0, 14.0, 10.0, 12.0, 22.0, 20.0, 32.0, 44.0)
_TALLEST = 400.0
"""Rows higher than 409 points are none to Excel."""


def problem_list(problems: Sequence[Problem], name: str) -> dict[str, Any]:
    """Return what the list says, in the reader's language; `name` is the file's name."""
    rows = [_row(number, problem) for number, problem in enumerate(problems, 1)]
    return {
        "name": _("Problems"),
        "title": _("Problems"),
        "lines": [_counts(problems, name), _how()],
        "headings": [
            _("No."), _("Sheet"), _("Cell"), _("Level"), _("Problem"), _("Found"), _("Expected"),
            _("How to mend it"),
        ],
        "rows": rows,
        "heights": [_height(row) for row in rows],
        "levels": [problem.blocks for problem in problems],
        "links": [_link(problem) for problem in problems],
        "cells": [[p.cell.sheet, p.cell.row, p.cell.column] for p in problems],
        "widths": list(_WIDTHS),
        "footer": name,
        "sign": PROBLEMS_SIGN,
    }  # fmt: skip


def _row(number: int, problem: Problem) -> list[str | int]:
    """Return the cells of one line of the list."""
    record = problem_record(problem)
    where = [problem.cell.sheet, problem.cell.address or "—"]
    said = [record[key] for key in ("found", "expected", "remedy")]
    return [number, *where, _level(problem), title(problem.code), *said]


def comment_text(problem: Problem) -> str:
    """Return what is said at the cell of a problem."""
    record = problem_record(problem)
    lines = [_("{level}: {problem}").format(level=_level(problem), problem=title(problem.code))]
    if record["found"]:
        lines.append(_("Found: {found}").format(found=cut_short(record["found"])))
    lines.append(_("Expected: {expected}").format(expected=record["expected"]))
    lines.append(_("How to mend it: {remedy}").format(remedy=record["remedy"]))
    return "\n".join(lines)


def _level(problem: Problem) -> str:
    return _("Must be mended") if problem.blocks else _("Deserves a look")


def _counts(problems: Sequence[Problem], name: str) -> str:
    blocking = sum(problem.blocks for problem in problems)
    must = ngettext("{count} must be mended", "{count} must be mended", blocking)
    look = ngettext("{count} deserves a look", "{count} deserve a look", len(problems) - blocking)
    return _("{name}: {must}, {look}").format(
        name=name,
        must=must.format(count=blocking),
        look=look.format(count=len(problems) - blocking),
    )


def _how() -> str:
    return _(
        "Click a cell to go there; its colour and its comment say what is wrong. Mend this very "
        "file, save it and upload it again: this sheet and the comments are not read."
    )


def _link(problem: Problem) -> list[str] | None:
    """Return sheet and cell to go to: the whole sheet's first, None where it is the whole file."""
    cell = problem.cell
    if not cell.sheet:
        return None
    first = f"{'A' if not cell.column else ''}{cell.address}{'' if cell.row else 1}"
    return [cell.sheet, first]


def _height(row: Sequence[object]) -> float:
    lines = max(lines_of(str(text), width) for text, width in zip(row, _WIDTHS, strict=True))
    return min(height_of(lines), _TALLEST)
