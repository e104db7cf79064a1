import streamlit as st

from cxzy.core.language import _, mark
from cxzy.services import quality_plates, quality_sentences
from cxzy.services.actors import require
from cxzy.services.campaign import MeetingView
from cxzy.services.quality import MeetingQuality
from cxzy.services.quality_overview import quality_overview, with_waiting
from cxzy.services.quality_waiting import quality_looked_at
from cxzy.web import (
    caches,
    empty_states,
    meetings_view,
    messages,
    paging,
    quality_ballots,
    quality_list,
    quality_view,
    session,
)
from cxzy.web.downloads import Download, downloads, file_name
from cxzy.web.filters import Chosen, filter_row

QUESTION = mark("Can the votes be trusted?")


def one(view: MeetingView, chosen: Chosen, *, alone: bool) -> None:
    quality = caches.kept(quality_looked_at, meeting_id=view.id)
    messages.question(
        _(QUESTION),
        quality_sentences.answer(quality, view.unit),
        quality_sentences.detail(quality),
    )
    messages.told()
    with st.container(horizontal=True, vertical_alignment="center"):
        quality_view.way_back(alone=alone)
        if quality.sheets:
            offer(quality, view, chosen)
    if not quality.sheets:
        empty_states.nothing_handed_in(view.id)
        return
    drawn = (view.id, session.theme())
    caches.drawn(lambda: quality_view.parts(quality), "parts", *drawn)
    quality_ballots.ballots(quality)
    caches.drawn(quality_view.method, "method")
    quality_view.notes(quality, view, chosen.period)


def offer(quality: MeetingQuality, view: MeetingView, chosen: Chosen) -> None:
    title = _("Ballots of {unit}").format(unit=view.unit)
    downloads(
        "quality",
        tables=[
            Download(
                _("Turnout, agreement, ballots (.xlsx)"),
                file_name(f"{title} {chosen.period.name}", "xlsx"),
                quality_view.download(quality, view.unit, chosen.period),
            )
        ],
        plates=lambda: quality_plates.plates(quality),
        foot=quality_view.foot(quality, chosen.period),
    )


def overview(chosen: Chosen) -> None:
    asked = {"period_id": chosen.period.id, "unit_id": chosen.unit_id, "kind": chosen.kind}
    shown = caches.kept(quality_overview, **asked)
    known = quality_list.waiting(shown)
    table = with_waiting(shown, known)
    messages.question(
        _(QUESTION),
        quality_sentences.overview_answer(shown),
        quality_sentences.overview_detail(shown, table),
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        quality_list.look(shown, known)
        downloads("quality", tables=[quality_list.download(shown, asked)])
    part, page, pages = paging.paged(table, "quality.list_page")
    drawn = (*asked.values(), page, len(known), sum(known.values()))
    listing = lambda: quality_list.listing(shown, table.iloc[part], len(table))  # noqa: E731
    caches.drawn(listing, "list", *drawn)
    paging.page_choice(pages, "quality.list_page")
    quality_list.notes()
    caches.drawn(quality_view.method, "method")


def page(chosen: Chosen) -> None:
    views = [
        view
        for view in caches.meetings(chosen.period.id)
        if chosen.unit_id in (None, view.unit_id, view.organisation_id)
        and chosen.kind in (None, view.kind)
    ]
    meetings_view.say_unknown(views)
    if not views:
        messages.question(_(QUESTION), _("No meeting is planned for this choice."))
        empty_states.no_meeting(_("No meeting is planned for this choice."))
        return
    with chosen.row:
        view = meetings_view.meeting_choice(views, key="quality.meeting")
    alone = len(views) == 1
    if alone or view is not None:
        one(view or views[0], chosen, alone=alone)
    else:
        overview(chosen)


require(session.actor(), "result.read")
if chosen := filter_row(_(QUESTION)):
    page(chosen)
