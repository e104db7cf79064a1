"""What comes out of the printer: few pages, nothing cut, no controls."""

import re

import pytest
from playwright.sync_api import Page, ViewportSize

from tests.e2e.serving import settled

DRAWN = """() => {
    const figures = [...document.querySelectorAll('.stPlotlyChart')];
    return figures.every((one) => one.querySelector('.main-svg'));
}"""
CUT = """() => [...document.querySelectorAll('.main-svg, .cx-table, h1, h2, h3')].filter((one) => {
    const { left, right } = one.getBoundingClientRect();
    return right && (left < -1 || right > innerWidth + 1);
}).length"""
SHEET: ViewportSize = {"width": 702, "height": 1000}
"""A4 within its margins, in pixels of 1/96 inch."""


def sheets(page: Page) -> int:
    """Return how many sheets of A4 the page fills."""
    page.wait_for_function(DRAWN)
    page.wait_for_timeout(500)
    printed = page.pdf(prefer_css_page_size=True)
    return len(re.findall(rb"/Type\s*/Page\b", printed))


def first_profile(page: Page, ranking: str) -> None:
    page.goto(ranking)
    settled(page)
    page.locator("a[href*='profile?']").first.click()
    settled(page)
    page.wait_for_selector(".main-svg")


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_a_member_takes_two_sheets_a_branch_three(app: str, page: Page, language: str) -> None:
    first_profile(page, f"{app}/ranking?lang={language}")
    assert sheets(page) == 2
    first_profile(page, f"{app}/ranking?lang={language}&subject=branch")
    assert sheets(page) <= 3


@pytest.mark.parametrize(("width", "most"), [(1440, 2), (1024, 3)])
def test_an_overview_takes_few_sheets_and_loses_nothing(
    app: str, page: Page, width: int, most: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{app}/overview?lang=zh_CN")
    settled(page)
    page.wait_for_selector(".main-svg")
    assert sheets(page) <= most
    page.set_viewport_size(SHEET)
    page.emulate_media(media="print")
    assert page.evaluate(CUT) == 0
    assert not page.get_by_text("下载", exact=True).is_visible()


def test_a_list_says_on_paper_what_it_is_narrowed_to_and_which_part(app: str, page: Page) -> None:
    page.goto(f"{app}/ranking?lang=zh_CN&kind=student")
    settled(page)
    filters = page.get_by_text("2012年上半年 · 全校 · 学生")
    part = page.get_by_text("此为第 1 段")
    assert not filters.is_visible()
    assert not part.is_visible()
    page.emulate_media(media="print")
    assert filters.is_visible()
    assert part.is_visible()
