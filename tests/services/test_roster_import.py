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
    assert change.branches == ("测绘研究生支部",)
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
