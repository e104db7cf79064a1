"""A small made-up university, and workbooks for its meetings written with openpyxl alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO

import pytest
from openpyxl import Workbook
from sqlalchemy import Engine

from cxzy.core.vocabulary import MemberType, Source, UnitKind, UnitLevel
from cxzy.services import campaign
from cxzy.services.actors import Actor, Role
from cxzy.store import members as member_store
from cxzy.store.database import writing
from cxzy.store.records import Attendance, Meeting, Member, Period, Unit

TWO_CRITERIA = """
[[criteria]]
key = "commitment"
label = "承诺践诺"
weight = 60
[[criteria]]
key = "service"
label = "联系服务群众"
weight = 40
"""
SCHEME = f"""
name = "试评"
version = "1"

[sources.self]
weight = 10
[sources.peer]
weight = 30
[sources.leader]
weight = 30
[sources.mass]
weight = 30
{TWO_CRITERIA}"""
CRITERIA = ("承诺践诺", "联系服务群众")
SHEETS = {"self": "自评", "peer": "互评", "leader": "领导点评", "mass": "群众测评"}
NAMES = ("安甲", "白乙", "程丙", "杜丁")

Marks = Mapping[str, Sequence[tuple[str, str, Sequence[float]]]]
"""Per source the rows of (rater, subject's name, a mark per criterion)."""


def office() -> Actor:
    return Actor("办公室", Role.OFFICE)


@dataclass(frozen=True)
class University:
    engine: Engine
    organisation: Unit
    branches: tuple[Unit, ...]
    period: Period
    meetings: tuple[Meeting, ...]


def workbook(marks: Marks) -> bytes:
    """Return a workbook with one long list per source: rater, subject, criterion, mark."""
    book = Workbook()
    book.remove(book.active)
    for source, rows in marks.items():
        sheet = book.create_sheet(SHEETS[source])
        sheet.append(["评价人", "被测评人", "测评项目", "得分"])
        for rater, subject, points in rows:
            for criterion, point in zip(CRITERIA, points, strict=True):
                sheet.append([rater, subject, criterion, point])
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def usual_marks(names: Sequence[str] = NAMES, shift: float = 0) -> Marks:
    """Return marks of all four sources; each subject stands one point below the one before."""
    level = {name: 92 - place + shift for place, name in enumerate(names)}
    return {
        "self": [(name, name, (level[name] + 3, level[name] + 1)) for name in names],
        "peer": [
            (rater, name, (level[name] - place, level[name] + 1))
            for place, rater in enumerate(names)
            for name in names
            if rater != name
        ],
        "leader": [("书记", name, (level[name] - 4, level[name] - 2)) for name in names],
        "mass": [
            (f"代表{number}", name, (level[name] - number, level[name]))
            for number in range(1, 6)
            for name in names
        ],
    }


def expected_score(marks: Marks, name: str) -> float:
    """Return a subject's score by plain arithmetic: 60/40 criteria, 10/30/30/30 sources."""
    weights = {"self": 0.1, "peer": 0.3, "leader": 0.3, "mass": 0.3}
    total = 0.0
    for source, rows in marks.items():
        ballots = [0.6 * p[0] + 0.4 * p[1] for _rater, subject, p in rows if subject == name]
        total += weights[source] * sum(ballots) / len(ballots)
    return round(total + 1e-9, 2)


@pytest.fixture
def university(engine: Engine) -> University:
    """One organisation with two branches of four members each, one period, two meetings."""
    root = campaign.add_unit(
        engine, office(), code="0", name="云岭大学党委", level=UnitLevel.UNIVERSITY
    )
    organisation = campaign.add_unit(
        engine, office(), code="01", name="水文学院党委",
        level=UnitLevel.ORGANISATION, parent_id=root.id,
    )  # fmt: skip
    branches = tuple(
        campaign.add_unit(
            engine,
            office(),
            code=code,
            name=name,
            level=UnitLevel.BRANCH,
            kind=kind,
            parent_id=organisation.id,
        )
        for code, name, kind in (
            ("0101", "水文教工支部", UnitKind.STAFF),
            ("0102", "水文学生支部", UnitKind.STUDENT),
        )
    )
    with writing(engine) as connection:
        member_store.add_members(connection, _people(branches))
    period = campaign.add_period(
        engine, office(), key="2012-1", name="2012年上半年",
        starts=date(2012, 1, 1), ends=date(2012, 6, 30), due=date(2012, 6, 17),
    )  # fmt: skip
    scheme = campaign.add_scheme(engine, office(), SCHEME)
    meetings = tuple(
        campaign.add_meeting(
            engine, office(), period_id=period.id, unit_id=branch.id, scheme_id=scheme.id
        )
        for branch in branches
    )
    for meeting in meetings:
        campaign.set_attendance(engine, office(), meeting.id, [Attendance(Source.MASS, "", 10)])
    return University(engine, organisation, branches, period, meetings)


def _people(branches: Sequence[Unit]) -> list[Member]:
    return [
        Member(
            id=0,
            number=f"{branch.code}{place:03}",
            name=name if branch is branches[0] else f"{name}二",
            unit_id=branch.id,
            type=MemberType.PROBATIONARY if place == 3 else MemberType.FORMAL,
        )
        for branch in branches
        for place, name in enumerate(NAMES)
    ]
