"""A secretary's upload, second half: accept, withdraw and bring back sheets."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, Engine

from cxzy.core.columns import Columns
from cxzy.core.errors import CxzyError
from cxzy.core.language import _, listed
from cxzy.core.vocabulary import Source
from cxzy.services.actors import Actor, require, shown_name
from cxzy.services.forms import keep_forms
from cxzy.services.previews import CheckedFile, Preview
from cxzy.services.standing import rebuild_facets, stands_whole
from cxzy.sheets.problem_texts import problems_to_json
from cxzy.store import audit
from cxzy.store import facets as facet_store
from cxzy.store import meetings as meeting_store
from cxzy.store import rosters as roster_store
from cxzy.store import schemes as scheme_store
from cxzy.store import sheets as sheet_store
from cxzy.store.database import reading, writing
from cxzy.store.errors import StaleRecord
from cxzy.store.ratings import ratings_to_parquet
from cxzy.store.records import Meeting, NewSheet, SheetState, StoredSheet


class ConflictError(CxzyError):
    """Another person changed the meeting's sheets in the meantime."""

    @classmethod
    def from_latest(cls, latest: StoredSheet | None) -> "ConflictError":
        who = _("Another person") if latest is None else shown_name(latest.accepted_by)
        return cls(
            _("{who} changed the sheets of this meeting in the meantime.").format(who=who),
            hint=_("Look at what stands now, then check your files again and decide."),
        )


class NothingToAccept(CxzyError):
    """No file of an upload can be accepted."""

    @classmethod
    def from_files(cls, names: Sequence[str]) -> "NothingToAccept":
        return cls(
            _("None of these files can be accepted: {names}.").format(names=listed(names)),
            hint=_("Mend the problems listed for each file and upload it again."),
        )


@dataclass(frozen=True)
class Accepted:
    """What was stored, and which files stood already.

    `overtaken` are the files whose corrected form another remembered otherwise meanwhile.
    """

    sheets: tuple[StoredSheet, ...]
    unchanged: tuple[str, ...]
    overtaken: tuple[str, ...] = ()


def accept(engine: Engine, actor: Actor, preview: Preview) -> Accepted:
    """Store the acceptable files of a preview in one transaction, or nothing.

    Bytes, ratings, roster, facets, corrected forms and audit record go in together. Files that
    stand already change nothing. Raises `ConflictError` where another changed the meeting since
    the check and `NothingToAccept` where no file is fit.
    """
    (accepted,) = accept_all(engine, actor, [preview])
    return accepted


def accept_all(engine: Engine, actor: Actor, previews: Sequence[Preview]) -> tuple[Accepted, ...]:
    """Do what `accept` does for previews of different meetings: all in one transaction, or none."""
    require(actor, "sheet.accept")
    for preview in previews:
        require(actor, "sheet.accept", preview.meeting.unit_id)
    sheets = [
        [_new_sheet(preview.meeting, file) for file in preview.files if file.acceptable]
        for preview in previews
    ]
    facets = [preview.facets for preview in previews]
    with writing(engine) as connection:
        accepted = tuple(
            _accepted(connection, actor, preview, own)
            for preview, own in zip(previews, sheets, strict=True)
        )
        _complete(connection, actor, previews, accepted, facets)
        return tuple(
            replace(one, overtaken=keep_forms(connection, actor, preview)) if one.sheets else one
            for one, preview in zip(accepted, previews, strict=True)
        )


def _accepted(
    connection: Connection,
    actor: Actor,
    preview: Preview,
    sheets: Sequence[NewSheet],
) -> Accepted:
    meeting = preview.meeting
    if not sheets or not _claimed(connection, meeting):
        return _unchanged(connection, preview)
    standing = [sheet for sheet, _ratings in preview.standing]  # since it was claimed
    if not preview.adding:
        _stand_down(connection, standing, {s for sheet in sheets for s in sheet.sources})
    stored = tuple(sheet_store.add_sheet(connection, sheet, actor=actor.name) for sheet in sheets)
    if not preview.frozen:
        scheme_store.freeze(connection, meeting.scheme_id)
    unchanged = tuple(file.name for file in _in_already(standing, preview))
    return Accepted(stored, unchanged)


def _complete(
    connection: Connection,
    actor: Actor,
    previews: Sequence[Preview],
    accepted: Sequence[Accepted],
    facets: Sequence[Columns],
) -> None:
    """Keep rosters, facets and audit records of what was stored, of all meetings at once."""
    triples = zip(previews, accepted, facets, strict=True)
    changed = [(preview, one.sheets, own) for preview, one, own in triples if one.sheets]
    # of a meeting of whose sheets this is the first, nothing is kept so far
    first = {preview.meeting.id for preview, sheets, _own in changed if sheets[0].version == 1}
    rosters = {preview.meeting.id: preview.roster for preview, _sheets, _own in changed}
    roster_store.keep_rosters(connection, rosters, first=first)
    reckoned = {preview.meeting.id: own for preview, _sheets, own in changed}
    facet_store.replace_all_facets(connection, reckoned, first=first)
    told = [(str(sheet.id), sheet.sha256) for _preview, sheets, _own in changed for sheet in sheets]
    audit.record_all(connection, actor.name, "sheet.accept", told)


def _unchanged(connection: Connection, preview: Preview) -> Accepted:
    """Return that all that is fit stands already, as it does after a double click.

    Raises `ConflictError` where it does not, and `NothingToAccept` where nothing is fit.
    """
    in_already = _in_already(_standing(connection, preview.meeting), preview)
    if not in_already and not preview.acceptable:
        raise NothingToAccept.from_files([file.name for file in preview.files])
    if sum(file.acceptable for file in in_already) < sum(file.acceptable for file in preview.files):
        raise ConflictError.from_latest(_latest(connection, preview.meeting))
    return Accepted((), tuple(file.name for file in in_already))


def _new_sheet(meeting: Meeting, file: CheckedFile) -> NewSheet:
    marks = file.marks
    return NewSheet(
        meeting_id=meeting.id,
        name=file.name,
        content=file.content,
        sources=file.sources,
        layouts=file.layouts,
        ratings=ratings_to_parquet(marks),
        rating_count=len(marks),
        problems=problems_to_json(file.problems),
    )


def _standing(connection: Connection, meeting: Meeting) -> Sequence[StoredSheet]:
    return sheet_store.sheets(connection, meeting_id=meeting.id, state=SheetState.ACCEPTED)


def _in_already(standing: Sequence[StoredSheet], preview: Preview) -> tuple[CheckedFile, ...]:
    """Return the files whose bytes stand already, as they do after a double click."""
    whole = {sheet.sha256 for sheet in standing if stands_whole(sheet)}
    return tuple(file for file in preview.files if whole and file.sha256 in whole)


def _claimed(connection: Connection, meeting: Meeting) -> bool:
    """Return whether a meeting and its sheets are as they were, and are now the actor's."""
    try:
        sheet_store.bump_meeting(connection, meeting.id, meeting.version)
    except StaleRecord:
        return False
    return True


def _latest(connection: Connection, meeting: Meeting) -> StoredSheet | None:
    kept = sheet_store.sheets(connection, meeting_id=meeting.id)
    return max(kept, key=lambda sheet: sheet.id, default=None)


def _stand_down(
    connection: Connection, standing: Sequence[StoredSheet], sources: set[Source]
) -> None:
    """Let standing sheets no longer count for `sources`."""
    for sheet in standing:
        left = tuple(source for source in sheet.standing if source not in sources)
        if left != sheet.standing:
            state = SheetState.ACCEPTED if left else SheetState.REPLACED
            sheet_store.set_standing(connection, sheet.id, left, state)


def withdraw(engine: Engine, actor: Actor, sheet_id: int) -> StoredSheet:
    """Take a sheet out of the results; it is kept and can be brought back."""
    return _change_standing(engine, actor, sheet_id, SheetState.WITHDRAWN)


def bring_back(engine: Engine, actor: Actor, sheet_id: int) -> StoredSheet:
    """Let a replaced or withdrawn sheet count again, in place of what stands for its sources."""
    return _change_standing(engine, actor, sheet_id, SheetState.ACCEPTED)


def _change_standing(engine: Engine, actor: Actor, sheet_id: int, state: SheetState) -> StoredSheet:
    with writing(engine) as connection:
        sheet = sheet_store.sheet(connection, sheet_id)
        meeting = meeting_store.meeting(connection, sheet.meeting_id)
        require(actor, "sheet.accept", meeting.unit_id)
        sheet_store.bump_meeting(connection, meeting.id, meeting.version)
        if state == SheetState.ACCEPTED:
            _stand_down(connection, _standing(connection, meeting), set(sheet.sources))
        standing = sheet.sources if state == SheetState.ACCEPTED else ()
        sheet_store.set_standing(connection, sheet_id, standing, state)
        rebuild_facets(connection, meeting)
        audit.record(connection, actor.name, f"sheet.{state.value}", str(sheet_id), sheet.sha256)
        return sheet_store.sheet(connection, sheet_id)


def history(engine: Engine, actor: Actor, meeting_id: int) -> list[StoredSheet]:
    """Return every sheet ever accepted for a meeting, the newest first."""
    with reading(engine) as connection:
        require(actor, "sheet.read", meeting_store.meeting(connection, meeting_id).unit_id)
        kept = sheet_store.sheets(connection, meeting_id=meeting_id)
    return sorted(kept, key=lambda sheet: sheet.version, reverse=True)


def sheet_file(engine: Engine, actor: Actor, sheet_id: int) -> tuple[str, bytes]:
    """Return the name and the bytes of a sheet as it was handed in."""
    with reading(engine) as connection:
        sheet = sheet_store.sheet(connection, sheet_id)
        require(actor, "sheet.read", meeting_store.meeting(connection, sheet.meeting_id).unit_id)
        return sheet.name, sheet_store.sheet_content(connection, sheet_id)
