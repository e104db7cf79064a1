"""What an upload is and would do, before anybody has said yes."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

import pandas as pd

from cxzy.core.columns import Columns
from cxzy.core.combining import combined_ratings
from cxzy.core.facets import facet_columns, facet_table
from cxzy.core.ratings import empty_ratings
from cxzy.core.roster import Roster
from cxzy.core.scheme import Scheme
from cxzy.core.scoring import weighted_scores
from cxzy.core.vocabulary import Source
from cxzy.services.standing import counting, stands_whole
from cxzy.services.understood import Understood
from cxzy.sheets.problems import Problem
from cxzy.sheets.sheet import Sheet
from cxzy.store.records import Meeting, StoredForm, StoredSheet


@dataclass(frozen=True)
class CheckedFile:
    """One uploaded file, understood or refused; nothing of it is stored yet.

    `refusal` says why a file cannot be read, `remedy` what to do about it. `same_as` is a sheet
    of the meeting with the same bytes, `replaces` what would no longer count, at least for one
    source.
    """

    name: str
    content: bytes
    sheet: Sheet | None
    refusal: str = ""
    remedy: str = ""
    same_as: StoredSheet | None = None
    replaces: tuple[StoredSheet, ...] = ()

    @cached_property
    def sha256(self) -> str:
        """The fingerprint of the bytes."""
        return sha256(self.content).hexdigest()

    @property
    def marks(self) -> Columns:
        """The marks of the file, none where it could not be read."""
        return Columns.of(empty_ratings()) if self.sheet is None else self.sheet.marks

    @property
    def ratings(self) -> pd.DataFrame:
        """The marks as the ratings table."""
        return empty_ratings() if self.sheet is None else self.sheet.ratings

    @property
    def layouts(self) -> tuple[str, ...]:
        """The layouts that were recognised, each once."""
        tables = () if self.sheet is None else self.sheet.tables
        return tuple(dict.fromkeys(table.layout for table in tables))

    @property
    def sources(self) -> tuple[Source, ...]:
        """The sources that the file has marks of, in the usual order."""
        return () if self.sheet is None else self.sheet.sources

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
    """What an upload would do to a meeting; `standing` are the sheets that count now.

    `passed_over` says in a sentence which files were no workbooks and why that is no loss.
    `forms` are the remembered forms by which tables may have been read, `understood` is what a
    check of the same files after a correction need not find out again. `frozen` says that the
    scheme was so already, and thus still is.
    """

    meeting: Meeting
    scheme: Scheme
    roster: Roster
    standing: tuple[tuple[StoredSheet, pd.DataFrame], ...]
    files: tuple[CheckedFile, ...]
    adding: bool
    passed_over: str = ""
    forms: tuple[StoredForm, ...] = ()
    understood: Understood | None = None
    frozen: bool = False

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The faults of all files."""
        return tuple(problem for file in self.files for problem in file.problems)

    @property
    def acceptable(self) -> bool:
        """Whether there is a file to accept."""
        return any(file.acceptable for file in self.files)

    @cached_property
    def facets(self) -> Columns:
        """The meeting's facets with the acceptable files in."""
        new = [file for file in self.files if file.acceptable]
        replaced = set() if self.adding else {source for file in new for source in file.sources}
        kept = [
            counting(ratings, set(sheet.standing) - replaced) for sheet, ratings in self.standing
        ]
        return self._facets([*kept, *(file.marks for file in new)])

    @cached_property
    def results(self) -> pd.DataFrame:
        """The meeting's results with the acceptable files in, columns as of `cxzy.score`."""
        return self._results(self.facets)

    @cached_property
    def changes(self) -> pd.DataFrame:
        """One row per subject: `subject, name, score_before, score_after, rank_before, rank_after`.

        Ordered by the rank after; where nothing stands yet, all before is missing.
        """
        before = self._facets([counting(marks, sheet.standing) for sheet, marks in self.standing])
        return _changes(self.roster, self._results(before), self.results)

    def _facets(self, parts: Sequence[pd.DataFrame | Columns]) -> Columns:
        given = [part for part in parts if len(part)]
        if len(given) == 1:
            return facet_columns(given[0], self.scheme)
        tables = (part.table if isinstance(part, Columns) else part for part in given)
        return facet_columns(combined_ratings(list(tables)), self.scheme)

    def _results(self, facets: Columns) -> pd.DataFrame:
        return weighted_scores(
            facet_table(facets),
            self.scheme,
            electorate=self.roster.electorate,
            members=self.roster.members,
        )


def _changes(roster: Roster, before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    columns = ["subject", "score", "rank"]
    joined = before[columns].merge(
        after[columns], on="subject", how="outer", suffixes=("_before", "_after")
    )
    named = roster.members[["subject", "name"]].merge(joined, on="subject", how="right")
    order = ["subject", "name", "score_before", "score_after", "rank_before", "rank_after"]
    return named[order].sort_values("rank_after", kind="stable").reset_index(drop=True)
