import streamlit as st

from cxzy.core.language import _, ngettext
from cxzy.services.actors import require
from cxzy.services.campaign import MeetingView
from cxzy.services.previews import Preview
from cxzy.services.records import Period
from cxzy.web import (
    annotated_copies,
    caches,
    checking,
    empty_states,
    looking,
    meetings_view,
    messages,
    problem_list,
    sentences,
    session,
    sheet_view,
    templates,
    upload_view,
    versions,
)
from cxzy.web.downloads import download
from cxzy.web.filters import Chosen, filter_row

TYPES = [
    *("xlsx", "xlsm", "xls", "xlsb", "et", "ods", "csv", "tsv", "txt", "zip"),
    *("rar", "7z", "pdf", "doc", "docx", "wps", "ppt", "pptx", "htm", "html", "mht", "jpg", "png"),
]
"""Those of a kind that is not read are taken too: reading says what to do with them."""


def one(view: MeetingView, period: Period) -> None:
    messages.question(
        _("Is my sheet in, and is it right?"),
        sentences.meeting_answer(view),
        meetings_view.due(period),
    )
    st.html(meetings_view.steps(view))
    messages.told()
    with st.container(horizontal=True, vertical_alignment="center", key="upload_steps"):
        download(templates.template(view, period), key="upload.template")
        with st.popover(_("How to read the files"), type="tertiary", icon=":material/tune:"):
            source = upload_view.source_choice()
            adding = st.toggle(_("Count beside what stands, replace nothing"), key="upload.adding")
    dropped = st.file_uploader(
        _("2. Upload it filled in, or the form your unit has always used"),
        type=TYPES,
        accept_multiple_files=True,
        key=checking.uploader_key(),
    )
    if dropped:
        looking.note_jump()
        with messages.in_words():
            show(checking.checked(view, dropped, source, adding=adding))
    versions.versions(view.id)


def show(preview: Preview) -> None:
    messages.heading(_("3. What was recognised"))
    names = [file.name for file in preview.files]
    upload_view.files(preview)
    upload_view.passed_over(preview)
    sheet_view.sheet_view(preview)
    annotated_copies.offer(preview)
    problem_list.problems(preview.problems, names)
    problem_list.questions(preview.problems)
    ready = sum(file.acceptable for file in preview.files)
    words = ngettext("4. Accept {count} file", "4. Accept {count} files", ready)
    st.button(
        words.format(count=ready) if ready else _("4. Nothing to accept yet"),
        type="primary",
        key="upload.accept",
        on_click=checking.accept_checked,
        disabled=not ready,
        icon=":material/task_alt:",
    )
    if ready:
        upload_view.counts(preview)
    problem_list.warnings(preview.problems, names)
    if ready:
        result(preview)


def result(preview: Preview) -> None:
    messages.heading(upload_view.change_heading(preview))
    left, right = st.columns([3, 2], gap="large")
    with left:
        upload_view.changes(preview)
    with right:
        upload_view.moves(preview)


def page(filters: Chosen) -> None:
    views = [
        view
        for view in caches.meetings(filters.period.id)
        if filters.unit is None or filters.unit.id in (view.unit_id, view.organisation_id)
    ]
    meetings_view.say_unknown(views)
    if not views:
        messages.question(
            _(meetings_view.QUESTION), _("No meeting is planned, so none is missing.")
        )
        empty_states.no_meeting(_("No meeting is planned for this choice."))
        return
    with filters.row:
        view = meetings_view.meeting_choice(views, key="upload.meeting")
    if view is None:
        meetings_view.overview(views, filters.period)
    else:
        one(view, filters.period)


require(session.actor(), "sheet.check")
if chosen := filter_row(_(meetings_view.QUESTION), kinds=False):
    page(chosen)
