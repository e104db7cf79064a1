"""An upload on the screen: what each file is, what is wrong with it, what it would change."""

from collections.abc import Sequence
from html import escape
from typing import Any

import streamlit as st

from cxzy.charts.changes import changes_figure
from cxzy.charts.frames import rows_of
from cxzy.core.labels import source_label
from cxzy.core.language import _, mark, ngettext
from cxzy.core.vocabulary import Source
from cxzy.services.records import Problem, problem_record
from cxzy.services.upload import CheckedFile, Preview
from cxzy.web import session, tables
from cxzy.web.profile_view import CHART
from cxzy.web.tables import Column, Row

_LAYOUTS = {
    "matrix": mark("matrix: raters and subjects"),
    "criteria": mark("criteria sheet: a column per criterion"),
    "tally": mark("tally: votes per word"),
    "long": mark("long list: a line per mark"),
    "workbook": mark("several tables"),
}
_LEVELS = {"blocks": mark("must be mended"), "warns": mark("please check")}


def layout_text(layout: str) -> str:
    """Return what a layout is called."""
    return _(_LAYOUTS[layout]) if layout in _LAYOUTS else layout


def files(preview: Preview) -> None:
    """List the files: recognised layout, sources, ratings per table, and what becomes of each."""
    tables.table(
        [
            Column("name", _("File")),
            Column("tables", _("Recognised"), "html", phone=False),
            Column("ratings", _("Ratings"), "integer"),
            Column("state", _("State"), "html"),
        ],
        [_file_row(file) for file in preview.files],
        about=_("Files of this upload"),
    )


def _file_row(file: CheckedFile) -> Row:
    return {
        "name": file.name,
        "tables": "<br>".join(map(escape, _tables(file))),
        "ratings": None if file.sheet is None else len(file.sheet.ratings),
        "state": _state(file),
    }


def _tables(file: CheckedFile) -> list[str]:
    if file.sheet is None:
        return []
    words = _("{sheet}: {source}, {layout}, {count} ratings")
    return [
        words.format(
            sheet=table.sheet,
            source=source_label(table.source) if table.source else _("source unknown"),
            layout=layout_text(table.layout),
            count=f"{table.ratings:,}",
        )
        for table in file.sheet.tables
    ]


def _state(file: CheckedFile) -> str:
    if file.refusal:
        return f'<span class="cx-down">{escape(file.refusal)}</span>'
    if file.unchanged:
        return escape(_("already in, the same bytes"))
    blocking = sum(problem.blocks for problem in file.problems)
    if blocking:
        said = ngettext("{count} fault to mend", "{count} faults to mend", blocking)
        return f'<span class="cx-down">{escape(said.format(count=blocking))}</span>'
    if not file.sources:
        return f'<span class="cx-down">{escape(_("no marks found"))}</span>'
    words = _("ready; replaces {names}") if file.replaces else _("ready")
    names = _(", ").join(f"{sheet.name} v{sheet.version}" for sheet in file.replaces)
    return f'<span class="cx-up">{escape(words.format(names=names))}</span>'


def problems(found: Sequence[Problem]) -> None:
    """List the problems, filtered by file and level, each with how to mend it."""
    if not found:
        return
    blocking = sum(problem.blocks for problem in found)
    st.subheader(_problem_heading(len(found), blocking), anchor=False)
    shown = _filtered(found)
    tables.table(
        [
            Column("file", _("File"), "soft", phone=False),
            Column("cell", _("Cell")),
            Column("found", _("Found")),
            Column("expected", _("Expected"), phone=False),
            Column("remedy", _("How to mend it")),
            Column("level", _("Level"), "soft", phone=False),
        ],
        [_problem_row(problem) for problem in shown],
        about=_("Problems of the files"),
    )


def _problem_heading(count: int, blocking: int) -> str:
    if not blocking:
        return ngettext(
            "{count} thing to check; nothing has to be mended",
            "{count} things to check; nothing has to be mended",
            count,
        ).format(count=count)
    return ngettext(
        "{count} fault must be mended before the sheets can count",
        "{count} faults must be mended before the sheets can count",
        blocking,
    ).format(count=blocking)


def _filtered(found: Sequence[Problem]) -> list[Problem]:
    names = list(dict.fromkeys(problem.cell.file for problem in found))
    levels = list(dict.fromkeys(problem.level for problem in found))
    name, level = "", ""
    with st.container(horizontal=True):
        if len(names) > 1:
            name = st.selectbox(
                _("File"),
                ["", *names],
                format_func=lambda one: one or _("All files"),
                key="upload.problems.file",
                label_visibility="collapsed",
                width=280,
            )
        if len(levels) > 1:
            level = st.segmented_control(
                _("Level"),
                ["", *levels],
                default="",
                required=True,
                format_func=lambda one: _(_LEVELS[one]) if one else _("All"),
                key="upload.problems.level",
                label_visibility="collapsed",
            )
    return [
        problem
        for problem in found
        if name in ("", problem.cell.file) and level in ("", problem.level)
    ]


def _problem_row(problem: Problem) -> Row:
    record = problem_record(problem)
    return {
        **record,
        "file": problem.cell.file,
        "level": _(_LEVELS[problem.level]),
    }


def changes(preview: Preview) -> None:
    """Show the resulting table beside what stands, and who moves most."""
    moved = preview.changes.dropna(subset=["score_before", "score_after"])
    moved = moved[(moved["score_after"] - moved["score_before"]).round(6) != 0]
    st.subheader(_change_heading(preview, len(moved)), anchor=False)
    columns = [
        Column("rank_after", _("Place"), "integer"),
        Column("name", _("Name")),
        Column("score_after", _("Score"), "number"),
        Column("score_before", _("Before"), "number", phone=False),
        Column("rise", _("Change"), "change"),
        Column("rank_before", _("Place before"), "integer", phone=False),
    ]
    rows = [{**row, "rise": row["score_after"] - row["score_before"]} for row in _known(preview)]
    if not len(moved):
        tables.table(columns[:3], rows, about=_("Result with these files"))
        return
    left, right = st.columns([3, 2], gap="large")
    with left:
        tables.table(columns, rows, about=_("Result with these files"))
    with right:
        st.plotly_chart(
            changes_figure(moved, theme=session.theme()),
            theme=None,
            config=CHART,
            key="upload.changes",
            alt=_("Scores before and after"),
        )
        st.caption(_("Hollow: as it stands. Solid: with these files."))


def _known(preview: Preview) -> list[dict[str, Any]]:
    return rows_of(preview.changes)


def _change_heading(preview: Preview, moved: int) -> str:
    if preview.changes["score_before"].notna().any():
        return ngettext(
            "With these files {count} score changes",
            "With these files {count} scores change",
            moved,
        ).format(count=moved)
    count = int(preview.changes["score_after"].notna().sum())
    return ngettext(
        "With these files {count} gets a first score",
        "With these files {count} get a first score",
        count,
    ).format(count=count)


def source_choice() -> Source | None:
    """Draw the choice of the source, for files that do not say it themselves."""
    options: list[Source | None] = [None, *Source]
    return st.selectbox(
        _("Whose marks are in the files?"),
        options,
        format_func=lambda one: source_label(one) if one else _("the files say it"),
        key="upload.source",
        width=240,
    )
