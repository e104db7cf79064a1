"""How a file was read, on the screen: its grid, and the form that puts right what was guessed."""

from collections.abc import Sequence

import streamlit as st

from cxzy.core.labels import source_label
from cxzy.core.language import _, ngettext
from cxzy.core.moments import clock_text
from cxzy.services.actors import shown_name
from cxzy.services.forms import used_forms
from cxzy.services.looking import Taken, tables_in
from cxzy.services.previews import CheckedFile, Preview
from cxzy.services.records import Grid, Problem, column_letters
from cxzy.web import looking, messages, tables
from cxzy.web.correcting import correction_form
from cxzy.web.sheet_grid import Drawing, Window, cell_id, grid_html, told, window_of
from cxzy.web.upload_view import layout_text


def sheet_view(preview: Preview) -> None:
    """Draw the part of the page that shows how files were read; nothing of it while it is shut."""
    places = [place for place, file in enumerate(preview.files) if file.sheet is not None]
    if not places:
        return
    folded = st.expander(
        _("See how it was read, and put it right"),
        key=looking.OPEN,
        on_change="rerun",
        icon=":material/grid_on:",
    )
    if not folded.open:
        looking.close()
        return
    with folded, messages.in_words():
        _opened(preview, places)


def _opened(preview: Preview, places: Sequence[int]) -> None:
    with st.container(horizontal=True, key="upload_look_choices"):
        place = looking.file_choice(preview.files, places)
        file = preview.files[place]
        grids = looking.grids_of(preview, file)
        grid = looking.sheet_choice(grids, file)
        if grid is None:
            return
        found = tables_in(file, grid, preview.scheme)
        table = looking.table_choice(found)
    tables.lines(_how(file, grid, table, preview))
    row, column = looking.asked_place(place, grid) or (table.top, table.left)
    window = window_of(grid, row, column)
    problems = [one for one in file.problems if one.cell.sheet == grid.name]
    asked = looking.asked()
    st.html(grid_html(Drawing(grid, place, found, problems, window, asked)))
    tables.lines([*_asked(problems, place, asked), *_bounds(window)])
    correction_form(preview, file, grid, table)


def _how(file: CheckedFile, grid: Grid, table: Taken, preview: Preview) -> list[str]:
    """Return in sentences how a table was read, and by what."""
    rows = _rows(table.top, table.bottom)
    if not table.understood:
        words = _(
            "This table was not understood. Say below which rows are headings and what each "
            "column holds; nothing is counted before you accept it."
        )
        return [words]
    words = _("Read as “{layout}”: headings in {headings}, marks in {body}, whose: {source}.")
    said = words.format(
        layout=layout_text(table.layout),
        headings=rows,
        body=_rows(*table.body),
        source=source_label(table.source) if table.source else _("source unknown"),
    )
    return [said, *_by(file, table, preview), _counted(file, grid)]


def _rows(first: int, last: int) -> str:
    if first == last:
        return _("row {row}").format(row=first + 1)
    return _("rows {first} to {last}").format(first=first + 1, last=last + 1)


def _by(file: CheckedFile, table: Taken, preview: Preview) -> list[str]:
    """Return by what a table was read, if not by its headings alone."""
    if table.given is None:
        return []
    if not table.given.form:
        return [_("Read as you said; it is remembered when you accept the file.")]
    words = _("Read as this form was remembered: by {who} on {date}, used {count} times.")
    return [
        words.format(
            who=shown_name(stored.remembered_by),
            date=clock_text(stored.remembered_at, "%Y-%m-%d"),
            count=stored.used,
        )
        for stored in used_forms(file, preview.forms)
        if stored.fingerprint == table.given.form
    ]


def _counted(file: CheckedFile, grid: Grid) -> str:
    taken = () if file.sheet is None else file.sheet.tables
    read = sum(table.ratings for table in taken if table.sheet == grid.name)
    wrong = sum(one.blocks for one in file.problems if one.cell.sheet == grid.name)
    ratings = ngettext("{count} rating read", "{count} ratings read", read)
    faults = ngettext("{count} fault to mend", "{count} faults to mend", wrong)
    words = _("{ratings}; {faults} in this sheet.")
    return words.format(ratings=ratings.format(count=read), faults=faults.format(count=wrong))


def _asked(problems: Sequence[Problem], place: int, asked: str) -> list[str]:
    """Return what is wrong with the cell that was asked for, as the list says it."""
    here = [
        one
        for one in problems
        if cell_id(place, one.cell.sheet, one.cell.row, one.cell.column) == asked
    ]
    words = _("{cell}: {words}")
    return [words.format(cell=one.cell, words=told(one)) for one in here]


def _bounds(window: Window) -> list[str]:
    if window.whole:
        return []
    words = _("Shown: rows {first} to {last}, columns {left} to {right}; all of it was read.")
    return [
        words.format(
            first=window.rows.start + 1,
            last=window.rows.stop,
            left=column_letters(window.columns.start + 1),
            right=column_letters(window.columns.stop),
        )
    ]
