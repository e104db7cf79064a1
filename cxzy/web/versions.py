"""The sheets of a meeting, all versions, with withdraw, bring back and the original."""

import streamlit as st

from cxzy.core.errors import CxzyError
from cxzy.core.labels import source_label
from cxzy.core.language import _, listed, mark
from cxzy.core.moments import clock_text
from cxzy.services.acceptance import bring_back, history, withdraw
from cxzy.services.actors import shown_name
from cxzy.services.records import SheetState, StoredSheet
from cxzy.web import caches, messages, session
from cxzy.web.downloads import download
from cxzy.web.messages import plain
from cxzy.web.profile_view import original

_STATES = {
    SheetState.ACCEPTED: mark("counts"),
    SheetState.REPLACED: mark("replaced"),
    SheetState.WITHDRAWN: mark("withdrawn"),
}


def versions(meeting_id: int) -> None:
    """List every sheet ever accepted for a meeting, the newest first."""
    kept = caches.kept(history, meeting_id=meeting_id)
    if not kept:
        return
    messages.heading(_("What was handed in so far?"))
    with st.container(key="upload_versions"):
        for sheet in kept:
            _version(sheet)


def _version(sheet: StoredSheet) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=f"version_{sheet.id}"):
        with st.container(width="stretch", gap=None):
            st.markdown(
                f"**v{sheet.version}** {plain(sheet.name)} · {plain(_(_STATES[sheet.state]))}"
            )
            st.caption(plain(_described(sheet)))
        download(original(sheet, _("Original")), key=f"upload.original.{sheet.id}", quiet=True)
        _state_button(sheet)


def _described(sheet: StoredSheet) -> str:
    return _("{sources}; {count} ratings; accepted by {who} on {date}").format(
        sources=listed(source_label(source) for source in sheet.sources),
        count=f"{sheet.rating_count:,}",
        who=shown_name(sheet.accepted_by),
        date=clock_text(sheet.accepted_at),
    )


def _state_button(sheet: StoredSheet) -> None:
    if sheet.state == SheetState.ACCEPTED:
        label, action, name = _("Withdraw"), _withdraw, "withdraw"
    else:
        label, action, name = _("Bring back"), _bring_back, "bring_back"
    st.button(label, key=f"upload.{name}.{sheet.id}", on_click=action, args=(sheet.id,))


def _withdraw(sheet_id: int) -> None:
    session.begin()
    try:
        sheet = withdraw(session.engine(), session.actor(), sheet_id)
    except CxzyError as error:
        messages.later(error)
    else:
        said = _(
            "{name} is withdrawn and no longer counts, and no older version counts in its place. "
            "To count one, press Bring back beside it below."
        )
        messages.later(said.format(name=sheet.name))


def _bring_back(sheet_id: int) -> None:
    session.begin()
    try:
        sheet = bring_back(session.engine(), session.actor(), sheet_id)
    except CxzyError as error:
        messages.later(error)
    else:
        messages.later(_("{name} counts again.").format(name=sheet.name))
