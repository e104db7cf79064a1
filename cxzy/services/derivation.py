"""How a score came about (计算说明书): the derivation of one subject, or of all of a unit.

Ratings are read only here, when somebody asks; see docs/decisions/0102 and 0103.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Engine

from cxzy.core.combining import combined_ratings
from cxzy.core.derivation import derivation, derivations
from cxzy.core.derivation_secrecy import without_ballots
from cxzy.core.derivation_values import Derivation, MarkCell, Reason, Unused
from cxzy.core.ratings import rows_on_papers
from cxzy.core.roster import MEMBER_COLUMNS, Roster
from cxzy.core.scheme import Scheme
from cxzy.core.vocabulary import Source, SubjectKind
from cxzy.services.actors import Actor, require
from cxzy.services.directory import meeting_scheme
from cxzy.services.profile import Profile, profile
from cxzy.services.standing import counting, handed_in_ratings, void_ballots
from cxzy.sheets.problem_texts import problems_from_json
from cxzy.sheets.problems import Problem
from cxzy.store import meetings as meeting_store
from cxzy.store import rosters as roster_store
from cxzy.store import sheets as sheet_store
from cxzy.store.database import reading
from cxzy.store.records import Meeting, StoredSheet


@dataclass(frozen=True)
class Explained:
    """A derivation with whose it is; None where the meeting has no marks of the subject.

    `agrees` is whether the derived score is the one that stands. `electorate` (`source`, `group`,
    `count`) are the counts of the meeting; `files` says whether cells stand in several files.
    """

    profile: Profile
    scheme: Scheme | None
    derivation: Derivation | None
    electorate: pd.DataFrame | None
    agrees: bool
    files: int = 0


@dataclass(frozen=True)
class _Marks:
    """What a meeting's scores are made of, single ballots included."""

    scheme: Scheme
    ratings: pd.DataFrame
    roster: Roster
    unused: Mapping[str, Sequence[Unused]]
    files: int


def explained(  # noqa: PLR0913 — one of them is only passed where it is known
    engine: Engine,
    actor: Actor,
    *,
    period_id: int,
    subject: SubjectKind,
    key: str,
    ballots: bool = False,
    shown: Profile | None = None,
) -> Explained:
    """Return how the score of one subject came about.

    With `ballots` single ballots and cells are in it, which only office and auditor may see.
    `shown` is the profile where it is known. Raises PermissionDenied.
    """
    own = shown or profile(engine, actor, period_id=period_id, subject=subject, key=key)
    require(actor, "result.read", own.branch.id)
    if ballots:
        require(actor, "ballot.read", own.branch.id)
    if own.result is None:
        return Explained(own, None, None, None, agrees=True)
    with reading(engine) as connection:
        meeting = meeting_store.meeting(connection, int(own.result["meeting"]))
        marks = _marks(connection, meeting)
    found = derivation(
        marks.ratings, marks.scheme, key, roster=marks.roster, unused=marks.unused.get(key, ())
    )
    agrees = _same(found, own.result["score"])
    said = found if ballots else without_ballots(found)
    return Explained(own, marks.scheme, said, marks.roster.electorate, agrees, marks.files)


def derivations_of(connection: Connection, meeting: Meeting) -> tuple[Scheme, list[Derivation]]:
    """Return the derivations of all whom a meeting assesses, best first, without ballots."""
    marks = _marks(connection, meeting)
    found = derivations(marks.ratings, marks.scheme, roster=marks.roster, unused=marks.unused)
    return marks.scheme, list(map(without_ballots, found))


def _same(found: Derivation, score: Any) -> bool:
    if found.score is None or pd.isna(score):
        return found.score is None and bool(pd.isna(score))
    return float(found.score) == float(score)


def _marks(connection: Connection, meeting: Meeting) -> _Marks:
    scheme = meeting_scheme(connection, meeting)
    kept = sheet_store.sheets(connection, meeting_id=meeting.id)
    standing, void = handed_in_ratings(connection, kept), void_ballots(connection, kept)
    parts = [
        _filed(sheet, counting(ratings, sheet.standing), void.get(sheet.id, set()), scheme)
        for sheet, ratings in standing
    ]
    members = roster_store.rosters(connection, [meeting.id])[list(MEMBER_COLUMNS)]
    electorate = meeting_store.electorate(connection, [meeting.id]).drop(columns="meeting")
    own: dict[str, list[Unused]] = defaultdict(list)
    for sheet, _ratings in standing:
        for key, one in _own_marks(sheet):
            own[key].append(one)
    ratings = combined_ratings(parts)
    return _Marks(scheme, ratings, Roster(members, electorate), own, len(standing))


def _filed(
    sheet: StoredSheet, ratings: pd.DataFrame, void: Set[tuple[str, int]], scheme: Scheme
) -> pd.DataFrame:
    """Return ratings with the name of their file, and whether a person found the ballot void."""
    file = pd.Categorical([sheet.name] * len(ratings))
    return ratings.assign(file=file, void=rows_on_papers(ratings, void, scheme))


def _own_marks(sheet: StoredSheet) -> Iterator[tuple[str, Unused]]:
    """Yield whose marks for themselves a sheet holds; they were never taken into the ratings."""
    if Source.PEER not in sheet.standing:
        return
    for problem in problems_from_json(sheet.problems):
        whose = dict(problem.detail).get("subject")
        if problem.code == "own_mark" and isinstance(whose, str):
            yield whose, _own_mark(sheet, problem)


def _own_mark(sheet: StoredSheet, problem: Problem) -> Unused:
    cell = MarkCell(sheet.name, problem.cell.sheet, problem.cell.row, problem.cell.column)
    text = problem.found if isinstance(problem.found, str) else ""
    return Unused(Source.PEER, Reason.OWN_MARK, 1, ballots=True, text=text, cells=(cell,))
