"""A secretary's upload, first half: read the sheets, show what is wrong and what would change."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256

import pandas as pd
from sqlalchemy import Connection, Engine

from cxzy.core.combining import combined_ratings
from cxzy.core.ratings import empty_ratings
from cxzy.core.roster import Roster
from cxzy.core.scheme import Scheme, parse_scheme
from cxzy.core.scoring import facets as facets_of
from cxzy.core.scoring import weighted_scores
from cxzy.core.vocabulary import Source
from cxzy.services.actors import Actor, require
from cxzy.services.directory import meeting_roster
from cxzy.services.identities import meeting_identity
from cxzy.services.standing import counting, standing_ratings, stands_whole
from cxzy.sheets.errors import UnreadableFile
from cxzy.sheets.grid import Workbook
from cxzy.sheets.identity import Identity
from cxzy.sheets.problems import Problem
from cxzy.sheets.reading import read_workbooks
from cxzy.sheets.sheet import Sheet, understand
from cxzy.store import meetings as meeting_store
from cxzy.store import schemes as scheme_store
from cxzy.store import sheets as sheet_store
from cxzy.store.database import reading
from cxzy.store.records import Meeting, SheetState, StoredSheet

Progress = Callable[[int, int, str], None]
"""Called with the number done, the number of all, and the name of the file just done."""


@dataclass(frozen=True)
class CheckedFile:
    """One uploaded file, understood or refused; nothing of it is stored yet.

    `same_as` is a sheet of the meeting with the same bytes, `replaces` what would no longer
    count, at least for one source.
    """

    name: str
    content: bytes
    sheet: Sheet | None
    refusal: str = ""
    same_as: StoredSheet | None = None
    replaces: tuple[StoredSheet, ...] = ()

    @property
    def sources(self) -> tuple[Source, ...]:
        """The sources that the file has marks of, in the usual order."""
        if self.sheet is None:
            return ()
        found = set(self.sheet.ratings["source"].unique())
        return tuple(source for source in Source if source.value in found)

    @property
    def unchanged(self) -> bool:
        """Whether the very same bytes stand already, for all their sources."""
        return self.same_as is not None and stands_whole(self.same_as)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The faults found in the file."""
        return () if self.sheet is None else tuple(self.sheet.problems)

    @property
    def acceptable(self) -> bool:
        """Whether the file has marks, nothing that blocks, and is not in already."""
        clean = not any(problem.blocks for problem in self.problems)
        return bool(self.sources) and clean and not self.unchanged


@dataclass(frozen=True)
class Preview:
    """What an upload would do to a meeting; `standing` are the sheets that count now."""

    meeting: Meeting
    scheme: Scheme
    roster: Roster
    standing: tuple[tuple[StoredSheet, pd.DataFrame], ...]
    files: tuple[CheckedFile, ...]
    adding: bool

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The faults of all files."""
        return tuple(problem for file in self.files for problem in file.problems)

    @property
    def acceptable(self) -> bool:
        """Whether there is a file to accept."""
        return any(file.acceptable for file in self.files)

    @cached_property
    def results(self) -> pd.DataFrame:
        """The meeting's results with the acceptable files in, columns as of `cxzy.score`."""
        new = [file for file in self.files if file.acceptable]
        replaced = set() if self.adding else {source for file in new for source in file.sources}
        kept = [
            counting(ratings, set(sheet.standing) - replaced) for sheet, ratings in self.standing
        ]
        return self._results([*kept, *(file.sheet.ratings for file in new if file.sheet)])

    @cached_property
    def changes(self) -> pd.DataFrame:
        """One row per subject: `subject, name, score_before, score_after, rank_before, rank_after`.

        Ordered by the rank after; where nothing stands yet, all before is missing.
        """
        before = self._results([counting(marks, sheet.standing) for sheet, marks in self.standing])
        return _changes(self.roster, before, self.results)

    def _results(self, parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
        ratings = combined_ratings(parts) if parts else empty_ratings()
        return weighted_scores(
            facets_of(ratings, self.scheme),
            self.scheme,
            electorate=self.roster.electorate,
            members=self.roster.members,
        )


@dataclass(frozen=True)
class _Context:
    """Everything a check needs to know of a meeting."""

    meeting: Meeting
    scheme: Scheme
    roster: Roster
    identity: Identity
    kept: tuple[StoredSheet, ...]
    standing: tuple[tuple[StoredSheet, pd.DataFrame], ...]


def check_files(  # noqa: PLR0913 — the files, whose they are and how to read them
    engine: Engine,
    actor: Actor,
    meeting_id: int,
    files: Sequence[tuple[str, bytes]],
    *,
    source: Source | None = None,
    adding: bool = False,
    progress: Progress | None = None,
) -> Preview:
    """Read and understand files for a meeting, and say what accepting them would change.

    `source` is for files that do not say themselves whose marks they hold. With `adding` the
    files count beside what stands for the same sources, otherwise they take its place.
    """
    with reading(engine) as connection:
        context = _context(connection, actor, meeting_id)
    checked: list[CheckedFile] = []
    for (name, content), outcome in zip(files, read_workbooks(files), strict=True):
        checked.append(_checked(context, name, content, outcome, source, adding))
        if progress is not None:
            progress(len(checked), len(files), name)
    return Preview(
        context.meeting,
        context.scheme,
        context.roster,
        context.standing,
        tuple(checked),
        adding,
    )


def _context(connection: Connection, actor: Actor, meeting_id: int) -> _Context:
    meeting = meeting_store.meeting(connection, meeting_id)
    require(actor, "sheet.check", meeting.unit_id)
    roster = meeting_roster(connection, meeting)
    kept = tuple(sheet_store.sheets(connection, meeting_id=meeting_id))
    return _Context(
        meeting=meeting,
        scheme=parse_scheme(scheme_store.scheme(connection, meeting.scheme_id).text),
        roster=roster,
        identity=meeting_identity(connection, meeting, roster),
        kept=kept,
        standing=standing_ratings(connection, kept),
    )


def _checked(
    context: _Context,
    name: str,
    content: bytes,
    outcome: Workbook | UnreadableFile,
    source: Source | None,
    adding: bool,
) -> CheckedFile:
    if isinstance(outcome, UnreadableFile):
        return CheckedFile(name, content, None, refusal=str(outcome))
    sheet = understand(
        outcome,
        context.scheme,
        roster=context.roster,
        source=source,
        expected=context.identity,
    )
    file = CheckedFile(name, content, sheet, same_as=_same(context.kept, content))
    overlapping = (
        ()
        if adding
        else tuple(
            sheet for sheet, _ratings in context.standing if set(sheet.standing) & set(file.sources)
        )
    )
    return replace(file, replaces=overlapping)


def _same(kept: Sequence[StoredSheet], content: bytes) -> StoredSheet | None:
    digest = sha256(content).hexdigest()
    same = [sheet for sheet in kept if sheet.sha256 == digest]
    return max(same, key=lambda sheet: (sheet.state == SheetState.ACCEPTED, sheet.id), default=None)


def _changes(roster: Roster, before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    columns = ["subject", "score", "rank"]
    joined = before[columns].merge(
        after[columns], on="subject", how="outer", suffixes=("_before", "_after")
    )
    named = roster.members[["subject", "name"]].merge(joined, on="subject", how="right")
    order = ["subject", "name", "score_before", "score_after", "rank_before", "rank_after"]
    return named[order].sort_values("rank_after", kind="stable").reset_index(drop=True)
