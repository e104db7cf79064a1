"""Where do we stand? One period with those before it, by organisation, branch or member."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import pandas as pd
from sqlalchemy import Engine

from cxzy.core.arrays import Numbers
from cxzy.core.comparability import Measure, measure
from cxzy.core.grade_counts import grade_counts
from cxzy.core.row_groups import in_words, row_groups
from cxzy.core.scheme import Scheme
from cxzy.core.transitions import climbed
from cxzy.core.unit_means import unit_means
from cxzy.core.vocabulary import Source, SubjectKind, UnitLevel
from cxzy.services.actors import Actor, require
from cxzy.services.campaign import MeetingView, meetings
from cxzy.services.directory import units_by_id
from cxzy.services.filters import Filters
from cxzy.services.improvement import measured
from cxzy.services.overview_criteria import criteria_table
from cxzy.services.overview_matters import Matter, matters_of
from cxzy.services.ranking import Ranking, ranking
from cxzy.store import periods as period_store
from cxzy.store.database import reading
from cxzy.store.records import Period, Unit

Level = Literal["organisation", "branch", "member"]

MOST_PERIODS = 8
_TREND = ("period", "scored", "mean", "best", "lowest", "up", "down", "expected", "standing")


@dataclass(frozen=True)
class Overview:
    """Where the subjects of a period stand, beside the period before.

    `level` is what stands side by side: organisations, the branches of one, or the members of
    one branch. `units` has one row of it, the highest mean first: `key, name, total, scored,
    mean, <source>_mean, change, best, lowest, expected, standing`; `change` is NaN without a
    period before or under another scheme. `results` are those of the ranking with `key` and
    `label` of the row they belong to. `criteria` has `key, name` and a column of means per
    criterion, rows ordered as in `units`. `sheets` has `key, name, kind, expected, standing`
    (per source of each meeting), what misses most first. `trend` has one row per period, the
    oldest first, the asked one last: the columns `period, scored, mean, best, lowest, up, down,
    expected, standing`; `up` and `down` count those whose grade rose or fell since the row
    before, NaN where nobody can be compared. `before` is the last period before with scores;
    `comparable` says whether it was scored alike (docs/decisions/0044). `schemes` is the number of
    schemes that the results are made by.
    """

    period: Period
    before: Period | None
    comparable: bool
    subject: SubjectKind
    level: Level
    unit: Unit | None
    scheme: Scheme | None
    sources: tuple[Source, ...]
    grades: tuple[str, ...]
    results: pd.DataFrame
    units: pd.DataFrame
    criteria: pd.DataFrame
    sheets: pd.DataFrame
    trend: pd.DataFrame
    matters: tuple[Matter, ...]
    notes: tuple[str, ...]
    schemes: int = 1

    @property
    def best(self) -> str:
        """The best grade's word, "" without a scheme."""
        return self.scheme.bands[0].grade if self.scheme else ""

    @property
    def lowest(self) -> str:
        """The lowest grade's word, "" without a scheme."""
        return self.scheme.bands[-1].grade if self.scheme else ""


@dataclass(frozen=True)
class _Round:
    """One period as asked for: its ranking, the rows its results belong to, its meetings."""

    period: Period
    ranking: Ranking
    results: pd.DataFrame
    views: tuple[MeetingView, ...]

    @property
    def measures(self) -> frozenset[Measure]:
        """What the results are made by; equal where periods are comparable as a whole."""
        return frozenset(measure(group.scheme) for group in self.ranking.marks.stored)


def overview(engine: Engine, actor: Actor, filters: Filters) -> Overview:
    """Return where the units asked for stand.

    Raises PermissionDenied where the unit is out of the actor's reach.
    """
    require(actor, "result.read", filters.unit_id)
    with reading(engine) as connection:
        units = units_by_id(connection)
        known = period_store.periods(connection)
    codes = {unit.id: unit.code for unit in units.values()}
    unit = None if filters.unit_id is None else units[filters.unit_id]
    level = _level(unit, filters.subject)
    rounds = [
        _round(engine, actor, replace(filters, period_id=period.id), units, level)
        for period in _periods_up_to(known, filters.period_id)
    ]
    now, shown = rounds[-1], rounds[-1].ranking
    before = next((one for one in rounds[-2::-1] if one.results["score"].notna().any()), None)
    comparable = before is not None and before.measures == now.measures
    sources = _sources(now)
    sheets = _sheets(now.views, units, level)
    table = _units(now, before if comparable else None, sources, sheets)
    with reading(engine) as connection:
        criteria = criteria_table(connection, now.ranking.marks.stored, now.results, table)
    return Overview(
        period=now.period,
        before=None if before is None else before.period,
        comparable=comparable,
        subject=filters.subject,
        level=level,
        unit=unit,
        scheme=shown.scheme,
        sources=sources,
        grades=_grades([now]),
        results=now.results,
        units=table,
        criteria=criteria,
        sheets=sheets,
        trend=_trend(rounds),
        matters=matters_of(shown, _members(engine, actor, filters, shown), now.views, codes),
        notes=shown.notes,
        schemes=len(shown.marks.stored),
    )


def _level(unit: Unit | None, subject: SubjectKind) -> Level:
    if unit is None or unit.level == UnitLevel.UNIVERSITY:
        return "organisation"
    within_branch = unit.level == UnitLevel.BRANCH and subject == SubjectKind.MEMBER
    return "member" if within_branch else "branch"


def _periods_up_to(known: Sequence[Period], period_id: int) -> list[Period]:
    """Return the asked period and those before it, the oldest first."""
    place = next((at for at, period in enumerate(known) if period.id == period_id), 0)
    return list(reversed(known[place : place + MOST_PERIODS]))


def _members(engine: Engine, actor: Actor, filters: Filters, shown: Ranking) -> Ranking:
    if filters.subject == SubjectKind.MEMBER:
        return shown
    return ranking(engine, actor, replace(filters, subject=SubjectKind.MEMBER))


def _round(
    engine: Engine, actor: Actor, filters: Filters, units: Mapping[int, Unit], level: Level
) -> _Round:
    shown = ranking(engine, actor, filters)
    views = [
        view
        for view in meetings(engine, actor, filters.period_id)
        if filters.unit_id in (None, view.unit_id, view.organisation_id)
        and filters.kind in (None, view.kind)
    ]
    return _Round(shown.period, shown, _placed(shown.results, units, level), tuple(views))


def _placed(results: pd.DataFrame, units: Mapping[int, Unit], level: Level) -> pd.DataFrame:
    """Return results with `key` and `label` of the organisation, branch or member."""
    if level == "member":
        return results.assign(key=results["subject"], label=results["name"])
    ids = results["organisation_id" if level == "organisation" else "unit_id"]
    codes = {id_: unit.code for id_, unit in units.items()}
    names = {id_: unit.name for id_, unit in units.items()}
    return results.assign(key=in_words(ids, codes.get), label=in_words(ids, names.get))


def _sources(now: _Round) -> tuple[Source, ...]:
    stored = now.ranking.marks.stored
    return tuple(s for s in Source if any(s in group.scheme.sources for group in stored))


def _grades(rounds: Iterable[_Round]) -> tuple[str, ...]:
    """Return the words of all grades, those of the first scheme first, each from the best down."""
    stored = [group for one in rounds for group in one.ranking.marks.stored]
    return tuple(dict.fromkeys(band.grade for group in stored for band in group.scheme.bands))


def _units(
    now: _Round, before: _Round | None, sources: tuple[Source, ...], sheets: pd.DataFrame
) -> pd.DataFrame:
    results = now.results
    if results.empty:
        return pd.DataFrame(columns=pd.Index(["key", "name", "total", "scored", "mean"]))
    table = unit_means(results, "key", sources)
    keys, first = pd.Index(table["key"]), row_groups(results, ["key"])[1]
    names = (results[name].array.take(first) for name in ("key", "label"))
    added: dict[str, Any] = {
        "name": in_words(table["key"], dict(zip(*names, strict=True)).get),
        "change": float("nan") if before is None else table["mean"] - _means(before, keys),
    }
    bands = now.ranking.scheme.bands if now.ranking.scheme else ()
    if bands:
        ends = {"best": bands[0].grade, "lowest": bands[-1].grade}
        counts = grade_counts(results, list(dict.fromkeys(ends.values())), ["key"])
        held = counts.take(pd.Index(counts["key"]).get_indexer(keys))
        added |= {end: held[word].array for end, word in ends.items()}
    owed = sheets.set_index("key")[["expected", "standing"]].reindex(keys)
    return table.assign(**added, **{name: owed[name].array for name in owed.columns})


def _means(one: _Round, keys: pd.Index) -> Numbers:
    return one.results["score"].groupby(one.results["key"]).mean().reindex(keys).to_numpy()


def _sheets(views: Iterable[MeetingView], units: Mapping[int, Unit], level: Level) -> pd.DataFrame:
    """Return how many sheets are expected and in, one per source of a meeting."""
    sums: dict[Unit, tuple[int, int]] = {}
    for view in views:
        unit = units[view.organisation_id if level == "organisation" else view.unit_id]
        expected, standing = sums.get(unit, (0, 0))
        has = len(view.expected) - len(view.owing)
        sums[unit] = expected + len(view.expected), standing + has
    rows = [(unit.code, unit.name, unit.level.value, *counts) for unit, counts in sums.items()]
    rows.sort(key=lambda row: row[4] - row[3])
    columns = pd.Index(["key", "name", "kind", "expected", "standing"])
    return pd.DataFrame(rows, columns=columns)


def _trend(rounds: Sequence[_Round]) -> pd.DataFrame:
    rows = [_trend_row(one, last) for last, one in zip([None, *rounds], rounds, strict=False)]
    return pd.DataFrame(rows, columns=pd.Index(_TREND))


def _trend_row(one: _Round, last: _Round | None) -> tuple[object, ...]:
    results, scheme, nothing = one.results, one.ranking.scheme, float("nan")
    scores, held = results["score"].to_numpy("float64"), results["grade"]
    scores = scores[~np.isnan(scores)]
    bands = scheme.bands if scheme else ()
    moved = (nothing, nothing) if last is None else _moved(last, one)
    return (
        one.period.name,
        len(scores),
        float(scores.mean()) if len(scores) else nothing,
        int((held == bands[0].grade).sum()) if bands else nothing,
        int((held == bands[-1].grade).sum()) if bands else nothing,
        *moved,
        sum(len(view.expected) for view in one.views),
        sum(len(view.expected) - len(view.owing) for view in one.views),
    )


def _moved(last: _Round, one: _Round) -> tuple[float, float]:
    """Return how many rose and how many fell a grade, NaN where nobody can be compared."""
    known = [*last.measures, *one.measures]
    rises = climbed(measured(last.ranking, known), measured(one.ranking, known))
    if not len(rises):
        return float("nan"), float("nan")
    return float((rises > 0).sum()), float((rises < 0).sum())
