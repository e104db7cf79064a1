"""Criteria sheets: a row per subject and a column per criterion."""

import datetime
from collections.abc import Sequence

from openpyxl import Workbook as File
from openpyxl.styles import PatternFill

from tests.workbooks.fixtures import Register
from tests.workbooks.pages import NAMES, Page, criteria

CRITERIA = Register("2 criteria sheet")


@CRITERIA.fixture("criteria-plain.xlsx", "a row per subject, each row a ballot of its own")
def _plain() -> Page:
    return criteria(Page("群众测评"))


@CRITERIA.fixture("criteria-self.xlsx", "自评 with numbers beside the names")
def _self() -> Page:
    return criteria(Page("自评"), numbers=True)


@CRITERIA.fixture("criteria-title-and-lines.xlsx", "a title and lines 单位:, 时间: above the table")
def _title() -> Page:
    page = criteria(Page("Sheet1", "mass"), top=4)
    page.put("A1", "2012年上半年党员群众测评表")
    page.put("A2", "单位:第三党支部", None, None, "时间:2012年6月20日")
    page.merged = ["A1:E1", "A2:C2", "D2:E2"]
    return page


@CRITERIA.fixture("criteria-merged-raters.xlsx", "a rater's cell merged over his rows")
def merged_raters() -> Page:
    page = criteria(Page("领导点评"), raters=("王书记", "李院长"))
    page.merged = ["A2:A6", "A7:A11"]
    for row in (3, 4, 5, 6, 8, 9, 10, 11):
        del page.cells[row, 1]
    return page


@CRITERIA.fixture("criteria-total-mean-rank.xlsx", "合计, 平均分, 排名, 备注 and rows of totals")
def _totals() -> Page:
    page = criteria(Page("群众测评"))
    page.put("F1", "合计", "平均分", "排名", "备注")
    for row in range(2, 7):
        marks = [float(str(page.cells[row, column])) for column in range(2, 6)]
        page.put(f"F{row}", sum(marks), sum(marks) / 4, row - 1, "" if row % 2 else "到会")
    page.put("A7", "平均", 80, 81, 82, 83)
    page.put("A8", "合计", 400, 405, 410, 415)
    page.put("A9", "备注:每人100分。")
    return page


@CRITERIA.fixture("criteria-wrong-total.xlsx", "a total that contradicts its parts: said")
def _wrong_total() -> Page:
    page = criteria(Page("群众测评"))
    page.put("F1", "合计")
    for row in range(2, 7):
        page.put(f"F{row}", sum(float(str(page.cells[row, c])) for c in range(2, 6)) + (row == 4))
    page.says("total_differs", "F4")
    return page


@CRITERIA.fixture("criteria-side-by-side.xlsx", "two halves of one table beside each other")
def _side_by_side() -> Page:
    page = criteria(Page("群众测评"), people=NAMES[:3])
    return criteria(page, left=7, people=NAMES[3:], first=2)


@CRITERIA.fixture(
    "criteria-one-below-another.xlsx", "a table per rater under each other, 评价人:… above each"
)
def _below_another() -> Page:
    page = Page("领导点评")
    for place, rater in enumerate(("王书记", "李院长")):
        top = 1 + 9 * place
        page.put(f"A{top}", f"评价人:{rater}")
        criteria(page, top=top + 1, first=place)
        for row in range(top + 2, top + 7):
            for column in range(2, 5):
                old = page.ratings[row, column]
                page.ratings[row, column] = type(old)(**{**old.__dict__, "rater": rater})
    return page


def _inflated(file: File) -> None:
    grey = PatternFill("solid", fgColor="DDDDDD")
    file["群众测评"].cell(1_048_576, 1).fill = grey
    file["群众测评"].cell(3, 16_384).fill = grey


@CRITERIA.fixture(
    "criteria-inflated-range.xlsx",
    "a range that reaches to the last row and column",
    change=_inflated,
)
def _inflated_range() -> Page:
    return criteria(Page("群众测评"))


@CRITERIA.fixture("criteria-hidden-row-and-column.xlsx", "a hidden row and column: read, and said")
def hidden_parts() -> Page:
    page = criteria(Page("群众测评"))
    page.hidden_rows, page.hidden_columns = [4], ["C"]
    page.says("hidden_cells", "4")
    page.says("hidden_cells", "C")
    return page


@CRITERIA.fixture("criteria-hidden-sheet.xlsx", "a hidden sheet with marks: read, and said")
def _hidden_sheet() -> Sequence[Page]:
    page = criteria(Page("群众测评"))
    page.hidden = True
    page.says("hidden_sheet")
    return [criteria(Page("自评")), page]


@CRITERIA.fixture("criteria-empty-sheets.xlsx", "Sheet2 and Sheet3 are empty")
def _empty_sheets() -> Sequence[Page]:
    return [criteria(Page("群众测评")), Page("Sheet2"), Page("Sheet3")]


def _days(file: File) -> None:
    for row in range(2, 7):
        file["群众测评"].cell(row, 6, datetime.date(2012, 6, 14 + row))


@CRITERIA.fixture(
    "criteria-dates-of-1904.xlsx",
    "a workbook that counts its days from 1904",
    epoch_1904=True,
    change=_days,
)
def _1904() -> Page:
    page = criteria(Page("群众测评"))
    page.put("F1", "测评时间")
    return page


@CRITERIA.fixture("criteria-marks-as-words.xlsx", "numbers and words in one column")
def _mixed() -> Page:
    page = criteria(Page("群众测评"))
    page.instead("B2", "优秀", 95, "优秀")
    page.instead("C4", "一般", 75, "一般")
    return page


@CRITERIA.fixture("criteria-one-mark.xlsx", "one column 评分: a mark for the whole")
def _one_mark() -> Page:
    return criteria(Page("群众测评"), heads={"": "评分"})


@CRITERIA.fixture("criteria-serial-numbers.xlsx", "a column 序号 in front and 部门, 职务 between")
def _serial() -> Page:
    page = criteria(Page("群众测评"), left=2)
    page.put("A1", "序号")
    for row in range(2, 7):
        page.put(f"A{row}", row - 1)
    return page
