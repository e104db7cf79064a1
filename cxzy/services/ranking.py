"""Who is where: the ranked results of a period, as published or under other weights."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd
from sqlalchemy import Connection, Engine

from cxzy.core.language import _
from cxzy.core.ranking import ranks
from cxzy.core.scheme import Scheme
from cxzy.core.vocabulary import Source, SubjectKind, UnitKind
from cxzy.services.actors import Actor, require
from cxzy.services.directory import organisation_of, units_by_id
from cxzy.services.results import MeetingFacets, meeting_facets, results_of
from cxzy.sheets.documents import document_workbook
from cxzy.sheets.ranked_table import ranked_document
from cxzy.store import meetings as meeting_store
from cxzy.store import periods as period_store
from cxzy.store import units as unit_store
from cxzy.store.database import reading
from cxzy.store.records import Meeting, Period, Unit

Within = Literal["all", "unit", "kind"]

_DETAILS = (
    "name",
    "branch",
    "organisation",
    "kind",
    "type",
    "unit_id",
    "organisation_id",
    "meeting",
)


@dataclass(frozen=True)
class Ranking:
    """The ranked results of a period.

    `results` has one row per subject, ordered by rank: the columns of `cxzy.score` and `name,
    branch, organisation, kind, type, unit_id, organisation_id, meeting, score_published,
    rank_published`. Under what-if weights `score`, `rank` and `grade` are those of the weights
    tried. `electorate` (`source, group, count`) is that of the meeting where there is only one,
    else None. `waiting` names the units whose meeting has no sheet yet; `notes` says what the
    scheme asks for and is not applied.
    """

    period: Period
    subject: SubjectKind
    scheme: Scheme | None
    results: pd.DataFrame
    waiting: tuple[str, ...]
    notes: tuple[str, ...]
    electorate: pd.DataFrame | None = None


def ranking(  # noqa: PLR0913 — each filter of the page
    engine: Engine,
    actor: Actor,
    *,
    period_id: int,
    subject: SubjectKind,
    unit_id: int | None = None,
    kind: UnitKind | None = None,
    within: Within = "all",
    weights: Mapping[Source, float] | None = None,
) -> Ranking:
    """Return who is where in a period, among the units and kind asked for.

    Ranks count within what is shown, or within each branch (`unit`) or kind of it.
    """
    require(actor, "result.read", unit_id)
    with reading(engine) as connection:
        units = units_by_id(connection)
        asked = _units_asked(connection, actor, unit_id)
        meetings = _meetings(connection, units, asked, period_id, subject)
        stored = meeting_facets(connection, meetings)
        period = period_store.period(connection, period_id)
    published = _shown(stored, asked, kind, within)
    tried = published if weights is None else _shown(stored, asked, kind, within, weights)
    with_marks = {id_ for group in stored for id_ in group.facets["meeting"].unique()}
    return Ranking(
        period=period,
        subject=subject,
        scheme=stored[0].scheme if stored else None,
        results=_beside(tried, published),
        electorate=_electorate(stored),
        waiting=tuple(units[m.unit_id].name for m in meetings if m.id not in with_marks),
        notes=tuple(dict.fromkeys(note for group in stored for note in group.scheme.not_applied)),
    )


def _electorate(stored: Sequence[MeetingFacets]) -> pd.DataFrame | None:
    one = len(stored) == 1 and len(stored[0].meetings) == 1
    return stored[0].electorate[["source", "group", "count"]] if one else None


def _units_asked(connection: Connection, actor: Actor, unit_id: int | None) -> set[int] | None:
    """Return the units whose results are asked for and in reach, None for all."""
    asked = None if unit_id is None else unit_store.descendants(connection, unit_id)
    if actor.unit_ids is None:
        return asked
    return set(actor.unit_ids) if asked is None else asked & actor.unit_ids


def _meetings(
    connection: Connection,
    units: Mapping[int, Unit],
    asked: set[int] | None,
    period_id: int,
    subject: SubjectKind,
) -> Sequence[Meeting]:
    """Return the meetings that assess the units asked for; branches are assessed one level up."""
    holding = asked
    if asked is not None and subject == SubjectKind.BRANCH:
        holding = {organisation_of(units[id_], units).id for id_ in asked}
    return meeting_store.meetings(
        connection, period_id=period_id, unit_ids=holding, subject=subject
    )


def _shown(
    stored: Sequence[MeetingFacets],
    asked: set[int] | None,
    kind: UnitKind | None,
    within: Within,
    weights: Mapping[Source, float] | None = None,
) -> pd.DataFrame:
    """Return the results of the units asked for, of one kind, ranked anew among themselves."""
    if not stored:
        return pd.DataFrame(columns=pd.Index(["subject", "score", "rank", "grade", *_DETAILS]))
    parts = [
        results_of(group, weights=weights).merge(
            group.subjects[["subject", *_DETAILS]], on=["subject", "meeting"], how="left"
        )
        for group in stored
    ]
    table = pd.concat(parts, ignore_index=True)
    if asked is not None:
        table = table[table["unit_id"].isin(asked)]
    if kind is not None:
        table = table[table["kind"] == kind.value]
    lists = {"all": None, "unit": table["unit_id"], "kind": table["kind"]}
    table = table.assign(rank=ranks(table["score"], lists[within]))
    return table.sort_values(["rank", "subject"], kind="stable").reset_index(drop=True)


def _beside(asked: pd.DataFrame, published: pd.DataFrame) -> pd.DataFrame:
    standing = published.set_index(["meeting", "subject"])[["score", "rank"]]
    return asked.join(standing.add_suffix("_published"), on=["meeting", "subject"])


def ranked_table(  # noqa: PLR0913 — the same filters as `ranking`
    engine: Engine,
    actor: Actor,
    *,
    period_id: int,
    subject: SubjectKind,
    unit_id: int | None = None,
    kind: UnitKind | None = None,
    within: Within = "all",
    weights: Mapping[Source, float] | None = None,
) -> tuple[str, bytes]:
    """Return the file name and the .xlsx of the same ranking, number for number."""
    shown = ranking(
        engine,
        actor,
        period_id=period_id,
        subject=subject,
        unit_id=unit_id,
        kind=kind,
        within=within,
        weights=weights,
    )
    title = _("Ranking of members") if subject == SubjectKind.MEMBER else _("Ranking of branches")
    document = ranked_document(
        shown.results,
        title=title,
        scheme=shown.scheme,
        period=shown.period.name,
        notes=shown.notes,
        waiting=shown.waiting,
        electorate=shown.electorate,
    )
    return f"{title}-{shown.period.key}.xlsx", document_workbook(document)
