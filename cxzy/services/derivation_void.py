"""Ballots that a person found void, as a derivation tells them: how many, and to whom which.

See docs/decisions/0117-derivations-of-rules-and-decisions.md.
"""

from collections.abc import Iterator

import pandas as pd
from sqlalchemy import Connection

from cxzy.core.bonus import marks_alone
from cxzy.core.derivation_values import MarkCell, Reason, Unused
from cxzy.core.scheme import Scheme
from cxzy.core.vocabulary import Source
from cxzy.services.standing import counting, handed_in_ratings, void_ballots
from cxzy.store import sheets as sheet_store

Papers = dict[tuple[int, Source, int], pd.DataFrame]
"""By sheet, source and rater all that was handed in."""


def decided_void(connection: Connection, meeting_id: int, scheme: Scheme) -> Papers:
    """Return the ballots of a meeting that count for nothing because a person decided so.

    Each has a column `file`, the name of its sheet. Bonus points of `scheme` count all the same
    and are no part of it.
    """
    kept = sheet_store.sheets(connection, meeting_id=meeting_id)
    void = void_ballots(connection, kept)
    if not any(void.values()):
        return {}
    found: Papers = {}
    for sheet, handed_in in handed_in_ratings(connection, kept):
        ratings = marks_alone(counting(handed_in, sheet.standing), scheme)
        for source, rater in sorted(void.get(sheet.id, ())):
            here = (ratings["source"] == source) & (ratings["rater"] == rater)
            if here.any():
                found[sheet.id, Source(source), rater] = ratings[here].assign(file=sheet.name)
    return found


def void_of(papers: Papers, subject: str) -> Iterator[Unused]:
    """Yield per source how many of these ballots are on a subject, with their cells.

    A source is told even where none is on the subject: all of a meeting read the same then.
    """
    for source in dict.fromkeys(source for _sheet, source, _rater in papers):
        own = [rows for (_sheet, of, _rater), rows in papers.items() if of == source]
        on = [rows[rows["subject"].astype("str") == subject] for rows in own]
        given = [rows[rows["points"].notna()] for rows in on]
        count = sum(int(rows["count"].iloc[0]) for rows in given if len(rows))
        cells = tuple(cell for rows in given for cell in _cells(rows))
        yield Unused(source, Reason.DECIDED_VOID, count, ballots=True, cells=cells, papers=len(own))


def _cells(rows: pd.DataFrame) -> Iterator[MarkCell]:
    places = (rows[name].tolist() for name in ("file", "sheet_name", "row", "column"))
    for file, sheet, row, column in zip(*places, strict=True):
        yield MarkCell(str(file), str(sheet), int(row), int(column))
