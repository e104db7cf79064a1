from typing import Any

import streamlit as st

from cxzy.core.labels import subject_label
from cxzy.core.language import _
from cxzy.core.vocabulary import SubjectKind
from cxzy.services.actors import require
from cxzy.web import address, caches, messages, ranking_view, sentences, session, whatif
from cxzy.web.filters import Filters, filter_row


def within_label(within: str) -> str:
    return {
        "all": _("All together"),
        "unit": _("Within each branch"),
        "kind": _("Within each kind"),
    }[within]


def choices() -> tuple[SubjectKind, str]:
    subject = address.select(
        "subject",
        _("Who is ranked"),
        list(SubjectKind),
        key="ranking.subject",
        code=lambda kind: kind.value,
        text=subject_label,
        widget=st.segmented_control,
        label_visibility="collapsed",
        required=True,
    )
    within = address.select(
        "within",
        _("Places count"),
        ["all", "unit", "kind"] if subject == SubjectKind.MEMBER else ["all", "kind"],
        key="ranking.within",
        text=within_label,
        widget=st.segmented_control,
        label_visibility="collapsed",
        required=True,
    )
    return subject, within


def show(filters: Filters) -> None:
    heading, controls = st.container(), st.container(horizontal=True, vertical_alignment="center")
    with controls:
        subject, within = choices()
    asked: dict[str, Any] = {
        "period_id": filters.period.id,
        "subject": subject,
        "unit_id": filters.unit_id,
        "kind": filters.kind,
        "within": within,
    }
    published = caches.ranking(**asked)
    tried = whatif.weights_tried(published.scheme) if published.scheme else None
    shown = published if tried is None else caches.ranking(**asked, weights=tried)
    with heading:
        messages.question(
            _("Who is where?"),
            sentences.ranking_answer(shown, trying=tried is not None),
            sentences.waiting_detail(shown),
        )
        if tried is not None:
            ranking_view.trial(shown)
    if published.scheme is None or shown.scheme is None or shown.results.empty:
        messages.empty(
            _("Nothing has been scored for this choice yet."),
            link=address.href("upload"),
            label=_("Upload score sheets"),
        )
        return
    caches.drawn(lambda: ranking_view.figures(shown), asked, tried)
    with st.expander(_("What if the weights were different?"), expanded=tried is not None):
        whatif.weight_inputs(published.scheme)
    with controls:
        words = st.text_input(
            _("Find"),
            key="ranking.find",
            placeholder=_("Find a name or unit"),
            label_visibility="collapsed",
            width=200,
        )
        st.space("stretch")
        st.download_button(
            _("Download .xlsx"),
            ranking_view.download({**asked, "weights": None if tried is None else dict(tried)}),
            file_name=ranking_view.file_name(shown),
            on_click="ignore",
            key="ranking.download",
            icon=":material/download:",
        )
    found = ranking_view.found(shown.results, words)
    rows, page, pages = ranking_view.paged(found, "ranking.page")
    if found.empty:
        messages.empty(_("Nobody here is called “{words}”.").format(words=words.strip()))
        return
    caches.drawn(
        lambda: ranking_view.ranked(shown, rows, tried), asked, tried, words, page, address.stands()
    )
    ranking_view.page_choice(pages, "ranking.page")
    ranking_view.notes(shown)


require(session.actor(), "result.read")
if chosen := filter_row():
    show(chosen)
