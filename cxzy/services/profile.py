"""Why this score? One member or branch in one period, and what it is made of."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection, Engine

from cxzy.core.comparison import Standing, criterion_means, standing
from cxzy.core.errors import CxzyError
from cxzy.core.language import _
from cxzy.core.scheme import Scheme
from cxzy.core.vocabulary import SubjectKind
from cxzy.core.weighed_criteria import weighed_criteria
from cxzy.services import profile_parts as parts
from cxzy.services.actors import Actor, require
from cxzy.services.directory import subject_details
from cxzy.services.profile_among import Among, among
from cxzy.services.profile_certainty import Sure, sure_of
from cxzy.services.profile_history import history
from cxzy.store import facets as facet_store
from cxzy.store import meetings as meeting_store
from cxzy.store import periods as period_store
from cxzy.store import sheets as sheet_store
from cxzy.store import units as unit_store
from cxzy.store.database import reading
from cxzy.store.errors import NotFound
from cxzy.store.records import Meeting, Period, SheetState, StoredSheet, Unit


class UnknownSubject(CxzyError):
    """Nobody is known under this number."""

    @classmethod
    def from_key(cls, key: str) -> "UnknownSubject":
        return cls(
            _("Nobody is known under the number {key}.").format(key=key),
            hint=_("Open the ranking and choose a row."),
        )


@dataclass(frozen=True)
class Profile:
    """One subject in one period.

    `subject` is its row of the directory, `branch` and `organisation` its units today; `result` its
    row of the results with the place `rank` among `of` of its meeting and with `bonus_step`, its
    bonus points less their mean there, None where the meeting has no marks. `unit` and `kind` say
    where its score stands among its meeting and among all of its kind in reach, None without a
    score. `sources` has one row per source of the scheme: `source, weight, applied, mean, n,
    contribution, entitled` (weights as shares), and beside them, of the meeting, `list_mean,
    list_contribution, step`. `groups` has `source, group, n, mean, entitled, withheld` for sources
    with groups: a withheld mean is NaN. `criteria` has `source, criterion, label, n, mean,
    unit_mean, kind_mean`, every subject of meeting or kind counting alike. `gaps` are those of
    `core.comparison.self_gaps`. `history` has the columns of `profile_history.history`,
    oldest first; rank and number are those of the meeting.
    `sheets` are those that stand. `sure` says how sure the result is, None without a score.
    """

    kind_of_subject: SubjectKind
    subject: Mapping[str, str]
    branch: Unit
    organisation: Unit
    period: Period
    scheme: Scheme | None
    result: Mapping[str, Any] | None
    unit: Standing | None
    kind: Standing | None
    sources: pd.DataFrame
    groups: pd.DataFrame
    criteria: pd.DataFrame
    gaps: pd.DataFrame
    history: pd.DataFrame
    sheets: tuple[StoredSheet, ...]
    sure: Sure | None = None

    @property
    def is_member(self) -> bool:
        """Whether this is a member, and not a branch."""
        return self.kind_of_subject == SubjectKind.MEMBER


def profile(
    engine: Engine,
    actor: Actor,
    *,
    period_id: int,
    subject: SubjectKind,
    key: str,
    beside: Among | None = None,
) -> Profile:
    """Return everything known of the subject with the number `key` in a period.

    `beside` is what the period's profiles compare with, where it is known already.
    """
    with reading(engine) as connection:
        person, branch, organisation = _person(connection, subject, key)
        require(actor, "result.read", branch.id)
        period = period_store.period(connection, period_id)
    beside = beside or among(engine, actor, period_id=period_id, subject=subject)
    found = _found(beside, key)
    past = history(engine, beside, subject, key)
    with reading(engine) as connection:
        scored = None if found is None else _scored(connection, beside, found)
    return Profile(
        kind_of_subject=subject,
        subject=person,
        branch=branch,
        organisation=organisation,
        period=period,
        history=past,
        **_parts(beside, scored, key),
    )


@dataclass(frozen=True)
class _Scored:
    """A subject's own row beside those of its meeting, and what the meeting keeps."""

    row: Mapping[str, Any]
    meeting: Meeting
    scheme: Scheme
    results: pd.DataFrame
    facets: pd.DataFrame
    entitled: pd.DataFrame
    sheets: tuple[StoredSheet, ...]


def _person(
    connection: Connection, subject: SubjectKind, key: str
) -> tuple[Mapping[str, str], Unit, Unit]:
    try:
        details = subject_details(connection, subject, key)
    except NotFound:
        raise UnknownSubject.from_key(key) from None
    ids = (int(details[name]) for name in ("unit_id", "organisation_id"))
    branch, organisation = (unit_store.unit(connection, unit_id) for unit_id in ids)
    return {name: str(value) for name, value in details.items()}, branch, organisation


def _found(beside: Among, key: str) -> Mapping[str, Any] | None:
    """Return a subject's row of the results; of several meetings that where it has a score."""
    results = beside.ranked.results
    rows = np.flatnonzero((results["subject"] == key).to_numpy())
    if not len(rows):
        return None
    first = rows[results["score"].notna().to_numpy()[rows].argmax()]
    return {str(name): value for name, value in results.iloc[first].items()}


def _scored(connection: Connection, beside: Among, row: Mapping[str, Any]) -> _Scored:
    meeting, scheme = beside.meeting(int(row["meeting"]))
    results = beside.ranked.results
    return _Scored(
        row=row,
        meeting=meeting,
        scheme=scheme,
        results=results[(results["meeting"] == meeting.id).to_numpy()],
        facets=facet_store.facets(connection, [meeting.id]),
        entitled=meeting_store.electorate(connection, [meeting.id]),
        sheets=tuple(
            sheet_store.sheets(connection, meeting_id=meeting.id, state=SheetState.ACCEPTED)
        ),
    )


def _of_kind(beside: Among, scored: _Scored, usual: pd.DataFrame) -> pd.DataFrame:
    """Return the means per criterion of the kind; of a single meeting `usual`, which are its own.

    The means of a kind let all ballots count alike: of one meeting alone they would tell of groups.
    """
    kind, results = scored.row["kind"], beside.ranked.results
    meetings = results.loc[(results["kind"] == kind).to_numpy(), "meeting"]
    if (meetings == scored.meeting.id).all():
        return usual
    kinds: pd.DataFrame = beside.kinds[(beside.kinds["list"] == kind).to_numpy()]
    return kinds


def _parts(beside: Among, scored: _Scored | None, key: str) -> dict[str, Any]:
    """Return the fields of a profile that come from the marks of its meeting."""
    if scored is None:
        return parts.nothing()
    row, scheme = scored.row, scored.scheme
    unit = standing(scored.results["score"], row["score"])
    everyone = beside.ranked.results
    alike = everyone.loc[(everyone["kind"] == row["kind"]).to_numpy(), "score"]
    sources = parts.source_table(scheme, row, scored.results, scored.entitled)
    own = parts.own_facets(scored.facets, key)
    weighed = weighed_criteria(scored.facets, scheme, scored.entitled)
    usual = criterion_means(parts.single_criteria(weighed))
    kinds = _of_kind(beside, scored, usual)
    criteria = parts.criteria_table(scheme, parts.own_facets(weighed, key), usual, kinds)
    bonus = parts.bonus_of(row, scored.results)
    return {
        "scheme": scheme,
        "result": {**row, **bonus, "rank": unit and unit.place, "of": unit.of if unit else 0},
        "unit": unit,
        "kind": standing(alike, row["score"]) if row["kind"] else None,
        "sources": sources,
        "groups": parts.group_table(own, scored.entitled),
        "criteria": criteria,
        "gaps": parts.gap_table(scheme, sources, criteria),
        "sheets": scored.sheets,
        "sure": sure_of(beside.ranked, row, scored.results, unit.place if unit else None),
    }
