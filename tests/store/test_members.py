"""Members, in and out of the database."""

from dataclasses import replace

import pytest
from sqlalchemy import Engine

from cxzy.core.vocabulary import MemberType
from cxzy.store.database import reading, writing
from cxzy.store.errors import AlreadyThere, NotFound, StaleRecord
from cxzy.store.members import (
    add_members,
    change_member,
    member,
    member_by_number,
    member_columns,
    members,
)
from cxzy.store.records import Member
from tests.store.conftest import Campaign


def people(campaign: Campaign, count: int = 2) -> list[Member]:
    return [
        Member(0, f"2012{k:03d}", f"党员{k}", campaign.branch.id, MemberType.FORMAL, "书记")
        for k in range(count)
    ]


def test_members_come_back_as_they_were_added_with_ids(engine: Engine, campaign: Campaign) -> None:
    with writing(engine) as c:
        add_members(c, people(campaign))
        add_members(c, [])
    with reading(engine) as c:
        stored = members(c)
        assert [replace(row, id=0) for row in stored] == people(campaign)
        assert member(c, stored[0].id) == member_by_number(c, "2012000") == stored[0]


def test_members_are_chosen_by_their_own_unit(engine: Engine, campaign: Campaign) -> None:
    with writing(engine) as c:
        add_members(c, people(campaign))
        assert len(members(c, [campaign.branch.id])) == 2
        assert members(c, {campaign.university.id}) == []
        assert members(c, []) == []


def test_members_of_a_unit_come_as_columns_by_number(engine: Engine, campaign: Campaign) -> None:
    with writing(engine) as c:
        add_members(c, people(campaign)[::-1])
        assert member_columns(c, [campaign.university.id, campaign.branch.id]) == [
            (campaign.branch.id,) * 2,
            ("2012000", "2012001"),
            ("党员0", "党员1"),
            ("formal", "formal"),
            ("书记", "书记"),
        ]
        assert member_columns(c, [campaign.university.id]) == [()] * 5


def test_a_taken_number_is_refused_and_none_is_added(engine: Engine, campaign: Campaign) -> None:
    with writing(engine) as c:
        add_members(c, people(campaign, 1))
        with pytest.raises(AlreadyThere, match="2012000"):
            add_members(c, people(campaign)[::-1])
        with pytest.raises(AlreadyThere, match="2012001"):
            add_members(c, people(campaign)[1:] * 2)
        assert len(members(c)) == 1


def test_a_member_changes_once_per_version_and_keeps_a_number_of_his_own(
    engine: Engine, campaign: Campaign
) -> None:
    with writing(engine) as c:
        add_members(c, people(campaign))
        first, second = members(c)
        renamed = change_member(c, replace(first, name="甲"))
        assert renamed.version == 2
        with pytest.raises(StaleRecord):
            change_member(c, replace(first, name="乙"))
        with pytest.raises(AlreadyThere):
            change_member(c, replace(second, number=first.number))
        with pytest.raises(NotFound):
            change_member(c, replace(first, id=404, number="0"))
