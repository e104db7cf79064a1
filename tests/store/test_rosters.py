"""Whom each meeting assessed, kept and replaced as a whole."""

import pandas as pd
from sqlalchemy import Engine

from cxzy.core.roster import MEMBER_COLUMNS, Roster
from cxzy.store.database import reading, writing
from cxzy.store.rosters import keep_roster, keep_rosters, meetings_of, rosters
from tests.store.conftest import Campaign, second_meeting

PEOPLE = pd.DataFrame(
    [
        ("0002", "乙", "一支部", "学院党委", "staff", "formal", "书记"),
        ("0001", "甲", "一支部", "学院党委", "staff", "probationary", ""),
    ],
    columns=pd.Index(MEMBER_COLUMNS),
)


def test_a_roster_comes_back_in_its_order(engine: Engine, campaign: Campaign) -> None:
    with writing(engine) as c:
        keep_roster(c, campaign.meeting.id, Roster(PEOPLE))
    with reading(engine) as c:
        kept = rosters(c, {campaign.meeting.id})
        assert kept.drop(columns="meeting").to_dict("list") == PEOPLE.to_dict("list")
        assert set(kept["meeting"]) == {campaign.meeting.id}
        assert meetings_of(c, "0001") == {campaign.meeting.id}
        assert meetings_of(c, "0009") == set()


def test_a_newer_roster_takes_the_place_of_the_older(engine: Engine, campaign: Campaign) -> None:
    with writing(engine) as c:
        keep_roster(c, campaign.meeting.id, Roster(PEOPLE))
        keep_roster(c, campaign.meeting.id, Roster(PEOPLE[:1]))
        assert rosters(c, {campaign.meeting.id})["subject"].tolist() == ["0002"]


def test_rosters_of_several_meetings_are_kept_at_once(engine: Engine, campaign: Campaign) -> None:
    with writing(engine) as c:
        other = second_meeting(c, campaign)
        keep_roster(c, campaign.meeting.id, Roster(PEOPLE))
        both = {campaign.meeting.id: Roster(PEOPLE[:1]), other: Roster(PEOPLE)}
        keep_rosters(c, both, first={other})
        kept = rosters(c, both)
        keep_rosters(c, {})
        assert rosters(c, both).equals(kept)
    pairs = list(zip(kept["meeting"], kept["subject"], strict=True))
    expected = [(other, subject) for subject in PEOPLE["subject"]]
    assert pairs == sorted([(campaign.meeting.id, "0002"), *expected], key=lambda pair: pair[0])


def test_a_meeting_without_a_roster_has_no_rows(engine: Engine, campaign: Campaign) -> None:
    with reading(engine) as c:
        kept = rosters(c, {campaign.meeting.id})
    assert list(kept.columns) == ["meeting", *MEMBER_COLUMNS]
    assert kept.empty
