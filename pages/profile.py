import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from cxzy.core.language import _, mark
from cxzy.core.vocabulary import SubjectKind
from cxzy.services.actors import require
from cxzy.services.filters import Filters
from cxzy.services.profile_source_sentences import sheets_heading
from cxzy.services.records import Unit
from cxzy.web import (
    address,
    caches,
    derivation_view,
    empty_states,
    messages,
    profile_choice,
    profile_severity,
    profile_view,
    session,
)
from cxzy.web.filters import Chosen, filter_row, subject_choice

QUESTION = mark("Why this score?")
Parts = tuple[DeltaGenerator, DeltaGenerator]
"""Where the question stands, and below it the choices."""


def whose(filters: Chosen, choices: DeltaGenerator) -> tuple[SubjectKind, str | None]:
    """Return whose profile is asked for: "" where nobody is chosen, None where nobody is there."""
    with choices:
        subject = subject_choice("profile", _("Whose profile"), SubjectKind.MEMBER)
        offered = profile_choice.offered(subject, filters.unit_id)
        if len(offered.codes) == 1:
            return subject, None
        number = address.pick(
            "key",
            _("Name"),
            offered,
            key="profile.key",
            label_visibility="collapsed",
            width=360,
        )
    return subject, number


def show(filters: Chosen, subject: SubjectKind, number: str, parts: Parts) -> None:
    profile = caches.profile(period_id=filters.period.id, subject=subject, number=number)
    asked = filters.period.id, subject, number
    heading, choices = parts
    with heading:
        messages.question(
            _("Why this score? {name}").format(name=profile.subject["name"]),
            *caches.made(lambda: profile_view.answer(profile), asked),
        )
    with choices:
        profile_view.offer(profile, filters.period.id, number)
    profile_view.about(profile)
    if profile.result is None:
        messages.empty(
            _("Its meeting has no score sheet in this period yet."),
            link=address.href("upload"),
            label=_("Upload score sheets"),
        )
    else:
        caches.drawn(lambda: profile_view.body(profile), asked, session.theme())
        derivation_view.offer(profile, filters.period.id, subject, number)
    if subject == SubjectKind.BRANCH:
        show_members(filters.period.id, profile.branch)
    if profile.result is not None:
        profile_severity.offer(profile)
        profile_view.origins(profile, caches.made(lambda: sheets_heading(profile), "sheets", asked))
    profile_view.printed(profile)


def show_members(period_id: int, branch: Unit) -> None:
    ranking = caches.ranking(Filters(period_id, SubjectKind.MEMBER, branch.id))
    caches.drawn(lambda: profile_view.members(ranking, branch.code), period_id, branch)


def nobody_chosen(subject: SubjectKind, heading: DeltaGenerator, *, anybody: bool) -> None:
    with heading:
        said = _("Nobody is chosen yet.") if anybody else _("There is nobody to choose yet.")
        messages.question(_(QUESTION), said)
    if not anybody:
        empty_states.nobody(subject)
        return
    messages.empty(
        _("Choose a name above: its first letters are enough. Or open a row of the ranking."),
        link=profile_view.back_link(subject),
        label=_("See the ranking"),
    )


require(session.actor(), "result.read")
if chosen := filter_row(_(QUESTION), kinds=False):
    head = st.container()
    row = st.container(horizontal=True, vertical_alignment="center", key="profile_choices")
    kind, key = whose(chosen, row)
    if key:
        show(chosen, kind, key, (head, row))
    else:
        nobody_chosen(kind, head, anybody=key is not None)
