"""A small campaign in a database."""

from dataclasses import dataclass
from datetime import date

import pytest
from sqlalchemy import Connection, Engine

from cxzy.core.vocabulary import Source, SubjectKind, UnitKind, UnitLevel
from cxzy.store.database import writing
from cxzy.store.meetings import add_meeting
from cxzy.store.periods import add_period
from cxzy.store.records import Meeting, NewSheet, Period, StoredScheme, Unit
from cxzy.store.schemes import add_scheme
from cxzy.store.units import add_unit


@dataclass(frozen=True)
class Campaign:
    """One branch of one university in one period, with one meeting on its members."""

    university: Unit
    branch: Unit
    period: Period
    scheme: StoredScheme
    meeting: Meeting


@pytest.fixture
def campaign(engine: Engine) -> Campaign:
    return small_campaign(engine)


def small_campaign(engine: Engine) -> Campaign:
    """Put a campaign into an empty database and return it."""
    with writing(engine) as c:
        university = add_unit(c, code="0", name="学校党委", level=UnitLevel.UNIVERSITY)
        branch = add_unit(
            c,
            code="101",
            name="数学教工党支部",
            level=UnitLevel.BRANCH,
            kind=UnitKind.STAFF,
            parent_id=university.id,
        )
        period = add_period(
            c, key="2012-1", name="2012年上半年", starts=date(2012, 1, 1), ends=date(2012, 6, 30)
        )
        scheme = add_scheme(c, "默认方案", "1", SubjectKind.MEMBER, 'name = "默认方案"\n', "f" * 64)
        meeting = add_meeting(
            c,
            period_id=period.id,
            unit_id=branch.id,
            scheme_id=scheme.id,
            subject=SubjectKind.MEMBER,
        )
    return Campaign(university, branch, period, scheme, meeting)


def second_meeting(c: Connection, campaign: Campaign) -> int:
    """Add a meeting of the university beside that of the branch and return its number."""
    return add_meeting(
        c,
        period_id=campaign.period.id,
        unit_id=campaign.university.id,
        scheme_id=campaign.scheme.id,
        subject=SubjectKind.MEMBER,
    ).id


def new_sheet(meeting_id: int, content: bytes = b"PK\x03\x04", name: str = "互评.xlsx") -> NewSheet:
    """Return a sheet to be kept; its bytes are what tells it from others."""
    return NewSheet(
        meeting_id=meeting_id,
        name=name,
        content=content,
        sources=(Source.PEER, Source.MASS),
        layouts=("matrix", "tally"),
        ratings=b"PAR1" + content,
        rating_count=12,
        problems="[]",
    )
