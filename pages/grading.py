from collections.abc import Hashable

import streamlit as st

from cxzy.core.language import _, mark
from cxzy.core.vocabulary import SubjectKind
from cxzy.services import grading_plates, grading_sentences
from cxzy.services.actors import require
from cxzy.services.filters import Filters
from cxzy.services.grading import Grading, grading
from cxzy.web import address, caches, empty_states, grading_view, messages, paging, session
from cxzy.web.downloads import Download, downloads, file_name
from cxzy.web.filters import Chosen, filter_row, subject_choice

QUESTION = mark("Which grade, by which rule?")


def choices() -> tuple[SubjectKind, float]:
    subject = subject_choice("grading", _("Who is graded"), SubjectKind.BRANCH)
    margin = address.select(
        "margin",
        _("Close to a line"),
        grading_view.MARGINS,
        key="grading.margin",
        code=lambda points: f"{points:g}",
        text=lambda points: _("within {margin} of a line").format(
            margin=grading_sentences.points(points)
        ),
        label_visibility="collapsed",
        width=210,
    )
    return subject, margin


def offer(shown: Grading, asked: Filters) -> None:
    table = Download(
        _("Grades and distances (.xlsx)"),
        file_name(_("Grades of {period}").format(period=shown.period.name), "xlsx"),
        grading_view.download(asked, shown.margin),
    )
    downloads(
        "grading",
        tables=[table],
        plates=lambda: grading_plates.plates(shown),
        foot=grading_view.foot(shown),
    )


def body(shown: Grading, asked: Filters, grade: str) -> None:
    drawn = (asked, shown.margin, session.theme())
    if grade:
        grading_view.way_back(shown)
    else:
        spread(shown, drawn)
    subjects = grading_view.counted(shown, grade)
    part, page, pages = paging.paged(subjects, "grading.page")
    listed = lambda: grading_view.everyone(shown, subjects.iloc[part], len(subjects))  # noqa: E731
    caches.drawn(listed, "everyone", grade, page, *drawn)
    paging.page_choice(pages, "grading.page")
    grading_view.notes(shown)


def spread(shown: Grading, drawn: tuple[Hashable, ...]) -> None:
    caches.drawn(lambda: grading_view.parts(shown), "parts", *drawn)
    part, page, pages = paging.paged(shown.near, "grading.near_page")
    caches.drawn(lambda: grading_view.near(shown, shown.near.iloc[part]), "near", page, *drawn)
    paging.page_choice(pages, "grading.near_page")


def show(chosen: Chosen) -> None:
    heading, controls = st.container(), st.container(horizontal=True, vertical_alignment="center")
    with controls:
        subject, margin = choices()
    asked = Filters(chosen.period.id, subject, chosen.unit_id, chosen.kind)
    shown = caches.kept(grading, filters=asked, margin=margin)
    grade = grading_view.opened(shown)
    with heading:
        said = caches.made(lambda: grading_view.answer(shown, grade), asked, margin, grade)
        messages.question(_(QUESTION), *said)
    if shown.subjects.empty:
        empty_states.nothing_scored("grading", subject, asked.period_id)
        return
    with controls:
        offer(shown, asked)
    body(shown, asked, grade)


require(session.actor(), "result.read")
if chosen := filter_row(_(QUESTION)):
    show(chosen)
