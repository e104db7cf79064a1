"""What leadership sees, number for number: the screens beside a calculation of the test's own."""

import re
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect

from tests.e2e.branch_scores import GRADES, grade, scores
from tests.e2e.serving import answer, served, settled
from tests.e2e.test_screens import looked_at

NOW, BEFORE = "2012-1", "2011-2"
WORDS = [word for word, _lower in GRADES]
ORDER = {word: place for place, word in enumerate(WORDS)}

Scores = dict[str, Decimal]


@pytest.fixture(scope="module")
def address(demo_database: Path) -> Iterator[str]:
    """The application over the demo, which no test here changes."""
    with served(demo_database) as opened:
        yield opened


@pytest.fixture(scope="module")
def now(demo_database: Path) -> Scores:
    return scores(demo_database, NOW)


@pytest.fixture(scope="module")
def before(demo_database: Path) -> Scores:
    return scores(demo_database, BEFORE)


@pytest.fixture(scope="module")
def places(demo_database: Path) -> dict[str, tuple[str, str]]:
    """Return code to name and organisation of every branch."""
    query = """
        SELECT branch.code, branch.name, above.name FROM unit AS branch
        JOIN unit AS above ON above.id = branch.parent_id WHERE branch.level = 'branch'
    """
    with closing(sqlite3.connect(demo_database)) as connection:
        return {code: (name, above) for code, name, above in connection.execute(query)}


@pytest.fixture(scope="module")
def codes(places: dict[str, tuple[str, str]]) -> dict[str, str]:
    """Return name to code of every branch."""
    return {name: code for code, (name, _above) in places.items()}


def graded(points: Scores) -> Counter[str]:
    return Counter(grade(score) for score in points.values())


def moves(now: Scores, before: Scores) -> tuple[int, int, int]:
    """Return how many rose, stayed and fell."""
    steps = [
        ORDER[grade(before[code])] - ORDER[grade(score)]
        for code, score in now.items()
        if code in before
    ]
    return sum(s > 0 for s in steps), steps.count(0), sum(s < 0 for s in steps)


def rows(page: Page, caption: str) -> list[dict[str, str]]:
    """Return the rows of a table under its headings."""
    table = page.locator(".cx-table").filter(has=page.locator("caption", has_text=caption)).first
    table.wait_for()
    heads = [cell.strip() for cell in table.locator("thead th").all_inner_texts()]
    return [
        dict(zip(heads, map(str.strip, row.locator("td").all_inner_texts()), strict=True))
        for row in table.locator("tbody tr").all()
    ]


def numbers(text: str) -> list[str]:
    return re.findall(r"\d+(?:\.\d+)?", text)


def mean(values: list[Decimal], places: str = "0.01") -> Decimal:
    return (sum(values) / len(values)).quantize(Decimal(places), ROUND_HALF_UP)


def test_the_overview_says_where_the_branches_stand(
    browser: Browser, address: str, now: Scores, before: Scores
) -> None:
    watched = looked_at(browser, address)
    page = watched.show("overview", lang="zh_CN")
    said, old = graded(now), graded(before)
    line = answer(page)
    up, _level, down = moves(now, before)
    assert f"{len(now)} 个党支部中，{said['优秀']} 个优秀" in line
    assert f"多 {said['优秀'] - old['优秀']} 个" in line
    assert f"{said['后进']} 个后进" in line
    assert f"平均得分 {mean(list(now.values()), '0.1')} 分" in line
    assert f"{up} 个等次上升，{down} 个下降" in line
    assert not watched.faults
    watched.page.context.close()


def test_the_table_of_organisations_holds_their_means(
    browser: Browser,
    address: str,
    now: Scores,
    places: dict[str, tuple[str, str]],
) -> None:
    watched = looked_at(browser, address)
    shown = {row["二级党组织"]: row for row in rows(watched.show("overview"), "总览")}
    by_organisation: dict[str, list[Decimal]] = {}
    for code, score in now.items():
        by_organisation.setdefault(places[code][1], []).append(score)
    assert set(shown) == set(by_organisation)
    for name, points in by_organisation.items():
        row, said = shown[name], Counter(map(grade, points))
        assert Decimal(row["均分"]) == mean(points), name
        assert [int(row[key]) for key in ("有得分", "优秀", "后进")] == [
            len(points),
            said["优秀"],
            said["后进"],
        ]
    watched.page.context.close()


def test_every_branch_has_its_grade_and_its_distance_to_the_next(
    browser: Browser, address: str, now: Scores, codes: dict[str, str]
) -> None:
    watched = looked_at(browser, address)
    page = watched.show("grading", lang="zh_CN")
    shown = rows(page, "与分数线的距离")
    page.locator(".stPagination button", has_text="2").click()
    settled(page)
    shown += rows(page, "与分数线的距离")
    assert len(shown) == len(now)
    for row in shown:
        score = now[codes[row["党支部"]]]
        place = ORDER[grade(score)]
        assert (Decimal(row["得分"]), row["等次"]) == (score, WORDS[place])
        if place:
            assert Decimal(row["距上一等次差"]) == GRADES[place - 1][1] - score
    watched.page.context.close()


def test_moves_between_grades_are_counted_alike(
    browser: Browser, address: str, now: Scores, before: Scores, codes: dict[str, str]
) -> None:
    watched = looked_at(browser, address)
    page = watched.show("improvement", lang="zh_CN")
    up, level, down = moves(now, before)
    assert f"升级 {up}、持平 {level}、降级 {down}" in answer(page)
    listed = rows(page, "得分与等次变动")
    for row in listed:
        code = codes[row["党支部"]]
        change = now[code] - before[code]
        assert Decimal(numbers(row["变化"])[0]) == abs(change), row
        assert (row["原等次"], row["现等次"]) == (grade(before[code]), grade(now[code]))
    by_unit = rows(page, "按二级党组织")
    assert sum(int(row["▲ 升级"]) for row in by_unit) == up
    assert sum(int(row["▼ 降级"]) for row in by_unit) == down
    watched.page.context.close()


def test_a_number_leads_to_what_it_is_made_of_and_back(
    browser: Browser, address: str, now: Scores, places: dict[str, tuple[str, str]]
) -> None:
    """University, organisation, branch, its score; and the browser's button leads back."""
    watched = looked_at(browser, address)
    page = watched.show("overview", lang="zh_CN")
    name = rows(page, "总览")[0]["二级党组织"]
    page.locator(".cx-table tbody a").first.click()
    page.wait_for_url("**unit=**")
    settled(page)
    own = {code: score for code, score in now.items() if places[code][1] == name}
    assert f"{len(own)} 个党支部" in answer(page)
    page.locator(".cx-table tbody a").first.click()
    page.wait_for_url("**/profile?**")
    settled(page)
    code = re.search(r"key=(\w+)", page.url)
    assert code is not None
    assert f"{own[code[1]]}" in page.inner_text("[data-testid=stMain]")
    page.go_back()
    settled(page)
    page.go_back()
    settled(page)
    assert f"{len(now)} 个党支部" in answer(page)
    watched.page.context.close()


def test_a_name_in_a_figure_leads_on(browser: Browser, address: str) -> None:
    watched = looked_at(browser, address)
    page = watched.show("grading", lang="zh_CN")
    page.wait_for_timeout(1500)  # figures are drawn once more when their width is known
    name = page.locator(".stPlotlyChart svg a").first
    name.evaluate("one => one.scrollIntoView({block: 'center'})")
    box = name.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_url(re.compile("unit=|key="))
    settled(page)
    expect(page.locator("h1")).to_be_visible()
    assert not watched.faults
    watched.page.context.close()


@pytest.mark.parametrize("screen", ["overview", "grading", "improvement"])
def test_a_link_shows_another_visitor_the_same(browser: Browser, address: str, screen: str) -> None:
    first, other = looked_at(browser, address), looked_at(browser, address, theme="dark")
    page = first.show(screen, kind="student", lang="zh_CN")
    line = answer(page)
    assert line == answer(other.show(page.url.removeprefix(f"{address}/")))
    everyone = first.show(screen, lang="zh_CN")
    assert answer(everyone) != line
    english = first.show(screen, kind="student", lang="en")
    assert set(numbers(line)) <= set(numbers(answer(english))) | {"2011", "2012"}
    for watched in (first, other):
        assert not watched.faults
        watched.page.context.close()


def test_the_table_taken_away_holds_the_numbers_of_the_screen(
    browser: Browser, address: str, now: Scores, codes: dict[str, str]
) -> None:
    watched = looked_at(browser, address)
    page = watched.show("grading", lang="zh_CN")
    page.get_by_role("button", name="下载").click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name=re.compile("xlsx")).click()
    book = load_workbook(BytesIO(Path(waiting.value.path()).read_bytes()))
    cells = [row for row in book.worksheets[0].iter_rows(values_only=True) if row]
    found = {
        codes[value]: row
        for row in cells
        for value in row
        if isinstance(value, str) and value in codes
    }
    assert set(found) == set(now)
    for code, row in found.items():
        assert float(now[code]) in [value for value in row if isinstance(value, float | int)]
        assert grade(now[code]) in row
    watched.page.context.close()


def test_an_address_that_names_a_step_opens_it_once(
    browser: Browser, address: str, now: Scores
) -> None:
    watched = looked_at(browser, address)
    page = watched.page
    page.goto(f"{address}/profile?subject=branch&key={next(iter(now))}#cell-derivation-mass")
    expect(page.locator("#cell-derivation-mass")).to_be_in_viewport(timeout=20_000)
    assert page.evaluate("location.hash") == ""
    assert not watched.faults
    page.context.close()


def test_a_source_leads_to_the_steps_of_its_mean(
    browser: Browser, address: str, now: Scores
) -> None:
    watched = looked_at(browser, address)
    page = watched.show("profile", subject="branch", key=next(iter(now)), lang="zh_CN")
    expect(page.locator(".cx-derived")).to_have_count(0)
    page.locator("a[href='#cell-derivation-mass']").first.click()
    steps = page.locator("#cell-derivation-mass")
    expect(steps).to_be_in_viewport(timeout=20_000)
    expect(steps).to_be_focused()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="打印版").click()
    name = waiting.value.suggested_filename
    assert name.startswith("计算说明")
    assert name.endswith(".docx")
    assert not watched.faults
    watched.page.context.close()
