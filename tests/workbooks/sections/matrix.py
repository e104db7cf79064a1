"""Matrices: raters down and subjects across, or turned, and what stands around them."""

from collections.abc import Sequence

from openpyxl import Workbook as File
from openpyxl.styles import Font

from tests.workbooks.fixtures import Register
from tests.workbooks.pages import (
    FULL,
    LEADERS,
    NAMES,
    USUAL,
    WORDS,
    Page,
    criteria,
    matrix,
    number,
    of,
)
from tests.workbooks.turning import on_its_side

MATRIX = Register("1 matrix")
OUTSIDE = ("王书记", "李院长", "赵主任")


@MATRIX.fixture("matrix-raters-down.xlsx", "raters down, subjects across, own cells empty")
def _raters_down() -> Page:
    return matrix(Page("互评"))


@MATRIX.fixture("matrix-turned.xlsx", "subjects down, raters across, as the corner says")
def _turned() -> Page:
    return matrix(Page("互评"), corner="被测评人\\评价人", turned=True)


@MATRIX.fixture("matrix-own-marks.xlsx", "own marks on the diagonal: said, not counted")
def _own_marks() -> Page:
    page = matrix(Page("互评"))
    for place in range(2, 7):
        page.cells[place, place] = 99
        page.says("own_mark", f"{'ABCDEFG'[place - 1]}{place}")
    return page


@MATRIX.fixture("matrix-words.xlsx", "words of the scale in the cells")
def _words() -> Page:
    return matrix(Page("互评"), shown=of(WORDS))


@MATRIX.fixture("matrix-own-cells-crossed-out.xlsx", "— and / in the own cells")
def _crossed_out() -> Page:
    page = matrix(Page("互评"))
    for place in range(2, 7):
        page.cells[place, place] = "—" if place % 2 else "/"
    return page


@MATRIX.fixture("matrix-starts-anywhere.xlsx", "the table begins at D8 below a title and lines")
def _anywhere() -> Page:
    page = Page("互评")
    page.put("D3", "第三党支部党员互评表")
    page.put("D5", "单位:第三党支部", None, None, "时间:2012年6月20日")
    page.merged = ["D3:I3"]
    return matrix(page, top=8, left=4)


@MATRIX.fixture("matrix-blank-rows-and-columns.xlsx", "blank rows and columns inside the table")
def _blank_inside() -> Page:
    page = Page("互评")
    whole = matrix(Page("互评"))
    for (row, column), value in whole.cells.items():
        page.cells[row + (row > 3), column + (column > 4)] = value
    for (row, column), rating in whole.ratings.items():
        place = row + (row > 3), column + (column > 4)
        page.mark(
            *place, (whole.cells[row, column], rating.points, ""), rating.subject, "", rating.rater
        )
    return page


@MATRIX.fixture("matrix-outside-raters.xlsx", "raters who are on no roster: the leaders")
def _outside() -> Page:
    return matrix(Page("领导点评"), raters=OUTSIDE)


@MATRIX.fixture("matrix-outside-raters-turned.xlsx", "subjects down, leaders across, corner 姓名")
def _outside_turned() -> Page:
    page = matrix(Page("领导点评"), raters=OUTSIDE, corner="姓名", turned=True)
    page.says("raters_assumed", "B1", may=True)
    return page


@MATRIX.fixture("matrix-totals.xlsx", "a column 平均分 and a row 合计: no marks")
def _totals() -> Page:
    page = matrix(Page("互评"))
    page.cells[1, 7] = "平均分"
    page.put("A7", "合计")
    for place in range(2, 7):
        row = [v for (r, c), v in page.cells.items() if r == place and 1 < c < 7]
        column = [v for (r, c), v in page.cells.items() if c == place and 1 < r < 7]
        page.cells[place, 7] = round(sum(map(int, map(str, row))) / len(row), 2)
        page.cells[7, place] = sum(map(int, map(str, column)))
    return page


@MATRIX.fixture("matrix-empty-corner.xlsx", "nothing in the corner: the direction is said")
def _empty_corner() -> Page:
    page = matrix(Page("互评"), corner=None)
    page.says("direction_assumed", "A1")
    return page


@MATRIX.fixture(
    "matrix-merged-headings.xlsx", "被测评人 merged over the names, 评价人 down two rows"
)
def _merged_headings() -> Page:
    page = matrix(Page("互评"), top=2, corner=None)
    page.put("A1", "评价人", "被测评人")
    page.merged = ["A1:A2", "B1:F1"]
    return page


@MATRIX.fixture("matrix-sheet-per-criterion.xlsx", "one matrix per criterion, each on a sheet")
def _per_criterion() -> Sequence[Page]:
    return [
        matrix(Page(f"互评-{label}", "peer"), criterion=key, shown=_moved(place))
        for place, (key, label) in enumerate(USUAL.items())
    ]


def _moved(by: int):
    return lambda rater, subject, _, full=100: number(rater, subject, by, full)


@MATRIX.fixture("matrix-missing-rater.xlsx", "a rater who handed nothing in: said once")
def _missing_rater() -> Page:
    page = matrix(Page("互评"))
    for column in range(2, 7):
        if column != 4:
            page.drop(f"{'ABCDEF'[column - 1]}4")
            del page.cells[4, column]
    page.says("rater_without_marks", "B4")
    return page


@MATRIX.fixture("matrix-left-out.xlsx", "a rater who left one subject out: no mark, and said")
def _left_out() -> Page:
    page = matrix(Page("互评"))
    page.drop("C2")
    del page.cells[2, 3]
    page.says("ballots_missing", "C2")
    return page


@MATRIX.fixture("matrix-same-mark.xlsx", "a rater who gives everybody the same: counted, and said")
def _same_mark() -> Page:
    page = matrix(Page("互评"))
    for letter in "BCEF":
        page.instead(f"{letter}4", 90, 90.0)
    page.says("same_mark_for_all", "B4")
    return page


def _formulas(file: File) -> None:
    sheet = file["互评"]
    for row in sheet.iter_rows(min_row=2, min_col=2, max_row=6, max_col=6):
        for cell in row:
            if cell.value is not None:
                cell.value = f"={cell.value}+0"
    sheet["A1"].font = Font(bold=True)


@MATRIX.fixture(
    "matrix-formulas.xlsx",
    "every mark a formula with its stored result",
    change=_formulas,
    office=True,
)
def _with_formulas() -> Page:
    return matrix(Page("互评"))


@MATRIX.fixture("matrix-signatures-below.xlsx", "说明, 监票人 and 日期 below the table")
def _signatures() -> Page:
    page = matrix(Page("互评"))
    page.put("A8", "说明:满分100分,请在空格内打分。")
    page.put("A9", "监票人:", None, "计票人:", None, "2012年6月20日")
    return page


@MATRIX.fixture("matrix-raters-by-number.xlsx", "ballots by number in place of raters' names")
def _numbers() -> Page:
    page = matrix(Page("群众测评"), raters=("1", "2", "3", "4"), corner="票号\\姓名")
    for row in range(2, 6):
        page.cells[row, 1] = row - 1
    return page


@MATRIX.fixture("matrix-criteria-down.xlsx", "criteria down, subjects across, the corner says 姓名")
def _criteria_down() -> Page:
    return on_its_side(criteria(Page("自评")))


@MATRIX.fixture("matrix-criteria-down-one-rater.xlsx", "the same, an empty corner, 评价人:… above")
def _criteria_down_of_one() -> Page:
    page = Page("领导点评")
    page.put("A1", "评价人:王书记")
    page.put("B2", *NAMES)
    for place, name in enumerate(NAMES):
        for line, (key, label) in enumerate(LEADERS.items()):
            page.put(f"A{3 + line}", label)
            mark = number(0, place, line, FULL[key])
            page.mark(3 + line, 2 + place, mark, name, key, "王书记")
    return page


@MATRIX.fixture("matrix-means-beside.xlsx", "means of bodies in rows and a column: no people")
def _means_beside() -> Page:
    page = matrix(Page("领导点评"), raters=OUTSIDE)
    below = 2 + len(OUTSIDE)
    page.put(f"A{below}", "教师平均分", 88, 87, 86, 85, 84)
    page.put(f"A{below + 1}", "等次", "优秀", "优秀", "良好", "良好", "一般")
    page.put("G1", "领导平均", *[None] * len(NAMES))
    for row in range(2, below):
        page.put(f"G{row}", 86.5)
    page.says("column_not_read", "G1")
    return page
