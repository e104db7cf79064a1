"""Uploaded sheets: what is known of them, their bytes and their ratings.

See docs/decisions/0022-the-database-guards-what-is-kept.md.
"""

from collections.abc import Collection
from datetime import UTC, datetime
from hashlib import sha256

from sqlalchemy import Connection, func, insert, select, update

from cxzy.core.vocabulary import Source
from cxzy.store import tables
from cxzy.store.errors import AlreadyThere, ImpossibleChange, NotFound
from cxzy.store.meetings import bump_meeting
from cxzy.store.records import NewSheet, SheetState, StoredSheet
from cxzy.store.versions import found, record_of

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


def sheets(
    c: Connection,
    meeting_id: int | None = None,
    meeting_ids: Collection[int] | None = None,
    state: SheetState | None = None,
) -> list[StoredSheet]:
    """Return sheets by meeting and version: of one meeting, of some, in one state."""
    query = select(_sheet).order_by(_sheet.c.meeting_id, _sheet.c.version)
    if meeting_id is not None:
        query = query.where(_sheet.c.meeting_id == meeting_id)
    if meeting_ids is not None:
        query = query.where(_sheet.c.meeting_id.in_(sorted(meeting_ids)))
    if state is not None:
        query = query.where(_sheet.c.state == state)
    return [record_of(StoredSheet, row) for row in c.execute(query)]


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
    fingerprint = sha256(new.content).hexdigest()
    if find_same(c, new.meeting_id, fingerprint) is not None:
        raise AlreadyThere.of("sheet", new.name)
    row = c.execute(
        insert(_sheet)
        .values(
            meeting_id=new.meeting_id,
            name=new.name,
            sha256=fingerprint,
            size=len(new.content),
            version=_next_version(c, new.meeting_id),
            state=SheetState.ACCEPTED,
            sources=new.sources,
            standing=new.sources,
            layouts=new.layouts,
            rating_count=new.rating_count,
            problems=new.problems,
            accepted_by=actor,
            accepted_at=datetime.now(UTC),
        )
        .returning(*_sheet.c)
    ).one()
    c.execute(insert(_content).values(sheet_id=row.id, ratings=new.ratings, content=new.content))
    return record_of(StoredSheet, row)


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
    row = c.execute(
        select(_sheet).filter_by(meeting_id=meeting_id, sha256=sha256, state=SheetState.ACCEPTED)
    ).one_or_none()
    return None if row is None else record_of(StoredSheet, row)


def _refuse_step(c: Connection, stored: StoredSheet, state: SheetState) -> None:
    if stored.state is state is SheetState.ACCEPTED:
        return
    if state not in STEPS[stored.state]:
        raise ImpossibleChange.of_state(stored.state, state)
    if state is SheetState.ACCEPTED and find_same(c, stored.meeting_id, stored.sha256):
        raise AlreadyThere.of("sheet", stored.name)


def _next_version(c: Connection, meeting_id: int) -> int:
    newest = select(func.max(_sheet.c.version)).where(_sheet.c.meeting_id == meeting_id)
    return (c.scalar(newest) or 0) + 1


def _bytes(value: bytes | None, sheet_id: int) -> bytes:
    if value is None:
        raise NotFound.of("sheet", sheet_id)
    return bytes(value)
