"""Who is where: the ranked results of a period, as published or under other weights."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd
from sqlalchemy import Connection, Engine

from cxzy.core.language import _
from cxzy.core.ranking import ranks
from cxzy.core.scheme import Scheme
from cxzy.core.vocabulary import OVERALL, SubjectKind
from cxzy.services.actors import Actor, require
from cxzy.services.directory import organisation_of, units_by_id
from cxzy.services.filters import Filters
from cxzy.services.results import MeetingFacets, meeting_facets, results_of
from cxzy.sheets.documents import document_workbook
from cxzy.sheets.ranked_table import ranked_document
from cxzy.store import meetings as meeting_store
from cxzy.store import periods as period_store
from cxzy.store import units as unit_store
from cxzy.store.database import reading
from cxzy.store.records import Meeting, Period, Unit

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
_PUBLISHED = {"score_published": "score", "rank_published": "rank"}


@dataclass(frozen=True)
class Marks:
    """What a ranking is computed from: whole means per scheme, and the units it shows.

    `units` is None for all. Other weights need nothing more than this.
    """

    stored: tuple[MeetingFacets, ...] = ()
    units: frozenset[int] | None = None


@dataclass(frozen=True)
class Ranking:
    """The ranked results of a period.

    `results` has one row per subject, ordered by rank: the columns of `cxzy.score` and `name,
    branch, organisation, kind, type, unit_id, organisation_id, meeting, score_published,
    rank_published`. Under what-if weights `score`, `rank` and `grade` are those of the weights
    tried. `electorate` (`source, group, count`) is that of the meeting where there is only one,
    else None. `waiting` names the units whose meeting has no sheet yet; `notes` says what the
    scheme asks for and is not applied; `marks` is what `tried` computes from.
    """

    period: Period
    subject: SubjectKind
    scheme: Scheme | None
    results: pd.DataFrame
    waiting: tuple[str, ...]
    notes: tuple[str, ...]
    electorate: pd.DataFrame | None = None
    marks: Marks = Marks()


def ranking(engine: Engine, actor: Actor, filters: Filters) -> Ranking:
    """Return who is where, among the units and kind asked for.

    Raises PermissionDenied where the unit is out of the actor's reach.
    """
    require(actor, "result.read", filters.unit_id)
    with reading(engine) as connection:
        units = units_by_id(connection)
        asked = _units_asked(connection, actor, filters.unit_id)
        meetings = _meetings(connection, units, asked, filters)
        stored = meeting_facets(connection, meetings, criterion=OVERALL)
        period = period_store.period(connection, filters.period_id)
    marks = Marks(tuple(stored), asked)
    with_marks = {id_ for group in stored for id_ in group.facets["meeting"].unique()}
    published = Ranking(
        period=period,
        subject=filters.subject,
        scheme=stored[0].scheme if stored else None,
        results=_published(marks, filters),
        electorate=_electorate(stored),
        waiting=tuple(units[m.unit_id].name for m in meetings if m.id not in with_marks),
        notes=tuple(dict.fromkeys(note for group in stored for note in group.scheme.not_applied)),
        marks=marks,
    )
    return tried(published, filters)


def tried(published: Ranking, filters: Filters) -> Ranking:
    """Return a published ranking under the weights of `filters`, as it is where there are none.

    Nothing is read for it; the other filters must be those that `published` was asked with.
    """
    if filters.weights is None:
        return published
    table = _shown(published.marks, filters)
    standing = published.results.set_index(["meeting", "subject"])[list(_PUBLISHED)]
    return replace(published, results=table.join(standing, on=["meeting", "subject"]))


def _published(marks: Marks, filters: Filters) -> pd.DataFrame:
    table = _shown(marks, filters.published)
    return table.assign(**{name: table[own] for name, own in _PUBLISHED.items()})


def _electorate(stored: Sequence[MeetingFacets]) -> pd.DataFrame | None:
    one = len(stored) == 1 and len(stored[0].meetings) == 1
    return stored[0].electorate[["source", "group", "count"]] if one else None


def _units_asked(
    connection: Connection, actor: Actor, unit_id: int | None
) -> frozenset[int] | None:
    """Return the units whose results are asked for and in reach, None for all."""
    if unit_id is None:
        return actor.unit_ids
    asked = frozenset(unit_store.descendants(connection, unit_id))
    return asked if actor.unit_ids is None else asked & actor.unit_ids


def _meetings(
    connection: Connection,
    units: Mapping[int, Unit],
    asked: frozenset[int] | None,
    filters: Filters,
) -> Sequence[Meeting]:
    """Return the meetings that assess the units asked for; branches are assessed one level up."""
    holding = asked
    if asked is not None and filters.subject == SubjectKind.BRANCH:
        holding = frozenset(organisation_of(units[id_], units).id for id_ in asked)
    return meeting_store.meetings(
        connection, period_id=filters.period_id, unit_ids=holding, subject=filters.subject
    )


def _shown(marks: Marks, filters: Filters) -> pd.DataFrame:
    """Return the results of the units asked for, of one kind, ranked anew among themselves."""
    if not marks.stored:
        return pd.DataFrame(columns=pd.Index(["subject", "score", "rank", "grade", *_DETAILS]))
    table = pd.concat([_detailed(group, filters) for group in marks.stored], ignore_index=True)
    if marks.units is not None:
        table = table[table["unit_id"].isin(marks.units)]
    if filters.kind is not None:
        table = table[table["kind"] == filters.kind.value]
    lists = {"all": None, "unit": table["unit_id"], "kind": table["kind"]}
    table = table.assign(rank=ranks(table["score"], lists[filters.within]))
    return table.sort_values(["rank", "subject"], kind="stable").reset_index(drop=True)


def _detailed(stored: MeetingFacets, filters: Filters) -> pd.DataFrame:
    """Return results with what the rosters say of each subject."""
    weights = None if filters.weights is None else dict(filters.weights)
    details = stored.subjects[["subject", *_DETAILS]]
    return results_of(stored, weights=weights).merge(details, on=["subject", "meeting"], how="left")


def ranked_table(engine: Engine, actor: Actor, filters: Filters) -> tuple[str, bytes]:
    """Return the file name and the .xlsx of the same ranking, number for number."""
    shown = ranking(engine, actor, filters)
    members = filters.subject == SubjectKind.MEMBER
    title = _("Ranking of members") if members else _("Ranking of branches")
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
