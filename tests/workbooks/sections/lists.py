"""Long lists, one file per rater, and workbooks with several sheets."""

from collections.abc import Sequence
from dataclasses import replace

from tests.workbooks.fixtures import Fixture, Register
from tests.workbooks.pages import NAMES, Fault, Page, criteria, long_list, matrix
from tests.workbooks.voting import tally

LONG = Register("7 long list")
RATERS = Register("6 one file per rater")
WORKBOOK = Register("8 sheet per source")
NO_TABLE = Fault("no_table", "workbook-without-a-table.xlsx")


@LONG.fixture("long-plain.xlsx", "rater, subject, criterion, mark")
def _plain() -> Page:
    return long_list(Page("互评"))


@LONG.fixture("long-columns-in-any-order.xlsx", "mark first, rater last, 工号 and 序号 between")
def _order() -> Page:
    columns = ("评分", "测评项目", "工号", "姓名", "评价人")
    return long_list(Page("互评"), columns=columns)


@LONG.fixture("long-merged-cells.xlsx", "rater and subject merged over their rows")
def _merged() -> Page:
    page = long_list(Page("互评"), raters=NAMES[:1])
    page.merged = ["A2:A17", *(f"B{row}:B{row + 3}" for row in range(2, 18, 4))]
    for row in range(3, 18):
        del page.cells[row, 1]
        if (row - 2) % 4:
            del page.cells[row, 2]
    page.says("subjects_missing")
    return page


@LONG.fixture("long-without-criteria.xlsx", "rater, subject, mark: for the whole")
def _whole() -> Page:
    columns = ("评价人", "姓名", "评分")
    return long_list(Page("互评"), columns=columns, heads={"": ""}, raters=NAMES)


@LONG.fixture("long-blank-mark.xlsx", "a row without a mark among others of its ballot: said")
def _blank() -> Page:
    page = long_list(Page("互评"))
    page.blank("D4")
    return page


@LONG.fixture("long-second-ballot.xlsx", "the same rater for the same subject again: refused")
def _second() -> Page:
    page = long_list(Page("互评"))
    last = max(row for row, _ in page.cells)
    for line in range(4):
        for column in range(1, 4):
            page.cells[last + 1 + line, column] = page.cells[2 + line, column]
        page.cells[last + 1 + line, 4] = 60 + line
    page.says("duplicate_ballot", f"B{last + 1}")
    return page


@LONG.fixture("long-unknown-criterion.xlsx", "a criterion that the scheme has not: refused")
def _unknown() -> Page:
    page = long_list(Page("互评"))
    page.cells[3, 3] = "廉"
    page.drop("D3")
    page.says("unknown_criterion", "C3")
    return page


@LONG.fixture("long-source-in-a-column.xlsx", "测评主体 in a column: four sources in one list")
def _source_column() -> Page:
    page = Page("汇总")
    page.put("A1", "测评主体", "评价人", "姓名", "评分")
    row = 2
    for source, text, raters in (
        ("self", "个人自评", NAMES),
        ("peer", "党员互评", NAMES[:2]),
        ("leader", "领导点评", ("王书记",)),
        ("mass", "群众测评", ("代表甲", "代表乙")),
    ):
        page.source = source
        for place, rater in enumerate(raters):
            for line, name in enumerate(NAMES):
                if (rater == name) != (source == "self"):
                    continue
                points = 71 + (5 * place + 7 * line) % 28
                page.put(f"A{row}", text, rater, name)
                page.mark(row, 4, (points, points, ""), name, "", rater)
                row += 1
    return page


@RATERS.fixture("rater-in-a-line.xlsx", "评价人:林晓禾 above a criteria sheet", source="peer")
def _in_a_line() -> Page:
    page = Page("互评")
    page.put("A1", "评价人:林晓禾")
    people = [name for name in NAMES if name != "林晓禾"]
    criteria(page, top=2, people=people)
    page.ratings = {at: replace(one, rater="林晓禾") for at, one in page.ratings.items()}
    page.says("subjects_missing")
    return page


@RATERS.fixture(
    "rater-in-the-file-name.xlsx",
    "互评(林晓禾).xlsx: the roster knows the name",
    read_as="互评(林晓禾).xlsx",
)
def _in_the_name() -> Page:
    people = [name for name in NAMES if name != "林晓禾"]
    page = criteria(Page("Sheet1", "peer"), people=people)
    page.ratings = {at: replace(one, rater="林晓禾") for at, one in page.ratings.items()}
    page.says("subjects_missing")
    page.says("rater_in_file_name")
    return page


@RATERS.fixture("rater-in-a-column.xlsx", "a column 评价人 that names one rater throughout")
def _in_a_column() -> Page:
    return criteria(Page("领导点评"), raters=("王书记",))


def _parts() -> list[Fixture]:
    parts = []
    for place, rater in enumerate(NAMES[:2]):
        people = [name for name in NAMES if name != rater]
        page = criteria(Page("Sheet1", "peer"), people=people, first=place)
        page.ratings = {at: replace(one, rater=rater) for at, one in page.ratings.items()}
        page.says("subjects_missing")
        page.says("rater_in_file_name")
        parts.append(Fixture(f"互评-{rater}.xlsx", "6 one file per rater", "", [page]))
    return parts


@RATERS.fixture(
    "one-file-per-rater.zip", "two files of two raters make two ballots each", parts=_parts()
)
def _three_files() -> None:
    return None


@WORKBOOK.fixture("workbook-sheet-per-source.xlsx", "自评, 互评, 领导点评, 群众测评: four layouts")
def _per_source() -> Sequence[Page]:
    return [
        criteria(Page("自评")),
        matrix(Page("互评")),
        criteria(Page("领导点评"), raters=("王书记", "李院长")),
        tally(Page("群众测评")),
    ]


@WORKBOOK.fixture("workbook-sheet-per-class.xlsx", "群众测评-1班 and 群众测评-2班: ballots add up")
def _per_class() -> Sequence[Page]:
    return [
        criteria(Page("群众测评-1班", "mass")),
        criteria(Page("群众测评-2班", "mass"), first=3, people=NAMES[::-1]),
    ]


@WORKBOOK.fixture(
    "workbook-line-names-the-source.xlsx", "测评主体:… above the table, sheets named Sheet1 …"
)
def _line() -> Sequence[Page]:
    pages = []
    for place, (source, text) in enumerate({"mass": "群众测评", "leader": "领导点评"}.items(), 1):
        page = Page(f"Sheet{place}", source)
        page.put("A1", f"测评主体:{text}")
        pages.append(criteria(page, top=3))
    return pages


@WORKBOOK.fixture(
    "workbook-group-in-the-sheet-name.xlsx", "群众测评(学生): the sheet names the group"
)
def _group() -> Sequence[Page]:
    return [
        criteria(Page("群众测评(学生)", "mass", "学生")),
        criteria(Page("群众测评(教师)", "mass", "教师"), first=2),
    ]


@WORKBOOK.fixture("workbook-source-not-said.xlsx", "nothing says who assesses: asked, not guessed")
def _unsaid() -> Page:
    page = criteria(Page("Sheet1", "mass"))
    page.ratings.clear()
    page.says("source_unknown")
    return page


@WORKBOOK.fixture(
    "workbook-source-chosen.xlsx", "nothing says who assesses, the secretary does", source="mass"
)
def _chosen() -> Page:
    return criteria(Page("Sheet1", "mass"))


@WORKBOOK.fixture(
    "workbook-notes-beside.xlsx", "a sheet 说明 with text and one with numbers: the latter is said"
)
def _notes() -> Sequence[Page]:
    notes, plan = Page("说明"), Page("经费")
    notes.put("A1", "一、请在收到表后三日内交回。")
    notes.put("A2", "二、满分100分。")
    for row in range(1, 5):
        plan.put(f"A{row}", f"活动{row}", 100 * row, 20 + row)
    plan.says("sheet_not_read")
    return [notes, plan, criteria(Page("群众测评"))]


@WORKBOOK.fixture("workbook-without-a-table.xlsx", "no table at all: said", faults=[NO_TABLE])
def _nothing() -> Page:
    page = Page("Sheet1")
    page.put("A1", "本学期未开展测评。")
    return page


@WORKBOOK.fixture("workbook-table-twice.xlsx", "the same named ballots on two sheets: refused")
def _twice() -> Sequence[Page]:
    first, second = matrix(Page("互评")), matrix(Page("互评(2)", "peer"))
    second.ratings.clear()
    second.says("table_twice")
    return [first, second]
