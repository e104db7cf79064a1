"""Files in, ranking out, without any database."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd

from cxzy.core.combining import combined_ratings
from cxzy.core.roster import Roster
from cxzy.core.scheme import Scheme
from cxzy.core.scoring import score
from cxzy.core.vocabulary import Source
from cxzy.sheets.documents import document_workbook
from cxzy.sheets.errors import UnreadableFile
from cxzy.sheets.joining import joined_subjects
from cxzy.sheets.ranked_table import ranked_document
from cxzy.sheets.reading import read_workbooks
from cxzy.sheets.second_ballots import with_second_ballots
from cxzy.sheets.sheet import Sheet, understand
from cxzy.sheets.unpacking import Given, unpacked


@dataclass(frozen=True)
class Refused:
    """A file that could not be read at all, and what to do about it."""

    file: str
    reason: str
    remedy: str


def check_contents(
    files: Given,
    scheme: Scheme,
    *,
    roster: Roster | None = None,
    source: Source | None = None,
    progress: Callable[[int, int, str], None] | None = None,
) -> list[Sheet | Refused]:
    """Return what each file holds, in the order given; one bad file does not stop the others.

    A person whom one file names and another numbers is the same subject in all of them.
    Archives are unpacked; raises `UnusableUpload` as `unpacked` does.
    """
    given = unpacked(files).files
    checked: list[Sheet | Refused] = []
    for (name, _content), outcome in zip(given, read_workbooks(given), strict=True):
        if isinstance(outcome, UnreadableFile):
            checked.append(Refused(name, outcome.message, outcome.hint))
        else:
            checked.append(understand(outcome, scheme, roster=roster, source=source))
        if progress is not None:
            progress(len(checked), len(given), name)
    read = [one for one in checked if isinstance(one, Sheet)]
    told = read if roster is not None and len(roster.members) else joined_subjects(read)
    said = iter(with_second_ballots(told))
    return [next(said) if isinstance(one, Sheet) else one for one in checked]


def score_sheets(
    sheets: Sequence[Sheet], scheme: Scheme, roster: Roster | None = None
) -> pd.DataFrame:
    """Return the results of several sheets taken together, one row per subject."""
    ratings = combined_ratings([sheet.ratings for sheet in sheets])
    return score(ratings, scheme, roster=roster)


def scored_workbook(
    results: pd.DataFrame,
    scheme: Scheme,
    sheets: Sequence[Sheet],
    *,
    title: str,
    roster: Roster | None = None,
) -> bytes:
    """Return results as the ranked .xlsx table, named by the roster or else by the sheets."""
    named = roster.members if roster is not None else _names(sheets)
    results = results.merge(named.drop_duplicates("subject"), on="subject", how="left")
    document = ranked_document(
        results,
        title=title,
        scheme=scheme,
        period="",
        notes=scheme.not_applied,
        electorate=None if roster is None else roster.electorate,
    )
    return document_workbook(document)


def _names(sheets: Sequence[Sheet]) -> pd.DataFrame:
    return pd.concat([sheet.subjects for sheet in sheets], ignore_index=True)
