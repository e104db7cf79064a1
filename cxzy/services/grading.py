"""Which grade, by which rule? How grades are spread, and how close scores are to the lines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from sqlalchemy import Engine

from cxzy.core.grade_counts import grade_counts
from cxzy.core.grade_edges import edge_distances, lower_edges, near_edges
from cxzy.core.labels import kind_label
from cxzy.core.language import _
from cxzy.core.row_groups import in_words, places_among, row_groups
from cxzy.core.scheme import Scheme
from cxzy.core.vocabulary import SubjectKind, UnitKind
from cxzy.services.actors import Actor, require
from cxzy.services.directory import units_by_id
from cxzy.services.filters import Filters
from cxzy.services.ranking import Ranking, ranking
from cxzy.store import periods as period_store
from cxzy.store.database import reading
from cxzy.store.records import Period, Unit

SHOWN = (
    "subject", "name", "branch", "organisation", "kind", "unit_id", "organisation_id", "meeting",
    "rank", "score", "grade", "rule",
)  # fmt: skip
MOST_PERIODS = 6
MARGIN = 1.0


@dataclass(frozen=True)
class Grading:
    """How the subjects of a period are graded, and how far each is from the lines.

    `grades` run from best to lowest, `edges` are those of the scheme with their lower edges.
    `subjects` are the results, the columns `SHOWN` with `kind_label` and the columns of
    `cxzy.core.grade_edges.edge_distances`, without a distance where there is no grade; `near`
    are those within `margin` points of an edge (`near_edges`). `bands` has a row per grade:
    `grade, from, count, share, lowest, highest` (scores in it). `total`, `by_kind`
    (`kind_label`), `by_unit` (`name, key`) and `by_period` (`name, key`, the newest first) are
    counts of grades (`grade_counts`); `unit_level` says whether `by_unit` are organisations or
    branches. `medians` has `kind_label, n, median, low, high` (quartiles), the highest first.
    `other_words` are grades that come from other schemes, `other_bands` the periods whose
    bands were others.
    """

    period: Period
    subject: SubjectKind
    margin: float
    scheme: Scheme | None
    grades: tuple[str, ...]
    edges: tuple[tuple[str, float], ...]
    subjects: pd.DataFrame
    near: pd.DataFrame
    bands: pd.DataFrame
    total: pd.DataFrame
    by_kind: pd.DataFrame
    by_unit: pd.DataFrame
    unit_level: str
    by_period: pd.DataFrame
    medians: pd.DataFrame
    other_words: tuple[str, ...] = ()
    other_bands: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()


def grading(engine: Engine, actor: Actor, filters: Filters, *, margin: float = MARGIN) -> Grading:
    """Return how the subjects asked for are graded; `margin` in points makes them borderline.

    Raises PermissionDenied where the unit is out of the actor's reach.
    """
    require(actor, "result.read", filters.unit_id)
    shown = ranking(engine, actor, filters.published)
    with reading(engine) as connection:
        units = units_by_id(connection)
        known = period_store.periods(connection)
    earlier = [
        ranking(engine, actor, replace(filters.published, period_id=period.id))
        for period in _before(known, shown.period)
    ]
    return graded(shown, earlier, units, margin=margin)


def graded(
    shown: Ranking, earlier: Sequence[Ranking], units: Mapping[int, Unit], *, margin: float = MARGIN
) -> Grading:
    """Return the grading of a ranking beside those of earlier periods, the newest first."""
    grades, foreign = _grades(shown, [shown, *earlier])
    edges = lower_edges(shown.scheme) if shown.scheme else ()
    subjects = _placed(shown, margin)
    by_unit, level = _by_unit(subjects, grades, units)
    return Grading(
        period=shown.period,
        subject=shown.subject,
        margin=margin,
        scheme=shown.scheme,
        grades=grades,
        edges=edges,
        subjects=subjects,
        near=near_edges(subjects),
        bands=_bands(subjects, edges),
        total=grade_counts(subjects, grades),
        by_kind=grade_counts(subjects, grades, ["kind", "kind_label"]),
        by_unit=by_unit,
        unit_level=level,
        by_period=_by_period([shown, *earlier], grades),
        medians=_medians(subjects),
        other_words=foreign,
        other_bands=tuple(one.period.name for one in earlier if _other_bands(one, edges)),
        notes=shown.notes,
        waiting=shown.waiting,
    )


def _before(known: Sequence[Period], period: Period) -> Sequence[Period]:
    """Return the periods before one, the newest first, as many as are shown."""
    ids = [one.id for one in known]
    return known[ids.index(period.id) + 1 :][: MOST_PERIODS - 1]


def _grades(shown: Ranking, rankings: Sequence[Ranking]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the words of the scheme, best first, with those of others, and those others.

    Words of another scheme stand before the lowest, so that the ends of the order stay.
    """
    words = [band.grade for band in shown.scheme.bands] if shown.scheme else []
    met = pd.concat([one.results["grade"] for one in rankings]).dropna().unique()
    foreign = [str(grade) for grade in met if grade not in words]
    return (*words[:-1], *foreign, *words[-1:]), tuple(foreign)


def _other_bands(earlier: Ranking, edges: tuple[tuple[str, float], ...]) -> bool:
    return earlier.scheme is not None and lower_edges(earlier.scheme) != edges


def _placed(shown: Ranking, margin: float) -> pd.DataFrame:
    """Return the results with how far each is from the edges of its own scheme."""
    results = shown.results.reindex(columns=pd.Index(SHOWN)).astype({"score": "float64"})
    kinds = {kind.value: kind_label(kind) for kind in UnitKind}
    results["kind_label"] = in_words(results["kind"], kinds.get).fillna(_("Without a kind"))
    scores = results["score"].where(results["grade"].notna())
    parts = [
        edge_distances(scores[rows], lower_edges(group.scheme), margin=margin)
        for group in shown.marks.stored
        if (rows := results["meeting"].isin([one.id for one in group.meetings])).any()
    ]
    if not parts:
        parts = [edge_distances(scores, (), margin=margin)]
    return results.join(pd.concat(parts) if len(parts) > 1 else parts[0])


def _bands(subjects: pd.DataFrame, edges: Sequence[tuple[str, float]]) -> pd.DataFrame:
    """Return one row per grade of the scheme: how many, which share, from which to which score."""
    grades = [grade for grade, _lowest in edges]
    place, score = places_among(grades, subjects["grade"]), subjects["score"].to_numpy()
    held = place >= 0
    count = np.bincount(place[held], minlength=len(grades))
    low, high = np.full((2, len(grades)), np.nan)
    np.fmin.at(low, place[held], score[held])
    np.fmax.at(high, place[held], score[held])
    return pd.DataFrame(
        {
            "grade": grades,
            "from": [lowest for _grade, lowest in edges],
            "count": count,
            "share": count / (count.sum() or float("nan")),
            "lowest": low,
            "highest": high,
        }
    )


def _by_unit(
    subjects: pd.DataFrame, grades: Sequence[str], units: Mapping[int, Unit]
) -> tuple[pd.DataFrame, str]:
    """Return the counts per organisation, per branch for the members of a single one."""
    single = subjects["organisation_id"].nunique() == 1
    branches = single and not subjects["unit_id"].is_unique
    level, name, id_ = (
        ("branch", "branch", "unit_id")
        if branches
        else ("organisation", "organisation", "organisation_id")
    )
    codes = {unit.id: unit.code for unit in units.values()}
    keys = in_words(subjects[id_], codes.get)
    named = pd.DataFrame({"name": subjects[name], "key": keys, "grade": subjects["grade"]})
    return grade_counts(named, grades, ["name", "key"]), level


def _by_period(rankings: Sequence[Ranking], grades: Sequence[str]) -> pd.DataFrame:
    """Return the counts of every period that has results, the newest first."""
    counts = [
        grade_counts(one.results, grades).assign(name=one.period.name, key=one.period.key)
        for one in rankings
        if len(one.results)
    ]
    columns = ["name", "key", "total", "graded", *grades, "best_share"]
    return (
        pd.concat(counts, ignore_index=True) if counts else pd.DataFrame(columns=pd.Index(columns))
    )


def _medians(subjects: pd.DataFrame) -> pd.DataFrame:
    scored = subjects.loc[subjects["score"].notna().to_numpy(), ["kind_label", "score"]]
    group, first = row_groups(scored, ["kind_label"])
    scores = scored["score"].groupby(group)
    count, median = np.bincount(group, minlength=len(first)), scores.median().to_numpy()
    order = np.lexsort((-count, -median))
    return pd.DataFrame(
        {
            "kind_label": scored["kind_label"].array.take(first[order]),
            "n": count[order],
            "median": median[order],
            "low": scores.quantile(0.25).to_numpy()[order],
            "high": scores.quantile(0.75).to_numpy()[order],
        }
    )
