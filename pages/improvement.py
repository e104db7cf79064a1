import streamlit as st

from cxzy.core.language import _, mark
from cxzy.core.vocabulary import SubjectKind
from cxzy.services import improvement_plates
from cxzy.services.actors import require
from cxzy.services.filters import Filters
from cxzy.services.improvement import Improvement
from cxzy.services.improvement_table import file_name
from cxzy.web import (
    address,
    caches,
    empty_states,
    improvement_view,
    messages,
    paging,
    session,
)
from cxzy.web.downloads import Download, downloads
from cxzy.web.filters import Chosen, filter_row, subject_choice
from cxzy.web.improvement_view import Asked

QUESTION = mark("Who improved?")


def nothing_before(chosen: Chosen) -> None:
    first = _("{period} is the first period: there is none before to compare it with.")
    messages.question(_(QUESTION), first.format(period=chosen.period.name))
    messages.empty(
        _("Choose a later period above, or add an earlier one."),
        link=address.href("settings", part="periods"),
        label=_("See the periods"),
    )


def show(chosen: Chosen) -> None:
    offered = improvement_view.offered_before(chosen)
    if not offered:
        nothing_before(chosen)
        return
    heading, controls = st.container(), st.container(horizontal=True, vertical_alignment="center")
    with controls:
        subject = subject_choice("improvement", _("Who is compared"), SubjectKind.BRANCH)
        before = improvement_view.before_choice(offered)
    filters = Filters(chosen.period.id, subject, chosen.unit_id, chosen.kind)
    shown = improvement_view.compared(filters, before)
    asked = Asked(filters, before.id, improvement_view.opened(shown))
    with heading:
        messages.question(
            _(QUESTION),
            *caches.made(lambda: improvement_view.answer(shown, asked), "answer", asked),
        )
    if shown.changes["score_now"].isna().all():
        empty_states.nothing_scored("improvement", subject, filters.period_id)
    if shown.changes.empty:
        return
    with controls:
        downloads(
            "improvement",
            tables=[
                Download(
                    _("Changes of score and grade (.xlsx)"),
                    file_name(shown),
                    improvement_view.download(asked),
                )
            ],
            plates=lambda: improvement_plates.plates(shown),
            foot=improvement_view.foot(shown),
        )
    body(shown, asked)


def body(shown: Improvement, asked: Asked) -> None:
    drawn = (asked, session.theme())
    rows = improvement_view.counted(shown, asked)
    if asked.moved:
        improvement_view.way_back()
    if len(rows):
        caches.drawn(lambda: improvement_view.moves(shown, rows, asked), "moves", *drawn)
        part, page, pages = paging.paged(rows, "improvement.page")
        listing = lambda: improvement_view.listing(shown, rows, rows.iloc[part])  # noqa: E731
        caches.drawn(listing, "listing", page, *drawn)
        paging.page_choice(pages, "improvement.page")
    if not asked.moved and len(shown.apart):
        others, page, pages = paging.paged(shown.apart, "improvement.apart")
        apart = lambda: improvement_view.apart(shown, shown.apart.iloc[others])  # noqa: E731
        caches.drawn(apart, "apart", page, *drawn)
        paging.page_choice(pages, "improvement.apart")
    improvement_view.notes(shown)


require(session.actor(), "result.read")
if chosen := filter_row(_(QUESTION)):
    show(chosen)
