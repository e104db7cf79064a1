"""The mass ballots of all meetings of a period at a glance, those first that need a look.

From facets alone; only how many ballots wait for a decision needs ratings
(docs/decisions/0113-all-meetings-at-a-glance.md).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import Engine

from cxzy.core.language import listed
from cxzy.core.representation_lists import COLUMNS, group_turnout, representations
from cxzy.core.vocabulary import Source, SubjectKind, UnitKind
from cxzy.services.actors import Actor, allowed, require
from cxzy.services.campaign import MeetingView, meetings
from cxzy.services.whole_period import whole_period
from cxzy.store import periods as period_store
from cxzy.store import units as unit_store
from cxzy.store.database import reading
from cxzy.store.records import Period

FEW_VOTED = 0.5
"""A turnout below is worth a look: less than half speaks for all."""
UNEVEN = 2 / 3
"""So is a list whose ballots speak for less than this share of their number."""


@dataclass(frozen=True)
class QualityOverview:
    """The meetings asked for.

    `meetings` has one row each: `meeting, name, organisation, kind, electorate, ballots, turnout,
    r_adjusted, effective, missing, crowded` (numbers of groups), `missing_groups` (their names in
    one text), `in_` (anything is in) and `needs` (how many of few, missing, crowded and uneven
    hold), those with most `needs` first and by rising turnout. NaN is what is not known. `versions`
    are those of the meetings of which anything is in; `may_look` says whether the actor may see
    single ballots.
    """

    period: Period
    meetings: pd.DataFrame
    versions: tuple[tuple[int, int], ...]
    may_look: bool


def quality_overview(
    engine: Engine,
    actor: Actor,
    *,
    period_id: int,
    unit_id: int | None = None,
    kind: UnitKind | None = None,
) -> QualityOverview:
    """Return turnout and balance of the masses in each meeting that is in reach.

    Raises NotFound and PermissionDenied.
    """
    require(actor, "result.read", unit_id)
    with reading(engine) as connection:
        period = period_store.period(connection, period_id)
        below = None if unit_id is None else unit_store.descendants(connection, unit_id)
    views = [
        view
        for view in meetings(engine, actor, period_id)
        if (below is None or view.unit_id in below) and kind in (None, view.kind)
    ]
    return QualityOverview(
        period=period,
        meetings=_ordered(_table(views, _turnout(engine, period_id))),
        versions=tuple((view.id, view.version) for view in views if view.standing),
        may_look=allowed(actor, "ballot.read"),
    )


def _turnout(engine: Engine, period_id: int) -> pd.DataFrame:
    """Return the turnout by group of all meetings of the period that have an electorate."""
    parts = [
        group_turnout(stored.facets, stored.electorate, Source.MASS)
        for subject in SubjectKind
        for stored in whole_period(engine, period_id, subject).stored
    ]
    columns = pd.Index(["meeting", "group", "electorate", "ballots"])
    parts = [part for part in parts if len(part)]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)


def _table(views: list[MeetingView], turnout: pd.DataFrame) -> pd.DataFrame:
    known = [_row(view) for view in views]
    columns = ["meeting", "name", "organisation", "kind", "in_"]
    table = pd.DataFrame(known, columns=pd.Index(columns))
    mine = turnout[turnout["meeting"].isin(table["meeting"])]
    if mine.empty:
        return table.assign(**dict.fromkeys(COLUMNS, float("nan")), missing_groups="")
    empty = mine[(mine["ballots"] == 0).to_numpy()]
    names = {key: listed(part) for key, part in empty.groupby("meeting")["group"]}
    table = table.merge(representations(mine), left_on="meeting", right_index=True, how="left")
    return table.assign(missing_groups=[names.get(key, "") for key in table["meeting"]])


def _row(view: MeetingView) -> tuple[Any, ...]:
    above = "" if view.organisation == view.unit else view.organisation
    return view.id, view.unit, above, view.kind, bool(view.standing)


def _ordered(table: pd.DataFrame) -> pd.DataFrame:
    flags = [
        table["turnout"] < FEW_VOTED,
        table["missing"] > 0,
        table["crowded"] > 0,
        table["effective"] < UNEVEN * table["ballots"],
    ]
    needs = sum(flag.fillna(False).astype("int64") for flag in flags)
    table = table.assign(needs=needs if len(table) else pd.Series(dtype="int64"))
    ordered = table.sort_values(
        ["needs", "turnout"], ascending=[False, True], na_position="last", kind="stable"
    )
    return ordered.reset_index(drop=True)


def with_waiting(shown: QualityOverview, waiting: Mapping[int, int]) -> pd.DataFrame:
    """Return the meetings with `waiting`: ballots nobody has decided on, NaN where not known.

    Those with most of them come first, then as before.
    """
    found = shown.meetings["meeting"].map(pd.Series(dict(waiting), dtype="float64"))
    table = shown.meetings.assign(waiting=found.astype("float64"))
    order = table["waiting"].fillna(0.0).sort_values(ascending=False, kind="stable").index
    return table.loc[order].reset_index(drop=True)
