"""Results of one meeting or of many, computed from stored facets; shared by what shows them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
from sqlalchemy import Connection

from cxzy.core.scheme import Scheme, parse_scheme
from cxzy.core.scoring import weighted_scores
from cxzy.core.vocabulary import Source, SubjectKind
from cxzy.services.directory import directory
from cxzy.store import facets as facet_store
from cxzy.store import meetings as meeting_store
from cxzy.store import schemes as scheme_store
from cxzy.store.records import Meeting


@dataclass(frozen=True)
class ScoredMeetings:
    """Results of meetings that share a scheme.

    `results` has the columns of `weighted_scores` with `meeting` in front, `facets` those of
    `cxzy.core.scoring.facets`, `subjects` those of `DIRECTORY_COLUMNS`.
    """

    scheme: Scheme
    meetings: tuple[Meeting, ...]
    facets: pd.DataFrame
    results: pd.DataFrame
    subjects: pd.DataFrame


def scored_meetings(
    connection: Connection,
    meetings: Sequence[Meeting],
    *,
    weights: Mapping[Source, float] | None = None,
) -> list[ScoredMeetings]:
    """Return the results of `meetings`, one entry per scheme and kind of subject.

    With `weights` every scheme is applied as if it had published those.
    """
    groups: dict[tuple[int, SubjectKind], list[Meeting]] = {}
    for meeting in meetings:
        groups.setdefault((meeting.scheme_id, meeting.subject), []).append(meeting)
    scored = []
    for (scheme_id, subject), held in groups.items():
        scheme = parse_scheme(scheme_store.scheme(connection, scheme_id).text)
        if weights is not None:
            scheme = scheme.with_weights(weights)
        subjects = subjects_of(directory(connection, subject), held)
        scored.append(_scored(connection, scheme, held, subjects))
    return scored


def subjects_of(everyone: pd.DataFrame, meetings: Sequence[Meeting]) -> pd.DataFrame:
    """Return those of a directory that the meetings assess, with their `meeting`."""
    first = meetings[0] if meetings else None
    branch = first is not None and first.subject == SubjectKind.BRANCH
    place = everyone["organisation_id"] if branch else everyone["unit_id"]
    meeting = place.map({meeting.unit_id: meeting.id for meeting in meetings})
    return everyone.assign(meeting=meeting).dropna(subset=["meeting"]).astype({"meeting": "int64"})


def _scored(
    connection: Connection, scheme: Scheme, held: list[Meeting], subjects: pd.DataFrame
) -> ScoredMeetings:
    ids = [meeting.id for meeting in held]
    facets = facet_store.facets(connection, ids)
    with_marks = set(facets["meeting"].unique())
    results = weighted_scores(
        facets,
        scheme,
        electorate=meeting_store.electorate(connection, ids),
        members=subjects[subjects["meeting"].isin(with_marks)],
    )
    return ScoredMeetings(scheme, tuple(held), facets, results, subjects)
