"""A roster file into members and branches."""

from collections.abc import Sequence
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook

from cxzy.core.vocabulary import MemberType, UnitKind, UnitLevel
from cxzy.services import campaign
from cxzy.services.roster_import import (
    NoNumbers,
    RosterChange,
    UnclearBranches,
    accept_roster,
    current_roster,
    preview_roster,
)
from tests.services.university import NAMES, University, office

HEADINGS = ["工号", "姓名", "支部", "二级党组织", "类别", "党员类型", "职务"]
Row = tuple[str, str, str, str, str, str, str]

KEPT: Row = ("0101000", NAMES[0], "水文教工支部", "水文学院党委", "教工", "正式", "")
MOVED: Row = ("0101001", NAMES[1], "水文学生支部", "水文学院党委", "学生", "正式", "组织委员")
NEW: Row = ("0001", "方戊", "测绘研究生支部", "测绘学院党委", "学生", "预备", "")


def roster(rows: Sequence[Sequence[str]], headings: Sequence[str] = HEADINGS) -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.title = "党员"
    for row in (headings, *rows):
        sheet.append(list(row))
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def preview(university: University, *rows: Row) -> RosterChange:
    return preview_roster(university.engine, office(), roster(rows))


def test_a_preview_says_who_is_new_changed_or_the_same(university: University) -> None:
    change = preview(university, KEPT, MOVED, NEW)
    assert change.members["change"].tolist() == ["same", "changed", "new"]
    assert change.organisations == ("测绘学院党委",)
    assert change.branches == (("测绘学院党委", "测绘研究生支部"),)
    assert len(campaign.members(university.engine, office())) == 8


def test_accepting_makes_units_and_members_with_their_numbers_as_text(
    university: University,
) -> None:
    assert accept_roster(university.engine, office(), preview(university, KEPT, MOVED, NEW)) == 2
    people = {m.number: m for m in campaign.members(university.engine, office())}
    units = {unit.id: unit for unit in campaign.units(university.engine, office())}
    assert len(people) == 9
    assert people["0001"].type == MemberType.PROBATIONARY
    branch = units[people["0001"].unit_id]
    assert (branch.name, branch.kind) == ("测绘研究生支部", UnitKind.STUDENT)
    assert branch.parent_id is not None
    assert units[branch.parent_id].level == UnitLevel.ORGANISATION
    assert units[people["0101001"].unit_id].name == "水文学生支部"
    assert people["0101001"].position == "组织委员"


def test_accepting_the_same_file_again_changes_nothing(university: University) -> None:
    accept_roster(university.engine, office(), preview(university, KEPT, NEW))
    again = preview(university, KEPT, NEW)
    assert (again.count("same"), again.count("new"), again.count("changed")) == (2, 0, 0)
    assert accept_roster(university.engine, office(), again) == 0


IN_LAW: Row = ("1001", "方戊", "第一党支部", "法学院党委", "教工", "正式", "")
IN_ARTS: Row = ("2001", "高己", "第一党支部", "文学院党委", "学生", "正式", "")


def branch_of(university: University, number: str) -> tuple[str, str]:
    """Return the organisation and the name of a member's branch, as they are kept."""
    units = {unit.id: unit for unit in campaign.units(university.engine, office())}
    people = {one.number: one for one in campaign.members(university.engine, office())}
    branch = units[people[number].unit_id]
    assert branch.parent_id is not None
    return units[branch.parent_id].name, branch.name


def test_branches_of_one_name_in_two_organisations_are_two(university: University) -> None:
    change = preview(university, IN_LAW, IN_ARTS)
    assert change.branches == (("法学院党委", "第一党支部"), ("文学院党委", "第一党支部"))
    accept_roster(university.engine, office(), change)
    assert branch_of(university, "1001") == ("法学院党委", "第一党支部")
    assert branch_of(university, "2001") == ("文学院党委", "第一党支部")
    kinds = {u.kind for u in campaign.units(university.engine, office()) if u.name == "第一党支部"}
    assert kinds == {UnitKind.STAFF, UnitKind.STUDENT}
    again = preview(university, IN_LAW, IN_ARTS)
    assert (again.count("same"), again.branches) == (2, ())
    content = current_roster(university.engine, office())
    whole = preview_roster(university.engine, office(), content)
    assert (whole.count("same"), whole.count("changed")) == (10, 0)


def test_who_moves_to_the_branch_of_one_name_elsewhere_is_changed(university: University) -> None:
    accept_roster(university.engine, office(), preview(university, IN_LAW, IN_ARTS))
    moved: Row = (*IN_LAW[:3], "文学院党委", "学生", "正式", "")
    change = preview(university, moved, IN_ARTS)
    assert change.members["change"].tolist() == ["changed", "same"]
    assert accept_roster(university.engine, office(), change) == 1
    assert branch_of(university, "1001") == ("文学院党委", "第一党支部")


def test_a_branch_without_its_organisation_is_the_only_one_of_its_name(
    university: University,
) -> None:
    bare: Row = (*KEPT[:3], "", *KEPT[4:])
    change = preview(university, bare)
    assert (change.count("same"), change.organisations, change.branches) == (1, (), ())


def test_a_branch_without_its_organisation_is_asked_for_where_several_have_it(
    university: University,
) -> None:
    accept_roster(university.engine, office(), preview(university, IN_LAW, IN_ARTS))
    with pytest.raises(UnclearBranches, match="第一党支部"):
        preview(university, (*IN_LAW[:3], "", *IN_LAW[4:]))


def test_members_without_numbers_are_refused(university: University) -> None:
    nameless = roster([KEPT[1:]], HEADINGS[1:])
    with pytest.raises(NoNumbers, match=NAMES[0]):
        preview_roster(university.engine, office(), nameless)


def test_the_present_roster_is_imported_again_without_a_change(university: University) -> None:
    content = current_roster(university.engine, office())
    change = preview_roster(university.engine, office(), content)
    assert change.count("same") == len(campaign.members(university.engine, office())) == 8
    assert change.count("new") == change.count("changed") == 0
    assert (change.organisations, change.branches) == ((), ())


def test_what_is_changed_in_the_present_roster_is_what_changes(university: University) -> None:
    before = campaign.members(university.engine, office())
    book = load_workbook(BytesIO(current_roster(university.engine, office())))
    sheet = book.worksheets[0]
    (cell,) = (row[0] for row in sheet.iter_rows() if row[0].value == before[0].number)
    headings = next(row for row in sheet.iter_rows() if str(row[0].value).startswith("工号"))
    position = next(one.column for one in headings if str(one.value).startswith("职务"))
    sheet.cell(cell.row, position, "支部书记")
    content = BytesIO()
    book.save(content)
    change = preview_roster(university.engine, office(), content.getvalue())
    assert accept_roster(university.engine, office(), change) == 1
    after = {one.id: one for one in campaign.members(university.engine, office())}
    assert after[before[0].id].position == "支部书记"
    assert [after[one.id] for one in before[1:]] == before[1:]
