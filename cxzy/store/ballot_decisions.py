"""What people decided on single raters' ballots; each decision is added and none is changed.

See docs/decisions/0097-a-person-decides-on-a-ballot.md.
"""

from collections.abc import Collection
from datetime import UTC, datetime

from sqlalchemy import Connection, bindparam, insert, select

from cxzy.store import tables
from cxzy.store.records import BallotDecision, BallotKey, Verdict
from cxzy.store.versions import record_of, records_of

_decision = tables.ballot_decision
_OF_SHEETS = (
    select(_decision)
    .where(_decision.c.sheet_id.in_(bindparam("sheets", expanding=True)))
    .order_by(_decision.c.id)
)
_ADD = insert(_decision).returning(*_decision.c)


def ballot_decisions(c: Connection, sheet_ids: Collection[int]) -> list[BallotDecision]:
    """Return every decision on ballots of some sheets, the oldest first."""
    if not sheet_ids:
        return []
    rows = c.execute(_OF_SHEETS, {"sheets": sorted(sheet_ids)})
    return records_of(BallotDecision, rows)


def decisions_in_force(
    c: Connection, sheet_ids: Collection[int]
) -> dict[BallotKey, BallotDecision]:
    """Return the newest decision on each rater's ballots; what was undone is left out."""
    newest = {one.ballots: one for one in ballot_decisions(c, sheet_ids)}
    return {key: one for key, one in newest.items() if one.verdict is not Verdict.UNDONE}


def add_ballot_decision(
    c: Connection, ballots: BallotKey, verdict: Verdict, *, reason: str, actor: str
) -> BallotDecision:
    """Add what `actor` decides now, and return it; it is in force from here on."""
    values = {
        "sheet_id": ballots.sheet_id,
        "source": ballots.source,
        "rater": ballots.rater,
        "verdict": verdict,
        "reason": reason,
        "decided_by": actor,
        "decided_at": datetime.now(UTC),
    }
    return record_of(BallotDecision, c.execute(_ADD, values).one())
