"""Who is where: the ranked results of a period, as published or under other weights."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd
from sqlalchemy import Engine

from cxzy.core.language import _
from cxzy.core.ranking import ranks
from cxzy.core.scheme import Scheme
from cxzy.core.vocabulary import SubjectKind
from cxzy.services.actors import Actor, require
from cxzy.services.directory import organisation_of
from cxzy.services.filters import Filters
from cxzy.services.results import MeetingFacets
from cxzy.services.scope import scoped
from cxzy.services.whole_period import WholePeriod, results_with_details, whole_period
from cxzy.sheets.documents import Document, document_workbook
from cxzy.sheets.ranked_table import ranked_document
from cxzy.store.records import Meeting, Period

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
    whole = whole_period(engine, filters.period_id, filters.subject)
    asked = _units_asked(whole, actor, filters.unit_id)
    meetings = _meetings(whole, asked, filters.subject)
    stored = _of_meetings(whole, meetings)
    with_marks = {id_ for group in stored for id_ in group.facets["meeting"].unique()}
    results = _among(whole.results, asked, filters)
    published = Ranking(
        period=whole.period,
        subject=filters.subject,
        scheme=stored[0].scheme if stored else None,
        results=results.assign(**{name: results[own] for name, own in _PUBLISHED.items()}),
        electorate=_electorate(stored),
        waiting=tuple(whole.units[m.unit_id].name for m in meetings if m.id not in with_marks),
        notes=tuple(dict.fromkeys(note for group in stored for note in group.scheme.not_applied)),
        marks=Marks(stored, asked),
    )
    return tried(published, filters)


def tried(published: Ranking, filters: Filters) -> Ranking:
    """Return a published ranking under the weights of `filters`, as it is where there are none.

    Nothing is read for it; the other filters must be those that `published` was asked with.
    """
    if filters.weights is None:
        return published
    marks = published.marks
    anew = results_with_details(marks.stored, dict(filters.weights))
    table = _among(anew, marks.units, filters)
    standing = published.results.set_index(["meeting", "subject"])[list(_PUBLISHED)]
    return replace(published, results=table.join(standing, on=["meeting", "subject"]))


def _electorate(stored: Sequence[MeetingFacets]) -> pd.DataFrame | None:
    one = len(stored) == 1 and len(stored[0].meetings) == 1
    return stored[0].electorate[["source", "group", "count"]] if one else None


def _units_asked(whole: WholePeriod, actor: Actor, unit_id: int | None) -> frozenset[int] | None:
    """Return the units whose results are asked for and in reach, None for all."""
    if unit_id is None:
        return actor.unit_ids
    asked = whole.below(unit_id)
    return asked if actor.unit_ids is None else asked & actor.unit_ids


def _meetings(
    whole: WholePeriod, asked: frozenset[int] | None, subject: SubjectKind
) -> Sequence[Meeting]:
    """Return the meetings that assess the units asked for; branches are assessed one level up."""
    if asked is None:
        return whole.meetings
    holding = asked
    if subject == SubjectKind.BRANCH:
        units = whole.units
        holding = frozenset(organisation_of(units[id_], units).id for id_ in asked if id_ in units)
    return [meeting for meeting in whole.meetings if meeting.unit_id in holding]


def _of_meetings(whole: WholePeriod, meetings: Sequence[Meeting]) -> tuple[MeetingFacets, ...]:
    """Return what is stored of some meetings."""
    if len(meetings) == len(whole.meetings):
        return whole.stored
    wanted = {meeting.id for meeting in meetings}
    narrowed = (group.of_meetings(wanted) for group in whole.stored)
    return tuple(group for group in narrowed if group.meetings)


def _among(results: pd.DataFrame, units: frozenset[int] | None, filters: Filters) -> pd.DataFrame:
    """Return the results of some units, of one kind, ranked anew among themselves."""
    table = results
    if units is not None:
        table = table[table["unit_id"].isin(units)]
    if filters.kind is not None:
        table = table[table["kind"] == filters.kind.value]
    lists = {"all": None, "unit": table["unit_id"], "kind": table["kind"]}
    table = table.assign(rank=ranks(table["score"], lists[filters.within]))
    return table.sort_values(["rank", "subject"], kind="stable").reset_index(drop=True)


def ranked_table(engine: Engine, actor: Actor, filters: Filters) -> tuple[str, bytes]:
    """Return the file name and the .xlsx of the same ranking, number for number."""
    name, document = table_document(engine, actor, filters, ranking(engine, actor, filters))
    return name, document_workbook(document)


def table_document(
    engine: Engine, actor: Actor, filters: Filters, shown: Ranking
) -> tuple[str, Document]:
    """Return the file name and the description of that table.

    Raises PermissionDenied where the unit is out of the actor's reach.
    """
    require(actor, "result.read", filters.unit_id)
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
    return f"{title}-{shown.period.key}.xlsx", scoped(engine, actor, filters, document)
