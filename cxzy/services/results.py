"""Results of one meeting or of many, computed from stored facets; shared by what shows them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd
from sqlalchemy import Connection

from cxzy.core.beside import beside_names, is_beside
from cxzy.core.scheme import Scheme
from cxzy.core.scoring import weighted_scores
from cxzy.core.vocabulary import OVERALL, Source, SubjectKind
from cxzy.services.directory import meeting_scheme, organisation_of
from cxzy.store import facets as facet_store
from cxzy.store import rosters as roster_store
from cxzy.store.records import Meeting, Unit


@dataclass(frozen=True)
class MeetingFacets:
    """What is stored of meetings that share a scheme, enough to score them.

    `facets` has the columns of `cxzy.core.scoring.facets` with `meeting` in front, `subjects`
    those of `DIRECTORY_COLUMNS` and `meeting`, `electorate` has `meeting, source, group, count`.
    `tallied` are the facets of single criteria where those of the whole do not say how far
    ballots differ: in tallies of several criteria.
    """

    scheme: Scheme
    meetings: tuple[Meeting, ...]
    facets: pd.DataFrame
    subjects: pd.DataFrame
    electorate: pd.DataFrame
    tallied: pd.DataFrame = field(default_factory=pd.DataFrame)

    def of_meetings(self, wanted: Collection[int]) -> "MeetingFacets":
        """Return what is stored of some of the meetings."""
        held = tuple(meeting for meeting in self.meetings if meeting.id in wanted)
        return MeetingFacets(
            scheme=self.scheme,
            meetings=held,
            facets=self.facets[self.facets["meeting"].isin(wanted)],
            subjects=self.subjects[self.subjects["meeting"].isin(wanted)],
            electorate=self.electorate[self.electorate["meeting"].isin(wanted)],
            tallied=self.tallied[self.tallied["meeting"].isin(wanted)]
            if len(self.tallied)
            else self.tallied,
        )


def meeting_facets(
    connection: Connection,
    meetings: Sequence[Meeting],
    units: Mapping[int, Unit],
    electorate: pd.DataFrame,
) -> list[MeetingFacets]:
    """Return what is stored of `meetings`, one entry per scheme.

    Of the criteria only the whole (`OVERALL`) and what stands beside the marks: enough to score
    them, a fraction of everything.
    `units` are all there are, `electorate` is that of the meetings.
    """
    by_scheme: dict[int, list[Meeting]] = {}
    for meeting in meetings:
        by_scheme.setdefault(meeting.scheme_id, []).append(meeting)
    return [_stored(connection, held, units, electorate) for held in by_scheme.values()]


def _stored(
    connection: Connection,
    held: Sequence[Meeting],
    units: Mapping[int, Unit],
    electorate: pd.DataFrame,
) -> MeetingFacets:
    ids = [meeting.id for meeting in held]
    scheme = meeting_scheme(connection, held[0])
    facets = facet_store.facets(connection, ids, criterion=OVERALL, beside=beside_names(scheme))
    return MeetingFacets(
        scheme=scheme,
        meetings=tuple(held),
        facets=facets,
        subjects=_placed(roster_store.rosters(connection, ids), held, units),
        electorate=electorate[electorate["meeting"].isin(ids)],
        tallied=_tallied(connection, facets),
    )


def _tallied(connection: Connection, facets: pd.DataFrame) -> pd.DataFrame:
    """Return the facets of single criteria of the meetings that have ballots without a spread."""
    marks = (facets["criterion"] == OVERALL).to_numpy()
    unknown = marks & (facets["n"] > 1).to_numpy() & facets["spread"].isna().to_numpy()
    if not unknown.any():
        return facets.iloc[:0]
    ids = facets["meeting"].to_numpy()[unknown]
    whole = facet_store.facets(connection, sorted({int(id_) for id_ in ids}))
    return whole[((whole["criterion"] != OVERALL) & ~is_beside(whole["criterion"])).to_numpy()]


def _placed(
    listed: pd.DataFrame, held: Sequence[Meeting], units: Mapping[int, Unit]
) -> pd.DataFrame:
    """Return rosters with the ids of each subject's branch and organisation."""
    if held[0].subject == SubjectKind.BRANCH:
        places = {unit.code: unit.id for unit in units.values()}
        unit_ids = listed["subject"].map(places)
    else:
        unit_ids = listed["meeting"].map({meeting.id: meeting.unit_id for meeting in held})
    above = {unit.id: organisation_of(unit, units).id for unit in units.values()}
    return listed.assign(unit_id=unit_ids, organisation_id=unit_ids.map(above))


def results_of(
    stored: MeetingFacets,
    *,
    weights: Mapping[Source, float] | None = None,
    details: Sequence[str] = (),
) -> pd.DataFrame:
    """Return the results, columns of `weighted_scores` with `meeting` in front.

    With `weights` the scheme is applied as if it had published those; `details` are the columns
    of the rosters that stand beside each result.
    """
    scheme = stored.scheme if weights is None else stored.scheme.with_weights(weights)
    marked = stored.subjects["meeting"].isin(stored.facets["meeting"].unique())
    return weighted_scores(
        stored.facets,
        scheme,
        electorate=stored.electorate,
        members=stored.subjects[marked],
        details=details,
    )
