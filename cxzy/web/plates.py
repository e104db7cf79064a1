"""Figures on the screen: heading, figure, and how to read it; names in it lead on."""

import streamlit as st

from cxzy.charts.plates import Link, Plate
from cxzy.core.vocabulary import SubjectKind
from cxzy.web import address, messages, session

CHART = {"displayModeBar": False, "scrollZoom": False}


def show(plate: Plate, *, leads: Link | None = None) -> None:
    """Draw a plate; may be called inside of `caches.drawn` with the theme in its question.

    `leads` says where its names lead, where that is not what `link` says.
    """
    messages.heading(plate.heading)
    st.plotly_chart(
        plate.draw(session.theme(), leads or link),
        theme=None,
        config=CHART,
        key=plate.key,
        alt=plate.alt,
    )
    if plate.note:
        st.caption(messages.plain(plate.note))


def link(kind: str, key: str) -> str:
    """Return where a name leads: an organisation to its branches, a subject to its profile."""
    if kind == "organisation":
        return address.href("ranking", unit=key, subject=SubjectKind.BRANCH.value)
    return address.href("profile", subject=kind, key=key)
