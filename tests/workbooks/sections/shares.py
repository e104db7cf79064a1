"""Percentages in place of votes, and finished scores."""

from itertools import product

from openpyxl import Workbook as File

from tests.workbooks.fixtures import Register
from tests.workbooks.pages import NAMES, SHEETS, USUAL, Page
from tests.workbooks.turning import on_its_side
from tests.workbooks.voting import tally

PERCENT = Register("9 percentages")
FINISHED = Register("10 finished scores")


def _shares(page: Page, total: int, form: str = "{:g}%", left: int = 2, top: int = 1) -> Page:
    """Put percentages in place of the votes of a tally of `total` votes."""
    for (row, column), value in list(page.cells.items()):
        if row > top and left <= column < left + 4:
            page.cells[row, column] = form.format(100 * float(str(value)) / total)
    return page


@PERCENT.fixture("percent-with-valid-votes.xlsx", "得票率 per word and a column 有效票数")
def _with_votes() -> Page:
    page = _shares(tally(Page("群众测评"), after=("有效票数",)), 20)
    page.beside("F", 20)
    return page


@PERCENT.fixture(
    "percent-with-line.xlsx", "得票率 merged above the words, 收回有效票 20 张 in a line"
)
def _with_line() -> Page:
    page = _shares(tally(Page("群众测评"), top=3), 20, top=3)
    page.put("A1", "有效票20张")
    page.put("B2", "得票率")
    page.put("A2", "姓名")
    del page.cells[3, 1]
    page.merged = ["A2:A3", "B2:E2"]
    return page


def _as_percent(file: File) -> None:
    sheet = file["群众测评"]
    for row in sheet.iter_rows(min_row=2, min_col=2, max_row=6, max_col=5):
        for cell in row:
            cell.value = float(str(cell.value)) / 100
            cell.number_format = "0.00%"


@PERCENT.fixture("percent-as-formatted-numbers.xlsx", "0.55 shown as 55.00%", change=_as_percent)
def _formatted() -> Page:
    page = _shares(tally(Page("群众测评"), after=("有效票数",)), 20, "{:g}")
    page.beside("F", 20)
    return page


@PERCENT.fixture("percent-rounded.xlsx", "13 of 21 votes as 61.9%: whole again within the rounding")
def _rounded() -> Page:
    page = _shares(tally(Page("群众测评"), total=21, after=("有效票数",)), 21, "{:.1f}%")
    page.beside("F", 21)
    return page


@PERCENT.fixture("percent-without-votes.xlsx", "no number of votes anywhere: asked for")
def _without_votes() -> Page:
    page = _shares(tally(Page("群众测评")), 20)
    page.drop(*(f"{letter}{row}" for letter in "BCDE" for row in range(2, 7)))
    page.says("votes_unknown", "B2")
    return page


@PERCENT.fixture("percent-not-adding.xlsx", "percentages that add to 95: said")
def _not_hundred() -> Page:
    page = _shares(tally(Page("群众测评"), after=("有效票数",)), 20)
    page.beside("F", 20)
    page.votes(4, 3, 4, NAMES[2], "良好", "", 85)
    page.cells[4, 3] = "20%"
    page.says("shares_do_not_add", "B4")
    return page


@PERCENT.fixture(
    "percent-turned.xlsx", "percentages down, subjects across, 有效票数 in the last row"
)
def _turned() -> Page:
    return on_its_side(_with_votes())


def _finished(*titles: str) -> Page:
    page = Page("得分汇总")
    page.put("A1", "姓名", *titles)
    return page


@FINISHED.fixture(
    "finished-per-source.xlsx", "自评得分, 互评得分, 点评得分, 测评得分 and the final score"
)
def _per_source() -> Page:
    page = _finished("自评得分", "互评得分", "领导点评得分", "群众测评得分", "最终得分")
    weights = {"self": 10, "peer": 30, "leader": 30, "mass": 30}
    for place, name in enumerate(NAMES):
        row, total = 2 + place, 0.0
        page.cells[row, 1] = name
        for offset, (source, weight) in enumerate(weights.items()):
            points = 80 + (3 * place + 5 * offset) % 17 + 0.5
            page.source = source
            page.mark(row, 2 + offset, (points, points, ""), name, "", "")
            total += points * weight / 100
        page.cells[row, 6] = round(total, 2)
    page.says("ballots_unknown", "C1")
    return page


@FINISHED.fixture("finished-wrong-total.xlsx", "a final score that contradicts its parts: said")
def _wrong_final() -> Page:
    page = _per_source()
    page.cells[4, 6] = 99.99
    page.says("total_differs", "F4")
    return page


@FINISHED.fixture("finished-mean-of-a-source.xlsx", "a sheet 互评 with one column 平均分")
def _mean() -> Page:
    page = Page("互评")
    page.put("A1", "姓名", "平均分")
    for place, name in enumerate(NAMES):
        points = 80 + 3.25 * place
        page.cells[2 + place, 1] = name
        page.mark(2 + place, 2, (points, points, ""), name, "", "")
    page.says("ballots_unknown", "B1")
    return page


@FINISHED.fixture("finished-turned.xlsx", "a row per source, subjects across")
def _finished_turned() -> Page:
    return on_its_side(_per_source())


@FINISHED.fixture(
    "finished-per-criterion.xlsx", "a row per subject and criterion, a column per source"
)
def _per_criterion() -> Page:
    page = Page("得分汇总")
    sources = ("self", "peer", "mass")
    page.put("A1", "姓名", "测评项目", *map(SHEETS.__getitem__, sources))
    for place, (name, key) in enumerate(product(NAMES, USUAL)):
        row = 2 + place
        page.put(f"A{row}", name if key == "virtue" else None, USUAL[key])
        for offset, source in enumerate(sources):
            points = 80 + (3 * place + 5 * offset) % 17 + 0.5
            page.source = source
            page.mark(row, 3 + offset, (points, points, ""), name, key, "")
    page.says("ballots_unknown", "D1")
    return page
