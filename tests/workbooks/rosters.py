"""The rosters of the fixtures: everybody, two of one name, branches."""

from tests.workbooks.files import by_openpyxl
from tests.workbooks.fixtures import Fixture
from tests.workbooks.pages import PEOPLE, Page

ELECTORATE = (("群众测评", "学生", 30), ("群众测评", "教师", 20))


def rosters() -> dict[str, bytes]:
    """Return the roster files by name."""
    alike = PEOPLE | {"20120006": "周望舒"}
    return {
        "roster.xlsx": _members(PEOPLE),
        "roster-two-alike.xlsx": _members(alike),
        "roster-branches.xlsx": _branches("计科1班党支部", "计科2班党支部", "机关党支部"),
    }


def _members(people: dict[str, str]) -> bytes:
    page = Page("党员")
    page.put("A1", "工号", "姓名", "支部", "二级党组织", "类别", "党员类型", "职务")
    for row, (number, name) in enumerate(people.items(), 2):
        page.put(f"A{row}", number, name, "第三党支部", "理工党总支", "教工", "正式", "")
    return _with_electorate(page)


def _branches(*names: str) -> bytes:
    page = Page("党员")
    page.put("A1", "支部", "二级党组织", "类别")
    for row, name in enumerate(names, 2):
        page.put(f"A{row}", name, "理工党总支", "学生")
    return _with_electorate(page)


def _with_electorate(page: Page) -> bytes:
    groups = Page("群体")
    groups.put("A1", "测评主体", "群体", "人数")
    for row, counts in enumerate(ELECTORATE, 2):
        groups.put(f"A{row}", *counts)
    return by_openpyxl(Fixture("roster.xlsx", "", "", [page, groups]))
