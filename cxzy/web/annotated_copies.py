"""Copies of faulty files with their problems marked, to be taken away and mended."""

from collections.abc import Sequence

import streamlit as st

from cxzy.core.language import _
from cxzy.services.annotations import annotated_file, annotated_name, faulty_files
from cxzy.services.previews import CheckedFile, Preview
from cxzy.web import session
from cxzy.web.downloads import Download, download

_ABREAST = 6
"""More buttons than this would push what was recognised off the screen."""


def offer(preview: Preview) -> None:
    """Draw a button for the annotated copy of each faulty file, or of one that is chosen."""
    files = faulty_files(preview)
    if not files:
        return
    with st.container(horizontal=True, vertical_alignment="bottom", key="upload_annotated"):
        shown = files if len(files) <= _ABREAST else _chosen(files)
        for file in shown:
            download(_copy(preview, file), key=f"upload.annotated.{_place(preview, file)}")


def _chosen(files: Sequence[CheckedFile]) -> list[CheckedFile]:
    place = st.selectbox(
        _("File with its problems marked"),
        range(len(files)),
        format_func=lambda one: files[one].name,
        key="upload.annotated.file",
        width=320,
    )
    return [files[place]]


def _copy(preview: Preview, file: CheckedFile) -> Download:
    actor = session.actor()
    return Download(
        _("{name} with its problems marked").format(name=file.name),
        annotated_name(file.name),
        lambda: annotated_file(actor, preview, file),
    )


def _place(preview: Preview, file: CheckedFile) -> int:
    return next(place for place, one in enumerate(preview.files) if one is file)
