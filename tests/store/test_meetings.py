"""Meetings and their attendance, in and out of the database."""

import pytest
from sqlalchemy import Engine

from cxzy.core.vocabulary import Source, SubjectKind
from cxzy.store.database import reading, writing
from cxzy.store.errors import AlreadyThere, NotFound, StaleRecord
from cxzy.store.meetings import (
    add_meeting,
    attendance,
    bump_meeting,
    electorate,
    meeting,
    meeting_frame,
    meetings,
    set_attendance,
)
from cxzy.store.records import Attendance, MeetingFrame
from tests.store.conftest import Campaign

PRESENT = [
    Attendance(Source.MASS, "学生", 40, 38),
    Attendance(Source.MASS, "教师", 12, None),
    Attendance(Source.PEER, "", 20, 20),
]


def test_a_meeting_comes_back_and_is_found_by_period_unit_and_subject(
    engine: Engine, campaign: Campaign
) -> None:
    with reading(engine) as c:
        assert meeting(c, campaign.meeting.id) == campaign.meeting
        for chosen in (
            {},
            {"period_id": campaign.period.id},
            {"unit_ids": {campaign.branch.id}},
            {"subject": SubjectKind.MEMBER},
        ):
            assert meetings(c, **chosen) == [campaign.meeting]
        for other in ({"period_id": 404}, {"unit_ids": []}, {"subject": SubjectKind.BRANCH}):
            assert meetings(c, **other) == []


def test_a_meeting_comes_with_its_period_and_its_scheme(engine: Engine, campaign: Campaign) -> None:
    with reading(engine) as c:
        assert meeting_frame(c, campaign.meeting.id) == MeetingFrame(
            campaign.meeting, campaign.period, campaign.scheme
        )
        with pytest.raises(NotFound, match="404"):
            meeting_frame(c, 404)


def test_a_unit_meets_once_per_period_and_kind_of_subject(
    engine: Engine, campaign: Campaign
) -> None:
    key = {
        "period_id": campaign.period.id,
        "unit_id": campaign.branch.id,
        "scheme_id": campaign.scheme.id,
    }
    with writing(engine) as c:
        with pytest.raises(AlreadyThere, match="数学教工党支部"):
            add_meeting(c, subject=SubjectKind.MEMBER, **key)
        add_meeting(c, subject=SubjectKind.BRANCH, **key)


def test_a_meeting_is_bumped_from_the_expected_version_only(
    engine: Engine, campaign: Campaign
) -> None:
    with writing(engine) as c:
        assert bump_meeting(c, campaign.meeting.id, 1) == 2
        with pytest.raises(StaleRecord) as error:
            bump_meeting(c, campaign.meeting.id, 1)
        assert (error.value.stored, error.value.given) == (2, 1)
        with pytest.raises(NotFound):
            bump_meeting(c, 404, 1)


def test_attendance_is_replaced_as_a_whole(engine: Engine, campaign: Campaign) -> None:
    with writing(engine) as c:
        set_attendance(c, campaign.meeting.id, PRESENT)
        assert sorted(attendance(c, campaign.meeting.id), key=lambda row: row.expected) == sorted(
            PRESENT, key=lambda row: row.expected
        )
        set_attendance(c, campaign.meeting.id, PRESENT[:1])
        assert attendance(c, campaign.meeting.id) == PRESENT[:1]
        set_attendance(c, campaign.meeting.id, [])
        assert attendance(c, campaign.meeting.id) == []
        with pytest.raises(NotFound):
            set_attendance(c, 404, [])


def test_the_electorate_counts_those_entitled_per_source_and_group(
    engine: Engine, campaign: Campaign
) -> None:
    with writing(engine) as c:
        set_attendance(c, campaign.meeting.id, PRESENT)
        frame = electorate(c, [campaign.meeting.id, 404])
        nobody = electorate(c, [])
    assert set(frame.fillna({"present": -1}).itertuples(index=False, name=None)) == {
        (campaign.meeting.id, "mass", "学生", 40, 38),
        (campaign.meeting.id, "mass", "教师", 12, -1),
        (campaign.meeting.id, "peer", "", 20, 20),
    }
    assert list(nobody.columns) == ["meeting", "source", "group", "count", "present"]
    assert (nobody.dtypes == frame.dtypes).all()
    assert nobody.empty


def test_groups_keep_the_order_in_which_they_were_given(engine: Engine, campaign: Campaign) -> None:
    groups = ["职工", "学生", "教师"]
    with writing(engine) as c:
        set_attendance(
            c, campaign.meeting.id, [Attendance(Source.MASS, name, 9) for name in groups]
        )
        assert [row.group for row in attendance(c, campaign.meeting.id)] == groups
        assert electorate(c, {campaign.meeting.id})["group"].tolist() == groups
