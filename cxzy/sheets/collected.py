"""What is gathered while the tables of one file are read: ratings, problems, people."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from cxzy.core.ratings import empty_ratings
from cxzy.core.roster import Roster
from cxzy.core.scheme import Scheme
from cxzy.core.vocabulary import OVERALL, Source
from cxzy.sheets.headings import Vocabulary
from cxzy.sheets.names import Names
from cxzy.sheets.problem_texts import blocks
from cxzy.sheets.problems import Cell, Problem

# source, rater, group, subject, criterion, points, word, count, sheet, row, column
Rating = tuple[Source, int, str, str, str, float, str | None, int, str, int, int]
_CATEGORIES = {"group": 2, "subject": 3, "criterion": 4, "word": 6, "sheet_name": 8}


class Collected:
    """The growing answer for one file."""

    def __init__(
        self, file: str, scheme: Scheme, roster: Roster | None, source: Source | None
    ) -> None:
        self.file, self.scheme, self.given_source = file, scheme, source
        self.names = Names(roster)
        self.vocabulary = Vocabulary(scheme)
        self.ratings: list[Rating] = []
        self.problems: list[Problem] = []
        self.first_seen: dict[tuple[object, ...], Cell] = {}
        self.shown_names: dict[str, str] = {}
        self.listed: dict[Source, set[str]] = {}
        self._raters: dict[tuple[object, ...], int] = {}
        self._found: dict[tuple[str, str], Any] = {}

    def problem(self, code: str, cell: Cell, found: str = "", **detail: str) -> None:
        """Note one problem at one cell; its level is that of its code."""
        self.problems.append(Problem(code, cell, found, tuple(detail.items()), blocks(code)))

    def rater(self, *key: object) -> int:
        """Return the number of a rater inside this file, the same for the same key."""
        return self._raters.setdefault(key, len(self._raters))

    def subject(self, name: str, number: str, cell: Cell) -> str | None:
        """Return who is meant, None with a problem at `cell` where that is not certain."""
        found = self._found.get((name, number))
        if found is None:
            found = self._found[name, number] = self.names.find(name, number)
        if found.subject is None:
            said = " ".join(part for part in (number, name) if part)
            self.problem(found.code, cell, said, near=", ".join(found.near))
            return None
        subject = str(found.subject)
        self.shown_names.setdefault(subject, name or number)
        return subject

    def list_subject(self, source: Source | None, subject: str) -> None:
        """Note that a sheet of this source has a place for the subject."""
        if source is not None:
            self.listed.setdefault(source, set()).add(subject)

    def overall_criterion(self, source: Source | None) -> str:
        """Return the criterion of a mark for the whole ballot."""
        criteria = self.scheme.criteria_of(source) if source else self.scheme.criteria
        return criteria[0].key if len(criteria) == 1 else OVERALL

    def full_marks(self, source: Source | None, criterion: str) -> float:
        """Return the full marks of a criterion, 100 for a mark for the whole ballot."""
        criteria = self.scheme.criteria_of(source) if source else self.scheme.criteria
        return next((float(c.full_marks) for c in criteria if c.key == criterion), 100.0)

    def ratings_table(self) -> pd.DataFrame:
        """Return all ratings as the table that scoring takes."""
        if not self.ratings:
            return empty_ratings()
        columns = list(zip(*self.ratings, strict=True))
        by_name = {name: _category(columns[place]) for name, place in _CATEGORIES.items()}
        return pd.DataFrame(
            {
                "source": _category(columns[0], list(Source)),
                "rater": np.array(columns[1], dtype="int32"),
                "group": by_name["group"],
                "subject": by_name["subject"],
                "criterion": by_name["criterion"],
                "points": np.array(columns[5], dtype="float64"),
                "word": by_name["word"],
                "count": np.array(columns[7], dtype="int32"),
                "sheet_name": by_name["sheet_name"],
                "row": np.array(columns[9], dtype="int32"),
                "column": np.array(columns[10], dtype="int32"),
            }
        )


def _category(values: Iterable[Any], order: list[Any] | None = None) -> pd.Categorical:
    """Return a categorical column; its categories stand in the order in which they appear."""
    values = list(values)
    kinds = [kind for kind in dict.fromkeys(values) if kind is not None]
    if order is not None:
        kinds = [kind for kind in order if kind in set(kinds)]
    codes: dict[Any, int] = {None: -1} | {kind: code for code, kind in enumerate(kinds)}
    found = np.fromiter(map(codes.__getitem__, values), dtype="int32", count=len(values))
    categories = pd.Index([str(kind) for kind in kinds], dtype="str")
    return pd.Categorical.from_codes(found, categories=categories)
