"""Several sheets without a roster: who stands in one with a number, in another without, is one."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from cxzy.sheets.names import is_number, name_key
from cxzy.sheets.sheet import Sheet


def joined_subjects(sheets: Sequence[Sheet]) -> Sequence[Sheet]:
    """Return the sheets with the number of each person as subject wherever one sheet states it.

    A name is taken for the person with that name and a number if it stands with one number
    only in all sheets; subjects of sheets that were read with a roster are what they were.
    """
    numbers: defaultdict[str, set[str]] = defaultdict(set)
    for sheet in sheets:
        for subject, name in sheet.names.items():
            if is_number(subject) and subject != name:
                numbers[name_key(name)].add(subject)
    only = {key: next(iter(known)) for key, known in numbers.items() if len(known) == 1}
    return [_joined(sheet, only) for sheet in sheets]


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
    return replace(sheet, ratings=sheet.ratings.assign(subject=subjects), names=names)
