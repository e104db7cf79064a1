"""The tree of units, in and out of the database."""

from dataclasses import replace

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from cxzy.core.vocabulary import UnitKind, UnitLevel
from cxzy.store.database import reading, writing
from cxzy.store.errors import AlreadyThere, ImpossibleChange, NotFound, StaleRecord
from cxzy.store.records import Unit
from cxzy.store.units import add_unit, change_unit, descendants, kin, unit, unit_by_code, units
from tests.store.conftest import Campaign


def test_a_unit_comes_back_as_it_was_added(engine: Engine, campaign: Campaign) -> None:
    stored = Unit(
        campaign.branch.id,
        "101",
        "数学教工党支部",
        UnitLevel.BRANCH,
        UnitKind.STAFF,
        campaign.university.id,
    )
    with reading(engine) as c:
        assert unit(c, campaign.branch.id) == stored
        assert unit_by_code(c, "101") == stored
        assert units(c) == [campaign.university, stored]


def test_a_unit_that_is_not_there_is_said_to_be_missing(engine: Engine) -> None:
    with reading(engine) as c, pytest.raises(NotFound, match="404"):
        unit_by_code(c, "404")


def test_a_second_unit_with_the_same_code_is_refused(engine: Engine, campaign: Campaign) -> None:
    with writing(engine) as c:
        with pytest.raises(AlreadyThere, match="101"):
            add_unit(c, code="101", name="物理党支部", level=UnitLevel.BRANCH)
        with pytest.raises(AlreadyThere, match="101"):
            change_unit(c, replace(campaign.university, code="101"))


def test_a_change_grows_the_version(engine: Engine, campaign: Campaign) -> None:
    with writing(engine) as c:
        changed = change_unit(c, replace(campaign.branch, name="数学学院教工党支部"))
    assert changed == replace(campaign.branch, name="数学学院教工党支部", version=2)
    with reading(engine) as c:
        assert unit(c, changed.id) == changed


def test_a_change_of_what_another_changed_shows_both_values(
    engine: Engine, campaign: Campaign
) -> None:
    with writing(engine) as c:
        first = change_unit(c, replace(campaign.branch, name="甲"))
    second = replace(campaign.branch, name="乙")
    with writing(engine) as c, pytest.raises(StaleRecord) as error:
        change_unit(c, second)
    assert (error.value.stored, error.value.given) == (first, second)


def test_descendants_are_the_unit_and_all_below_it(engine: Engine, campaign: Campaign) -> None:
    with writing(engine) as c:
        group = add_unit(
            c, code="1011", name="第一党小组", level=UnitLevel.BRANCH, parent_id=campaign.branch.id
        )
        other = add_unit(c, code="2", name="后勤党总支", level=UnitLevel.ORGANISATION)
        assert descendants(c, campaign.branch.id) == {campaign.branch.id, group.id}
        assert descendants(c, other.id) == {other.id}
        assert descendants(c, 404) == set()


def test_the_kin_of_a_unit_are_all_above_and_below_it_and_none_beside_it(
    engine: Engine, campaign: Campaign
) -> None:
    top, branch = campaign.university, campaign.branch
    with writing(engine) as c:
        other = add_unit(
            c, code="1", name="后勤党总支", level=UnitLevel.ORGANISATION, parent_id=top.id
        )
        group = add_unit(
            c, code="1011", name="第一党小组", level=UnitLevel.BRANCH, parent_id=branch.id
        )
        assert kin(c, [branch.id]) == [top, branch, group]
        assert kin(c, [other.id]) == [top, other]
        assert kin(c, [top.id]) == units(c)
        assert kin(c, [404]) == kin(c, []) == []
        assert kin(c, {branch.id, other.id}) == [top, other, branch, group]


def test_a_unit_cannot_come_to_stand_below_itself(engine: Engine, campaign: Campaign) -> None:
    below = replace(campaign.university, parent_id=campaign.branch.id)
    with writing(engine) as c, pytest.raises(ImpossibleChange, match="学校党委"):
        change_unit(c, below)


@pytest.mark.parametrize(
    "wrong",
    [{"level": "faculty"}, {"kind": "guests"}, {"parent_id": 404}, {"code": ""}, {"code": "0"}],
)
def test_the_database_itself_refuses_what_makes_no_sense(
    engine: Engine, campaign: Campaign, wrong: dict[str, object]
) -> None:
    row = {"code": "7", "name": "数学", "level": "branch", "kind": None, "parent_id": None} | wrong
    statement = text(
        "INSERT INTO unit (code, name, level, kind, parent_id, version)"
        " VALUES (:code, :name, :level, :kind, :parent_id, 1)"
    )
    with writing(engine) as c, pytest.raises(IntegrityError):
        c.execute(statement, row)
