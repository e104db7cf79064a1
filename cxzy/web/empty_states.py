"""What a screen shows while there is nothing to show: why, and where the next step is."""

import streamlit as st

from cxzy.core.language import _
from cxzy.core.vocabulary import SubjectKind
from cxzy.web import address, caches, messages


def no_period(title: str) -> None:
    """Head a page without any period with its question, and lead to the first step."""
    messages.question(title, _("There is no period yet, so there is nothing to show."))
    if caches.units():
        messages.empty(
            _("Results belong to a period: add the first one."),
            link=address.href("settings", part="periods"),
            label=_("Add the first period"),
        )
    else:
        messages.empty(
            _("Begin with the roster: organisations, branches and members come with it."),
            link=address.href("settings", part="members"),
            label=_("Import a roster file"),
        )


def nothing_scored(page: str, subject: SubjectKind, period_id: int) -> None:
    """Say that nothing of what is asked for has a score yet, and lead to the next step.

    From branches it leads to the members as well, who may have scores already.
    """
    if not caches.meetings(period_id):
        no_meeting(_("No meeting is planned in this period yet."))
        return
    messages.empty(
        _("Nothing has been scored for this choice yet."),
        link=address.href("upload"),
        label=_("Upload score sheets"),
    )
    if subject == SubjectKind.BRANCH:
        members = address.href(page, subject=SubjectKind.MEMBER.value)
        words = _("See the members instead")
        st.markdown(f"[{messages.plain(words)} →]({members})")


def nothing_handed_in(meeting_id: int) -> None:
    """Say that a meeting has no sheet yet, and lead to where it is handed in."""
    messages.empty(
        _("There are no ballots to look at before the score sheets are in."),
        link=address.href("upload", meeting=str(meeting_id)),
        label=_("Upload score sheets"),
    )


def no_meeting(sentence: str) -> None:
    """Say in `sentence` that there is no meeting, and lead to where one is added."""
    messages.empty(
        sentence, link=address.href("settings", part="meetings"), label=_("Add a meeting")
    )


def nobody(subject: SubjectKind) -> None:
    """Say that there is no member or branch to choose, and lead to the roster."""
    if subject == SubjectKind.MEMBER:
        words = _("There are no members here yet. Import a roster: branches come with it.")
    else:
        words = _("There are no branches here yet. Import a roster: they come with it.")
    messages.empty(
        words, link=address.href("settings", part="members"), label=_("Import a roster file")
    )
