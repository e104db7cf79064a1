"""Review meetings and who was entitled to assess at them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection, String, bindparam, delete, insert, select, type_coerce, update

from cxzy.core.vocabulary import SubjectKind
from cxzy.store import tables
from cxzy.store.errors import AlreadyThere, NotFound, StaleRecord
from cxzy.store.records import Attendance, Meeting, MeetingFrame, Period, StoredScheme
from cxzy.store.versions import added, columns_of, found, named_columns, records_beside, records_of

_meeting = tables.meeting
_attendance = tables.attendance
_KEPT_APART = {"meeting_id", "place"}
_ATTENDANCE = (
    select(*(column for column in _attendance.c if column.name not in _KEPT_APART))
    .where(_attendance.c.meeting_id == bindparam("meeting"))
    .order_by(_attendance.c.place)
)
_ENTITLED = (
    select(
        _attendance.c.meeting_id,
        type_coerce(_attendance.c.source, String),  # no word of the vocabulary per row
        _attendance.c.group,
        _attendance.c.expected,
        _attendance.c.present,
    )
    .where(_attendance.c.meeting_id.in_(bindparam("meetings", expanding=True)))
    .order_by(_attendance.c.meeting_id, _attendance.c.place)
)
_FRAMES = (
    select(
        *named_columns(_meeting, Meeting),
        *named_columns(tables.period, Period),
        *named_columns(tables.scheme, StoredScheme),
    )
    .join(tables.period, _meeting.c.period_id == tables.period.c.id)
    .join(tables.scheme, _meeting.c.scheme_id == tables.scheme.c.id)
    .where(_meeting.c.id.in_(bindparam("meetings", expanding=True)))
)
_BUMP = (
    update(_meeting)
    .where(_meeting.c.id == bindparam("meeting"), _meeting.c.version == bindparam("expected"))
    .values(version=bindparam("following"))
)


def meetings(
    c: Connection,
    period_id: int | None = None,
    unit_ids: Collection[int] | None = None,
    subject: SubjectKind | None = None,
) -> list[Meeting]:
    """Return meetings by id, those of one period, of some units, of one kind of subject."""
    query = select(_meeting).order_by(_meeting.c.id)
    if period_id is not None:
        query = query.where(_meeting.c.period_id == period_id)
    if unit_ids is not None:
        query = query.where(_meeting.c.unit_id.in_(sorted(unit_ids)))
    if subject is not None:
        query = query.where(_meeting.c.subject == subject)
    return records_of(Meeting, c.execute(query))


def meeting(c: Connection, meeting_id: int) -> Meeting:
    """Return one meeting; raises NotFound."""
    return found(c, _meeting, Meeting, meeting_id)


def meeting_frame(c: Connection, meeting_id: int) -> MeetingFrame:
    """Return one meeting with its period and scheme; raises NotFound."""
    return frame_among(meeting_frames(c, [meeting_id]), meeting_id)


def meeting_frames(c: Connection, meeting_ids: Collection[int]) -> dict[int, MeetingFrame]:
    """Return those meetings that there are with period and scheme, by a single question."""
    rows = c.execute(_FRAMES, {"meetings": sorted(set(meeting_ids))})
    frames = (
        MeetingFrame(*records_beside((Meeting, Period, StoredScheme), row)) for row in rows.all()
    )
    return {frame.meeting.id: frame for frame in frames}


def frame_among(frames: Mapping[int, MeetingFrame], meeting_id: int) -> MeetingFrame:
    """Return one of the frames that `meeting_frames` found; raises NotFound."""
    if meeting_id not in frames:
        raise NotFound.of("meeting", meeting_id)
    return frames[meeting_id]


def add_meeting(
    c: Connection,
    *,
    period_id: int,
    unit_id: int,
    scheme_id: int,
    subject: SubjectKind,
    held_on: date | None = None,
) -> Meeting:
    """Add a meeting and return it.

    Raises AlreadyThere where the unit has a meeting on this kind of subject in the period.
    """
    key = {"period_id": period_id, "unit_id": unit_id, "subject": subject}
    if c.scalar(select(_meeting.c.id).filter_by(**key)) is not None:
        name = c.scalar(select(tables.unit.c.name).where(tables.unit.c.id == unit_id))
        raise AlreadyThere.of("meeting", name)
    return added(c, _meeting, Meeting, **key, scheme_id=scheme_id, held_on=held_on)


def bump_meeting(c: Connection, meeting_id: int, expected_version: int) -> int:
    """Return the next version of a meeting that still stands at the expected one.

    Raises NotFound, and StaleRecord carrying the two versions where another was faster.
    """
    following = expected_version + 1
    done = c.execute(
        _BUMP, {"meeting": meeting_id, "expected": expected_version, "following": following}
    )
    if done.rowcount != 1:
        raise StaleRecord(meeting(c, meeting_id).version, expected_version)
    return following


def attendance(c: Connection, meeting_id: int) -> list[Attendance]:
    """Return the attendance of a meeting, in the order in which it was given."""
    rows = c.execute(_ATTENDANCE, {"meeting": meeting_id})
    return records_of(Attendance, rows)


def set_attendance(c: Connection, meeting_id: int, rows: Sequence[Attendance]) -> None:
    """Put `rows` in place of the attendance of a meeting; raises NotFound.

    Their order is kept: a small group is joined with its neighbour.
    """
    meeting(c, meeting_id)
    c.execute(delete(_attendance).where(_attendance.c.meeting_id == meeting_id))
    values = [
        {
            "meeting_id": meeting_id,
            "source": row.source,
            "group": row.group,
            "expected": row.expected,
            "present": row.present,
            "place": place,
        }
        for place, row in enumerate(rows)
    ]
    if values:
        c.execute(insert(_attendance), values)


def electorate(c: Connection, meeting_ids: Collection[int]) -> pd.DataFrame:
    """Return who was entitled to assess, `meeting`, `source`, `group`, `count`, and `present`.

    `present` is NaN where nobody recorded it. One row per meeting, source and group of the
    attendance, in the order in which it was given; a meeting without one has no row.
    """
    return electorate_table(entitled(c, meeting_ids))


def electorate_table(columns: Sequence[Sequence[Any]]) -> pd.DataFrame:
    """Return what `entitled` has read as the table that `electorate` returns."""
    meeting, source, group, count, present = columns
    return pd.DataFrame(
        {
            "meeting": np.array(meeting, dtype="int64"),
            "source": pd.array(source, dtype="str"),
            "group": pd.array(group, dtype="str"),
            "count": np.array(count, dtype="int64"),
            "present": np.array(present, dtype="float64"),
        },
        copy=False,
    )


def entitled(c: Connection, meeting_ids: Collection[int]) -> tuple[tuple[Any, ...], ...]:
    """Return the columns of `electorate` as plain values, which can be told apart."""
    return tuple(columns_of(c.execute(_ENTITLED, {"meetings": sorted(meeting_ids)})))
