"""The problems of an upload as a list: alike ones together, to be filtered, each cell a link."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from cxzy.core.language import _, listed, ngettext
from cxzy.services.looking import PUZZLES
from cxzy.services.records import Cell, Problem, problem_record, problem_title
from cxzy.web import messages, tables
from cxzy.web.sheet_grid import cell_id
from cxzy.web.tables import Column, Row

_SHOWN = 12
TWO_VERSIONS = "source_in_two_files"
"""What two files with ballots of the same source and no named raters are told."""
FEW = 6
"""Below so many problems of one file a list needs no filter."""


def problems(found: Sequence[Problem], names: Sequence[str]) -> None:
    """List what has to be mended, each with how; `names` are the files in their order."""
    blocking = [problem for problem in found if problem.blocks]
    if not blocking:
        return
    words = ngettext(
        "{count} fault must be mended before its file can count",
        "{count} faults must be mended before their files can count",
        len(blocking),
    )
    messages.heading(words.format(count=len(blocking)))
    tables.lines(
        [
            _("Mend them in your workbook, save it, and choose it again above."),
            *_without_excel(blocking),
        ]
    )
    _table(_filtered(blocking, "problems"), names)


def _without_excel(found: Sequence[Problem]) -> list[str]:
    """Return what can be done without changing the workbook, where that may be enough."""
    if PUZZLES.isdisjoint(problem.code for problem in found):
        return []
    words = _(
        "Where only the headings are not understood, or nothing says whose marks these are, say "
        "it under “See how it was read” above."
    )
    return [words]


def warnings(found: Sequence[Problem], names: Sequence[str]) -> None:
    """Keep what only deserves a look folded away: nobody has to do anything about it."""
    checks = [problem for problem in found if not problem.blocks]
    if not checks:
        return
    words = ngettext(
        "{count} place deserves a look; it does not keep the file from counting",
        "{count} places deserve a look; they do not keep the file from counting",
        len(checks),
    )
    with st.expander(words.format(count=len(checks)), key="upload.warnings"):
        _table(_filtered(checks, "warnings"), names)


def questions(found: Sequence[Problem]) -> None:
    """Ask openly, beside the button, whether two files are one: only the secretary knows."""
    words = _(
        "{file} and {others} hold ballots of the same source for the same people. If one is a "
        "corrected version of the other, upload it alone: as they lie here, all of them count."
    )
    for problem in found:
        if problem.code == TWO_VERSIONS:
            others = dict(problem.detail)["other"]
            names = others if isinstance(others, str) else listed(others)
            said = words.format(file=problem.cell.file, others=names)
            st.warning(messages.plain(said), icon=":material/help:")


def _table(found: Sequence[Problem], names: Sequence[str]) -> None:
    several = len({problem.cell.file for problem in found}) > 1
    tables.table(
        [
            *([Column("file", _("File"), "soft", phone=False)] if several else []),
            Column("cell", _("Cell"), "html"),
            Column("found", _("Found")),
            Column("expected", _("Expected")),
            Column("remedy", _("How to mend it")),
        ],
        problem_rows(found, names),
        about=_("Problems of the files"),
    )


def _filtered(found: Sequence[Problem], name: str) -> list[Problem]:
    """Draw the choices of file, sheet and kind of problem that tell some apart; return the rest."""
    left = list(found)
    with st.container(horizontal=True, key=f"upload_{name}_filters"):
        several = len({problem.cell.file for problem in left}) > 1
        if several:
            left = _only(left, f"{name}.file", _("File"), [one.cell.file for one in left])
        if several or len(found) >= FEW:
            sheets = [one.cell.sheet or _("whole file") for one in left]
            left = _only(left, f"{name}.sheet", _("Sheet"), sheets)
            kinds = [problem_title(one.code) for one in left]
            left = _only(left, f"{name}.kind", _("Problem"), kinds)
    return left


def _only(found: list[Problem], name: str, label: str, said: Sequence[str]) -> list[Problem]:
    """Draw the choice of one of the texts that problems have, and return those that have it."""
    options = list(dict.fromkeys(said))
    if len(options) < 2:  # noqa: PLR2004
        return found
    times = {option: sum(one == option for one in said) for option in options}
    everything = _("{label}: all").format(label=label)
    chosen = st.selectbox(
        label,
        ["", *options],
        format_func=lambda one: f"{one} ({times[one]})" if one else everything,
        key=f"upload.{name}",
        label_visibility="collapsed",
        width=240,
    )
    return [problem for problem, text in zip(found, said, strict=True) if chosen in ("", text)]


def problem_rows(found: Sequence[Problem], names: Sequence[str]) -> list[Row]:
    """Return the problems as rows; alike ones share a row with all cells and all that was found.

    `names` are the files of the upload in their order, to which the cells link.
    """
    alike: dict[tuple[str, ...], list[tuple[Cell, str]]] = {}
    for problem in found:
        record = problem_record(problem)
        words = (record["code"], record["expected"], record["remedy"])
        seen = (problem.cell, record["found"])
        alike.setdefault((problem.cell.file, *words), []).append(seen)
    return [
        {
            "file": file,
            "cell": _cells([cell for cell, _seen in places], names),
            "found": _seen_in([seen for _cell, seen in places]),
            "expected": expected,
            "remedy": remedy,
        }
        for (file, _code, expected, remedy), places in alike.items()
    ]


def _seen_in(seen: Sequence[str]) -> str:
    different = list(dict.fromkeys(filter(None, seen)))
    more = _(" …") if len(different) > _SHOWN else ""
    return listed(different[:_SHOWN]) + more


def _cells(cells: Sequence[Cell], names: Sequence[str]) -> str:
    """Return links to cells in which a sheet is named once: 互评!D7, D9."""
    said, sheet = [], ""
    for cell in cells[:_SHOWN]:
        words = cell.address if cell.address and cell.sheet == sheet else str(cell)
        said.append(_link(cell, words, names))
        sheet = cell.sheet
    words = listed(said)
    if len(cells) <= _SHOWN:
        return words
    more = _("{cells} and {count} more")
    return more.format(cells=words, count=len(cells) - _SHOWN)


def _link(cell: Cell, words: str, names: Sequence[str]) -> str:
    """Return a link to a cell in the shown grid; a whole file has no place to go to."""
    if not cell.sheet or cell.file not in names:
        return escape(words)
    target = cell_id(names.index(cell.file), cell.sheet, cell.row, cell.column)
    return tables.anchor(words, f"#{target}")
