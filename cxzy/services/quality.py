"""How far the ballots of one meeting can be trusted: whom they stand for, and which to look at.

See docs/decisions/0095-how-well-ballots-represent.md and those after it.
"""

from dataclasses import dataclass, field, replace

import pandas as pd
from sqlalchemy import Connection, Engine

from cxzy.core.bonus import marks_alone
from cxzy.core.representation import Representation, ballots_by_group, representation
from cxzy.core.scheme import Scheme
from cxzy.core.screening import Signal
from cxzy.core.source_means import SourceMeans, means_of_facets
from cxzy.core.vocabulary import OVERALL, Source
from cxzy.services.actors import Actor, allowed, require
from cxzy.services.directory import meeting_scheme
from cxzy.services.quality_agreement import Agreement, agreements
from cxzy.services.quality_ballots import (
    ListedBallots,
    RaisedSignal,
    listed_ballots,
    looked_at,
    signal_counts,
)
from cxzy.services.quality_means import BothMeans, both_means
from cxzy.services.quality_results import (
    Screened,
    decided,
    places,
    results_beside,
    with_origin,
)
from cxzy.services.standing import handed_in_ratings
from cxzy.store import facets as facet_store
from cxzy.store import meetings as meeting_store
from cxzy.store import rosters as roster_store
from cxzy.store import sheets as sheet_store
from cxzy.store.ballot_decisions import decisions_in_force
from cxzy.store.database import reading
from cxzy.store.errors import NotFound
from cxzy.store.records import BallotDecision, BallotKey, Meeting, SheetState, Verdict

__all__ = [
    "Agreement",
    "BallotDecision",
    "BallotKey",
    "BothMeans",
    "ListedBallots",
    "MeetingQuality",
    "RaisedSignal",
    "Signal",
    "SourceQuality",
    "Verdict",
    "ballot_results",
    "meeting_quality",
    "open_ballots",
]


@dataclass(frozen=True)
class SourceQuality:
    """One source of a meeting: how many voted, whom they stand for, and what weighing changes.

    `voted` are the raters whose ballots count, or the votes of the subject with most; `void` the
    raters whose ballots a person found void. `representation` is None without an electorate, and of
    one group "" where the ballots name no group of it;
    `means` (with `name`) without several groups in it, `agreement` where nobody else marks.
    """

    source: Source
    voted: int
    void: int
    representation: Representation | None
    means: BothMeans | None
    agreement: Agreement | None = None


@dataclass(frozen=True)
class MeetingQuality:
    """What can be said of the ballots of a meeting.

    `may_look` says whether the actor may see single ballots, `may_decide` whether decide on
    them; without the first `listed` and `signals` are empty whatever there is. `listed` has the
    ballots to look at and those decided on; `signals` counts the raters whose ballots raise each
    signal, listed or not. `sheets` says whether anything stands at all.
    """

    meeting: Meeting
    scheme: Scheme
    sheets: bool
    sources: tuple[SourceQuality, ...]
    may_look: bool
    may_decide: bool
    listed: tuple[ListedBallots, ...] = ()
    signals: dict[Signal, int] = field(default_factory=dict)
    elsewhere: tuple[BallotDecision, ...] = ()

    @property
    def open(self) -> int:
        """How many listed ballots nobody has decided on."""
        return sum(one.decision is None for one in self.listed)


def meeting_quality(engine: Engine, actor: Actor, meeting_id: int) -> MeetingQuality:
    """Return how far the ballots of a meeting can be trusted, as far as the actor may know.

    Turnout and means are for all who see results. Single ballots are for those who may
    `ballot.read` (docs/decisions/0097-a-person-decides-on-a-ballot.md). Raises NotFound and
    PermissionDenied.
    """
    with reading(engine) as connection:
        meeting = meeting_store.meeting(connection, meeting_id)
        require(actor, "result.read", meeting.unit_id)
        asked = _asked(connection, meeting)
        stored = facet_store.facets(connection, [meeting.id], criterion=OVERALL)
    may_look = allowed(actor, "ballot.read", meeting.unit_id)
    papers = looked_at(asked) if may_look else None
    listed = () if papers is None else listed_ballots(asked, papers)
    return MeetingQuality(
        meeting=meeting,
        scheme=asked.scheme,
        sheets=not asked.ratings.empty,
        sources=_sources(asked, stored.drop(columns="meeting")),
        may_look=may_look,
        may_decide=allowed(actor, "ballot.decide", meeting.unit_id),
        listed=listed,
        signals={} if papers is None else signal_counts(papers),
        elsewhere=_elsewhere(asked, listed) if may_look else (),
    )


def _elsewhere(asked: Screened, listed: tuple[ListedBallots, ...]) -> tuple[BallotDecision, ...]:
    """Return the decisions in force on ballots that are not listed, the newest first."""
    here = {one.ballots for one in listed}
    rest = [one for key, one in asked.decisions.items() if key not in here]
    return tuple(sorted(rest, key=lambda one: -one.id))


def ballot_results(engine: Engine, actor: Actor, ballots: BallotKey) -> pd.DataFrame:
    """Return the results with and without a rater's ballots, columns as in `ListedBallots`.

    Raises NotFound where they do not count, PermissionDenied.
    """
    require(actor, "ballot.read")
    with reading(engine) as connection:
        sheet = sheet_store.sheet(connection, ballots.sheet_id)
        meeting = meeting_store.meeting(connection, sheet.meeting_id)
        require(actor, "ballot.read", meeting.unit_id)
        asked = _asked(connection, meeting)
    if ballots not in asked.raters:
        raise NotFound.of("ballot", ballots.rater + 1)
    return results_beside(asked, [ballots])[ballots]


def open_ballots(engine: Engine, actor: Actor, meeting_id: int) -> int:
    """Return how many ballots of a meeting two signals list and nobody has decided on.

    Raises NotFound and PermissionDenied.
    """
    require(actor, "ballot.read")
    with reading(engine) as connection:
        meeting = meeting_store.meeting(connection, meeting_id)
        require(actor, "ballot.read", meeting.unit_id)
        asked = _asked(connection, meeting)
    papers = looked_at(asked)
    return int((papers["listed"] & ~papers["key"].isin(list(asked.decisions))).sum())


def _asked(connection: Connection, meeting: Meeting) -> Screened:
    """Read what stands of a meeting."""
    kept = sheet_store.sheets(connection, meeting_id=meeting.id, state=SheetState.ACCEPTED)
    made = decisions_in_force(connection, [sheet.id for sheet in kept])
    return Screened(
        ratings=with_origin(handed_in_ratings(connection, kept)),
        scheme=meeting_scheme(connection, meeting),
        members=roster_store.rosters(connection, [meeting.id]).drop(columns="meeting"),
        electorate=meeting_store.electorate(connection, [meeting.id]).drop(columns="meeting"),
        subject=meeting.subject,
        decisions=decided(made, kept),
    )


def _sources(asked: Screened, facets: pd.DataFrame) -> tuple[SourceQuality, ...]:
    void = places(asked, asked.void)
    means = means_of_facets(facets, asked.scheme)
    agreed = agreements(asked.counted, asked.scheme)
    return tuple(
        replace(
            _source(asked, means, source, sum(of == source.value for of, _rater in void)),
            agreement=agreed.get(source),
        )
        for source in asked.scheme.sources
    )


def _source(asked: Screened, means: SourceMeans, source: Source, void: int) -> SourceQuality:
    entitled = asked.electorate[asked.electorate["source"] == source.value]
    people = dict(zip(entitled["group"].tolist(), entitled["count"].tolist(), strict=True))
    voted = ballots_by_group(marks_alone(asked.counted, asked.scheme), source)
    both = both_means(means, asked.scheme, source, asked.electorate)
    if _together(voted, people):
        voted, people, both = {"": sum(voted.values())}, {"": sum(people.values())}, None
    return SourceQuality(
        source=source,
        voted=sum(voted.values()),
        void=void,
        representation=representation(voted, people) if sum(people.values()) else None,
        means=None if both is None else _with_names(both, asked.members),
    )


def _together(voted: dict[str, int], people: dict[str, int]) -> bool:
    """Return whether nothing is known of groups: the ballots name none of the electorate's."""
    return set(people) == {""} or (sum(voted.values()) > 0 and not set(voted) & set(people))


def _with_names(both: BothMeans, members: pd.DataFrame) -> BothMeans:
    names = members[["subject", "name"]].drop_duplicates("subject")
    table = both.table.merge(names, on="subject", how="left")
    return BothMeans(table[["subject", "name", *both.table.columns[1:]]], both.withheld)
