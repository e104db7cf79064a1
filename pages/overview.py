import streamlit as st

from cxzy.core.language import _, mark
from cxzy.core.vocabulary import SubjectKind
from cxzy.services.actors import require
from cxzy.services.filters import Filters
from cxzy.services.overview import overview
from cxzy.services.overview_plates import plates
from cxzy.services.overview_sentences import overview_answer, overview_detail
from cxzy.services.overview_waiting import with_matter
from cxzy.web import caches, empty_states, messages, overview_ballots, overview_view, session
from cxzy.web.downloads import downloads
from cxzy.web.filters import Chosen, filter_row, subject_choice

QUESTION = mark("Where do we stand?")


def show(chosen: Chosen) -> None:
    heading = st.container()
    with st.container(horizontal=True, vertical_alignment="center", key="overview_controls"):
        subject = subject_choice("overview", _("Who is looked at"), SubjectKind.BRANCH)
        asked = Filters(chosen.period.id, subject, chosen.unit_id, chosen.kind)
        value = caches.kept(overview, filters=asked)
        downloads(
            "overview",
            tables=[overview_view.table_download(asked, value)],
            plates=lambda: plates(value),
            foot=overview_view.foot(value),
            briefing=overview_view.briefing_download(asked, value),
        )
    with heading:
        words = caches.made(lambda: (overview_answer(value), overview_detail(value)), asked)
        messages.question(_(QUESTION), *words)
    ballots = overview_ballots.ballots(asked)
    value = with_matter(value, ballots)
    look = (asked, session.theme(), ballots)
    if value.units.empty:
        empty_states.nothing_scored("overview", subject, asked.period_id)
        caches.drawn(lambda: overview_view.missing(value), "missing", *look)
        return
    caches.drawn(lambda: overview_view.screen(value), *look)
    overview_view.notes(value)


require(session.actor(), "result.read")
if chosen := filter_row(_(QUESTION)):
    show(chosen)
