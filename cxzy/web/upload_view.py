"""An upload on the screen: what each file is, what is wrong with it, what it would change."""

from collections.abc import Sequence
from html import escape

import pandas as pd
import streamlit as st

from cxzy.charts.changes import changes_figure
from cxzy.charts.frames import rows_of
from cxzy.core.labels import source_label
from cxzy.core.language import _, mark, ngettext
from cxzy.core.vocabulary import Source, SubjectKind
from cxzy.services.previews import CheckedFile, Preview
from cxzy.services.records import Problem, problem_record
from cxzy.web import messages, session, tables
from cxzy.web.profile_view import CHART
from cxzy.web.tables import Column, Row

_LAYOUTS = {
    "matrix": mark("matrix: raters and subjects"),
    "criteria": mark("criteria sheet: a column per criterion"),
    "tally": mark("tally: votes per word"),
    "long": mark("long list: a line per mark"),
    "workbook": mark("several tables"),
}
_SHOWN = 12
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
    """List the problems, those that block first, each with how to mend it; alike ones together."""
    if not found:
        return
    blocking = sum(problem.blocks for problem in found)
    messages.heading(_problem_heading(len(found), blocking))
    several = len({problem.cell.file for problem in found}) > 1
    tables.table(
        [
            Column("level", _("Level"), "html", phone=False),
            *([Column("file", _("File"), "soft", phone=False)] if several else []),
            Column("cell", _("Cell")),
            Column("found", _("Found")),
            Column("expected", _("Expected"), phone=False),
            Column("remedy", _("How to mend it")),
        ],
        problem_rows(_filtered(found)),
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


def problem_rows(found: Sequence[Problem]) -> list[Row]:
    """Return the problems as rows, blocking ones first; alike ones share a row with all cells."""
    alike: dict[tuple[str, ...], list[str]] = {}
    for problem in sorted(found, key=lambda one: not one.blocks):
        record = problem_record(problem)
        words = (record["found"], record["expected"], record["remedy"])
        alike.setdefault((problem.level, problem.cell.file, *words), []).append(record["cell"])
    return [
        {
            "level": _level(level),
            "file": file,
            "cell": _cells(cells),
            "found": seen,
            "expected": expected,
            "remedy": remedy,
        }
        for (level, file, seen, expected, remedy), cells in alike.items()
    ]


def _level(level: str) -> str:
    name = "cx-down" if level == "blocks" else "cx-soft"
    return f'<span class="{name} cx-whole">{escape(_(_LEVELS[level]))}</span>'


def _cells(cells: Sequence[str]) -> str:
    """Return cells as one list in which a sheet is named once: 互评!D7, D9."""
    said, sheet = [], ""
    for cell in cells[:_SHOWN]:
        name, _mark, address = cell.rpartition("!")
        said.append(address if name and name == sheet else cell)
        sheet = name
    words = _(", ").join(said)
    if len(cells) <= _SHOWN:
        return words
    return _("{cells} and {count} more").format(cells=words, count=len(cells) - _SHOWN)


def changes(preview: Preview) -> None:
    """Show the resulting table beside what stands; whoever is right of it can accept."""
    scored = preview.changes.dropna(subset=["score_after"])
    if scored.empty:
        return
    member = preview.meeting.subject == SubjectKind.MEMBER
    columns = [
        Column("rank_after", _("Place"), "integer"),
        Column("name", _("Member") if member else _("Branch")),
        Column("score_after", _("Score"), "number"),
    ]
    if scored["score_before"].notna().any():
        columns += [
            Column("score_before", _("Before"), "number", phone=False),
            Column("rise", _("Change"), "change"),
            Column("rank_before", _("Place before"), "integer", phone=False),
        ]
    rows = rows_of(preview.changes.assign(rise=_rise(preview.changes)))
    tables.table(columns, rows, about=_("Result with these files"))


def moves(preview: Preview) -> None:
    """Draw whose score moves most, where any moves."""
    moved = preview.changes[_rise(preview.changes).round(6).fillna(0) != 0]
    if moved.empty:
        return
    st.plotly_chart(
        changes_figure(moved, theme=session.theme()),
        theme=None,
        config=CHART,
        key="upload.changes",
        alt=_("Scores before and after"),
    )
    st.caption(_("Hollow: as it stands. Solid: with these files."))


def _rise(changes: pd.DataFrame) -> pd.Series:
    return changes["score_after"] - changes["score_before"]


def change_heading(preview: Preview) -> str:
    """Return what accepting would do to the scores."""
    changes = preview.changes
    if not changes["score_after"].notna().any():
        return _("With these files nobody has a score yet: other sources are still owed")
    if changes["score_before"].notna().any():
        moved = int((_rise(changes).round(6).fillna(0) != 0).sum())
        return ngettext(
            "With these files {count} score changes",
            "With these files {count} scores change",
            moved,
        ).format(count=moved)
    count = int(changes["score_after"].notna().sum())
    return ngettext(
        "With these files {count} gets a first score",
        "With these files {count} get a first score",
        count,
    ).format(count=count)


def counts(preview: Preview) -> None:
    """Say how many ratings of each source the acceptable files bring."""
    frames = [file.sheet.ratings for file in preview.files if file.acceptable and file.sheet]
    found = [
        (source, sum(int((f["source"] == source.value).sum()) for f in frames)) for source in Source
    ]
    words = _("{source}: {count} ratings")
    tables.lines(
        words.format(source=source_label(source), count=f"{count:,}")
        for source, count in found
        if count
    )


def source_choice() -> Source | None:
    """Draw the choice of the source, for files that do not say it themselves."""
    picked = st.selectbox(
        _("Whose marks are in the files?"),
        ["", *(source.value for source in Source)],
        format_func=lambda one: source_label(Source(one)) if one else _("the files say it"),
        key="upload.source",
    )
    return Source(picked) if picked else None
