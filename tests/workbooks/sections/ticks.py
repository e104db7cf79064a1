"""Tick sheets: the words stand in the headings, a sign in the chosen cell."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from tests.workbooks.fixtures import Register
from tests.workbooks.pages import NAMES, USUAL, WORDS, Page
from tests.workbooks.turning import on_its_side

TICKS = Register("4 tick sheet")
Chosen = Callable[[int, int], int]


def _chosen(line: int, criterion: int) -> int:
    return (line + 2 * criterion) % 4


def _letter(column: int) -> str:
    return chr(64 + column)


def ticks(
    page: Page,
    *,
    top: int = 1,
    signs: Sequence[str] = ("√",),
    people: Sequence[str] = NAMES,
    others: str = "",
    above: str = "",
    chosen: Chosen = _chosen,
) -> Page:
    """Fill in a tick sheet: criteria, under each the words, one sign per subject and criterion."""
    words = top + 1
    if above:
        page.put(f"B{top}", above)
        page.merged.append(f"B{top}:Q{top}")
        words = top + 2
    page.cells[top, 1] = "姓名"
    page.merged.append(f"A{top}:A{words}")
    for place, (key, label) in enumerate(USUAL.items()):
        left = 2 + 4 * place
        page.cells[words - 1, left] = label
        page.merged.append(f"{_letter(left)}{words - 1}:{_letter(left + 3)}{words - 1}")
        for offset, word in enumerate(WORDS):
            page.cells[words, left + offset] = word
        for line, name in enumerate(people):
            row, tick = words + 1 + line, chosen(line, place)
            page.cells[row, 1] = name
            word = list(WORDS)[tick]
            sign = signs[(line + place) % len(signs)]
            rater = f"{page.name}!{row}"
            page.mark(row, left + tick, (sign, WORDS[word], word), name, key, rater)
            for offset in range(4):
                if others and offset != tick:
                    page.cells[row, left + offset] = others
    return page


@TICKS.fixture(
    "ticks-words-under-criteria.xlsx", "√ under the words of each criterion, a ballot a row"
)
def _plain() -> Page:
    return ticks(Page("群众测评"))


@TICKS.fixture("ticks-three-heading-rows.xlsx", "测评项目, then criteria, then words")
def _three() -> Page:
    return ticks(Page("群众测评"), above="测评项目")


@TICKS.fixture("ticks-other-signs.xlsx", "✓ ✔ v V ● ■ as ticks")
def _signs() -> Page:
    return ticks(Page("群众测评"), signs=("✓", "✔", "v", "V", "●", "■"))


@TICKS.fixture("ticks-circles-are-blank.xlsx", "○ in the cells not chosen, ● in the chosen one")
def _circles() -> Page:
    return ticks(Page("群众测评"), signs=("●",), others="○")


@TICKS.fixture("ticks-squares-are-blank.xlsx", "□ in the cells not chosen, √ in the chosen one")
def _squares() -> Page:
    return ticks(Page("群众测评"), others="□")


def _with_ones(page: Page, top: int = 1) -> Page:
    ticks(page, top=top)
    for place in page.ratings:
        page.cells[place] = 1
    return page


@TICKS.fixture("ticks-ones.xlsx", "1 in each chosen cell: ticks or votes, asked and not guessed")
def _ones() -> Page:
    page = _with_ones(Page("群众测评"))
    page.ratings.clear()
    page.says("ticks_or_votes", "B2")
    return page


@TICKS.fixture("ticks-ones-of-a-rater.xlsx", "1 as a tick, below a line 评价人:…")
def _ones_of_a_rater() -> Page:
    page = Page("群众测评")
    page.put("A1", "评价人:代表甲")
    _with_ones(page, top=2)
    page.ratings = {at: replace(one, rater="代表甲") for at, one in page.ratings.items()}
    return page


@TICKS.fixture("ticks-two-void-the-mark.xlsx", "two ticks under one criterion: no mark, and said")
def _two() -> Page:
    page = ticks(Page("群众测评"))
    row = 4
    place = next(at for at in page.ratings if at[0] == row and at[1] < 6)
    other = 2 if place[1] != 2 else 3
    page.cells[row, other] = "√"
    page.ratings[place] = replace(page.ratings[place], points=None, word="废票", cell="")
    page.says("two_ticks", f"{_letter(min(place[1], other))}{row}")
    page.says("two_ticks", f"{_letter(max(place[1], other))}{row}", may=True)
    return page


@TICKS.fixture("ticks-none.xlsx", "no tick under one criterion: a blank mark, and said")
def _none() -> Page:
    page = ticks(Page("群众测评"))
    row = 5
    place = next(at for at in page.ratings if at[0] == row and 6 <= at[1] < 10)
    del page.cells[place]
    page.ratings[place] = replace(page.ratings[place], points=None, word="", cell="")
    page.says("blank_mark", f"F{row}")
    return page


@TICKS.fixture("ticks-one-criterion.xlsx", "the words alone as headings, a named rater a row")
def _one() -> Page:
    page = Page("群众测评")
    page.put("A1", "评价人", "姓名", *WORDS)
    row = 2
    for rater_place, rater in enumerate(("代表甲", "代表乙")):
        for line, name in enumerate(NAMES):
            word = list(WORDS)[_chosen(line, rater_place)]
            page.put(f"A{row}", rater, name)
            column = 3 + _chosen(line, rater_place)
            page.mark(row, column, ("√", WORDS[word], word), name, "", rater)
            row += 1
    return page


def ballot(
    page: Page, top: int, subject: str, rater: str, line: int, *, chosen: Chosen = _chosen
) -> Page:
    """Fill in one ballot: criteria down, words across, the subject in a line above."""
    page.put(f"A{top}", f"被测评人:{subject}", None, f"评价人:{rater}" if rater else None)
    page.put(f"A{top + 1}", "测评项目", *WORDS)
    for place, (key, label) in enumerate(USUAL.items()):
        row, tick = top + 2 + place, chosen(line, place)
        word = list(WORDS)[tick]
        page.cells[row, 1] = label
        who = rater or f"{page.name}!{top}"
        page.mark(row, 2 + tick, ("√", WORDS[word], word), subject, key, who)
    return page


@TICKS.fixture(
    "ticks-ballot-form.xlsx", "one ballot: criteria down, words across, 被测评人:… above"
)
def _ballot_form() -> Page:
    page = ballot(Page("群众测评"), 1, NAMES[1], "代表甲", 0)
    page.says("subjects_missing")
    return page


@TICKS.fixture(
    "ticks-ballots-below-one-another.xlsx", "such a ballot for every subject, one below another"
)
def _ballots() -> Page:
    page = Page("群众测评")
    for line, name in enumerate(NAMES):
        ballot(page, 1 + 8 * line, name, "代表甲", line)
    return page


@TICKS.fixture("ticks-turned.xlsx", "words of each criterion down, subjects across")
def _ticks_turned() -> Page:
    page = on_its_side(ticks(Page("群众测评")))
    for place, rating in page.ratings.items():
        page.ratings[place] = replace(rating, rater=f"{page.name}!{place[1]}")
    return page
