"""The form that says how a table is to be read; every change is shown at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby
from typing import Any

import streamlit as st

from cxzy.core.labels import source_label
from cxzy.core.language import _, mark
from cxzy.core.vocabulary import Source
from cxzy.services.looking import (
    Taken,
    correction_of,
    groups_of,
    meanings,
    scales_of,
    with_correction,
)
from cxzy.services.previews import CheckedFile, Preview
from cxzy.services.records import NOT_READ, PERSON, Correction, Grid, Meaning, column_letters
from cxzy.web import looking, session, tables
from cxzy.web.meanings import meaning_label
from cxzy.web.sheet_grid import MOST_COLUMNS, sheet_code
from cxzy.web.upload_view import layout_text

MOST_HEADING_ROWS = 8
FEW = 12
_KEPT_FREE = mark("as it was recognised")


@dataclass(frozen=True)
class _Editing:
    """One table of one file that is put right; `key` begins the keys of its widgets."""

    preview: Preview
    file: CheckedFile
    table: Taken

    @property
    def key(self) -> str:
        table = self.table
        place = f"{sheet_code(table.sheet)}.{table.top}.{table.bottom}.{table.left}"
        return f"upload.look.{self.file.sha256[:12]}.{place}.{looking.widget_round()}"

    @property
    def said(self) -> Correction:
        """What was said of the table so far."""
        return correction_of(self.table)

    def say(self, **changes: Any) -> None:
        """Say something else of the table; the next run reads the file anew."""
        session.begin()
        mine = looking.corrections().get(self.file.sha256, ())
        said = replace(self.said, **changes)
        looking.say(self.file.sha256, with_correction(mine, self.table, said))


def correction_form(preview: Preview, file: CheckedFile, grid: Grid, table: Taken) -> None:
    """Draw the form for one table of a file, filled in as the table was read."""
    editing = _Editing(preview, file, table)
    tables.lines([_("Change whatever is wrong; what is read changes with it at once.")])
    with st.container(horizontal=True, vertical_alignment="bottom", key="upload_look_table"):
        _heading_rows(editing, grid)
        _source(editing)
        _group(editing)
        _layout(editing)
        _scale(editing)
        _reset(editing)
    with st.container(horizontal=True, key="upload_look_columns"):
        _columns(editing)


def _heading_rows(editing: _Editing, grid: Grid) -> None:
    table, last = editing.table, max(grid.height - 1, 1)
    for name, label, value in (
        ("top", _("First heading row"), table.top),
        ("bottom", _("Last heading row"), table.bottom),
    ):
        key = f"{editing.key}.{name}"
        said = partial(_rows_said, editing, name, key)
        st.number_input(
            label, 1, last, min(value + 1, last), step=1, key=key, on_change=said, width=120
        )


def _rows_said(editing: _Editing, name: str, key: str) -> None:
    row = int(st.session_state[key]) - 1
    rows = {"top": editing.table.top, "bottom": editing.table.bottom, name: row}
    if name == "top":
        rows["bottom"] = min(max(rows["bottom"], row), row + MOST_HEADING_ROWS - 1)
    else:
        rows["top"] = max(min(rows["top"], row), row - MOST_HEADING_ROWS + 1)
    editing.say(**rows, columns=())


def _source(editing: _Editing) -> None:
    said = editing.said.source
    free = _("as the file says") if editing.table.source or said else _("the file does not say")
    _choice(
        editing,
        "source",
        _("Whose marks are these?"),
        ["", *(source.value for source in Source)],
        value=said.value if said else "",
        text=lambda one: source_label(Source(one)) if one else free,
        kept=lambda one: Source(one) if one else None,
    )


def _group(editing: _Editing) -> None:
    """Draw the choice of the rater group, where the scheme weighs groups."""
    if names := groups_of(editing.preview, editing.table):
        _choice(
            editing,
            "group",
            _("Rater group"),
            ["", *names],
            value=editing.said.group,
            text=lambda one: one or _("as the file says"),
            kept=str,
        )


def _layout(editing: _Editing) -> None:
    """Draw the choice of the layout, where several could be meant."""
    if len(editing.table.layouts) > 1:
        _choice(
            editing,
            "layout",
            _("Laid out as"),
            ["", *editing.table.layouts],
            value=editing.said.layout,
            text=lambda one: layout_text(one) if one else _(_KEPT_FREE),
            kept=str,
        )


def _scale(editing: _Editing) -> None:
    """Draw the choice of the scale of words, where the scheme has several."""
    if names := scales_of(editing.preview.scheme):
        _choice(
            editing,
            "scale",
            _("Words of the scale"),
            ["", *names],
            value=editing.said.scale,
            text=lambda one: one or _(_KEPT_FREE),
            kept=str,
        )


def _choice(  # noqa: PLR0913 — what it is called, what it offers, what stands
    editing: _Editing,
    name: str,
    label: str,
    options: Sequence[str],
    *,
    value: str,
    text: Callable[[str], str],
    kept: Callable[[str], object],
) -> None:
    key = f"{editing.key}.{name}"
    st.selectbox(
        label,
        options,
        index=options.index(value) if value in options else 0,
        format_func=text,
        key=key,
        on_change=lambda: editing.say(**{name: kept(st.session_state[key])}),
        width=200,
    )


def _reset(editing: _Editing) -> None:
    mine = looking.corrections().get(editing.file.sha256, ())
    if any(one.sheet == editing.table.sheet for one in mine):
        st.button(
            _("Back to what was recognised"),
            key="upload.look.reset",
            on_click=_forget_said,
            args=(editing.file.sha256, editing.table.sheet),
            type="tertiary",
            icon=":material/undo:",
        )


def _forget_said(sha256: str, sheet: str) -> None:
    mine = looking.corrections().get(sha256, ())
    looking.say(sha256, tuple(one for one in mine if one.sheet != sheet))
    looking.begin_anew()


def _columns(editing: _Editing) -> None:
    """Draw a choice per column; many columns of one person each share one."""
    offered = meanings(editing.preview.scheme, editing.table)
    for run in _runs(editing.table)[:MOST_COLUMNS]:
        first, text, meaning = run[0]
        indices = [index for index, *_rest in run]
        key = f"{editing.key}.column.{first}.{len(run)}"
        st.selectbox(
            _column_name(indices, text),
            offered,
            index=offered.index(meaning),
            format_func=meaning_label,
            key=key,
            on_change=partial(_meaning_said, editing, indices, key),
            width=220,
        )


def _meaning_said(editing: _Editing, indices: Sequence[int], key: str) -> None:
    """Say what some columns hold; what was merely not understood elsewhere stays a question."""
    meaning: Meaning = st.session_state[key]
    standing = {n: one for n, _text, one in editing.table.columns if one != NOT_READ}
    said = {**standing, **dict(editing.said.columns), **dict.fromkeys(indices, meaning)}
    editing.say(columns=tuple(said.items()))


def _runs(table: Taken) -> list[list[tuple[int, str, Meaning]]]:
    """Return the columns, those of people in one run where there are many."""
    many = len(table.columns) > FEW
    keyed = groupby(table.columns, key=lambda one: "" if many and one[2] == PERSON else one[0])
    return [list(run) for _key, run in keyed]


def _column_name(indices: Sequence[int], text: str) -> str:
    first, last = (column_letters(index + 1) for index in (indices[0], indices[-1]))
    if first != last:
        return _("{first} to {last}").format(first=first, last=last)
    return _("{column}: {heading}").format(column=first, heading=text or "—")
