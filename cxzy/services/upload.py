"""A secretary's upload, first half: read the sheets, show what is wrong and what would change."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import groupby
from operator import attrgetter
from types import MappingProxyType

import pandas as pd
from sqlalchemy import Connection, Engine

from cxzy.core.errors import CxzyError, tried
from cxzy.core.language import _
from cxzy.core.roster import Roster
from cxzy.core.scheme import Scheme, parse_scheme
from cxzy.core.vocabulary import Source
from cxzy.services.actors import Actor, require
from cxzy.services.directory import kin_by_id, meeting_rosters
from cxzy.services.forms import known_forms
from cxzy.services.identities import meeting_identity
from cxzy.services.misplaced import with_unit_names
from cxzy.services.previews import CheckedFile, Preview
from cxzy.services.scoring import Refused
from cxzy.services.standing import counting, standing_ratings
from cxzy.services.understood import Basis, KnownFile, Understood
from cxzy.sheets.corrections import Correction
from cxzy.sheets.errors import UnreadableFile
from cxzy.sheets.grid import Workbook
from cxzy.sheets.guidance import Guidance
from cxzy.sheets.identity import Identity
from cxzy.sheets.reading import read_workbooks
from cxzy.sheets.second_ballots import with_second_ballots
from cxzy.sheets.sheet import understand
from cxzy.sheets.unpacking import Given, Unpacked, unpacked
from cxzy.store import forms as form_store
from cxzy.store import meetings as meeting_store
from cxzy.store import sheets as sheet_store
from cxzy.store.database import reading
from cxzy.store.records import Meeting, MeetingFrame, SheetState, StoredForm, StoredSheet

Corrections = Mapping[str, tuple[Correction, ...]]
NOTHING_CORRECTED: Corrections = MappingProxyType({})
Progress = Callable[[int, int, str], None]
"""Called with the number done, the number of all, and the name of the file just done."""


@dataclass(frozen=True, eq=False)
class ReadFile:
    """One uploaded file: its name, its bytes, and its cells or why there are none."""

    name: str
    content: bytes
    outcome: Workbook | UnreadableFile


AnyFile = ReadFile | KnownFile


@dataclass(frozen=True)
class _Context:
    """Everything a check needs to know of a meeting."""

    meeting: Meeting
    scheme: Scheme
    frozen: bool
    roster: Roster
    identity: Identity
    kept: tuple[StoredSheet, ...]
    standing: tuple[tuple[StoredSheet, pd.DataFrame], ...]
    forms: tuple[StoredForm, ...]
    corrections: Corrections


def check_files(  # noqa: PLR0913 — the files, whose they are and how to read them
    engine: Engine,
    actor: Actor,
    meeting_id: int,
    files: Given,
    *,
    source: Source | None = None,
    adding: bool = False,
    corrections: Corrections = NOTHING_CORRECTED,
    progress: Progress | None = None,
    earlier: Understood | None = None,
) -> Preview:
    """Read and understand files for a meeting, and say what accepting them would change.

    `source` is for files that do not say themselves whose marks they hold. With `adding` the
    files count beside what stands for the same sources, otherwise they take its place.
    `corrections` say how tables are to be read, those of a file under the SHA-256 of its bytes.
    `earlier` is what a check by the same actor understood before: only files of which something
    else was said since are read anew. Archives are unpacked; raises `UnusableUpload` as
    `unpacked` does.
    """
    with reading(engine) as connection:
        frame = _open_to(actor, meeting_store.meeting_frames(connection, [meeting_id]), meeting_id)
        given = unpacked(files)
        early = () if earlier else given.files
        outcomes = read_workbooks(early)  # by other processes, while the database is asked
        (context,) = _contexts(connection, [frame], corrections)
    if isinstance(context, CxzyError):
        raise context
    if earlier is None:
        read: Iterable[AnyFile] = read_files(given, outcomes, progress)
    else:
        known = earlier.known(given.files, _basis(context, source), corrections)
        read = _files_again(given, known, progress)
    preview = replace(_preview(context, read, source, adding), passed_over=given.said)
    return with_unit_names(engine, preview)


def _files_again(
    given: Unpacked, known: Sequence[KnownFile | None], progress: Progress | None
) -> Iterator[AnyFile]:
    """Yield the files in their order, those that are not known as they are read."""
    pairs = zip(given.files, known, strict=True)
    unread = Unpacked(tuple(file for file, before in pairs if before is None))
    fresh = read_files(unread, read_workbooks(unread.files), progress)
    for before in known:
        yield before or next(fresh)
    for _file in fresh:  # tells of the last one
        pass


def check_read_files(
    engine: Engine,
    actor: Actor,
    uploads: Sequence[tuple[int, Sequence[ReadFile]]],
    *,
    source: Source | None = None,
    adding: bool = False,
) -> list[Preview | CxzyError]:
    """Return what `check_files` does, or raises, of files for several meetings, read already."""
    require(actor, "sheet.check")
    with reading(engine) as connection:
        known = meeting_store.meeting_frames(connection, [meeting for meeting, _files in uploads])
        frames = [tried(CxzyError, _open_to, actor, known, meeting) for meeting, _files in uploads]
        open_to = [frame for frame in frames if not isinstance(frame, CxzyError)]
        found = iter(_contexts(connection, open_to))
        contexts = [frame if isinstance(frame, CxzyError) else next(found) for frame in frames]
    return [
        context
        if isinstance(context, CxzyError)
        else tried(CxzyError, _preview, context, files, source, adding)
        for context, (_meeting, files) in zip(contexts, uploads, strict=True)
    ]


def read_files(
    given: Unpacked, outcomes: Iterable[Workbook | UnreadableFile], progress: Progress | None
) -> Iterator[ReadFile]:
    """Yield the files as they are read; each is told as done once the next is asked for."""
    for done, (file, outcome) in enumerate(zip(given.files, outcomes, strict=True), 1):
        yield ReadFile(*file, outcome)
        if progress is not None:
            progress(done, len(given.files), file[0])


def _open_to(actor: Actor, frames: Mapping[int, MeetingFrame], meeting_id: int) -> MeetingFrame:
    frame = meeting_store.frame_among(frames, meeting_id)
    require(actor, "sheet.check", frame.meeting.unit_id)
    return frame


def _preview(
    context: _Context, files: Iterable[AnyFile], source: Source | None, adding: bool
) -> Preview:
    checked: list[CheckedFile] = []
    known: list[KnownFile] = []
    for file in files:
        known.append(_understood(context, file, source))
        checked.append(_checked(context, known[-1], adding, checked))
    return Preview(
        context.meeting,
        context.scheme,
        context.roster,
        context.standing,
        _compared(checked, context, adding),
        adding,
        forms=context.forms,
        understood=Understood(_basis(context, source), dict(context.corrections), tuple(known)),
        frozen=context.frozen,
    )


def _basis(context: _Context, source: Source | None) -> Basis:
    forms = known_forms(context.forms)
    return Basis(context.scheme, context.roster, context.identity, forms, source)


def _compared(
    checked: Sequence[CheckedFile], context: _Context, adding: bool
) -> tuple[CheckedFile, ...]:
    """Return the files with what they repeat of one another, and of what they would join.

    What blocks is not accepted and so repeats nothing: the mended file beside it is fit.
    """
    joined = [
        (stored.name, counting(ratings, stored.standing)) for stored, ratings in context.standing
    ]
    fresh = [file.sheet for file in checked if file.sheet is not None and file.acceptable]
    said = iter(with_second_ballots(fresh, standing=joined if adding else ()))
    return tuple(replace(file, sheet=next(said)) if file.acceptable else file for file in checked)


def _contexts(
    connection: Connection,
    frames: Sequence[MeetingFrame],
    corrections: Corrections = NOTHING_CORRECTED,
) -> list[_Context | CxzyError]:
    """Return what a check needs to know of some meetings, or why not, asked for all at once."""
    meetings = [frame.meeting for frame in frames]
    units = kin_by_id(connection, {meeting.unit_id for meeting in meetings})
    rosters = meeting_rosters(connection, meetings, units)
    sheets = sheet_store.sheets(connection, meeting_ids={meeting.id for meeting in meetings})
    kept = {key: tuple(own) for key, own in groupby(sheets, attrgetter("meeting_id"))}
    forms = form_store.forms(connection, {meeting.unit_id for meeting in meetings})

    def context(frame: MeetingFrame) -> _Context:
        meeting, scheme = frame.meeting, parse_scheme(frame.scheme.text)
        roster, own = rosters[meeting.id], kept.get(meeting.id, ())
        return _Context(
            meeting=meeting,
            scheme=scheme,
            frozen=frame.scheme.frozen,
            roster=roster,
            identity=meeting_identity(frame, units[meeting.unit_id], roster),
            kept=own,
            standing=standing_ratings(connection, own, scheme),
            forms=tuple(form_store.in_force(forms, meeting.unit_id)),
            corrections=corrections,
        )

    return [tried(CxzyError, context, frame) for frame in frames]


def _understood(context: _Context, file: AnyFile, source: Source | None) -> KnownFile:
    """Return one file with what it is understood as, or why it cannot be read."""
    if isinstance(file, KnownFile):
        return file
    if isinstance(file.outcome, UnreadableFile):
        refusal = Refused(file.name, file.outcome.message, file.outcome.hint)
        return KnownFile(file.name, file.content, refusal)
    sheet = understand(
        file.outcome,
        context.scheme,
        roster=context.roster,
        source=source,
        expected=context.identity,
        given=_given(context, file.content),
    )
    return KnownFile(file.name, file.content, sheet)


def _checked(
    context: _Context, file: KnownFile, adding: bool, before: Sequence[CheckedFile]
) -> CheckedFile:
    """Return one file and what accepting it would do; `before` are those checked so far."""
    if isinstance(file.outcome, Refused):
        refusal, remedy = file.outcome.reason, file.outcome.remedy
        return CheckedFile(file.name, file.content, None, refusal=refusal, remedy=remedy)
    same = _same(context.kept, file.content)
    checked = CheckedFile(file.name, file.content, file.outcome, same_as=same)
    if not adding:
        checked = replace(checked, replaces=_overlapping(context, checked.sources))
    return _refused_if_repeated(checked, before)


def _given(context: _Context, content: bytes) -> Guidance:
    """Return what is known of how a file's tables are read: said now, or remembered."""
    digest = sha256(content).hexdigest() if context.corrections else ""
    return Guidance(context.corrections.get(digest, ()), known_forms(context.forms))


def _overlapping(context: _Context, sources: Sequence[Source]) -> tuple[StoredSheet, ...]:
    standing = (sheet for sheet, _ratings in context.standing)
    return tuple(sheet for sheet in standing if set(sheet.standing) & set(sources))


def _refused_if_repeated(file: CheckedFile, before: Sequence[CheckedFile]) -> CheckedFile:
    """Return a file as it is, or refused where one before it has the same bytes."""
    same = next((one.name for one in before if one.sha256 == file.sha256), None)
    if same is None:
        return file
    words = _("This is the same file as {name}; it counts once.")
    return replace(file, sheet=None, refusal=words.format(name=same))


def _same(kept: Sequence[StoredSheet], content: bytes) -> StoredSheet | None:
    digest = sha256(content).hexdigest() if kept else ""
    same = [sheet for sheet in kept if sheet.sha256 == digest]
    return max(same, key=lambda sheet: (sheet.state == SheetState.ACCEPTED, sheet.id), default=None)
