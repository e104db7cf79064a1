"""Workbooks of many meetings at once, each for the meeting that it says it was made for.

The office gets sixty workbooks by mail and wants them in. One process after another is kept
busy: while one workbook is stored, the next are being read
(docs/decisions/0043-a-workbook-names-its-meeting.md).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby

from sqlalchemy import Engine

from cxzy.core.errors import CxzyError
from cxzy.core.language import _, sentences
from cxzy.core.vocabulary import Source
from cxzy.services.acceptance import Accepted, accept
from cxzy.services.actors import Actor, require
from cxzy.services.previews import Preview
from cxzy.services.upload import Progress, ReadFile, check_read_files, read_files
from cxzy.sheets.errors import UnreadableFile
from cxzy.sheets.identity import Identity, identity_of
from cxzy.sheets.reading import read_workbooks
from cxzy.sheets.unpacking import Given, unpacked


@dataclass(frozen=True)
class MeetingImport:
    """What became of files for one meeting, or why none of them was looked at.

    Without a `refusal` there is a `preview`.
    """

    files: tuple[str, ...]
    preview: Preview | None = None
    accepted: Accepted = field(default_factory=lambda: Accepted((), ()))
    refusal: str = ""

    @property
    def whole(self) -> bool:
        """Whether every file is in, now or before."""
        files = () if self.preview is None else self.preview.files
        return bool(files) and all(file.acceptable or file.unchanged for file in files)


def import_workbooks(
    engine: Engine,
    actor: Actor,
    files: Given,
    *,
    source: Source | None = None,
    adding: bool = False,
    progress: Progress | None = None,
) -> Iterator[MeetingImport]:
    """Check and accept files, each in the meeting that it names, and say what became of them.

    Files that follow one another and name the same meeting are one upload, accepted in one
    transaction. A file for a source that an earlier upload of the same call brought is refused:
    it would push the earlier one out. The first files are being read when this returns.
    Archives are unpacked; raises `UnusableUpload` as `unpacked` does.
    """
    require(actor, "sheet.check")
    given = unpacked(files)
    outcomes = read_workbooks(given.files)
    return _imports(engine, actor, read_files(given, outcomes, progress), source, adding)


def _imports(
    engine: Engine,
    actor: Actor,
    files: Iterable[ReadFile],
    source: Source | None,
    adding: bool,
) -> Iterator[MeetingImport]:
    brought: dict[int, set[Source]] = {}
    for said, run in groupby(files, key=_said):
        upload = list(run)
        try:
            meeting_id = _meeting_of(said)
            preview = check_read_files(
                engine, actor, meeting_id, upload, source=source, adding=adding
            )
            earlier = brought.setdefault(meeting_id, set())
            yield _imported(engine, actor, preview, earlier)
        except CxzyError as error:
            refusal = sentences(error.message, error.hint)
            yield MeetingImport(tuple(file.name for file in upload), refusal=refusal)


def _said(file: ReadFile) -> Identity | ReadFile:
    """Return what a workbook says of itself; a file that says nothing stands alone."""
    known = None if isinstance(file.outcome, UnreadableFile) else identity_of(file.outcome)
    return known or file


def _imported(
    engine: Engine, actor: Actor, preview: Preview, earlier: set[Source]
) -> MeetingImport:
    """Accept what is fit; `earlier` are the sources that came before in the same call."""
    names = tuple(file.name for file in preview.files)
    fresh = {source for file in preview.files if file.acceptable for source in file.sources}
    if fresh & earlier and not preview.adding:
        raise BroughtTwice.of_one_meeting()
    earlier |= fresh
    if preview.acceptable:
        return MeetingImport(names, preview, accept(engine, actor, preview))
    unchanged = tuple(file.name for file in preview.files if file.unchanged)
    return MeetingImport(names, preview, Accepted((), unchanged))


def _meeting_of(said: Identity | ReadFile) -> int:
    """Return the number of the meeting that workbooks name; raises why there is none."""
    if isinstance(said, ReadFile):
        raise said.outcome if isinstance(said.outcome, UnreadableFile) else NoMeetingNamed.at_all()
    if not said.meeting.isdecimal():
        raise NoMeetingNamed.at_all()
    return int(said.meeting)


class NoMeetingNamed(CxzyError):
    """A workbook does not say for which meeting it is."""

    @classmethod
    def at_all(cls) -> "NoMeetingNamed":
        return cls(
            _("The workbook does not say for which meeting it is."),
            hint=_("Import it by itself and name the meeting."),
        )


class BroughtTwice(CxzyError):
    """Two uploads of one call bring marks of the same source for one meeting."""

    @classmethod
    def of_one_meeting(cls) -> "BroughtTwice":
        return cls(
            _("Another file of this import brought the same marks for this meeting already."),
            hint=_("Look which one counts, and import it by itself and name the meeting."),
        )
