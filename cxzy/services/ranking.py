"""Who is where: the ranked results of a period, as published or under other weights."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Engine

from cxzy.core.arrays import Rows
from cxzy.core.ranking import ranks
from cxzy.core.scheme import Scheme
from cxzy.core.vocabulary import SubjectKind
from cxzy.services.actors import Actor, require
from cxzy.services.directory import organisation_of
from cxzy.services.filters import Filters, Within
from cxzy.services.results import MeetingFacets
from cxzy.services.whole_period import WholePeriod, results_with_details, whole_period
from cxzy.store.records import Meeting, Period

_PUBLISHED = {"score_published": "score", "rank_published": "rank"}

TOLD = ("score_low", "score_high", "rank_low", "rank_high")


@dataclass(frozen=True)
class Marks:
    """What a ranking is computed from: whole means per scheme, and the units it shows.

    `units` is None for all. Other weights need nothing more than this.
    """

    stored: tuple[MeetingFacets, ...] = ()
    units: frozenset[int] | None = None


@dataclass(frozen=True)
class Certain:
    """Where the certainty of results comes from: their period, and their rows in it."""

    whole: WholePeriod
    rows: Rows


@dataclass(frozen=True)
class Ranking:
    """The ranked results of a period.

    `results` has one row per subject, ordered by rank: the columns of `cxzy.score` and `name,
    branch, organisation, kind, type, unit_id, organisation_id, meeting, score_published,
    rank_published`. Under what-if weights `score`, `rank` and `grade` are those of the weights
    tried. `electorate` (`source, group, count`) is that of the meeting where there is only one,
    else None. `waiting` names the units whose meeting has no sheet yet; `notes` says what the
    scheme asks for and is not applied; `marks` is what `tried` computes from, `certain` what
    `certainty` is taken from, in the lists that `within` says.
    """

    period: Period
    subject: SubjectKind
    scheme: Scheme | None
    results: pd.DataFrame
    waiting: tuple[str, ...]
    notes: tuple[str, ...]
    electorate: pd.DataFrame | None = None
    marks: Marks = Marks()
    within: Within = "all"
    certain: Certain | None = field(default=None, repr=False)

    @cached_property
    def certainty(self) -> pd.DataFrame:
        """How sure each of `results` is, in their order: that of `cxzy.services.certainty`.

        `rank_low, rank_high` are the places in the list that is shown. Empty under other weights:
        nothing is told of these.
        """
        if self.certain is None:
            return pd.DataFrame()
        return among_shown(self.certain, self.results, self.within)

    @property
    def told(self) -> pd.DataFrame:
        """`results` with the columns of `TOLD` of `certainty`, where anything is told."""
        table = self.certainty
        return self.results if table.empty else self.results.join(table[list(TOLD)])

    @property
    def spans_meetings(self) -> bool:
        """Whether some list that is shown holds results of several meetings, of other raters."""
        if self.results.empty:
            return False
        lists, meetings = _lists(self.results, self.within), self.results["meeting"]
        if lists is None:
            return meetings.nunique() > 1
        return bool((meetings.groupby(lists).nunique() > 1).any())


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
    chosen = _among(whole.results, asked, filters)
    results = chosen.reset_index(drop=True)
    published = Ranking(
        period=whole.period,
        subject=filters.subject,
        scheme=stored[0].scheme if stored else None,
        results=results.assign(**{name: results[own] for name, own in _PUBLISHED.items()}),
        electorate=_electorate(stored),
        waiting=tuple(whole.units[m.unit_id].name for m in meetings if m.id not in with_marks),
        notes=tuple(dict.fromkeys(note for group in stored for note in group.scheme.not_applied)),
        marks=Marks(stored, asked),
        within=filters.within,
        certain=Certain(whole, chosen.index.to_numpy()),
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
    table = _among(anew, marks.units, filters).reset_index(drop=True)
    standing = published.results.set_index(["meeting", "subject"])[list(_PUBLISHED)]
    shown = table.join(standing, on=["meeting", "subject"])
    return replace(published, results=shown, certain=None)


def _electorate(stored: Sequence[MeetingFacets]) -> pd.DataFrame | None:
    one = len(stored) == 1 and len(stored[0].meetings) == 1
    return stored[0].electorate.drop(columns="meeting") if one else None


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
    table = table.assign(rank=ranks(table["score"], _lists(table, filters.within)))
    return table.sort_values(["rank", "subject"], kind="stable")


def _lists(results: pd.DataFrame, within: Within) -> "pd.Series[Any] | None":
    """Return which list each result is ranked in, None where there is one."""
    return {"all": None, "unit": results["unit_id"], "kind": results["kind"]}[within]


def among_shown(certain: Certain, results: pd.DataFrame, within: Within) -> pd.DataFrame:
    """Return the certainty of results with the places that they may have in their lists."""
    from cxzy.core.confidence import rank_ranges

    known = certain.whole.certainty.take(certain.rows).reset_index(drop=True)
    variance = known["variance"].astype("float64")
    lists = _lists(results, within)
    ranges = rank_ranges(results["score"], variance, within=lists)
    unknown = pd.Series(np.isnan(variance.to_numpy()))
    places = {"rank_low": ranges["low"], "rank_high": ranges["high"]}
    return known.assign(**{name: values.mask(unknown) for name, values in places.items()})
