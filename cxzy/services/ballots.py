"""What a person decides on one rater's ballots: void or sound, with a reason, and back again.

See docs/decisions/0097-a-person-decides-on-a-ballot.md.
"""

from sqlalchemy import Connection, Engine

from cxzy.core.bonus import marks_alone
from cxzy.core.errors import CxzyError
from cxzy.core.labels import source_in_sentence
from cxzy.core.language import _
from cxzy.core.vocabulary import Source
from cxzy.services.actors import Actor, require
from cxzy.services.directory import meeting_scheme
from cxzy.services.standing import rebuild_facets
from cxzy.store import audit
from cxzy.store import meetings as meeting_store
from cxzy.store import sheets as sheet_store
from cxzy.store.ballot_decisions import (
    add_ballot_decision,
    ballot_decisions,
    decisions_in_force,
)
from cxzy.store.database import reading, writing
from cxzy.store.errors import NotFound, StaleRecord
from cxzy.store.ratings import ratings_from_parquet
from cxzy.store.records import BallotDecision, BallotKey, Meeting, StoredSheet, Verdict


class BallotError(CxzyError):
    """Nothing can be decided on these ballots as it was asked for."""

    @classmethod
    def without_reason(cls) -> "BallotError":
        """Return the error for a decision that says not why."""
        return cls(
            _("A decision on a ballot needs its reason."),
            hint=_("Write in a few words what was found; it stays on record."),
        )

    @classmethod
    def from_sheet(cls, sheet: StoredSheet, source: Source) -> "BallotError":
        """Return the error for a sheet that no longer counts for the source."""
        return cls(
            _("“{name}” no longer counts for {source}.").format(
                name=sheet.name, source=source_in_sentence(source)
            ),
            hint=_("It was replaced or withdrawn; look at the ballots that count now."),
        )

    @classmethod
    def nothing_decided(cls) -> "BallotError":
        """Return the error for taking back what nobody decided."""
        return cls(_("Nothing has been decided on this ballot."))


def mark_void(
    engine: Engine, actor: Actor, ballots: BallotKey, *, reason: str, seen: int | None = None
) -> BallotDecision:
    """Leave all ballots of one rater in one source out of every result, and say why.

    The ratings stay as they were handed in; the meeting's facets are made anew in the same
    transaction, with the audit record. `seen` is the id of the decision that stood when the
    person looked, None for none. Raises StaleRecord where another decided in the meantime,
    BallotError without a reason and where the sheet no longer counts, NotFound where the sheet
    has no such rater.
    """
    return _decide(engine, actor, ballots, Verdict.VOID, reason, seen)


def mark_sound(
    engine: Engine, actor: Actor, ballots: BallotKey, *, reason: str, seen: int | None = None
) -> BallotDecision:
    """Say that ballots were looked at and count, and why; raises what `mark_void` raises."""
    return _decide(engine, actor, ballots, Verdict.SOUND, reason, seen)


def undo(
    engine: Engine, actor: Actor, ballots: BallotKey, *, reason: str, seen: int | None = None
) -> BallotDecision:
    """Take back what was decided, as if nobody had: the ballots count and are to be looked at.

    Raises what `mark_void` raises, and BallotError where nothing is decided.
    """
    return _decide(engine, actor, ballots, Verdict.UNDONE, reason, seen)


def ballot_history(engine: Engine, actor: Actor, meeting_id: int) -> list[BallotDecision]:
    """Return every decision ever made on ballots of a meeting, the newest first.

    Those on sheets that no longer stand too; they have no effect while that is so.
    """
    with reading(engine) as connection:
        require(actor, "ballot.read", meeting_store.meeting(connection, meeting_id).unit_id)
        kept = sheet_store.sheets(connection, meeting_id=meeting_id)
        made = ballot_decisions(connection, [sheet.id for sheet in kept])
    return made[::-1]


def _decide(
    engine: Engine,
    actor: Actor,
    ballots: BallotKey,
    verdict: Verdict,
    reason: str,
    seen: int | None,
) -> BallotDecision:
    require(actor, "ballot.decide")
    if not reason.strip():
        raise BallotError.without_reason()
    with writing(engine) as connection:
        meeting = _meeting(connection, actor, ballots)
        _refuse_overtaken(connection, ballots, verdict, seen)
        meeting_store.bump_meeting(connection, meeting.id, meeting.version)
        made = add_ballot_decision(
            connection, ballots, verdict, reason=reason.strip(), actor=actor.name
        )
        rebuild_facets(connection, meeting)
        told = {"source": ballots.source, "rater": ballots.rater, "reason": made.reason}
        audit.record(connection, actor.name, f"ballot.{verdict}", str(ballots.sheet_id), told)
    return made


def _meeting(connection: Connection, actor: Actor, ballots: BallotKey) -> Meeting:
    """Return the meeting in which the ballots count; raises where they do not, or are none."""
    sheet = sheet_store.sheet(connection, ballots.sheet_id)
    meeting = meeting_store.meeting(connection, sheet.meeting_id)
    require(actor, "ballot.decide", meeting.unit_id)
    if ballots.source not in sheet.standing:
        raise BallotError.from_sheet(sheet, ballots.source)
    scheme = meeting_scheme(connection, meeting)
    handed_in = ratings_from_parquet(sheet_store.sheet_ratings(connection, sheet.id))
    ratings = marks_alone(handed_in, scheme)
    here = (ratings["source"] == ballots.source.value) & (ratings["rater"] == ballots.rater)
    if ballots.rater < 0 or not here.any():
        raise NotFound.of("ballot", ballots.rater + 1)
    return meeting


def _refuse_overtaken(
    connection: Connection, ballots: BallotKey, verdict: Verdict, seen: int | None
) -> None:
    stands = decisions_in_force(connection, [ballots.sheet_id]).get(ballots)
    if (None if stands is None else stands.id) != seen:
        raise StaleRecord(stands, verdict)
    if verdict is Verdict.UNDONE and stands is None:
        raise BallotError.nothing_decided()
