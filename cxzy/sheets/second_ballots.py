"""Ballots that several files hold: an old and a corrected file side by side count twice.

Inside one file a second ballot is found while it is read; between files only this can tell.
See docs/decisions/0033-files-that-repeat-one-another.md.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from cxzy.core.vocabulary import Source
from cxzy.sheets.problems import Cell, Problem, Said, first_of
from cxzy.sheets.sheet import Sheet

_NUMBERED = re.compile(r"\D{0,4}\d{1,3}\D?")
Key = tuple[str, str]


@dataclass(frozen=True)
class _Held:
    """What a file holds of one source: the ballots whose rater is named, and whom others assess.

    `subjects` are all who are assessed, `nameless` those whose raters are not all named.
    """

    file: str
    subjects: frozenset[str]
    nameless: frozenset[str]
    named: frozenset[Key]


def with_second_ballots(
    sheets: Sequence[Sheet], *, standing: Sequence[tuple[str, pd.DataFrame]] = ()
) -> list[Sheet]:
    """Return the sheets in order, each with a problem where it repeats one before it.

    A named rater's second ballot for a subject, and a second self rating, block. Where raters
    are not named nobody can tell a second version from a second class, so that only warns, once
    for all files before.
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
        for problem in _problems(sheet, Source(source), own, before.get(source, []))
    ]
    _note(before, held)
    return replace(sheet, problems=(*sheet.problems, *found)) if found else sheet


def _note(before: dict[str, list[_Held]], held: dict[str, _Held]) -> None:
    for source, one in held.items():
        before.setdefault(source, []).append(one)


def _held(file: str, ratings: pd.DataFrame, raters: Mapping[int, str]) -> dict[str, _Held]:
    marks = ratings.loc[ratings["points"].notna(), ["source", "rater", "subject"]]
    ballots = marks.drop_duplicates().astype({"source": "str", "subject": "str"})
    held = {}
    for source, part in ballots.groupby("source"):
        pairs = _pairs(str(source), part["rater"].tolist(), part["subject"], raters)
        held[str(source)] = _Held(
            file,
            frozenset(part["subject"]),
            frozenset(subject for rater, subject in pairs if rater is None),
            frozenset((rater, subject) for rater, subject in pairs if rater is not None),
        )
    return held


def _pairs(
    source: str, numbers: list[int], subjects: "pd.Series[str]", raters: Mapping[int, str]
) -> list[tuple[str | None, str]]:
    """Return rater and subject of each ballot, None for a rater who is not named."""
    if source == Source.SELF:
        return [("", subject) for subject in subjects]
    told = [raters.get(number, "") for number in numbers]
    pairs = zip(told, subjects, strict=True)
    return [(None if not name or _NUMBERED.fullmatch(name) else name, to) for name, to in pairs]


def _problems(
    sheet: Sheet, source: Source, own: _Held, before: Sequence[_Held]
) -> Iterator[Problem]:
    """Yield what to say of a file with marks of a source that others have as well.

    One file that holds the same ballots is one problem; those of which nobody can tell whether
    they do are one question together.
    """
    table = next((table.sheet for table in sheet.tables if table.source == source), "")
    cell = Cell(sheet.file, table)
    unclear: dict[str, int] = {}
    for other in before:
        repeated = own.named & other.named
        shared = (own.nameless & other.subjects) | (other.nameless & own.subjects)
        if repeated:
            detail = (("other", other.file), ("count", str(len(repeated))))
            yield Problem("ballot_in_two_files", cell, sheet.file, detail)
        elif shared:
            unclear[other.file] = len(shared)
    if unclear:
        names = first_of(list(unclear))
        others: Said = names[0] if len(names) == 1 else names
        count = str(max(unclear.values()))
        said = (("other", others), ("count", count))
        yield Problem("source_in_two_files", cell, sheet.file, said, blocks=False)
