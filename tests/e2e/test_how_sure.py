"""How sure numbers are, as a visitor meets it: rows, pictures, what opens, on each width."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.serving import served, settled
from tests.e2e.test_screens import looked_at, overflow


@pytest.fixture(scope="module")
def address(demo_database: Path) -> Iterator[str]:
    """The application over the demo, which no test here changes."""
    with served(demo_database) as opened:
        yield opened


def opens(page: Page, words: str) -> None:
    """Open the first “how this is computed” and find its words."""
    how = page.locator(".cx-how").first
    expect(how.locator("p").first).to_be_hidden()
    how.locator("summary").press("Enter")
    expect(how.locator("p").first).to_be_visible()
    expect(how).to_contain_text(words)


@pytest.mark.parametrize(("lang", "words"), [("zh_CN", "怎么算的"), ("en", "How this is computed")])
def test_rows_of_a_ranking_have_interval_and_places(
    browser: Browser, address: str, lang: str, words: str
) -> None:
    watched = looked_at(browser, address, theme="dark" if lang == "en" else "light")
    page = watched.show("ranking?subject=branch&unit=TL01", lang=lang)
    rows = page.locator(".cx-table tbody tr")
    assert page.locator(".cx-range").count() == rows.count() == 8
    for row in rows.all():
        bar, dot = row.locator(".cx-range i").bounding_box(), row.locator(".cx-range b")
        at = dot.bounding_box()
        assert bar is not None
        assert at is not None
        assert bar["x"] - 4 <= at["x"] <= bar["x"] + bar["width"]
    assert words in page.inner_text("[data-testid=stMain]")
    opens(page, "Wieczorek")
    page.locator("[data-testid=stExpander] summary").first.click()
    flips = page.locator(".st-key-ranking_flips")
    expect(flips.get_by_role("table")).to_be_visible()
    expect(flips).to_contain_text("↔")
    assert not watched.faults
    watched.page.context.close()


@pytest.mark.parametrize("width", [1440, 1024, 390])
def test_no_width_scrolls_sideways(browser: Browser, address: str, width: int) -> None:
    watched = looked_at(browser, address, width=width)
    for screen in (
        "ranking?subject=branch",
        "ranking?within=unit&unit=TL01",
        "ranking?weights=10-20-50-20",
        "profile?subject=member&key=001207",
        "profile?subject=branch&key=TL0101",
        "improvement?subject=member&unit=TL0101",
        "overview?subject=member",
    ):
        for lang in ("zh_CN", "en"):
            assert overflow(watched.show(screen, lang=lang)) == 0, (screen, lang)
    assert not watched.faults
    watched.page.context.close()


def test_a_profile_opens_on_strictness_and_says_how_sure_it_is(
    browser: Browser, address: str
) -> None:
    watched = looked_at(browser, address)
    page = watched.show("profile?subject=member&key=001207", lang="zh_CN")
    expect(page.get_by_role("heading", name="按票数只能说在第")).to_be_visible()
    expect(page.locator(".cx-figures")).to_contain_text("± ")
    expect(page.get_by_text("位评价人中")).to_have_count(0)
    page.get_by_text("评价人有的偏严、有的偏宽吗？").click()
    settled(page)
    expect(page.get_by_text("位评价人中").first).to_be_visible()
    assert not watched.faults
    watched.page.context.close()


def test_improvement_and_overview_say_what_is_beyond_chance_and_what_weighs(
    browser: Browser, address: str
) -> None:
    watched = looked_at(browser, address)
    page = watched.show("improvement", lang="zh_CN")
    expect(page.get_by_text("得分（超过误差线）")).to_be_visible()
    expect(page.get_by_text("浅色带为误差范围")).to_be_visible()
    opens(page, "Beckerman")
    page = watched.show("overview?subject=member", lang="en")
    expect(page.get_by_text("Stroke: published weight.")).to_be_visible()
    assert not watched.faults
    watched.page.context.close()
