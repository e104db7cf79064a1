"""A subject over the periods: score, place and grade in each, as they were."""

from collections.abc import Iterator, Sequence

import pandas as pd
from sqlalchemy import Connection

from cxzy.core.ranking import ranks
from cxzy.core.vocabulary import OVERALL, SubjectKind
from cxzy.services.profile_among import Among
from cxzy.services.results import MeetingFacets, meeting_facets, results_of
from cxzy.store import meetings as meeting_store
from cxzy.store import periods as period_store
from cxzy.store import rosters as roster_store
from cxzy.store.records import Meeting

COLUMNS = ("period", "score", "rank", "of", "grade", "unit_mean", "scheme")


def history(connection: Connection, beside: Among, subject: SubjectKind, key: str) -> pd.DataFrame:
    """Return a subject's score and place in the meetings of all periods, the oldest first.

    Columns `period` (its name), `score`, `rank` and `of` (in the meeting), `grade` ("" for none),
    `unit_mean` (mean score of the meeting) and `scheme` (name and version). The period of
    `beside` is not computed again.
    """
    held = {one.id: one for one in _meetings(connection, key) if one.subject == subject}
    now = beside.ranked.period.id
    tables = [_named(beside.ranked.results, group) for group in beside.ranked.marks.stored]
    earlier = [one for one in held.values() if one.period_id != now]
    stored = meeting_facets(connection, earlier, criterion=OVERALL)
    tables += [_named(results_of(group), group) for group in stored]
    rows = [row for table in tables for row in _own(table, held, key)]
    periods = {one.id: one for one in period_store.periods(connection)}
    rows.sort(key=lambda row: periods[held[row[0]].period_id].starts)
    lines = [(periods[held[id_].period_id].name, *row) for id_, *row in rows]
    table = pd.DataFrame(lines, columns=pd.Index(COLUMNS))
    return table.astype({"score": "float64", "rank": "Int64", "grade": "str"})


def _meetings(connection: Connection, key: str) -> Sequence[Meeting]:
    """Return the meetings that assessed somebody, whatever branch he was in."""
    ids = roster_store.meetings_of(connection, key)
    return [meeting_store.meeting(connection, meeting_id) for meeting_id in sorted(ids)]


def _named(results: pd.DataFrame, group: MeetingFacets) -> pd.DataFrame:
    scheme = f"{group.scheme.name} {group.scheme.version}"
    ids = [meeting.id for meeting in group.meetings]
    return results[results["meeting"].isin(ids).to_numpy()].assign(scheme=scheme)


def _own(
    results: pd.DataFrame, held: dict[int, Meeting], key: str
) -> Iterator[tuple[int, float, int | None, int, str, float, str]]:
    """Yield meeting, score, place, number, grade, mean and scheme of each meeting of a subject."""
    mine = results.loc[(results["subject"] == key).to_numpy(), "meeting"]
    for meeting_id in mine[mine.isin(list(held))]:
        listed = results[(results["meeting"] == meeting_id).to_numpy()]
        scores = listed["score"]
        place = int((listed["subject"] == key).to_numpy().argmax())
        rank = ranks(scores).iloc[place]
        row = listed.iloc[place]
        yield (
            int(meeting_id),
            float(row["score"]),
            None if pd.isna(rank) else int(rank),
            int(scores.notna().sum()),
            row["grade"] or "",
            float(scores.mean()),
            str(row["scheme"]),
        )
