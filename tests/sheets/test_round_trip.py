"""Whatever ratings are written in whatever layout are read again as they were."""

from collections import defaultdict
from collections.abc import Callable, Sequence

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from cxzy.core.scheme import load_scheme
from cxzy.sheets.roster_file import read_roster
from cxzy.sheets.sheet import read_sheet
from tests.sheets.fixture_answers import FOLDER, SCHEME, Ballots, difference
from tests.workbooks.files import as_text, by_openpyxl
from tests.workbooks.fixtures import Fixture
from tests.workbooks.pages import LETTERS, NAMES, WORDS, Page, Shown, criteria, long_list, matrix
from tests.workbooks.sections.ticks import ballot, ticks
from tests.workbooks.voting import tally

Marks = Callable[..., Shown]
RATERS = ("王书记", "李院长", "赵主任", "孙处长")
COLUMNS = ("评价人", "姓名", "工号", "测评项目", "评分")
usual = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
numbers = st.integers(0, 1000)
words = st.sampled_from([WORDS, LETTERS])


@st.composite
def marks(draw: st.DrawFn, *, blanks: bool = True) -> Marks:
    """Draw what stands in the cells: numbers, words of one scale, and blanks among them."""
    scale = draw(words)
    seed = draw(st.randoms(use_true_random=False))
    drawn: dict[tuple[int, int, int], Shown] = {}
    share = draw(st.sampled_from([0, 0.2])) if blanks else 0.0

    def shown(rater: int, subject: int, criterion: int, full: int = 100) -> Shown:
        key = rater, subject, criterion
        if key not in drawn:
            per_mille, word = seed.randrange(1001), seed.choice(list(scale))
            value = full * per_mille / 1000
            kinds = [(value, per_mille / 10, ""), (word, scale[word], word)]
            drawn[key] = (None, None, "") if seed.random() < share else seed.choice(kinds)
        return drawn[key]

    return shown


people = st.lists(st.sampled_from(NAMES), min_size=2, unique=True)
raters = st.lists(st.sampled_from(RATERS), min_size=2, unique=True)
places = st.tuples(st.integers(1, 6), st.integers(1, 4))


def ballots(page: Page) -> Ballots:
    """Return the ratings of a page by rater; a ballot without any mark is none."""
    filled = {(o.rater, o.subject) for o in page.all_ratings() if o.points is not None or o.word}
    found: defaultdict[str, list] = defaultdict(list)
    for one in page.all_ratings():
        if (one.rater, one.subject) in filled:
            row = (one.source, one.group, one.subject, one.criterion)
            rater = f"{one.source} {one.rater}" if one.rater else ""
            found[rater].append((*row, one.points, one.word, one.count, one.cell))
    return found


def comes_back(page: Page, content: bytes, name: str = "测评.xlsx") -> None:
    """Assert that a file is understood as what was written into it, with nothing that blocks."""
    roster = read_roster(FOLDER / "roster.xlsx")
    sheet = read_sheet(content, load_scheme(SCHEME), name, roster=roster)
    assert difference(ballots(page), [sheet]) == []
    assert [problem for problem in sheet.problems if problem.blocks] == []


def workbook(page: Page) -> bytes:
    return by_openpyxl(Fixture("x.xlsx", "", "", [page]))


@usual
@given(marks=marks(), people=people, raters=raters, place=places, turned=st.booleans())
def test_a_matrix(
    marks: Marks, people: Sequence[str], raters: Sequence[str], place: tuple[int, int], turned: bool
) -> None:
    corner = "被测评人\\评价人" if turned else "评价人\\被测评人"
    top, left = place
    page = Page("领导点评")
    matrix(
        page, top=top, left=left, raters=raters, people=people, corner=corner, turned=turned,
        shown=lambda rater, subject, _: marks(rater, subject, 0, 100),
    )  # fmt: skip
    comes_back(page, workbook(page))


@usual
@given(marks=marks(), people=people, raters=raters, place=places, numbered=st.booleans())
def test_a_criteria_sheet(
    marks: Marks,
    people: Sequence[str],
    raters: Sequence[str],
    place: tuple[int, int],
    numbered: bool,
) -> None:
    top, left = place
    page = Page("领导点评")
    criteria(
        page, top=top, left=left, raters=raters, people=people, numbers=numbered, shown=marks
    )  # fmt: skip
    comes_back(page, workbook(page))


@usual
@given(marks=marks(), people=people, order=st.permutations(COLUMNS), raters=raters)
def test_a_long_list(
    marks: Marks, people: Sequence[str], order: Sequence[str], raters: Sequence[str]
) -> None:
    page = long_list(Page("群众测评"), columns=order, raters=raters, people=people, shown=marks)
    comes_back(page, workbook(page))


@usual
@given(people=people, data=st.data(), scale=words)
def test_a_tally(people: Sequence[str], data: st.DataObject, scale: dict[str, int]) -> None:
    page = tally(Page("群众测评"), people=people, words=dict(list(scale.items())[:4]))
    for (row, column), value in list(page.cells.items()):
        if isinstance(value, int):
            count = data.draw(st.integers(0, 30))
            page.ratings.pop((row, column), None)
            word = str(page.cells[1, column])
            page.votes(row, column, count, people[row - 2], word, "", scale[word])
    assume(any(rating.count > 1 for rating in page.ratings.values()))  # ones may be ticks
    comes_back(page, workbook(page))


@usual
@given(people=people, data=st.data(), total=st.integers(1, 400))
def test_percentages_of_a_number_of_votes(
    people: Sequence[str], data: st.DataObject, total: int
) -> None:
    page = tally(Page("群众测评"), people=people, after=("有效票数",))
    for line, name in enumerate(people):
        row, left = 2 + line, total
        for column, (word, points) in enumerate(WORDS.items(), 2):
            last = column == len(WORDS) + 1
            count = left if last else data.draw(st.integers(0, left))
            left -= count
            page.ratings.pop((row, column), None)
            page.votes(row, column, count, name, word, "", points)
            page.cells[row, column] = f"{100 * count / total:.2f}%"
        page.put(f"F{row}", total)
    comes_back(page, workbook(page))


@usual
@given(people=people, scores=st.lists(numbers, min_size=20, max_size=20))
def test_finished_scores(people: Sequence[str], scores: Sequence[int]) -> None:
    page = Page("得分汇总")
    page.put("A1", "姓名", "自评得分", "互评得分", "领导点评得分", "群众测评得分")
    for line, name in enumerate(people):
        page.cells[2 + line, 1] = name
        for place, source in enumerate(("self", "peer", "leader", "mass")):
            page.source = source
            points = scores[4 * line + place] / 10
            page.mark(2 + line, 2 + place, (points, points, ""), name, "", "")
    comes_back(page, workbook(page))


ticked = st.lists(st.integers(0, 3), min_size=20, max_size=20)
signs = st.sampled_from("√✓✔vV●■")
empty = st.sampled_from(["", "○", "□"])


@usual
@given(people=people, ticked=ticked, sign=signs, others=empty)
def test_a_tick_sheet(people: Sequence[str], ticked: Sequence[int], sign: str, others: str) -> None:
    page = ticks(
        Page("群众测评"), people=people, signs=(sign,), others=others,
        chosen=lambda line, criterion: ticked[4 * line + criterion],
    )  # fmt: skip
    comes_back(page, workbook(page))


@usual
@given(people=people, ticked=ticked)
def test_ballots_below_one_another(people: Sequence[str], ticked: Sequence[int]) -> None:
    page = Page("群众测评")
    for line, name in enumerate(people):
        ballot(
            page, 1 + 8 * line, name, "代表甲", line,
            chosen=lambda line, criterion: ticked[4 * line + criterion],
        )  # fmt: skip
    comes_back(page, workbook(page))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@usual
@given(marks=marks(), people=people, raters=raters)
def test_a_text_file(
    encoding: str, marks: Marks, people: Sequence[str], raters: Sequence[str]
) -> None:
    page = long_list(Page("群众测评"), raters=raters, people=people, shown=marks)
    content = as_text(Fixture("x.csv", "", "", [page], encoding=encoding), ",")
    comes_back(page, content, "群众测评.csv")
