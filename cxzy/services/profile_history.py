"""A subject over the periods: score, place and grade in each, as they were."""

from collections.abc import Callable, Container, Iterator, Sequence
from functools import partial

import numpy as np
import pandas as pd
from sqlalchemy import Connection, Engine

from cxzy.core.comparison import standing
from cxzy.core.vocabulary import SubjectKind
from cxzy.services.directory import units_by_id
from cxzy.services.profile_among import Among
from cxzy.services.profile_changes import Held, held_alone, held_of_period, told
from cxzy.services.results import MeetingFacets, meeting_facets, results_of
from cxzy.services.whole_period import NEWEST, WholePeriod, whole_period
from cxzy.store import meetings as meeting_store
from cxzy.store import periods as period_store
from cxzy.store import rosters as roster_store
from cxzy.store.database import reading
from cxzy.store.records import Meeting

COLUMNS = ("period", "score", "rank", "of", "grade", "unit_mean", "scheme")


def history(engine: Engine, beside: Among, subject: SubjectKind, key: str) -> pd.DataFrame:
    """Return a subject's score and place in the meetings of all periods, the oldest first.

    Columns `period` (its name), `score`, `rank` and `of` (in the meeting), `grade` ("" for none),
    `unit_mean` (mean score of the meeting), `scheme` (name and version), and those of
    `profile_changes.told`. The period of `beside` is not computed again, nor are the newest,
    which are kept as a whole.
    """
    with reading(engine) as connection:
        held = {one.id: one for one in _meetings(connection, key) if one.subject == subject}
        known = period_store.periods(connection)
        lone = {period.id for period in known[NEWEST:]} - {beside.ranked.period.id}
        alone = _alone(connection, [one for one in held.values() if one.period_id in lone])
    kept = {one.period_id for one in held.values()} - lone - {beside.ranked.period.id}
    wholes = [whole_period(engine, period_id, subject) for period_id in sorted(kept)]
    singles = [(one, results_of(one)) for one in alone]
    lists: list[tuple[pd.DataFrame, Sequence[MeetingFacets]]] = [
        (beside.ranked.results, beside.ranked.marks.stored),
        *((whole.results, whole.stored) for whole in wholes),
        *((results, (one,)) for one, results in singles),
    ]
    periods = {one.id: one for one in known}
    rows = [row for results, groups in lists for row in _own(results, groups, held, key)]
    rows.sort(key=lambda row: periods[held[row[0]].period_id].starts)
    lines = [(periods[held[id_].period_id].name, *row) for id_, *row in rows]
    table = pd.DataFrame(lines, columns=pd.Index(COLUMNS))
    table = table.astype({"score": "float64", "rank": "Int64", "grade": "str"})
    kept_whole = [*wholes, *([beside.ranked.certain.whole] if beside.ranked.certain else [])]
    sure = _held(kept_whole, singles)
    return table.join(told(key, [sure[row[0]]() for row in rows]))


def _held(
    wholes: Sequence[WholePeriod], singles: Sequence[tuple[MeetingFacets, pd.DataFrame]]
) -> dict[int, Callable[[], Held]]:
    """Return what makes each meeting as `profile_changes` compares it."""
    made: dict[int, Callable[[], Held]] = {
        group.meetings[0].id: partial(held_alone, group, results) for group, results in singles
    }
    for whole in wholes:
        for group in whole.stored:
            for one in group.meetings:
                made[one.id] = partial(held_of_period, whole, one.id, group.scheme)
    return made


def _alone(connection: Connection, held: Sequence[Meeting]) -> Sequence[MeetingFacets]:
    """Return what is stored of single meetings of several periods."""
    electorate = meeting_store.electorate(connection, [meeting.id for meeting in held])
    return meeting_facets(connection, held, units_by_id(connection), electorate)


def _meetings(connection: Connection, key: str) -> Sequence[Meeting]:
    """Return the meetings that assessed somebody, whatever branch he was in."""
    ids = roster_store.meetings_of(connection, key)
    return [meeting_store.meeting(connection, meeting_id) for meeting_id in sorted(ids)]


def _own(
    results: pd.DataFrame, groups: Sequence[MeetingFacets], held: Container[int], key: str
) -> Iterator[tuple[int, float, int | None, int, str, float, str]]:
    """Yield meeting, score, place, number, grade, mean and scheme of each meeting of a subject."""
    schemes = {meeting.id: group.scheme for group in groups for meeting in group.meetings}
    meetings = results["meeting"].to_numpy()
    for row in np.flatnonzero((results["subject"] == key).to_numpy()):
        meeting_id = int(meetings[row])
        if meeting_id not in held:
            continue
        scores, score = results["score"][meetings == meeting_id], float(results["score"].iloc[row])
        place = standing(scores, score)
        yield (
            meeting_id,
            score,
            None if place is None else place.place,
            int(scores.notna().sum()),
            results["grade"].iloc[row] or "",
            float(scores.mean()),
            f"{schemes[meeting_id].name} {schemes[meeting_id].version}",
        )
