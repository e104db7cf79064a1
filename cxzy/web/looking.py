"""Which file, sheet, table and cell is looked at, and what was said of tables so far."""

from collections.abc import Sequence

import streamlit as st

from cxzy.core.language import _
from cxzy.services.looking import Taken, opened, puzzling
from cxzy.services.previews import CheckedFile, Preview
from cxzy.services.records import Correction, Grid
from cxzy.services.upload import Corrections
from cxzy.web import session
from cxzy.web.sheet_grid import sheet_code

OPEN = "upload.look"
_FILE, _SHEET, _TABLE = "upload.look.file", "upload.look.sheet", "upload.look.table"
_READ, _ASKED, _TURN = "upload.look.read", "upload.look.asked", "upload.look.turn"
_SAID, _ROUND = "upload.look.said", "upload.look.round"
_PARTS = 5
MOST_SAID = 500
"""As many files as one upload may have."""


def corrections() -> Corrections:
    """Return what was said of the tables of each file, by the SHA-256 of its bytes."""
    said: Corrections = st.session_state.setdefault(_SAID, {})
    return said


def say(sha256: str, corrections_of_file: tuple[Correction, ...]) -> None:
    """Keep what was said of the tables of a file, in place of what was said before."""
    others = {key: said for key, said in corrections().items() if key != sha256}
    mine = {sha256: corrections_of_file} if corrections_of_file else {}
    kept = list({**others, **mine}.items())[-MOST_SAID:]
    st.session_state[_SAID] = dict(kept)


def forget() -> None:
    """Forget what was said and shown, once its files are in."""
    for key in (_SAID, _READ, _ASKED):
        st.session_state.pop(key, None)
    begin_anew()


def close() -> None:
    """Let go of the cells that nobody looks at."""
    st.session_state.pop(_READ, None)


def begin_anew() -> None:
    """Let all widgets show what was guessed."""
    st.session_state[_ROUND] = widget_round() + 1


def widget_round() -> int:
    """Return a number that stands in the keys of widgets; a new one empties them."""
    number: int = st.session_state.get(_ROUND, 0)
    return number


def open_where_needed(preview: Preview) -> None:
    """Show the first file that a person has to explain, none where all were understood."""
    needed = next((n for n, file in enumerate(preview.files) if puzzling(file)), None)
    st.session_state[OPEN] = needed is not None
    st.session_state.pop(_ASKED, None)
    if needed is not None:
        _turn_to(needed, "")


def note_jump() -> None:
    """Open the sheet of a cell that the visitor wants to see and that is not on the screen."""
    state = st.session_state.get(session.LINKS) or {}
    wanted = str(state.get("cell") or "")
    parts = wanted.split("-")
    if len(parts) == _PARTS and all(map(str.isdecimal, (parts[1], *parts[3:]))):
        st.session_state[_ASKED] = wanted
        st.session_state[OPEN] = True
        _turn_to(int(parts[1]), parts[2])


def _turn_to(file: int, sheet: str) -> None:
    """Choose a file, and one of its sheets by its code ("": the one that is not understood)."""
    st.session_state[_FILE] = file
    st.session_state[_TURN] = sheet


def asked() -> str:
    """Return the anchor of the cell that was asked for last, "" for none."""
    return str(st.session_state.get(_ASKED, ""))


def asked_place(file: int, grid: Grid) -> tuple[int, int] | None:
    """Return row and column, from 0, of the cell that was asked for, None if it is elsewhere."""
    parts = asked().split("-")
    if len(parts) != _PARTS or parts[1:3] != [str(file), sheet_code(grid.name)]:
        return None
    row, column = max(int(parts[3]) - 1, 0), max(int(parts[4]) - 1, 0)
    return row, column


def file_choice(files: Sequence[CheckedFile], places: Sequence[int]) -> int:
    """Draw the choice of a file where there are several, and return its place."""
    if len(places) == 1:
        return places[0]
    if st.session_state.get(_FILE) not in places:
        st.session_state[_FILE] = places[0]
    chosen: int = st.selectbox(
        _("File"), places, format_func=lambda place: files[place].name, key=_FILE, width=320
    )
    return chosen


def grids_of(preview: Preview, file: CheckedFile) -> tuple[Grid, ...]:
    """Return the sheets of a file, read once while it is looked at."""
    known = st.session_state.get(_READ)
    if known is None or known[0] != file.sha256:
        known = (file.sha256, opened(session.actor(), preview, file))
        st.session_state[_READ] = known
    grids: tuple[Grid, ...] = known[1]
    return grids


def sheet_choice(grids: Sequence[Grid], file: CheckedFile) -> Grid | None:
    """Draw the choice of a sheet where there are several, and return its cells; None without."""
    key = f"{_SHEET}.{file.sha256[:12]}"
    turn = st.session_state.pop(_TURN, None)
    names = [grid.name for grid in grids]
    if turn is not None:
        faulty = [one.cell.sheet for one in file.problems if one.blocks]
        wanted = [name for name in names if sheet_code(name) == turn]
        st.session_state[key] = next(iter([*wanted, *(n for n in faulty if n in names)]), "")
    if st.session_state.get(key) not in names:
        st.session_state.pop(key, None)
    if len(grids) < 2:  # noqa: PLR2004
        return next(iter(grids), None)
    name = st.selectbox(_("Sheet"), names, key=key, width=220)
    return grids[names.index(name)]


def table_choice(found: Sequence[Taken]) -> Taken:
    """Draw the choice of a table where a sheet has several, and return it."""
    if len(found) == 1:
        return found[0]
    key = f"{_TABLE}.{sheet_code(found[0].sheet)}"
    if st.session_state.get(key) not in range(len(found)):
        st.session_state[key] = _first_table(found)
    words = _("{place}: rows {first} to {last}")
    place: int = st.selectbox(
        _("Table"),
        range(len(found)),
        format_func=lambda n: words.format(
            place=n + 1, first=found[n].top + 1, last=found[n].body[1] + 1
        ),
        key=key,
        on_change=_stop_asking,
        width=220,
    )
    return found[place]


def _first_table(found: Sequence[Taken]) -> int:
    """Return the place of the table of the cell that was asked for, or of one not understood."""
    row = asked_row()
    here = [n for n, one in enumerate(found) if row is not None and one.top <= row <= one.body[1]]
    puzzles = [n for n, one in enumerate(found) if not one.understood]
    return next(iter([*here, *puzzles]), 0)


def _stop_asking() -> None:
    st.session_state.pop(_ASKED, None)


def asked_row() -> int | None:
    """Return the row, from 0, of the cell that was asked for."""
    parts = asked().split("-")
    return int(parts[3]) - 1 if len(parts) == _PARTS else None
