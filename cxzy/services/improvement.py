"""Who improved? Grades and points of two periods side by side, as far as they are comparable."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Engine

from cxzy.core.comparability import Measure, differing_parts, measure
from cxzy.core.grade_edges import lower_edges
from cxzy.core.row_groups import in_words, places_among, row_groups
from cxzy.core.scheme import Scheme
from cxzy.core.transitions import APART, COMPARED, INCOMPARABLE, changes, moves, transition_matrix
from cxzy.core.vocabulary import SubjectKind
from cxzy.services.actors import Actor, require
from cxzy.services.directory import units_by_id
from cxzy.services.filters import Filters
from cxzy.services.improvement_certainty import with_errors
from cxzy.services.ranking import Ranking, ranking
from cxzy.store.database import reading
from cxzy.store.records import Period, Unit


@dataclass(frozen=True)
class Improvement:
    """What changed from the period `before` to `now`.

    `changes` has the columns of `cxzy.core.transitions.changes`, those that
    `cxzy.services.improvement_certainty` adds, and `organisation_code`; `moved`
    are those that are compared, `apart` the others. `total` is their row of `moves`;
    `organisations` (`code, name`) and `kinds` (`kind`) have one each. `matrix` counts from which
    of `grades` to which; `lowest` are the words that stand last in a scheme. `edges` are the
    grades with their lowest score where all compared share them. `differing` says in which parts
    schemes differ where something is incomparable; `schemes` are those of both periods.
    """

    before: Period
    now: Period
    subject: SubjectKind
    grades: tuple[str, ...]
    lowest: tuple[str, ...]
    changes: pd.DataFrame
    matrix: pd.DataFrame
    total: Mapping[str, Any]
    organisations: pd.DataFrame
    kinds: pd.DataFrame
    edges: tuple[tuple[str, float], ...] = ()
    differing: tuple[str, ...] = ()
    schemes: tuple[Scheme, ...] = ()

    @cached_property
    def moved(self) -> pd.DataFrame:
        """The rows that are compared, the largest rise first."""
        return self.changes[self.changes["standing"] == COMPARED]

    @cached_property
    def apart(self) -> pd.DataFrame:
        """The rows that are not counted as moves, by the reason."""
        rows = self.changes[self.changes["standing"] != COMPARED]
        return rows.take(places_among(APART, rows["standing"]).argsort(kind="stable"))


def earlier(periods: Sequence[Period], now: Period) -> list[Period]:
    """Return the periods before `now`, the nearest first."""
    held = [period for period in periods if period.starts < now.starts]
    return sorted(held, key=lambda period: period.starts, reverse=True)


def improvement(engine: Engine, actor: Actor, filters: Filters, before_id: int) -> Improvement:
    """Return what changed since the period `before_id`, among the units and kind asked for.

    Raises PermissionDenied where the unit is out of the actor's reach.
    """
    require(actor, "result.read", filters.unit_id)
    asked = filters.published
    was = ranking(engine, actor, replace(asked, period_id=before_id))
    now = ranking(engine, actor, asked)
    with reading(engine) as connection:
        units = units_by_id(connection)
    return improvement_of(was, now, units)


def improvement_of(was: Ranking, now: Ranking, units: Mapping[int, Unit]) -> Improvement:
    """Return what changed between two rankings of the same filters."""
    schemes = _schemes(was, now)
    known = tuple(dict.fromkeys(map(measure, schemes)))
    changed = changes(measured(was, known), measured(now, known))
    codes = {unit.id: unit.code for unit in units.values()}
    changed = with_errors(changed, was, now)
    changed["organisation_code"] = in_words(changed["organisation_id"], codes.get).fillna("")
    grades = _grades(schemes)
    return Improvement(
        before=was.period,
        now=now.period,
        subject=now.subject,
        grades=grades,
        lowest=tuple(dict.fromkeys(scheme.bands[-1].grade for scheme in schemes)),
        changes=changed,
        matrix=transition_matrix(changed, grades),
        total=_total(changed),
        organisations=_by_organisation(changed),
        kinds=_known(moves(changed, by=["kind"]), "kind"),
        edges=_edges(changed, schemes, known),
        differing=_differing(changed, known),
        schemes=schemes,
    )


def _total(changed: pd.DataFrame) -> Mapping[str, Any]:
    return {str(name): value for name, value in moves(changed).to_dict("records")[0].items()}


def measured(shown: Ranking, known: Sequence[Measure]) -> pd.DataFrame:
    """Return the results of a ranking with what `cxzy.core.transitions` compares them by.

    These are the `place` of the grade in its scheme (NaN for none), whether it is the `lowest`
    there, and the `measure`, by its place among those `known`.
    """
    results, stored = shown.results, shown.marks.stored
    codes, meetings = pd.factorize(results["meeting"])
    group_of = {one.id: place for place, group in enumerate(stored) for one in group.meetings}
    group = np.array([group_of[id_] for id_ in meetings], dtype="intp")[codes]
    codes, words = pd.factorize(results["grade"])
    places = np.full((len(stored), len(words) + 1), np.nan)  # the last column is for no grade
    for row, one in zip(places, stored, strict=True):
        grades = {band.grade: place for place, band in enumerate(one.scheme.bands)}
        row[:-1] = [grades.get(word, np.nan) for word in words]
    place = places[group, codes]
    last = np.array([len(one.scheme.bands) - 1 for one in stored], dtype="float64")
    numbers = np.array([known.index(measure(one.scheme)) for one in stored], dtype="int64")
    return results.assign(place=place, lowest=place == last[group], measure=numbers[group])


def _schemes(*shown: Ranking) -> tuple[Scheme, ...]:
    """Return the schemes of both periods, the later ones first."""
    return tuple(group.scheme for one in reversed(shown) for group in one.marks.stored)


def _grades(schemes: Sequence[Scheme]) -> tuple[str, ...]:
    """Return the words of all schemes, ordered by their place, the best first."""
    places: dict[str, int] = {}
    for scheme in schemes:
        for place, band in enumerate(scheme.bands):
            places.setdefault(band.grade, place)
    return tuple(sorted(places, key=places.__getitem__))


def _by_organisation(changed: pd.DataFrame) -> pd.DataFrame:
    first = row_groups(changed, ["organisation_id"])[1]
    columns = ("organisation_id", "organisation_code", "organisation")
    ids, codes, names = (changed[name].array.take(first) for name in columns)
    rows = _known(moves(changed, by=["organisation_id"]), "organisation_id")
    return rows.assign(
        code=in_words(rows["organisation_id"], dict(zip(ids, codes, strict=True)).get),
        name=in_words(rows["organisation_id"], dict(zip(ids, names, strict=True)).get),
    )


def _known(rows: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return the rows whose column `name` says something."""
    return rows[rows[name].notna() & (rows[name] != "")].reset_index(drop=True)


def _edges(
    changed: pd.DataFrame, schemes: Sequence[Scheme], known: Sequence[Measure]
) -> tuple[tuple[str, float], ...]:
    """Return the bands of the compared where they are the same for all, else nothing."""
    compared = (changed["standing"] == COMPARED).to_numpy()
    used = [known[int(place)] for place in set(changed["measure_now"].to_numpy()[compared])]
    bands = {lower_edges(scheme) for scheme in schemes if measure(scheme) in used}
    return bands.pop() if len(bands) == 1 else ()


def _differing(changed: pd.DataFrame, known: Sequence[Measure]) -> tuple[str, ...]:
    apart = changed[changed["standing"] == INCOMPARABLE]
    pairs = zip(apart["measure_before"].tolist(), apart["measure_now"].tolist(), strict=True)
    found = [
        part
        for one, other in dict.fromkeys(pairs)
        for part in differing_parts(known[int(one)], known[int(other)])
    ]
    return tuple(dict.fromkeys(found))


_NARROWED: Mapping[str, Callable[[pd.DataFrame], "pd.Series[bool]"]] = {
    "up": lambda rows: rows["move"] > 0,
    "level": lambda rows: rows["move"] == 0,
    "down": lambda rows: rows["move"] < 0,
    "turned": lambda rows: (rows["lowest_before"] == True) & (rows["lowest_now"] == False),  # noqa: E712
    "sunk": lambda rows: (rows["lowest_before"] == False) & (rows["lowest_now"] == True),  # noqa: E712
}


def cell(shown: Improvement, code: str) -> tuple[str, str] | None:
    """Return the grades before and now of a cell of the matrix by its code such as `1-0`."""
    before, dash, now = code.partition("-")
    if not (dash and before.isdecimal() and now.isdecimal()):
        return None
    places = int(before), int(now)
    if max(places) >= len(shown.grades):
        return None
    return shown.grades[places[0]], shown.grades[places[1]]


def narrowed(shown: Improvement, code: str) -> pd.DataFrame | None:
    """Return the compared rows of one count: `up`, `level`, `down`, `turned`, `sunk` or a cell.

    None where nobody knows the code.
    """
    rows = shown.moved
    if code in _NARROWED:
        return rows[np.asarray(_NARROWED[code](rows).fillna(value=False), dtype=bool)]
    grades = cell(shown, code)
    if grades is None:
        return None
    return rows[(rows["grade_before"] == grades[0]) & (rows["grade_now"] == grades[1])]
