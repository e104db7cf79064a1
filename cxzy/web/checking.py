"""Files that were dropped: checked once, shown until they are accepted or exchanged."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

import streamlit as st

from cxzy.core.errors import CxzyError
from cxzy.core.language import _, listed, ngettext, sentences
from cxzy.core.vocabulary import Source
from cxzy.services.acceptance import accept
from cxzy.services.campaign import MeetingView
from cxzy.services.previews import Preview
from cxzy.services.understood import Understood
from cxzy.services.upload import check_files
from cxzy.web import address, caches, looking, messages, session

_CHECKED = "upload.checked"
_ROUND = "upload.round"


def uploader_key() -> str:
    """Return the key of the uploader; a new one after each acceptance empties it."""
    return f"upload.files.{st.session_state.get(_ROUND, 0)}"


def checked(
    view: MeetingView, dropped: Sequence[Any], source: Source | None, *, adding: bool
) -> Preview:
    """Return the preview of the dropped files; they are read once, with progress in names.

    Of a correction only the file that it is of is read again.
    """
    files = [(file.name, file.getvalue()) for file in dropped]
    contents = tuple((name, sha256(content).hexdigest()) for name, content in files)
    said = tuple(sorted(looking.corrections().items()))
    question = (session.actor(), contents, view.id, view.version, source, adding, said)
    stands = st.session_state.get(_CHECKED)
    if stands is not None and stands[0] == question:
        known: Preview = stands[1]
        return known
    before = stands[1].understood if stands is not None and stands[0][0] == question[0] else None
    preview = _check(view, files, source, adding, before)
    if stands is None or stands[0][1] != contents:
        looking.open_where_needed(preview)
    st.session_state[_CHECKED] = (question, preview)
    return preview


def _check(
    view: MeetingView,
    files: list[tuple[str, bytes]],
    source: Source | None,
    adding: bool,
    before: Understood | None,
) -> Preview:
    place = st.empty()
    place.progress(0.0, text=messages.plain(_("Reading {name} …").format(name=files[0][0])))

    def progress(done: int, of: int, name: str) -> None:
        words = _("{done} of {of} files read: {name}").format(done=done, of=of, name=name)
        place.progress(done / of, text=messages.plain(words))

    preview = check_files(
        session.engine(),
        session.actor(),
        view.id,
        files,
        source=source,
        adding=adding,
        corrections=looking.corrections(),
        progress=progress,
        earlier=before,
    )
    place.empty()
    return preview


def accept_checked() -> None:
    """Accept what was checked and shown; a second click finds nothing left to accept."""
    session.begin()
    stands = st.session_state.pop(_CHECKED, None)
    if stands is None:
        return
    try:
        accepted = accept(session.engine(), session.actor(), stands[1])
    except CxzyError as error:
        messages.later(error)
        return
    looking.forget()
    messages.later(
        sentences(_said(len(accepted.sheets), accepted.unchanged), _overtaken(accepted.overtaken)),
        link=address.href("ranking", **_place(stands[1])),
        label=_("See the ranking"),
    )
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1


def _overtaken(names: tuple[str, ...]) -> str:
    if not names:
        return ""
    words = _(
        "How {names} was read is not remembered: somebody else remembered this form otherwise "
        "in the meantime."
    )
    return words.format(names=listed(names))


def _place(preview: Preview) -> dict[str, str]:
    """Return the choices under which the ranking shows the meeting of a preview."""
    codes = {unit.id: unit.code for unit in caches.units()}
    code = codes.get(preview.meeting.unit_id, "")
    return {"subject": preview.meeting.subject.value, **({"unit": code} if code else {})}


def _said(count: int, unchanged: tuple[str, ...]) -> str:
    if not count:
        return _("These files are in already; nothing was changed.")
    said = ngettext(
        "{count} sheet is in and counts.", "{count} sheets are in and count.", count
    ).format(count=count)
    if unchanged:
        said += _(" Already in and left as they are: {names}.").format(names=listed(unchanged))
    return said
