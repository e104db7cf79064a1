"""Ballots that several files hold: an old and a corrected file side by side count twice.

Inside one file a second ballot is found while it is read; between files only this can tell.
See docs/decisions/0033-files-that-repeat-one-another.md.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from cxzy.core.vocabulary import Source
from cxzy.sheets.problems import Cell, Problem
from cxzy.sheets.sheet import Sheet

_NUMBERED = re.compile(r"\D{0,4}\d{1,3}\D?")
Key = tuple[str, str]


@dataclass(frozen=True)
class _Held:
    """What a file holds of one source: its subjects, and the ballots whose rater is named."""

    file: str
    subjects: frozenset[str]
    named: frozenset[Key]


def with_second_ballots(
    sheets: Sequence[Sheet], *, standing: Sequence[tuple[str, pd.DataFrame]] = ()
) -> list[Sheet]:
    """Return the sheets in order, each with a problem where it repeats one before it.

    A named rater's second ballot for a subject, and a second self rating, block. Where raters
    are not named nobody can tell a second version from a second class, so that only warns.
    `standing` are files that count already, as name and ratings.
    """
    if len(sheets) + len(standing) < 2:  # noqa: PLR2004 — nothing to compare, as most often
        return list(sheets)
    before: dict[str, list[_Held]] = {}
    for name, ratings in standing:
        _note(before, _held(name, ratings, {}))
    return [_with_problems(sheet, before) for sheet in sheets]


def _with_problems(sheet: Sheet, before: dict[str, list[_Held]]) -> Sheet:
    held = _held(sheet.file, sheet.ratings, sheet.raters)
    found = [
        problem
        for source, own in held.items()
        for other in before.get(source, [])
        if (problem := _problem(sheet, Source(source), own, other)) is not None
    ]
    _note(before, held)
    return replace(sheet, problems=(*sheet.problems, *found)) if found else sheet


def _note(before: dict[str, list[_Held]], held: dict[str, _Held]) -> None:
    for source, one in held.items():
        before.setdefault(source, []).append(one)


def _held(file: str, ratings: pd.DataFrame, raters: Mapping[int, str]) -> dict[str, _Held]:
    columns = ["source", "rater", "subject"]
    ballots = ratings[columns].drop_duplicates().astype({"source": "str", "subject": "str"})
    return {
        str(source): _Held(
            file,
            frozenset(part["subject"]),
            frozenset(_named(str(source), part["rater"].tolist(), part["subject"], raters)),
        )
        for source, part in ballots.groupby("source")
    }


def _named(
    source: str, numbers: list[int], subjects: "pd.Series[str]", raters: Mapping[int, str]
) -> list[Key]:
    if source == Source.SELF:
        return [("", subject) for subject in subjects]
    told = [raters.get(number, "") for number in numbers]
    pairs = zip(told, subjects, strict=True)
    return [(name, to) for name, to in pairs if name and not _NUMBERED.fullmatch(name)]


def _problem(sheet: Sheet, source: Source, own: _Held, other: _Held) -> Problem | None:
    """Return what to say of two files with marks of one source; None where they do not meet."""
    repeated, shared = own.named & other.named, own.subjects & other.subjects
    if not shared:
        return None
    table = next((table.sheet for table in sheet.tables if table.source == source), "")
    code = "ballot_in_two_files" if repeated else "source_in_two_files"
    detail = (("other", other.file), ("count", str(len(repeated or shared))))
    return Problem(code, Cell(sheet.file, table), sheet.file, detail, blocks=bool(repeated))
