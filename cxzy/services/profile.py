"""Why this score? One member or branch in one period, and what it is made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Engine

from cxzy.core.errors import CxzyError
from cxzy.core.language import _
from cxzy.core.scheme import Scheme
from cxzy.core.vocabulary import OVERALL, Source, SubjectKind
from cxzy.services.actors import Actor, require
from cxzy.services.directory import subject_details
from cxzy.services.results import MeetingFacets, meeting_facets, results_of
from cxzy.store import meetings as meeting_store
from cxzy.store import periods as period_store
from cxzy.store import rosters as roster_store
from cxzy.store import sheets as sheet_store
from cxzy.store.database import reading
from cxzy.store.errors import NotFound
from cxzy.store.records import Meeting, Period, SheetState, StoredSheet


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

    `subject` is its row of the directory; `result` its row of the results, None where its
    meeting has no marks. `sources` has one row per source of the scheme: `source, weight,
    applied, mean, n, contribution`, weights as shares. `criteria` has `source, criterion,
    label, n, mean, unit_mean`: the mean beside that of the same meeting. `groups` has
    `source, group, n, mean` for sources with groups. `history` has `period, score, rank, of,
    grade`, oldest first; rank and number are those of the meeting. `sheets` are those that
    stand.
    """

    subject: Mapping[str, str]
    period: Period
    scheme: Scheme | None
    result: Mapping[str, Any] | None
    sources: pd.DataFrame
    criteria: pd.DataFrame
    groups: pd.DataFrame
    history: pd.DataFrame
    sheets: tuple[StoredSheet, ...]


def profile(
    engine: Engine, actor: Actor, *, period_id: int, subject: SubjectKind, key: str
) -> Profile:
    """Return everything known of the subject with the number `key` in a period."""
    with reading(engine) as connection:
        person = _person(connection, subject, key)
        require(actor, "result.read", int(person["unit_id"]))
        periods = {one.id: one for one in period_store.periods(connection)}
        period = period_store.period(connection, period_id)
        stored = meeting_facets(connection, _meetings(connection, subject, key))
        scored = [_scored(group, meeting) for group in stored for meeting in group.meetings]
        now = next((one for one in scored if one.meeting.period_id == period_id), None)
        kept = () if now is None else _kept(connection, now.meeting)
    row = None if now is None else now.row(key)
    return Profile(
        subject=person,
        period=period,
        scheme=None if now is None else now.scheme,
        result=row,
        sources=source_table(now.scheme if now and row else None, row or {}),
        criteria=_criteria(now, key),
        groups=_groups(now, key),
        history=_history(scored, periods, key),
        sheets=kept,
    )


@dataclass(frozen=True)
class _Scored:
    """One meeting with its facets and its results, ranked among themselves."""

    meeting: Meeting
    scheme: Scheme
    facets: pd.DataFrame
    results: pd.DataFrame

    def row(self, key: str) -> Mapping[str, Any] | None:
        """Return the result of one subject, with the number `of` all that have a score."""
        found = self.results[self.results["subject"] == key]
        if found.empty:
            return None
        number = int(self.results["score"].notna().sum())
        return {**{str(name): value for name, value in found.iloc[0].items()}, "of": number}


def _scored(group: MeetingFacets, meeting: Meeting) -> _Scored:
    own = replace(
        group,
        facets=group.facets[group.facets["meeting"] == meeting.id],
        subjects=group.subjects[group.subjects["meeting"] == meeting.id],
        electorate=group.electorate[group.electorate["meeting"] == meeting.id],
    )
    return _Scored(meeting, group.scheme, own.facets, results_of(own))


def _person(connection: Connection, subject: SubjectKind, key: str) -> Mapping[str, str]:
    try:
        details = subject_details(connection, subject, key)
    except NotFound:
        raise UnknownSubject.from_key(key) from None
    return {name: str(value) for name, value in details.items()}


def _meetings(connection: Connection, subject: SubjectKind, key: str) -> list[Meeting]:
    """Return the meetings that assessed somebody, whatever branch he was in."""
    ids = roster_store.meetings_of(connection, key)
    held = [meeting_store.meeting(connection, meeting_id) for meeting_id in sorted(ids)]
    return [meeting for meeting in held if meeting.subject == subject]


def _kept(connection: Connection, meeting: Meeting) -> tuple[StoredSheet, ...]:
    return tuple(sheet_store.sheets(connection, meeting_id=meeting.id, state=SheetState.ACCEPTED))


def source_table(scheme: Scheme | None, row: Mapping[str, Any]) -> pd.DataFrame:
    """Return one row per source: `source, weight, applied, mean, n, contribution`."""
    columns = ["source", "weight", "applied", "mean", "n", "contribution"]
    if scheme is None:
        return pd.DataFrame(columns=pd.Index(columns))
    parts = ("weight", "mean", "n", "contribution")
    rows = [
        (source, float(scheme.weights[source]), *(row[f"{source.value}_{part}"] for part in parts))
        for source in Source
        if source in scheme.sources
    ]
    return pd.DataFrame(rows, columns=pd.Index(columns))


def _criteria(scored: _Scored | None, key: str) -> pd.DataFrame:
    """Return the means per criterion over a source's groups, beside the meeting's own."""
    columns = ["source", "criterion", "label", "n", "mean", "unit_mean"]
    if scored is None:
        return pd.DataFrame(columns=pd.Index(columns))
    facets = scored.facets[(scored.facets["criterion"] != OVERALL) & (scored.facets["group"] == "")]
    own = _means(facets[facets["subject"] == key])
    everyone = _means(facets).rename(columns={"mean": "unit_mean"}).drop(columns="n")
    table = own.merge(everyone, on=["source", "criterion"], how="left")
    labels = {
        (source.value, criterion.key): criterion.label
        for source in scored.scheme.sources
        for criterion in scored.scheme.criteria_of(source)
    }
    pairs = zip(table["source"], table["criterion"], strict=True)
    return table.assign(label=[labels.get(pair, pair[1]) for pair in pairs])[columns]


def _means(facets: pd.DataFrame) -> pd.DataFrame:
    """Return `source, criterion, n, mean`, each facet weighted by its number of ratings."""
    known = facets.dropna(subset=["mean"])
    total = known.assign(total=known["n"] * known["mean"])
    keys = [total["source"].astype(str), total["criterion"].astype(str)]
    sums = total.groupby(keys, sort=False)[["n", "total"]].sum()
    return sums.assign(mean=sums["total"] / sums["n"]).drop(columns="total").reset_index()


def _groups(scored: _Scored | None, key: str) -> pd.DataFrame:
    columns = ["source", "group", "n", "mean"]
    if scored is None:
        return pd.DataFrame(columns=pd.Index(columns))
    facets = scored.facets
    whole = facets[(facets["criterion"] == OVERALL) & (facets["group"] != "")]
    own = whole[whole["subject"] == key]
    return own[columns].reset_index(drop=True)


def _history(scored: Sequence[_Scored], periods: Mapping[int, Period], key: str) -> pd.DataFrame:
    """Return a subject's score and place in the meetings of all periods, the oldest first."""
    rows = []
    for one in sorted(scored, key=lambda one: periods[one.meeting.period_id].starts):
        row = one.row(key)
        if row is not None:
            name = periods[one.meeting.period_id].name
            rows.append((name, row["score"], row["rank"], row["of"], row["grade"]))
    return pd.DataFrame(rows, columns=pd.Index(["period", "score", "rank", "of", "grade"]))
