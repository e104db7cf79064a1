"""Uploaded sheets: what is known of them, their bytes and their ratings.

See docs/decisions/0022-the-database-guards-what-is-kept.md.
"""

from collections.abc import Collection
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, insert, select, update

from cxzy.core.vocabulary import Source
from cxzy.store import tables
from cxzy.store.errors import AlreadyThere, ImpossibleChange, NotFound
from cxzy.store.many_rows import insert_columns
from cxzy.store.meetings import bump_meeting
from cxzy.store.records import NewSheet, SheetState, StoredSheet
from cxzy.store.versions import found, record_of, records_of

__all__ = [
    "STEPS",
    "add_sheet",
    "bump_meeting",
    "find_same",
    "set_standing",
    "set_state",
    "sheet",
    "sheet_content",
    "sheet_ratings",
    "sheets",
]

STEPS = {
    SheetState.ACCEPTED: frozenset({SheetState.REPLACED, SheetState.WITHDRAWN}),
    SheetState.REPLACED: frozenset({SheetState.ACCEPTED}),
    SheetState.WITHDRAWN: frozenset({SheetState.ACCEPTED}),
}
"""The states that a sheet may go to from another; the database refuses all others too."""

_sheet = tables.sheet
_content = tables.sheet_content
_OF_MEETING = _sheet.c.meeting_id == bindparam("meeting")
_IN_STATE = _sheet.c.state == bindparam("state")
_SAME = select(_sheet).where(_OF_MEETING, _sheet.c.sha256 == bindparam("sha256"), _IN_STATE)
_NEXT = select(func.coalesce(func.max(_sheet.c.version), 0) + 1).where(_OF_MEETING)
_ADD = insert(_sheet).returning(_sheet.c.id)


def sheets(
    c: Connection,
    meeting_id: int | None = None,
    meeting_ids: Collection[int] | None = None,
    state: SheetState | None = None,
) -> list[StoredSheet]:
    """Return sheets by meeting and version: of one meeting, of some, in one state."""
    asked = {
        "meeting": meeting_id,
        "meetings": None if meeting_ids is None else sorted(meeting_ids),
        "state": state,
    }
    wanted = {name: value for name, value in asked.items() if value is not None}
    return records_of(StoredSheet, c.execute(_sheets(frozenset(wanted)), wanted))


@cache
def _sheets(wanted: frozenset[str]) -> Select[Any]:
    """Return the query with the conditions in `wanted`."""
    conditions = {
        "meeting": _OF_MEETING,
        "meetings": _sheet.c.meeting_id.in_(bindparam("meetings", expanding=True)),
        "state": _IN_STATE,
    }
    chosen = (conditions[name] for name in conditions if name in wanted)
    return select(_sheet).where(*chosen).order_by(_sheet.c.meeting_id, _sheet.c.version)


def sheet(c: Connection, sheet_id: int) -> StoredSheet:
    """Return what is known of one sheet; raises NotFound."""
    return found(c, _sheet, StoredSheet, sheet_id)


def sheet_content(c: Connection, sheet_id: int) -> bytes:
    """Return the workbook, byte for byte as it was uploaded; raises NotFound."""
    return _bytes(c.scalar(select(_content.c.content).filter_by(sheet_id=sheet_id)), sheet_id)


def sheet_ratings(c: Connection, sheet_id: int) -> bytes:
    """Return the ratings of a sheet as Parquet; raises NotFound."""
    return _bytes(c.scalar(select(_content.c.ratings).filter_by(sheet_id=sheet_id)), sheet_id)


def add_sheet(c: Connection, new: NewSheet, *, actor: str) -> StoredSheet:
    """Keep a sheet as the next version in its meeting, accepted now by `actor`, and return it.

    Raises AlreadyThere where a sheet with the same bytes stands in the meeting.
    """
    content_hash = sha256(new.content).hexdigest()
    version = c.execute(_NEXT, {"meeting": new.meeting_id}).scalar_one()
    if version > 1 and find_same(c, new.meeting_id, content_hash):
        raise AlreadyThere.of("sheet", new.name)
    given: dict[str, Any] = {
        "meeting_id": new.meeting_id,
        "name": new.name,
        "sha256": content_hash,
        "size": len(new.content),
        "version": version,
        "state": SheetState.ACCEPTED,
        "sources": new.sources,
        "standing": new.sources,
        "layouts": new.layouts,
        "rating_count": new.rating_count,
        "problems": new.problems,
        "accepted_by": actor,
        "accepted_at": datetime.now(UTC),
    }
    sheet_id = c.execute(_ADD, given).scalar_one()
    content = {"sheet_id": [sheet_id], "ratings": [new.ratings], "content": [new.content]}
    insert_columns(c, _content, content)
    return StoredSheet(id=sheet_id, **given)


def set_standing(
    c: Connection, sheet_id: int, standing: tuple[Source, ...], state: SheetState
) -> StoredSheet:
    """Let a sheet count for the sources in `standing` only, in a given state, and return it.

    An accepted sheet may stay accepted with fewer or more of its sources; one in another state
    stands for none. Raises NotFound, ImpossibleChange for a step that `STEPS` does not have,
    AlreadyThere where it would stand beside another sheet with the same bytes.
    """
    stored = sheet(c, sheet_id)
    _refuse_step(c, stored, state)
    standing = tuple(source for source in stored.sources if source in standing)
    c.execute(
        update(_sheet)
        .where(_sheet.c.id == sheet_id)
        .values(state=state, standing=standing if state is SheetState.ACCEPTED else ())
    )
    return sheet(c, sheet_id)


def set_state(c: Connection, sheet_id: int, state: SheetState) -> StoredSheet:
    """Bring a sheet into another state, accepted for all its sources, and return it.

    Raises what `set_standing` raises.
    """
    return set_standing(c, sheet_id, tuple(Source), state)


def find_same(c: Connection, meeting_id: int, sha256: str) -> StoredSheet | None:
    """Return the sheet with these bytes that stands (is accepted) in the meeting, if any."""
    asked = {"meeting": meeting_id, "sha256": sha256, "state": SheetState.ACCEPTED}
    row = c.execute(_SAME, asked).one_or_none()
    return None if row is None else record_of(StoredSheet, row)


def _refuse_step(c: Connection, stored: StoredSheet, state: SheetState) -> None:
    if stored.state is state is SheetState.ACCEPTED:
        return
    if state not in STEPS[stored.state]:
        raise ImpossibleChange.of_state(stored.state, state)
    if state is SheetState.ACCEPTED and find_same(c, stored.meeting_id, stored.sha256):
        raise AlreadyThere.of("sheet", stored.name)


def _bytes(value: bytes | None, sheet_id: int) -> bytes:
    if value is None:
        raise NotFound.of("sheet", sheet_id)
    return bytes(value)
