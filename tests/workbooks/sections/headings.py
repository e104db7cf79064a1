"""Criteria sheets: what their headings state, and how many rows of them there are."""

import datetime

from openpyxl import Workbook as File

from tests.workbooks.fixtures import Register
from tests.workbooks.pages import LEADERS, USUAL, Page, criteria

HEADINGS = Register("2 criteria sheet")


def _heads(*texts: str) -> dict[str, str]:
    return dict(zip(USUAL, texts, strict=True))


def _leader_heads(*texts: str) -> dict[str, str]:
    return dict(zip(LEADERS, texts, strict=True))


@HEADINGS.fixture("criteria-weights-in-headings.xlsx", "德20%, 能(30%) …, as the scheme has them")
def _weights() -> Page:
    return criteria(Page("群众测评"), heads=_heads("德20%", "能(30%)", "勤(权重20%)", "绩 30％"))


@HEADINGS.fixture("criteria-full-marks-in-headings.xlsx", "承诺践诺(20分) …: marks out of these")
def _full_marks() -> Page:
    heads = _leader_heads("承诺践诺(20分)", "立足岗位(满分30分)", "联系群众 50分")
    return criteria(Page("领导点评"), raters=("王书记", "李院长"), heads=heads)


@HEADINGS.fixture("criteria-wrong-weight.xlsx", "a weight that contradicts the scheme: said")
def _wrong_weight() -> Page:
    page = criteria(Page("群众测评"), heads=_heads("德20%", "能25%", "勤20%", "绩35%"))
    page.says("weight_differs", "C1")
    page.says("weight_differs", "E1")
    return page


@HEADINGS.fixture("criteria-wrong-full-marks.xlsx", "full marks that contradict the scheme")
def _wrong_full_marks() -> Page:
    heads = _leader_heads("承诺践诺(25分)", "立足岗位(30分)", "联系群众(50分)")
    page = criteria(Page("领导点评"), raters=("王书记",), heads=heads)
    page.says("full_marks_differ", "C1")
    return page


@HEADINGS.fixture("criteria-two-heading-rows.xlsx", "测评项目 merged above, 姓名 over two rows")
def _two_rows() -> Page:
    page = criteria(Page("群众测评"), top=2)
    page.put("A1", "姓名", "测评项目")
    del page.cells[2, 1]
    page.merged = ["A1:A2", "B1:E1"]
    return page


@HEADINGS.fixture(
    "criteria-four-heading-rows.xlsx", "four heading rows: area, criterion, weight, full marks"
)
def _four_rows() -> Page:
    page = criteria(Page("群众测评"), top=2, below=3)
    page.put("A1", "姓名", "素质", None, "实绩", None)
    del page.cells[2, 1]
    page.put("B3", "20%", "30%", "20%", "30%")
    page.put("B4", "满分100分", "满分100分", "满分100分", "满分100分")
    page.merged = ["A1:A4", "B1:C1", "D1:E1"]
    return page


@HEADINGS.fixture("criteria-weight-row.xlsx", "a row 权重 and a row 满分 under the headings")
def _weight_row() -> Page:
    page = criteria(Page("领导点评"), raters=("王书记",), below=3)
    page.put("A2", "权重", None, "20%", "30%", "50%")
    page.put("A3", "满分", None, 20, 30, 50)
    return page


@HEADINGS.fixture("criteria-line-breaks.xlsx", "headings with line breaks and spaces in them")
def _line_breaks() -> Page:
    heads = _leader_heads("承诺\n践诺\n(20分)", "立 足\n岗 位", "联系\r\n群众（50分）")
    page = criteria(Page("领导点评"), raters=("王书记",), heads=heads)
    page.put("A1", "评 价 人", "姓　名")
    return page


@HEADINGS.fixture("criteria-numbered-headings.xlsx", "一、德 2.能 (三)勤 ④绩")
def _numbered() -> Page:
    return criteria(Page("群众测评"), heads=_heads("一、德", "2.能", "(三)勤", "4、绩"))


@HEADINGS.fixture("criteria-foreign-column.xlsx", "a column of marks for no criterion: said")
def _foreign() -> Page:
    page = criteria(Page("群众测评"))
    page.put("F1", "廉", *())
    for row in range(2, 7):
        page.put(f"F{row}", 80 + row)
    page.says("column_not_read", "F1")
    return page


@HEADINGS.fixture("criteria-missing-column.xlsx", "a criterion without a column: said")
def _missing_column() -> Page:
    page = criteria(Page("群众测评"), heads={k: USUAL[k] for k in list(USUAL)[:3]})
    page.says("criterion_missing", "1")
    return page


@HEADINGS.fixture(
    "criteria-misspelt-heading.xlsx", "a heading close to a criterion: offered, not guessed"
)
def _misspelt() -> Page:
    heads = _leader_heads("承诺兑诺", "立足岗位", "联系群众")
    page = criteria(Page("领导点评"), raters=("王书记",), heads=heads)
    page.drop(*(f"C{row}" for row in range(2, 7)))
    page.says("unknown_criterion", "C1")
    page.says("criterion_missing", "1", may=True)
    return page


def _dated(file: File) -> None:
    file["群众测评"]["E1"] = datetime.date(2012, 10, 1)
    file["群众测评"]["E1"].number_format = 'm"月"d"日"'


@HEADINGS.fixture(
    "criteria-heading-turned-into-date.xlsx",
    "a heading that Excel made a date: said",
    change=_dated,
)
def _turned_into_date() -> Page:
    page = criteria(Page("群众测评"))
    page.formats["E1"] = 'm"月"d"日"'
    page.drop(*(f"E{row}" for row in range(2, 7)))
    page.says("heading_is_date", "E1")
    page.says("criterion_missing", "1", may=True)
    return page


@HEADINGS.fixture("criteria-explanations.xlsx", "a row of explanations under the headings")
def _explanations() -> Page:
    page = criteria(Page("领导点评"), raters=("王书记",), below=2)
    page.put("A2", None, None, "兑现公开承诺的情况", "完成本职工作的情况", "走访和帮助群众的情况")
    return page


@HEADINGS.fixture("criteria-ranges-per-word.xlsx", "优16-20,良11-15 … explained in the heading")
def _ranges() -> Page:
    heads = _leader_heads(
        "承诺践诺(20分)\n优16-20 良11-15 中6-10 差0-5",
        "立足岗位(30分)\n优25-30 良19-24 中10-18 差0-9",
        "联系群众(50分)\n优41-50 良31-40 中16-30 差0-15",
    )
    return criteria(Page("领导点评"), raters=("王书记",), heads=heads)
