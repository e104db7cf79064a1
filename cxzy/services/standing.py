"""The sheets that count for a meeting, and the facets computed from them.

See docs/decisions/0030-a-sheet-stands-per-source.md.
"""

from collections.abc import Iterable, Sequence

import pandas as pd
from sqlalchemy import Connection

from cxzy.core.combining import combined_ratings
from cxzy.core.ratings import with_void_ballots
from cxzy.core.scheme import Scheme
from cxzy.core.scoring import facets as facets_of
from cxzy.core.vocabulary import Source
from cxzy.services.directory import meeting_scheme
from cxzy.store import facets as facet_store
from cxzy.store import sheets as sheet_store
from cxzy.store.ballot_decisions import decisions_in_force
from cxzy.store.ratings import ratings_from_parquet
from cxzy.store.records import Meeting, SheetState, StoredSheet, Verdict


def standing_ratings(
    connection: Connection, kept: Sequence[StoredSheet], scheme: Scheme
) -> tuple[tuple[StoredSheet, pd.DataFrame], ...]:
    """Return the sheets of `kept` that stand, each with its ratings.

    Ballots that a person found void are void votes, but for bonus points of `scheme`, that of the
    meeting: all that counts of it is made of this.
    """
    void = void_ballots(connection, kept)
    return tuple(
        (sheet, with_void_ballots(ratings, void.get(sheet.id, ()), scheme))
        for sheet, ratings in handed_in_ratings(connection, kept)
    )


def handed_in_ratings(
    connection: Connection, kept: Sequence[StoredSheet]
) -> tuple[tuple[StoredSheet, pd.DataFrame], ...]:
    """Return the sheets of `kept` that stand, each with all its ratings, void ballots too."""
    return tuple(
        (sheet, ratings_from_parquet(sheet_store.sheet_ratings(connection, sheet.id)))
        for sheet in kept
        if sheet.state == SheetState.ACCEPTED
    )


def void_ballots(
    connection: Connection, kept: Sequence[StoredSheet]
) -> dict[int, set[tuple[str, int]]]:
    """Return by sheet the source and the number of each rater whose ballots are void.

    See docs/decisions/0097-a-person-decides-on-a-ballot.md.
    """
    standing = [sheet.id for sheet in kept if sheet.state == SheetState.ACCEPTED]
    void: dict[int, set[tuple[str, int]]] = {}
    for key, decision in decisions_in_force(connection, standing).items():
        if decision.verdict is Verdict.VOID:
            void.setdefault(key.sheet_id, set()).add((key.source.value, key.rater))
    return void


def stands_whole(sheet: StoredSheet) -> bool:
    """Return whether a sheet counts for every source it has marks of."""
    return sheet.state == SheetState.ACCEPTED and set(sheet.standing) == set(sheet.sources)


def counting(ratings: pd.DataFrame, sources: Iterable[Source]) -> pd.DataFrame:
    """Return the ratings that are of one of `sources`."""
    return ratings[ratings["source"].isin([source.value for source in sources])]


def rebuild_facets(connection: Connection, meeting: Meeting) -> None:
    """Compute a meeting's facets anew and keep them in place of what is stored."""
    facet_store.replace_facets(connection, meeting.id, reckoned_facets(connection, meeting))


def reckoned_facets(connection: Connection, meeting: Meeting) -> pd.DataFrame:
    """Return a meeting's facets, from all sheets that stand."""
    scheme = meeting_scheme(connection, meeting)
    kept = sheet_store.sheets(connection, meeting_id=meeting.id)
    standing = standing_ratings(connection, kept, scheme)
    parts = [counting(ratings, sheet.standing) for sheet, ratings in standing]
    return facets_of(combined_ratings(parts), scheme)
