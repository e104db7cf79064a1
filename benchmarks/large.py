"""A made-up university of the size that the budget names, the same in every run.

What accepting stores is stored by the same functions: sheets with their ratings, rosters and
facets, in one transaction a period. Only the workbooks were never drawn: 422 of them would
take minutes, and no screen reads them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

import numpy as np
import pandas as pd
from sqlalchemy import Connection, Engine

from cxzy.core.scheme import Scheme, parse_scheme
from cxzy.core.scoring import facets
from cxzy.core.vocabulary import MemberType, Source, SubjectKind, UnitKind, UnitLevel
from cxzy.services.demo_campaign import scheme_text
from cxzy.services.demo_people import parameters
from cxzy.services.directory import meeting_roster
from cxzy.store import facets as facet_store
from cxzy.store import meetings as meeting_store
from cxzy.store import members as member_store
from cxzy.store import periods as period_store
from cxzy.store import rosters as roster_store
from cxzy.store import schemes as scheme_store
from cxzy.store import sheets as sheet_store
from cxzy.store import units as unit_store
from cxzy.store.database import writing
from cxzy.store.ratings import ratings_to_parquet
from cxzy.store.records import Attendance, Meeting, Member, NewSheet, StoredScheme, Unit

ORGANISATIONS, BRANCHES, MEMBERS = 11, 200, 4_000
PERIODS = (
    ("2011-2", "2011年下半年", date(2011, 7, 1), date(2011, 12, 31)),
    ("2012-1", "2012年上半年", date(2012, 1, 1), date(2012, 6, 30)),
)
MISSING, PARTIAL = 5, 4
"""Branches that handed in nothing, or nothing of the leaders, in the newest period."""

LEADERS = {"分管领导": 1, "其他领导": 3}
MASSES = {"学生": 9, "教师": 6, "职工": 5}
ENTITLED = 12
"""How many are entitled to assess for each of the masses' ballots."""

LEVEL, CHANGE, APART, NOISE = (83.0, 7.0), (0.8, 2.5), 4.0, 4.5
"""Mean and spread of branches and of their change; spread of members and of single marks."""


@dataclass
class University:
    """What is drawn from while the periods are filled; `levels` moves from one to the next."""

    drawn: np.random.Generator
    organisations: list[Unit]
    branches: list[Unit]
    schemes: dict[SubjectKind, StoredScheme]
    levels: dict[str, float]


def fill_large(engine: Engine) -> None:
    """Fill an empty database with 200 branches and 4,000 members over two periods."""
    with writing(engine) as connection:
        university = _university(connection)
    for number, period in enumerate(PERIODS):
        with writing(engine) as connection:
            _hold(connection, university, period, newest=number == len(PERIODS) - 1)


def _university(connection: Connection) -> University:
    drawn = np.random.default_rng(20120605)
    root = unit_store.add_unit(
        connection, code="L", name="大样本大学党委", level=UnitLevel.UNIVERSITY
    )
    organisations = [
        unit_store.add_unit(
            connection,
            code=f"L{number:02d}",
            name=f"第{number}学院分党委",
            level=UnitLevel.ORGANISATION,
            parent_id=root.id,
        )
        for number in range(1, ORGANISATIONS + 1)
    ]
    branches = [_branch(connection, organisations, number) for number in range(BRANCHES)]
    member_store.add_members(connection, list(_members(branches, drawn)))
    schemes = {subject: _scheme(connection, subject) for subject in SubjectKind}
    levels = {branch.code: float(drawn.normal(*LEVEL)) for branch in branches}
    return University(drawn, organisations, branches, schemes, levels)


def _branch(connection: Connection, organisations: Sequence[Unit], number: int) -> Unit:
    above = organisations[number % len(organisations)]
    place = number // len(organisations) + 1
    kind = tuple(UnitKind)[number % len(UnitKind)]
    return unit_store.add_unit(
        connection,
        code=f"{above.code}{place:02d}",
        name=f"{above.name.removesuffix('分党委')}第{place}党支部",
        level=UnitLevel.BRANCH,
        kind=kind,
        parent_id=above.id,
    )


def _members(branches: Sequence[Unit], drawn: np.random.Generator) -> Iterator[Member]:
    """Yield the members; branches have from 12 to 28, and all of them together 4,000."""
    sizes = drawn.integers(12, 29, len(branches) // 2)
    even = 2 * MEMBERS // len(branches)
    homes = np.repeat(np.arange(len(branches)), np.concatenate([sizes, even - sizes]))
    syllables = parameters("names")
    family = drawn.choice(syllables["family"], len(homes))
    given = drawn.choice(syllables["given"], (len(homes), 2))
    new = drawn.random(len(homes)) < 0.1
    for number, home in enumerate(homes):
        name = f"{family[number]}{''.join(given[number])}"
        type_ = MemberType.PROBATIONARY if new[number] else MemberType.FORMAL
        yield Member(0, f"{number + 1:06d}", name, branches[int(home)].id, type_)


def _scheme(connection: Connection, subject: SubjectKind) -> StoredScheme:
    text = scheme_text(subject)
    scheme = parse_scheme(text)
    return scheme_store.add_scheme(
        connection,
        name=scheme.name,
        version=scheme.version,
        subject=subject,
        text=text,
        fingerprint=scheme.fingerprint,
    )


def _hold(
    connection: Connection,
    university: University,
    period: tuple[str, str, date, date],
    *,
    newest: bool,
) -> None:
    """Hold every meeting of a period and hand in its sheet, but for what is owed in the newest."""
    key, name, starts, ends = period
    stored = period_store.add_period(
        connection, key=key, name=name, starts=starts, ends=ends, due=ends
    )
    for place, unit in enumerate([*university.branches, *university.organisations]):
        meeting = _meeting(connection, university, stored.id, unit)
        if newest and place < MISSING:
            continue
        owed = {Source.LEADER} if newest and place < MISSING + PARTIAL else set()
        _hand_in(connection, university, meeting, owed)
    for branch in university.levels:
        university.levels[branch] += university.drawn.normal(*CHANGE)


def _meeting(connection: Connection, university: University, period_id: int, unit: Unit) -> Meeting:
    whom = SubjectKind.MEMBER if unit.level == UnitLevel.BRANCH else SubjectKind.BRANCH
    meeting = meeting_store.add_meeting(
        connection,
        period_id=period_id,
        unit_id=unit.id,
        scheme_id=university.schemes[whom].id,
        subject=whom,
    )
    leaders = [Attendance(Source.LEADER, group, count, count) for group, count in LEADERS.items()]
    masses = [
        Attendance(Source.MASS, group, count * ENTITLED, count) for group, count in MASSES.items()
    ]
    meeting_store.set_attendance(connection, meeting.id, [*leaders, *masses])
    return meeting


def _hand_in(
    connection: Connection, university: University, meeting: Meeting, owed: set[Source]
) -> None:
    """Store a meeting's sheet with everything that follows from it, as accepting does."""
    roster = meeting_roster(connection, meeting)
    subjects = roster.members["subject"]
    scheme = parse_scheme(university.schemes[meeting.subject].text)
    given = [source for source in scheme.sources if source not in owed]
    levels = _levels(university, meeting, roster.members)
    ratings = pd.concat(
        [_ratings(scheme, source, subjects, levels, university.drawn) for source in given]
    )
    ratings = ratings.astype(dict.fromkeys(("source", "group", "subject", "criterion"), "category"))
    sheet = NewSheet(
        meeting_id=meeting.id,
        name=f"{meeting.id}.xlsx",
        content=sha256(str(meeting.id).encode()).digest(),
        sources=tuple(given),
        layouts=("matrix",),
        ratings=ratings_to_parquet(ratings),
        rating_count=len(ratings),
        problems="[]",
    )
    sheet_store.add_sheet(connection, sheet, actor="演示")
    roster_store.keep_roster(connection, meeting.id, roster)
    facet_store.replace_facets(connection, meeting.id, facets(ratings, scheme))


def _levels(university: University, meeting: Meeting, members: pd.DataFrame) -> np.ndarray:
    """Return where each subject of a meeting stands, in points of 100."""
    if meeting.subject == SubjectKind.BRANCH:
        return np.array([university.levels[code] for code in members["subject"]])
    own = {branch.id: university.levels[branch.code] for branch in university.branches}
    return own[meeting.unit_id] + university.drawn.normal(0, APART, len(members))


def _ratings(
    scheme: Scheme,
    source: Source,
    subjects: "pd.Series[str]",
    levels: np.ndarray,
    drawn: np.random.Generator,
) -> pd.DataFrame:
    """Return the marks of one source.

    Every rater marks every subject, but a peer not himself, and in `self` only himself.
    """
    many = len(subjects)
    groups = _groups(source, many)
    criteria = [criterion.key for criterion in scheme.criteria_of(source)]
    rater, subject, criterion = (
        index.ravel() for index in np.indices((len(groups), many, len(criteria)))
    )
    own = rater == subject
    kept = {Source.SELF: own, Source.PEER: ~own}.get(source, np.ones(len(own), dtype=bool))
    rater, subject, criterion = rater[kept], subject[kept], criterion[kept]
    points = np.rint(levels[subject] + drawn.normal(0, NOISE, len(subject))).clip(40, 100)
    return pd.DataFrame(
        {
            "source": source.value,
            "rater": rater.astype("int32"),
            "group": np.array(groups, dtype=object)[rater],
            "subject": subjects.to_numpy(dtype=object)[subject],
            "criterion": np.array(criteria, dtype=object)[criterion],
            "points": points,
        }
    )


def _groups(source: Source, subjects: int) -> list[str]:
    """Return the group of each rater of a source."""
    groups = {Source.LEADER: LEADERS, Source.MASS: MASSES}.get(source)
    if groups is None:
        return [""] * subjects
    return [group for group, count in groups.items() for _rater in range(count)]
