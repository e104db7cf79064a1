"""Several sheets without a roster: who stands in one with a number, in another without, is one."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import pandas as pd

from cxzy.core.columns import Columns
from cxzy.sheets.names import is_number, name_key
from cxzy.sheets.problem_texts import blocks
from cxzy.sheets.problems import Cell, Problem
from cxzy.sheets.sheet import Sheet


def joined_subjects(sheets: Sequence[Sheet]) -> Sequence[Sheet]:
    """Return the sheets with the number of each person as subject wherever one sheet states it.

    A name is taken for the person with that name and a number if it stands with one number
    only in all sheets. Where two files state different numbers for it, the later one says so.
    The sheets are those that were read without a roster.
    """
    numbers: defaultdict[str, set[str]] = defaultdict(set)
    for sheet in sheets:
        for key, known in _numbers(sheet).items():
            numbers[key] |= known
    only = {key: next(iter(known)) for key, known in numbers.items() if len(known) == 1}
    several = numbers.keys() - only.keys()
    joined = [_joined(sheet, only) for sheet in sheets]
    return _with_two_numbers(joined, several) if several else joined


def _numbers(sheet: Sheet) -> dict[str, set[str]]:
    """Return the numbers that a sheet states, by the name they stand with."""
    numbers: defaultdict[str, set[str]] = defaultdict(set)
    for subject, name in sheet.names.items():
        if is_number(subject) and subject != name:
            numbers[name_key(name)].add(subject)
    return numbers


def _with_two_numbers(sheets: Sequence[Sheet], names: Collection[str]) -> list[Sheet]:
    """Return the sheets, with a warning where an earlier one has other numbers for a name.

    Two people of the same name, or one whose number is wrong in one file: nobody here can tell.
    """
    before: dict[str, list[tuple[str, set[str]]]] = {name: [] for name in names}
    said: list[Sheet] = []
    for sheet in sheets:
        own = {name: known for name, known in _numbers(sheet).items() if name in before}
        others = {name: _of_others(known, before[name]) for name, known in own.items()}
        found = [_two_numbers(sheet, own[name], *other) for name, other in others.items() if other]
        for name, known in own.items():
            before[name].append((sheet.file, known))
        said.append(replace(sheet, problems=(*sheet.problems, *found)) if found else sheet)
    return said


def _of_others(
    numbers: set[str], before: Sequence[tuple[str, set[str]]]
) -> tuple[str, set[str]] | None:
    """Return the first file that has none of these numbers for the same name, and its own."""
    return next((other for other in before if not other[1] & numbers), None)


def _two_numbers(sheet: Sheet, own: set[str], other: str, numbers: set[str]) -> Problem:
    detail = (("other", other), ("numbers", tuple(sorted(numbers))), ("own", tuple(sorted(own))))
    found = sheet.names[min(own)]
    where = Cell(sheet.file, _place(sheet, min(own)))
    return Problem("numbers_differ", where, found, detail, blocks("numbers_differ"))


def _place(sheet: Sheet, subject: str) -> str:
    """Return the sheet of the file in which a subject has its first mark, "" without any."""
    here = sheet.ratings["sheet_name"][sheet.ratings["subject"] == subject]
    return "" if here.empty else str(here.iloc[0])


def _joined(sheet: Sheet, numbers: Mapping[str, str]) -> Sheet:
    """Return one sheet with the subjects that are names replaced by their numbers."""
    known = {
        subject: numbers[name_key(subject)]
        for subject, name in sheet.names.items()
        if not is_number(subject) and name_key(subject) in numbers
    }
    if not known:
        return sheet
    column = sheet.ratings["subject"]
    subjects = pd.Categorical(column.astype("str").replace(known))
    names: dict[str, str] = {}
    for subject, name in sheet.names.items():
        names.setdefault(known.get(subject, subject), name)
    marks = Columns.of(sheet.ratings.assign(subject=subjects))
    return replace(sheet, marks=marks, names=names)
