"""What was decided on ballots of a meeting, and how a decision is made or taken back.

Nothing here says which ballot of the sheet it is. See
docs/decisions/0114-a-decision-by-the-number-of-the-list.md.
"""

from collections.abc import Callable

import streamlit as st

from cxzy.core.errors import CxzyError
from cxzy.core.labels import source_label
from cxzy.core.language import _
from cxzy.core.moments import clock_text
from cxzy.services import quality_sentences as said
from cxzy.services.actors import shown_name
from cxzy.services.ballots import ballot_history, mark_sound, mark_void, undo
from cxzy.services.quality import BallotKey, MeetingQuality, Verdict
from cxzy.services.records import BallotDecision, StaleRecord
from cxzy.web import caches, messages, session, tables
from cxzy.web.messages import plain
from cxzy.web.tables import Column

_ACTS: dict[Verdict, Callable[..., BallotDecision]] = {
    Verdict.VOID: mark_void,
    Verdict.SOUND: mark_sound,
    Verdict.UNDONE: undo,
}


def decided(decision: BallotDecision) -> str:
    """Return what was decided, by whom, when and why."""
    return _("Found {verdict} by {who} on {date}: {reason}").format(
        verdict=said.verdict_label(decision.verdict),
        who=shown_name(decision.decided_by),
        date=clock_text(decision.decided_at),
        reason=decision.reason,
    )


def act(ballots: BallotKey, verdict: Verdict, key: str, seen: int | None) -> None:
    """Do what a button asks for with the reason beside it, and leave word of how it went."""
    session.begin()
    reason = str(st.session_state.get(f"quality.reason.{key}", ""))
    decide, actor = _ACTS[verdict], session.actor()
    try:
        decide(session.engine(), actor, ballots, reason=reason, seen=seen)
    except StaleRecord as error:
        if not _own(error.stored, actor.name, verdict, reason):
            messages.later(_overtaken(error))
    except CxzyError as error:
        messages.later(error)
    else:
        words = {
            Verdict.VOID: _("The ballot counts no longer; scores and places are made anew."),
            Verdict.SOUND: _("The ballot is on record as sound and counts."),
            Verdict.UNDONE: _("The decision is taken back; the ballot counts and waits again."),
        }
        messages.later(words[verdict])


def _own(stored: object, name: str, verdict: Verdict, reason: str) -> bool:
    """Return whether what stands is the very decision that is asked for: a second click."""
    if stored is None:
        return verdict is Verdict.UNDONE
    return isinstance(stored, BallotDecision) and (
        (stored.decided_by, stored.verdict, stored.reason) == (name, verdict, reason.strip())
    )


class Overtaken(CxzyError):
    """Another person decided on the ballot first."""

    @classmethod
    def by(cls, decision: BallotDecision) -> "Overtaken":
        """Return the error that says what the other decided."""
        return cls(
            _("Somebody decided in the meantime; nothing was changed."), hint=decided(decision)
        )


def _overtaken(error: StaleRecord) -> CxzyError:
    return Overtaken.by(error.stored) if isinstance(error.stored, BallotDecision) else error


def history(quality: MeetingQuality) -> None:
    """List every decision ever made on ballots of the meeting, the newest first.

    Those in force on ballots without a valid mark, which no list has, can be taken back here.
    """
    made = caches.kept(ballot_history, meeting_id=quality.meeting.id)
    if not made:
        return
    with st.expander(_("All decisions so far")):
        caches.drawn(lambda: _made(quality, made), "history", quality.meeting.id)
        if quality.may_decide:
            for place, one in enumerate(quality.elsewhere, start=1):
                _take_back(quality, one, place)


def _take_back(quality: MeetingQuality, one: BallotDecision, place: int) -> None:
    """Draw a decision on a ballot that is not listed, with what takes it back."""
    words = _("{source}: a ballot without a valid mark, which is not listed above.")
    key = f"{quality.meeting.id}.elsewhere{place}.{one.id}"
    with st.container(border=True, key=f"quality_elsewhere_{place}"):
        about = words.format(source=source_label(one.source))
        st.markdown("  \n".join([f"**{plain(about)}**", plain(decided(one))]))
        st.text_input(
            _("Why, in a few words (stays on record)"), key=f"quality.reason.{key}", max_chars=200
        )
        st.button(
            _("Take the decision back"),
            key=f"quality.{Verdict.UNDONE}.{key}",
            on_click=act,
            args=(one.ballots, Verdict.UNDONE, key, one.id),
        )


def _made(quality: MeetingQuality, made: list[BallotDecision]) -> None:
    numbers = {one.ballots: one.number for one in quality.listed}
    tables.table(
        [
            Column("number", _("No."), "integer"),
            Column("source", _("Source"), "soft"),
            Column("verdict", _("Verdict")),
            Column("reason", _("Why")),
            Column("who", _("By"), "soft", phone=False),
            Column("when", _("On"), "soft"),
        ],
        [
            {
                "number": numbers.get(one.ballots),
                "source": source_label(one.source),
                "verdict": said.verdict_label(one.verdict),
                "reason": one.reason,
                "who": shown_name(one.decided_by),
                "when": clock_text(one.decided_at),
            }
            for one in made
        ],
        about=_("Decisions on ballots of this meeting"),
    )
