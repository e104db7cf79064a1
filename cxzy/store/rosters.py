"""Whom each meeting assessed, as they were when its sheets were accepted.

See docs/decisions/0032-a-meeting-keeps-its-roster.md.
"""

from collections.abc import Collection, Mapping
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection, bindparam, delete, select

from cxzy.core.roster import MEMBER_COLUMNS, Roster
from cxzy.core.tables import table_of
from cxzy.store import tables
from cxzy.store.many_rows import insert_columns
from cxzy.store.versions import columns_of

_roster = tables.roster
_COLUMNS = (_roster.c.meeting_id, *(_roster.c[name] for name in MEMBER_COLUMNS))
_FORGET = delete(_roster).where(_roster.c.meeting_id == bindparam("meeting"))
_OF_SUBJECT = select(_roster.c.meeting_id).where(_roster.c.subject == bindparam("subject"))


def keep_roster(c: Connection, meeting_id: int, roster: Roster) -> None:
    """Put the members of a roster in place of those kept of a meeting."""
    keep_rosters(c, {meeting_id: roster})


def keep_rosters(c: Connection, kept: Mapping[int, Roster], *, first: Collection[int] = ()) -> None:
    """Do what `keep_roster` does for several meetings; of those in `first` none is kept so far."""
    rows: dict[str, list[Any]] = {name: [] for name in ("meeting_id", "place", *MEMBER_COLUMNS)}
    for meeting_id, roster in kept.items():
        if meeting_id not in first:
            c.execute(_FORGET, {"meeting": meeting_id})
        size = len(roster.lists["subject"])
        rows["meeting_id"] += [meeting_id] * size
        rows["place"] += range(size)
        for name in MEMBER_COLUMNS:
            rows[name] += roster.lists[name]
    insert_columns(c, _roster, rows)


def rosters(c: Connection, meeting_ids: Collection[int]) -> pd.DataFrame:
    """Return the rosters kept of some meetings: `meeting` and the columns `MEMBER_COLUMNS`.

    One row per meeting and subject, all but `meeting` (int64) text, in the order of the roster;
    a meeting without any accepted sheet has no row.
    """
    query = (
        select(*_COLUMNS)
        .where(_roster.c.meeting_id.in_(sorted(meeting_ids)))
        .order_by(_roster.c.meeting_id, _roster.c.place)
    )
    meeting, *texts = columns_of(c.execute(query))
    columns: dict[str, Any] = {"meeting": np.array(meeting, dtype="int64")}
    for name, column in zip(MEMBER_COLUMNS, texts, strict=True):
        columns[name] = pd.array(column, dtype="str")
    return table_of(columns)


def meetings_of(c: Connection, subject: str) -> set[int]:
    """Return the meetings on whose kept roster a subject stands."""
    return set(c.scalars(_OF_SUBJECT, {"subject": subject}))
