from dataclasses import replace

import streamlit as st

from cxzy.core.language import _, mark
from cxzy.core.vocabulary import SubjectKind
from cxzy.services.actors import require
from cxzy.services.filters import Filters, Within
from cxzy.services.ranking import Ranking
from cxzy.web import address, caches, empty_states, messages, paging, ranking_view, session, whatif
from cxzy.web.filters import Chosen, filter_row, subject_choice

QUESTION = mark("Who is where?")

WITHIN: list[Within] = ["all", "unit", "kind"]


def within_label(within: Within) -> str:
    return {
        "all": _("All together"),
        "unit": _("Within each branch"),
        "kind": _("Within each kind"),
    }[within]


def choices() -> tuple[SubjectKind, Within]:
    subject = subject_choice("ranking", _("Who is ranked"), SubjectKind.MEMBER)
    within = address.select(
        "within",
        _("Places count"),
        [one for one in WITHIN if subject == SubjectKind.MEMBER or one != "unit"],
        key="ranking.within",
        text=within_label,
        widget=st.segmented_control,
        label_visibility="collapsed",
        required=True,
    )
    return subject, within


def show(chosen: Chosen) -> None:
    heading, controls = st.container(), st.container(horizontal=True, vertical_alignment="center")
    with controls:
        subject, within = choices()
    asked = Filters(chosen.period.id, subject, chosen.unit_id, chosen.kind, within)
    published = caches.ranking(asked)
    tried = whatif.weights_tried(published.scheme) if published.scheme else None
    asked = replace(asked, weights=tried)
    shown = caches.ranking(asked)
    with heading:
        messages.question(
            _(QUESTION),
            *caches.made(lambda: ranking_view.answer(shown, trying=tried is not None), asked),
        )
        if tried is not None:
            ranking_view.trial(shown)
    if published.scheme is None or shown.scheme is None or shown.results.empty:
        empty_states.nothing_scored("ranking", asked.subject, asked.period_id)
        return
    whatif.offer(published, tried, asked.published)
    caches.drawn(lambda: ranking_view.figures(shown), asked)
    with controls:
        words = wanted()
        ranking_view.download(shown, asked)
    listed(shown, asked, words)


def wanted() -> str:
    return st.text_input(
        _("Find"),
        key="ranking.find",
        placeholder=_("Find a name or unit"),
        label_visibility="collapsed",
        width=200,
    )


def listed(shown: Ranking, asked: Filters, words: str) -> None:
    found = ranking_view.found(shown.results, words)
    part, page, pages = paging.paged(found, "ranking.page")
    if found.empty:
        messages.empty(_("Nobody here is called “{words}”.").format(words=words.strip()))
        return

    def table() -> None:
        ranking_view.certain(shown)
        ranking_view.ranked(shown, found.iloc[part], asked.weights)

    caches.drawn(table, asked, words, page)
    paging.page_choice(pages, "ranking.page")
    ranking_view.notes(shown)


require(session.actor(), "result.read")
if chosen := filter_row(_(QUESTION)):
    show(chosen)
