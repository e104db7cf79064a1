"""Tallies: a column of votes per word, and what became of the rest."""

from tests.workbooks.fixtures import Register
from tests.workbooks.pages import NAMES, NUMBER, USUAL, WORDS, Fault, Page, Rating
from tests.workbooks.turning import on_its_side
from tests.workbooks.voting import tally, votes_for

TALLY = Register("3 tally")


def _unseen(page: Page, word: str, count: int) -> None:
    """Expect votes without points that follow from the numbers beside the words."""
    for name in NAMES:
        page.unseen.append(Rating(page.source, "", page.group, NUMBER[name], "", None, word, count))


@TALLY.fixture("tally-plain.xlsx", "a column of votes per word")
def _plain() -> Page:
    return tally(Page("群众测评"))


@TALLY.fixture("tally-units-in-cells.xlsx", "“12票”, “3 票” and a blank for none")
def _units() -> Page:
    page = tally(Page("群众测评"))
    for row in range(2, 7):
        page.cells[row, 2] = f"{page.cells[row, 2]}票"
        page.cells[row, 4] = f"{page.cells[row, 4]} 票"
    page.put("A2", NAMES[0])
    page.cells.pop((2, 5))
    del page.ratings[2, 5]
    return page


@TALLY.fixture(
    "tally-issued-returned-valid.xlsx", "发出 25, 收回 22, 有效 20: the rest is reckoned"
)
def _counted() -> Page:
    page = tally(Page("群众测评"), after=("发出票数", "收回票数", "有效票数"))
    page.beside("F", 25, 22, 20)
    _unseen(page, "未收回", 3)
    _unseen(page, "废票", 2)
    return page


@TALLY.fixture("tally-line-above.xlsx", "发出 25 张,收回 22 张,有效 20 张 in a line above")
def _line() -> Page:
    page = tally(Page("群众测评"), top=3)
    page.put("A1", "第三党支部群众测评统计表")
    page.put("A2", "发出测评票25张,收回22张,其中有效票20张")
    _unseen(page, "未收回", 3)
    _unseen(page, "废票", 2)
    return page


@TALLY.fixture("tally-abstentions.xlsx", "弃权 and 不了解 beside the words, all within 有效 26")
def _abstained() -> Page:
    page = tally(Page("群众测评"), after=("弃权", "不了解", "有效票"))
    for place, name in enumerate(NAMES):
        page.votes(2 + place, 6, 4, name, "弃权")
        page.votes(2 + place, 7, 2, name, "不了解")
        page.put(f"H{2 + place}", 26)
    return page


@TALLY.fixture("tally-percent-rows.xlsx", "rows 票数 and 百分比 in turn, the name merged over both")
def _percent_rows() -> Page:
    page = Page("群众测评")
    page.put("A1", "姓名", "统计", *WORDS)
    for place, name in enumerate(NAMES):
        row = 2 + 2 * place
        page.put(f"A{row}", name, "票数")
        page.put(f"B{row + 1}", "百分比")
        page.merged.append(f"A{row}:A{row + 1}")
        votes_for(page, row, 3, place, name)
        for column in range(3, 7):
            page.cells[row + 1, column] = f"{5 * int(str(page.cells[row, column]))}%"
    return page


@TALLY.fixture(
    "tally-two-tables-side-by-side.xlsx", "two tallies beside each other, each with its names"
)
def _two_tables() -> Page:
    page = tally(Page("群众测评"), people=NAMES[:3])
    return tally(page, left=7, people=NAMES[3:], total=30)


@TALLY.fixture("tally-words-under-criteria.xlsx", "the words under each criterion")
def _under_criteria() -> Page:
    page = Page("群众测评")
    page.put("A1", "姓名")
    page.merged = ["A1:A2"]
    for place, (key, label) in enumerate(USUAL.items()):
        left = 2 + 4 * place
        page.cells[1, left] = label
        page.merged.append(f"{_letter(left)}1:{_letter(left + 3)}1")
        page.put(f"{_letter(left)}2", *WORDS)
        for line, name in enumerate(NAMES):
            votes_for(page, 3 + line, left, line, name, criterion=key, total=20 + place)
    for line, name in enumerate(NAMES):
        page.cells[3 + line, 1] = name
    return page


def _letter(column: int) -> str:
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[column - 1]


@TALLY.fixture("tally-criteria-down.xlsx", "测评项目 down, the words across, names merged")
def _criteria_down() -> Page:
    page = Page("群众测评")
    page.put("A1", "姓名", "测评项目", *WORDS)
    row = 2
    for place, name in enumerate(NAMES):
        page.merged.append(f"A{row}:A{row + 3}")
        page.put(f"A{row}", name)
        for line, (key, label) in enumerate(USUAL.items()):
            page.put(f"B{row}", label)
            votes_for(page, row, 3, place, name, criterion=key, total=20 + line)
            row += 1
    return page


@TALLY.fixture("tally-votes-that-do-not-add.xlsx", "19 votes for words of 20 valid ones: said")
def _not_adding() -> Page:
    page = tally(Page("群众测评"), after=("有效票数",))
    page.beside("F", 20)
    page.votes(4, 3, 4, NAMES[2], "良好", "", 85)
    page.says("votes_do_not_add", "B4")
    return page


@TALLY.fixture("tally-returned-over-issued.xlsx", "more ballots returned than issued: refused")
def _over() -> Page:
    page = tally(Page("群众测评"), after=("发出票数", "收回票数"))
    page.beside("F", 20, 20)
    page.put("G4", 21)
    page.says("returned_over_issued", "G4")
    return page


@TALLY.fixture("tally-not-a-count.xlsx", "2.5 votes and “若干”: refused")
def _no_count() -> Page:
    page = tally(Page("群众测评"))
    page.refuse("C3", 2.5, "not_a_count")
    page.refuse("D5", "若干", "not_a_count")
    return page


@TALLY.fixture("tally-subject-twice.xlsx", "the same subject in two rows: the second is refused")
def _twice() -> Page:
    page = tally(Page("群众测评"), people=(*NAMES, NAMES[1]))
    page.drop("B7", "C7", "D7", "E7")
    page.says("name_twice", "A7")
    return page


@TALLY.fixture("tally-wrong-total.xlsx", "总票数 that contradicts the words: said")
def _wrong_total() -> Page:
    page = tally(Page("群众测评"), after=("总票数",))
    page.beside("F", 20)
    page.put("F5", 21)
    page.says("total_differs", "F5")
    return page


@TALLY.fixture("tally-without-votes.xlsx", "a subject in whose row nothing stands: said")
def _unmarked() -> Page:
    page = tally(Page("群众测评"))
    page.drop("B4", "C4", "D4", "E4")
    for column in range(2, 6):
        del page.cells[4, column]
    page.says("subject_without_marks", "A4")
    return page


@TALLY.fixture("tally-two-bodies.xlsx", "教师 and 学生 beside each other, each with its words")
def _two_bodies() -> Page:
    page = Page("群众测评")
    page.put("A1", "姓名", "教师代表", None, None, None, "学生代表")
    page.put("B2", *WORDS, *WORDS)
    page.merged = ["A1:A2", "B1:E1", "F1:I1"]
    for place, name in enumerate(NAMES):
        page.cells[3 + place, 1] = name
        for body, group in enumerate(("教师", "学生")):
            page.group = group
            votes_for(page, 3 + place, 2 + 4 * body, place, name, total=20 + 10 * body)
    page.group = ""
    return page


@TALLY.fixture("tally-turned.xlsx", "words down, subjects across, 等次 in the corner")
def _turned() -> Page:
    page = on_its_side(tally(Page("群众测评")))
    page.put("A1", "等次")
    return page


@TALLY.fixture(
    "tally-turned-name-in-corner.xlsx", "words down, subjects across, the corner says 姓名"
)
def _turned_named() -> Page:
    return on_its_side(_abstained())


@TALLY.fixture("tally-turned-below-a-title.xlsx", "words down from C5 on, an empty corner, a title")
def _turned_below() -> Page:
    page = on_its_side(tally(Page("群众测评"), top=3, left=5))
    page.put("A1", "第三党支部群众测评统计表")
    page.put("A2", "发出测评票25张,收回22张,其中有效票20张")
    del page.cells[5, 3]
    _unseen(page, "未收回", 3)
    _unseen(page, "废票", 2)
    return page


@TALLY.fixture("tally-turned-words-under-criteria.xlsx", "the words of each criterion down")
def _turned_criteria() -> Page:
    return on_its_side(_under_criteria())


@TALLY.fixture(
    "tally-turned-two-bodies.xlsx", "教师 and 学生 below each other, each with its words"
)
def _turned_bodies() -> Page:
    return on_its_side(_two_bodies())


@TALLY.fixture("tally-turned-faults.xlsx", "turned: a name misspelt, votes that do not add")
def _turned_faults() -> Page:
    page = on_its_side(_not_adding())
    page.put("B1", "张远凡")
    page.drop("B2", "B3", "B4", "B5")
    page.says("unknown_name", "B1")
    page.faults.append(Fault("subjects_missing", page.name))
    return page


@TALLY.fixture("tally-strange-words.xlsx", "满意 and 不满意, which the scheme has not: asked about")
def _strange_words() -> Page:
    page = tally(Page("群众测评"))
    page.put("B1", "非常满意", "满意", "基本满意", "不满意")
    page.drop(*(f"{letter}{row}" for letter in "BCDE" for row in range(2, 7)))
    for letter in "BCDE":
        page.says("unknown_word", f"{letter}1")
    for row in range(2, 7):
        page.says("subject_without_marks", f"A{row}")
    return page
