"""The meetings of a period: which to work on, and what each has handed in."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from cxzy.core.labels import source_label
from cxzy.core.language import _, mark, ngettext
from cxzy.core.moments import clock_text
from cxzy.services.campaign import MeetingView
from cxzy.services.records import Period
from cxzy.services.reminders import owing, reminder
from cxzy.web import address, caches, list_downloads, messages, sentences, tables
from cxzy.web.tables import Column

QUESTION = mark("Which score sheets are in, and which are missing?")


def meeting_choice(views: Sequence[MeetingView], *, key: str) -> MeetingView | None:
    """Draw the choice of a meeting, which the address holds; None is the first choice."""
    options: list[MeetingView | None] = [None, *views]
    return address.select(
        "meeting",
        _("Meeting"),
        options,
        key=key,
        code=lambda view: str(view.id) if view else "",
        text=lambda view: meeting_text(view) if view else _("All meetings"),
        width=330,
    )


def say_unknown(views: Sequence[MeetingView]) -> None:
    """Say that the address asks for a meeting that is none of `views`."""
    asked = address.chosen("meeting")
    if asked and asked not in {str(view.id) for view in views}:
        said = _("The meeting {number} is none of this period and unit; all of them are listed.")
        st.warning(messages.plain(said.format(number=asked)))


def meeting_text(view: MeetingView) -> str:
    """Return a meeting's unit, its organisation and how many of its sources are in."""
    place = view.unit if view.unit == view.organisation else f"{view.unit} · {view.organisation}"
    if not view.owing:
        return f"✓ {place}"
    return f"{len(view.expected) - len(view.owing)}/{len(view.expected)} {place}"


def due(period: Period) -> str:
    """Return until when sheets are due; "" where no day is set."""
    day = period.due
    if day is None:
        return ""
    return _("Due on {year}-{month:02}-{day:02}.").format(
        year=day.year, month=day.month, day=day.day
    )


def overview(views: Sequence[MeetingView], period: Period) -> None:
    """Answer who has handed in, with the reminder to copy and a row per meeting."""
    messages.question(
        _(QUESTION),
        sentences.handed_in_answer(views),
        " ".join(filter(None, [due(period), _("Open a meeting to hand in its sheets.")])),
    )
    text = caches.kept(reminder, period_id=period.id)
    late, done = owing(views), [view for view in views if not view.owing]
    if late:
        handed_in(late, period.key, heading=_late_heading(late))
        list_downloads.missing(period)
    if text:
        with st.expander(_("Reminder text to copy"), key="upload.reminder"):
            st.code(text, language=None, wrap_lines=True)
    if done:
        words = ngettext(
            "{count} meeting has handed in everything",
            "{count} meetings have handed in everything",
            len(done),
        )
        with st.expander(words.format(count=len(done)), expanded=not late, key="upload.done"):
            handed_in(done, period.key)


def _late_heading(late: Sequence[MeetingView]) -> str:
    nothing = sum(not view.standing for view in late)
    if not nothing:
        return ngettext(
            "{count} meeting still owes something",
            "{count} meetings still owe something",
            len(late),
        ).format(count=len(late))
    return ngettext(
        "{count} meeting still owes something, {nothing} of them everything",
        "{count} meetings still owe something, {nothing} of them everything",
        len(late),
    ).format(count=len(late), nothing=nothing)


def states(view: MeetingView) -> str:
    """Return each source of a meeting with a tick or a circle, as HTML."""
    marks = [
        f'<span class="{"cx-done" if source in view.standing else "cx-owed"}">'
        f"{escape(source_label(source))}</span>"
        for source in view.expected
    ]
    return f'<span class="cx-states">{"".join(marks)}</span>'


def steps(view: MeetingView) -> str:
    """Return what a meeting has handed in, with the way back to all meetings, as HTML."""
    back = tables.anchor(_("All meetings"), address.href("upload"))
    return f'{states(view)}<span class="cx-back">← {back}</span>'


def handed_in(views: Sequence[MeetingView], period: str, *, heading: str = "") -> None:
    """List the meetings with what is in, those that owe most first; each leads to its upload."""
    caches.drawn(lambda: _table(views, period, heading), period, tuple(view.id for view in views))


def _table(views: Sequence[MeetingView], period: str, heading: str) -> None:
    order = sorted(views, key=lambda view: (-len(view.owing), view.organisation, view.unit))
    tables.table(
        [
            Column("unit", _("Meeting")),
            Column("organisation", _("Organisation"), "soft", phone=False),
            Column("states", _("Sources"), "html"),
            Column("last", _("Last accepted"), "soft", phone=False),
        ],
        [_row(view) for view in order],
        about=_("Meetings and what of them is in"),
        link=lambda row: address.href("upload", period=period, meeting=str(row["id"])),
        heading=heading,
    )


def _row(view: MeetingView) -> tables.Row:
    return {
        "id": view.id,
        "unit": view.unit,
        "organisation": "" if view.organisation == view.unit else view.organisation,
        "states": states(view),
        "last": clock_text(view.last_accepted, "%m-%d %H:%M") if view.last_accepted else "",
    }
