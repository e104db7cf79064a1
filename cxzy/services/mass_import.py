"""Workbooks of many meetings at once, each for the meeting that it says it was made for.

The office gets sixty workbooks by mail and wants them in. While a few meetings are checked and
accepted together, the next workbooks are being read by other processes
(docs/decisions/0043-a-workbook-names-its-meeting.md).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from sqlalchemy import Engine

from cxzy.core.errors import CxzyError, tried
from cxzy.core.language import _, sentences
from cxzy.core.vocabulary import Source
from cxzy.services.acceptance import Accepted, accept, accept_all
from cxzy.services.actors import Actor, require
from cxzy.services.previews import Preview
from cxzy.services.upload import Progress, ReadFile, check_read_files, read_files
from cxzy.sheets.errors import UnreadableFile
from cxzy.sheets.identity import Identity, identity_of
from cxzy.sheets.reading import read_workbooks
from cxzy.sheets.unpacking import Given, unpacked

FEWEST, TOGETHER, TOGETHER_BYTES = 4, 12, 2 << 20
"""So many meetings share a transaction at least and at most, fewer where their files are large."""

MOST_DIGITS = 9  # of the number of a meeting, which every database holds


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

    Files that follow one another and name the same meeting are one upload, accepted wholly or
    not; what became of it is told once its transaction has ended. A file for a source that an
    earlier upload of the same call brought is refused: it would push the earlier one out. The
    first files are being read when this returns. Archives are unpacked; raises `UnusableUpload`
    as `unpacked` does.
    """
    require(actor, "sheet.check")
    given = unpacked(files)
    outcomes = read_workbooks(given.files)
    uploads = _uploads(read_files(given, outcomes, progress))
    return _imports(engine, actor, groups(uploads, lambda: outcomes.ready), source, adding)


@dataclass(frozen=True)
class Upload:
    """Files that follow one another and say the same, and for which meeting they thus are."""

    files: tuple[ReadFile, ...]
    meeting: int | CxzyError


def _imports(
    engine: Engine,
    actor: Actor,
    together: Iterable[Sequence[Upload]],
    source: Source | None,
    adding: bool,
) -> Iterator[MeetingImport]:
    brought: defaultdict[int, set[Source]] = defaultdict(set)
    for group in together:
        known = [(one.meeting, one.files) for one in group if isinstance(one.meeting, int)]
        checked = iter(check_read_files(engine, actor, known, source=source, adding=adding))
        previews = [
            one.meeting if isinstance(one.meeting, CxzyError) else _once(next(checked), brought)
            for one in group
        ]
        fit = [one for one in previews if isinstance(one, Preview) and one.acceptable]
        accepted = _accepted(engine, actor, fit)
        for upload, preview in zip(group, previews, strict=True):
            yield _made(upload, preview, accepted)


def _uploads(files: Iterable[ReadFile]) -> Iterator[Upload]:
    for said, run in groupby(files, key=_said):
        yield Upload(tuple(run), tried(CxzyError, _meeting_of, said))


def groups(uploads: Iterable[Upload], ready: Callable[[], bool]) -> Iterator[list[Upload]]:
    """Yield uploads for different meetings that are checked and accepted together.

    These are as many as have been read, and a few more where these are very few: each
    transaction waits for the disk.
    """
    group: list[Upload] = []
    for upload in uploads:
        if any(upload.meeting == one.meeting for one in group):
            yield group
            group = []
        group.append(upload)
        full = len(group) == TOGETHER or _size(group) > TOGETHER_BYTES
        if full or (len(group) >= FEWEST and not ready()):
            yield group
            group = []
    if group:
        yield group


def _size(group: Iterable[Upload]) -> int:
    return sum(len(file.content) for upload in group for file in upload.files)


def _said(file: ReadFile) -> Identity | ReadFile:
    """Return what a workbook says of itself; a file that says nothing stands alone."""
    known = None if isinstance(file.outcome, UnreadableFile) else identity_of(file.outcome)
    return known or file


def _meeting_of(said: Identity | ReadFile) -> int:
    """Return the number of the meeting that workbooks name; raises why there is none."""
    if isinstance(said, ReadFile):
        raise said.outcome if isinstance(said.outcome, UnreadableFile) else NoMeetingNamed.at_all()
    if not said.meeting.isdecimal() or len(said.meeting) > MOST_DIGITS:
        raise NoMeetingNamed.at_all()
    return int(said.meeting)


def _once(preview: Preview | CxzyError, brought: Mapping[int, set[Source]]) -> Preview | CxzyError:
    """Return a preview, or why not where an upload before it brought marks of its sources."""
    if isinstance(preview, CxzyError):
        return preview
    earlier = brought[preview.meeting.id]
    fresh = {source for file in preview.files if file.acceptable for source in file.sources}
    if fresh & earlier and not preview.adding:
        return BroughtTwice.of_one_meeting()
    earlier |= fresh
    return preview


def _accepted(
    engine: Engine, actor: Actor, fit: Sequence[Preview]
) -> Iterator[Accepted | CxzyError]:
    """Accept all in one transaction, or each in one of its own where one cannot be accepted."""
    all_in = tried(CxzyError, accept_all, engine, actor, fit) if fit else ()
    if isinstance(all_in, CxzyError):
        return iter([tried(CxzyError, accept, engine, actor, preview) for preview in fit])
    return iter(all_in)


def _made(
    upload: Upload, preview: Preview | CxzyError, accepted: Iterator[Accepted | CxzyError]
) -> MeetingImport:
    """Return what became of an upload; the next of `accepted` is of the next preview that fits."""
    names = tuple(file.name for file in upload.files)
    if isinstance(preview, CxzyError):
        return _refused(names, preview)
    if not preview.acceptable:
        unchanged = tuple(file.name for file in preview.files if file.unchanged)
        return MeetingImport(names, preview, Accepted((), unchanged))
    outcome = next(accepted)
    if isinstance(outcome, CxzyError):
        return _refused(names, outcome)
    return MeetingImport(names, preview, outcome)


def _refused(names: tuple[str, ...], error: CxzyError) -> MeetingImport:
    return MeetingImport(names, refusal=sentences(error.message, error.hint))


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
