"""How people are named, and numbered."""

from openpyxl import Workbook as File

from tests.workbooks.fixtures import Register
from tests.workbooks.pages import NAMES, NUMBER, Page, criteria, matrix

PEOPLE = Register("2 criteria sheet")


def _renamed(page: Page, names: dict[str, str], column: int = 1) -> Page:
    for (row, at), value in list(page.cells.items()):
        if at == column and str(value) in names:
            page.cells[row, at] = names[str(value)]
    return page


@PEOPLE.fixture("names-with-inner-spaces.xlsx", "“何　苗”, “林 晓 禾”, a space behind the name")
def _spaces() -> Page:
    names = {"何苗": "何　苗", "林晓禾": "林 晓 禾", "吴清河": "吴清河 "}
    return _renamed(criteria(Page("群众测评")), names)


@PEOPLE.fixture("names-with-titles.xlsx", "林晓禾(组长), 周望舒老师, 何苗同志, 吴清河（书记）")
def _titles() -> Page:
    names = {
        "林晓禾": "林晓禾(组长)",
        "周望舒": "周望舒老师",
        "何苗": "何苗同志",
        "吴清河": "吴清河（书记）",
    }
    return _renamed(criteria(Page("群众测评")), names)


@PEOPLE.fixture("names-misspelt.xlsx", "周望书 is on no roster: offered, not guessed")
def _misspelt() -> Page:
    page = _renamed(criteria(Page("群众测评")), {"周望舒": "周望书"})
    page.drop("B4", "C4", "D4", "E4")
    page.says("unknown_name", "A4")
    page.says("subjects_missing")
    return page


@PEOPLE.fixture("names-of-strangers.xlsx", "somebody who is not on the roster, beside all who are")
def _stranger() -> Page:
    page = criteria(Page("群众测评"), people=(*NAMES, "欧阳千里"))
    page.drop("B7", "C7", "D7", "E7")
    page.says("unknown_name", "A7")
    return page


@PEOPLE.fixture("names-left-out.xlsx", "two of the roster are not in the sheet: said")
def _left_out() -> Page:
    page = criteria(Page("群众测评"), people=NAMES[:3])
    page.says("subjects_missing")
    return page


@PEOPLE.fixture("names-without-marks.xlsx", "a subject in whose row nothing stands: said")
def _unmarked() -> Page:
    page = criteria(Page("自评"))
    page.drop("B4", "C4", "D4", "E4")
    for column in range(2, 6):
        del page.cells[4, column]
    page.says("subject_without_marks", "A4")
    return page


@PEOPLE.fixture("names-missing-beside-marks.xlsx", "marks in a row without a name")
def _nameless() -> Page:
    page = criteria(Page("群众测评"), people=(*NAMES, "×"))
    page.drop("B7", "C7", "D7", "E7")
    del page.cells[7, 1]
    page.says("name_missing", "A7")
    return page


@PEOPLE.fixture(
    "names-two-alike.xlsx",
    "two of one name on the roster: the number is asked for",
    roster="roster-two-alike.xlsx",
)
def _alike() -> Page:
    page = criteria(Page("群众测评"))
    page.drop("B4", "C4", "D4", "E4")
    page.says("name_unclear", "A4")
    page.says("subjects_missing")
    return page


@PEOPLE.fixture(
    "names-two-alike-with-numbers.xlsx",
    "two of one name, told by the column 工号",
    roster="roster-two-alike.xlsx",
)
def _alike_numbered() -> Page:
    page = criteria(Page("群众测评"), numbers=True, people=(*NAMES, "20120006"))
    page.put("A7", "20120006", "周望舒")
    return page


@PEOPLE.fixture(
    "names-with-numbers-in-brackets.xlsx",
    "周望舒(20120003), 20120006周望舒",
    roster="roster-two-alike.xlsx",
)
def _bracketed() -> Page:
    page = criteria(Page("群众测评"), people=(*NAMES, "20120006"))
    page.put("A4", "周望舒(20120003)")
    page.put("A7", "周望舒（20120006）")
    return page


@PEOPLE.fixture("names-and-numbers-of-different-people.xlsx", "a number that is another's: refused")
def _different() -> Page:
    page = criteria(Page("群众测评"), numbers=True)
    page.cells[3, 1] = "20120001"
    page.drop("C3", "D3", "E3", "F3")
    page.says("number_of_another", "B3")
    page.says("subjects_missing")
    return page


def _as_numbers(file: File) -> None:
    sheet = file["群众测评"]
    for row in range(2, 7):
        sheet.cell(row, 1).value = float(str(sheet.cell(row, 1).value))


@PEOPLE.fixture(
    "ids-stored-as-numbers.xlsx", "20120001.0, and 00120005 without its zeros", change=_as_numbers
)
def _floats() -> Page:
    return criteria(Page("群众测评"), numbers=True)


@PEOPLE.fixture("ids-without-names.xlsx", "only the column 学号, no names")
def _numbers_only() -> Page:
    page = criteria(Page("群众测评"))
    page.put("A1", "学号")
    return _renamed(page, dict(NUMBER))


@PEOPLE.fixture("ids-unknown.xlsx", "a number that is on no roster")
def _unknown_number() -> Page:
    page = criteria(Page("群众测评"), numbers=True)
    page.cells[3, 1] = "20129999"
    page.drop("C3", "D3", "E3", "F3")
    page.says("unknown_number", "B3")
    page.says("subjects_missing")
    return page


@PEOPLE.fixture(
    "names-of-branches.xlsx",
    "计科一班党支部 in place of 计科1班党支部",
    roster="roster-branches.xlsx",
)
def _branches() -> Page:
    page = criteria(Page("群众测评"), people=("计科1班党支部", "计科2班党支部", "机关党支部"))
    page.put("A1", "党支部")
    return _renamed(page, {"计科1班党支部": "计科一班党支部", "计科2班党支部": "计科２班党支部"})


@PEOPLE.fixture(
    "names-of-matrix-raters-with-titles.xlsx",
    "own marks found behind titles and spaces",
    layout="1 matrix",
)
def _matrix_titles() -> Page:
    page = matrix(Page("互评"))
    _renamed(page, {"林晓禾": "林晓禾(组长)", "何苗": "何　苗"})
    page.cells[3, 3] = 100
    page.says("own_mark", "C3")
    return page


@PEOPLE.fixture(
    "names-of-matrix-unknown.xlsx",
    "a heading that is no member: his column is named",
    layout="1 matrix",
)
def _matrix_unknown() -> Page:
    page = matrix(Page("互评"))
    page.cells[1, 4] = "周望书"
    page.drop(*(f"D{row}" for row in (2, 3, 5, 6)))
    page.says("unknown_name", "D1")
    page.says("subjects_missing")
    return page


@PEOPLE.fixture("names-in-traditional-characters.xlsx", "張遠帆, 林曉禾, 吳清河")
def _traditional() -> Page:
    names = {"张远帆": "張遠帆", "林晓禾": "林曉禾", "吴清河": "吳清河"}
    return _renamed(criteria(Page("群众测评")), names)
