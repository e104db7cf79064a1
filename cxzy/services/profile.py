"""Why this score? One member or branch in one period, and what it is made of."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Engine

from cxzy.core.errors import CxzyError
from cxzy.core.language import _
from cxzy.core.ranking import ranks
from cxzy.core.scheme import Scheme
from cxzy.core.vocabulary import OVERALL, Source, SubjectKind
from cxzy.services.actors import Actor, require
from cxzy.services.directory import directory
from cxzy.services.results import ScoredMeetings, scored_meetings
from cxzy.store import meetings as meeting_store
from cxzy.store import periods as period_store
from cxzy.store import sheets as sheet_store
from cxzy.store.database import reading
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
        period = period_store.period(connection, period_id)
        scored = _scored(connection, person, subject, period_id)
        kept = (
            []
            if scored is None
            else sheet_store.sheets(
                connection, meeting_id=scored.meetings[0].id, state=SheetState.ACCEPTED
            )
        )
        history = _history(connection, person, subject)
    row = None if scored is None else _row(scored, key)
    return Profile(
        subject={str(name): str(value) for name, value in person.items()},
        period=period,
        scheme=None if scored is None else scored.scheme,
        result=row,
        sources=source_table(scored.scheme if scored and row else None, row or {}),
        criteria=_criteria(scored, key),
        groups=_groups(scored, key),
        history=history,
        sheets=tuple(kept),
    )


def _person(connection: Connection, subject: SubjectKind, key: str) -> pd.Series:
    everyone = directory(connection, subject)
    found = everyone[everyone["subject"] == key]
    if found.empty:
        raise UnknownSubject.from_key(key)
    return found.iloc[0]


def _meeting(
    connection: Connection, person: pd.Series, subject: SubjectKind, period_id: int
) -> Meeting | None:
    place = person["organisation_id"] if subject == SubjectKind.BRANCH else person["unit_id"]
    held = meeting_store.meetings(
        connection, period_id=period_id, unit_ids={int(place)}, subject=subject
    )
    return held[0] if held else None


def _scored(
    connection: Connection, person: pd.Series, subject: SubjectKind, period_id: int
) -> ScoredMeetings | None:
    meeting = _meeting(connection, person, subject, period_id)
    return None if meeting is None else scored_meetings(connection, [meeting])[0]


def _row(scored: ScoredMeetings, key: str) -> Mapping[str, Any] | None:
    ranked = scored.results.assign(
        rank=ranks(scored.results["score"]), of=int(scored.results["score"].notna().sum())
    )
    found = ranked[ranked["subject"] == key]
    return None if found.empty else {str(k): v for k, v in found.iloc[0].items()}


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


def _criteria(scored: ScoredMeetings | None, key: str) -> pd.DataFrame:
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


def _groups(scored: ScoredMeetings | None, key: str) -> pd.DataFrame:
    columns = ["source", "group", "n", "mean"]
    if scored is None:
        return pd.DataFrame(columns=pd.Index(columns))
    facets = scored.facets
    whole = facets[(facets["criterion"] == OVERALL) & (facets["group"] != "")]
    own = whole[whole["subject"] == key]
    return own[columns].reset_index(drop=True)


def _history(connection: Connection, person: pd.Series, subject: SubjectKind) -> pd.DataFrame:
    rows = []
    for period in reversed(period_store.periods(connection)):
        scored = _scored(connection, person, subject, period.id)
        row = None if scored is None else _row(scored, str(person["subject"]))
        if row is not None:
            rows.append((period.name, row["score"], row["rank"], row["of"], row["grade"]))
    return pd.DataFrame(rows, columns=pd.Index(["period", "score", "rank", "of", "grade"]))
