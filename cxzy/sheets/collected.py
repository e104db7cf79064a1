"""What is gathered while the tables of one file are read: ratings, problems, people."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from cxzy.core.arrays import all_different
from cxzy.core.columns import Columns, Words
from cxzy.core.ratings import empty_ratings
from cxzy.core.roster import Roster
from cxzy.core.scheme import Scheme
from cxzy.core.scheme_parts import Criterion
from cxzy.core.vocabulary import OVERALL, Source
from cxzy.sheets.coded import Codes, Integers, different
from cxzy.sheets.headings import vocabulary_of
from cxzy.sheets.names import Names
from cxzy.sheets.problem_texts import blocks
from cxzy.sheets.problems import Cell, Problem, Said, cut_short
from cxzy.sheets.wording import plain

MOST_PROBLEMS = 2_000
FEW, MOST = 4, 0.9
CATEGORIES = ("source", "group", "subject", "criterion", "word", "sheet_name")


@dataclass(frozen=True)
class Part:
    """The ratings of one table as columns of numbers.

    Up to the name of the sheet each has an entry per ballot, from `ballot` on one per rating;
    `ballot` is its place among these. If they are ballots, and not votes, `named` holds the
    number of each one's rater by name, `at` the rows and the columns to point to.
    """

    source: Integers
    rater: Integers
    group: Integers
    subject: Integers
    sheet_name: Integers
    ballot: Integers
    criterion: Integers
    points: npt.NDArray[np.float64]
    word: Integers
    count: Integers
    row: Integers
    column: Integers
    named: Integers | None = None
    at: tuple[Integers, Integers] | None = None

    @cached_property
    def places(self) -> tuple[tuple[int, int], ...]:
        """Row and column of each ballot."""
        return () if self.at is None else tuple(zip(*map(np.ndarray.tolist, self.at), strict=True))

    def only(self, kept: npt.NDArray[np.bool_]) -> "Part":
        """Return the part with some of its ratings."""
        columns = {name: getattr(self, name)[kept] for name in OF_RATINGS}
        return replace(self, **columns)


COLUMNS = (
    "source", "rater", "group", "subject", "criterion", "points", "word", "count", "sheet_name",
    "row", "column",
)  # fmt: skip
OF_RATINGS = frozenset({"ballot", "criterion", "points", "word", "count", "row", "column"})


class Collected:
    """The growing answer for one file."""

    def __init__(
        self, file: str, scheme: Scheme, roster: Roster | None, source: Source | None
    ) -> None:
        self.file, self.scheme, self.given_source = file, scheme, source
        self.roster, self.names = roster, Names(roster)
        self.vocabulary = vocabulary_of(scheme)
        self.codes = {name: Codes() for name in CATEGORIES} | {"source": Codes(*Source)}
        self.codes["rater"] = Codes("")
        self.rating_count = 0
        self._seen: list[tuple[npt.NDArray[np.int64], Part]] = []
        self.problems: list[Problem] = []
        self.unlisted = {False: 0, True: 0}
        self.first_seen: dict[tuple[object, ...], Cell] = {}
        self.shown_names: dict[str, str] = {}
        self.listed: dict[Source, set[str]] = {}
        self.group_columns: dict[str, int] = {}
        self._with_ballots: set[int] = set()
        self._raters: dict[tuple[int, ...], int] = {}
        self._certain: dict[tuple[str, str], str] = {}
        self._full_marks: dict[tuple[Source | None, str], float] = {}

    def problem(self, code: str, cell: Cell, found: Said = "", **detail: Said) -> None:
        """Note one problem at one cell; its level is that of its code."""
        self.note(Problem(code, cell, found, tuple(detail.items()), blocks(code)))

    def note(self, problem: Problem) -> None:
        """Keep a problem, or only count it where a list of more helps nobody."""
        if len(self.problems) >= MOST_PROBLEMS:
            self.unlisted[problem.blocks] += 1
            return
        found = problem.found
        said = cut_short(found) if isinstance(found, str) else tuple(map(cut_short, found))
        self.problems.append(problem if said == found else replace(problem, found=said))

    def close(self) -> None:
        """Note how many problems more there are than a list can hold."""
        count = sum(self.unlisted.values())
        if count:
            stops = self.unlisted[True] > 0
            whole = Cell(self.file, "")
            self.problems.append(Problem("more_problems", whole, str(count), blocks=stops))

    def rater(self, *key: int) -> int:
        """Return the number of a rater inside this file, the same for the same key.

        The key is source, group and name; both may be negative where nobody is named.
        """
        return self._raters.setdefault(key, len(self._raters))

    def named_raters(self) -> dict[int, str]:
        """Return the raters that the file names, as it names them, by their number."""
        return {
            number: plain(self.codes["rater"].value(name))
            for (_, _, name), number in self._raters.items()
            if name >= 0
        }

    def known_subject(self, named: tuple[str, str]) -> str | None:
        """Return who is meant by a name and number that were certain before."""
        return self._certain.get(named)

    def subject(self, name: str, number: str, cell: Cell) -> str | None:
        """Return who is meant, None with a problem at `cell` where that is not certain."""
        found = self.names.find(name, number)
        if found.subject is None:
            said = " ".join(part for part in (number, name) if part)
            self.problem(found.code, cell, said, near=found.near)
            return None
        return self.certain(name, number, found.subject)

    def certain(self, name: str, number: str, subject: str) -> str:
        """Return a subject, and keep that it is meant by this name and number."""
        self._certain[name, number] = subject
        told = "" if self.names.known else self.names.name_of(subject)
        stands = told if told != subject else ""
        self.shown_names.setdefault(subject, stands or name or number)
        return subject

    def list_subjects(self, source: Source, subjects: Iterable[str]) -> None:
        """Note that a sheet of this source has places for some subjects."""
        self.listed.setdefault(source, set()).update(subjects)

    def criteria_of(self, source: Source | None) -> tuple[Criterion, ...]:
        """Return the criteria of a source, those of the scheme where it is not known."""
        return self.scheme.criteria_of(source) if source else self.scheme.criteria

    def groups(self, source: Source) -> set[str]:
        """Return the groups that scheme and roster know for a source."""
        rule = self.scheme.sources.get(source)
        known = set(rule.groups) if rule and isinstance(rule.groups, dict) else set()
        return (known | {group for voting, group in self._electorate if voting == source}) - {""}

    @cached_property
    def _electorate(self) -> set[tuple[str, str]]:
        voting = self.roster.voting if self.roster else {"source": (), "group": ()}
        return set(zip(voting["source"], voting["group"], strict=True))

    def weighed_groups(self, source: Source) -> tuple[str, ...]:
        """Return the groups of a source whose ballots have a weight; () where none are told."""
        rule = self.scheme.sources.get(source)
        groups = rule.groups if rule else None
        if isinstance(groups, dict):
            return tuple(groups)
        if groups is None:
            return ()
        return tuple(
            sorted(group for voting, group in self._electorate if group and voting == source)
        )

    @property
    def parts(self) -> list[Part]:
        """The ratings of all tables so far."""
        return [part for _, part in self._seen]

    def overall_criterion(self, source: Source | None) -> str:
        """Return the criterion of a mark for the whole ballot."""
        criteria = self.criteria_of(source)
        return criteria[0].key if len(criteria) == 1 else OVERALL

    def full_marks(self, source: Source | None, criterion: str) -> float:
        """Return the full marks of a criterion, 100 for a mark for the whole ballot."""
        known = self._full_marks.get((source, criterion))
        if known is None:
            criteria = self.criteria_of(source)
            known = next((float(c.full_marks) for c in criteria if c.key == criterion), 100.0)
            self._full_marks[source, criterion] = known
        return known

    def all_full_marks(self, criteria: Sequence[str]) -> npt.NDArray[np.float64]:
        """Return full marks, a row per source in their usual order, a column per criterion."""
        return np.array([[self.full_marks(source, key) for key in criteria] for source in Source])

    def add(self, part: Part) -> None:
        """Add the ratings of one table, without ballots that an earlier one has already."""
        keys = self._keys(part)
        again = self._again(keys, part)
        if again.any():
            second = np.unique(part.ballot[again])
            self._say_second(part, keys, second)
            kept = ~np.isin(part.ballot, second)
            part, keys = part.only(kept), keys[kept]
        self._seen.append((keys, part))
        self.rating_count += len(keys)

    def _again(self, keys: npt.NDArray[np.int64], part: Part) -> npt.NDArray[np.bool_]:
        """Return which ratings of named ballots stand in an earlier ballot already."""
        named = part.rater >= 0
        again = np.zeros(len(keys), dtype=bool)
        if not all_different(keys):
            again[:] = True
            again[np.unique(keys, return_index=True)[1]] = False
        raters = set(different(part.rater[named]))
        if raters & self._with_ballots:
            again |= np.isin(keys, np.concatenate([seen for seen, _ in self._seen]))
        self._with_ballots |= raters
        return again & named.take(part.ballot)

    def _keys(self, part: Part) -> npt.NDArray[np.int64]:
        ballots = part.rater.astype(np.int64) * 100_000 + part.subject
        return (ballots * 1_000).take(part.ballot) + part.criterion

    def _say_second(self, part: Part, keys: npt.NDArray[np.int64], second: Integers) -> None:
        sheet = self.codes["sheet_name"]
        everything = len(np.unique(part.ballot))
        if len(second) >= FEW and len(second) >= MOST * everything and self._seen:
            first = self._first(keys, self._seen)
            here = Cell(self.file, sheet.value(part.sheet_name[0]))
            if first.sheet:
                self.problem(
                    "table_twice", here, here.sheet, first=str(first), count=str(len(second))
                )
                return
        for ballot in second.tolist():
            first = self._first(keys[part.ballot == ballot], (*self._seen, (keys, part)))
            row, column = part.places[ballot]
            subject = self.codes["subject"].value(part.subject[ballot])
            is_self = self.codes["source"].value(part.source[ballot]) == Source.SELF
            name = self.names.name_of(subject)
            rater = "" if part.named is None else self.codes["rater"].value(part.named[ballot])
            cell = Cell(self.file, sheet.value(part.sheet_name[ballot]), row, column)
            self.problem(
                "name_twice" if is_self else "duplicate_ballot",
                cell,
                name if is_self or not rater else f"{rater} → {name}",
                first=str(first),
            )

    def _first(
        self, keys: npt.NDArray[np.int64], parts: Sequence[tuple[npt.NDArray[np.int64], Part]]
    ) -> Cell:
        """Return where the first ballot with one of these keys stands."""
        for seen, part in parts:
            found = np.flatnonzero(np.isin(seen, keys))
            if len(found):
                sheet = self.codes["sheet_name"].value(part.sheet_name[0])
                return Cell(self.file, sheet, *part.places[part.ballot[found[0]]])
        return Cell(self.file, "")

    def ratings_columns(self) -> Columns:
        """Return all ratings as the columns that scoring takes."""
        if not self.rating_count:
            return Columns.of(empty_ratings())
        parts, columns = self.parts, dict[str, Words | npt.NDArray[Any]]()
        starts = np.cumsum([0, *(len(part.source) for part in parts)])
        pairs = zip(parts, starts[:-1], strict=True)
        ballot = np.concatenate([part.ballot + start for part, start in pairs])
        rated = np.bincount(ballot).nonzero()[0]
        for name in COLUMNS:
            of_ballots = name not in OF_RATINGS
            values = np.concatenate([getattr(part, name) for part in parts])
            column: Words | npt.NDArray[Any] = values
            if name in CATEGORIES:
                column = self.codes[name].column(values, rated if of_ballots else slice(None))
            columns[name] = column.take(ballot) if of_ballots else column
        return Columns(columns)
