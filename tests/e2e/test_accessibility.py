"""Nothing on any screen keeps out people who see little, or who use the keyboard only."""

from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.e2e.serving import served
from tests.e2e.test_screens import PARTS, looked_at

SCREENS = (
    "overview",
    "grading",
    "improvement",
    "quality",
    "quality?meeting=75",
    "ranking",
    "ranking?subject=branch&weights=10-20-50-20",
    "profile?subject=branch&key=0101",
    "upload",
    *(f"settings?part={part}" for part in PARTS),
)
SERIOUS = {"serious", "critical"}
MENDED = """() => document.querySelectorAll(
    "[data-testid=stSidebarNavItems]:not([role]), [data-testid=stSidebarNavItems] li:not([role])"
).length === 0 && window.cxzyMending"""
"""The script of every page, which comes with the first run, has put the menu right."""


@pytest.fixture(scope="module")
def address(demo_database: Path) -> Iterator[str]:
    """The application over the demo, which no test here changes."""
    with served(demo_database) as opened:
        yield opened


def serious_findings(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {node['html'][:120]}"
        for one in found
        if one["impact"] in SERIOUS
        for node in one["nodes"]
    ]


@pytest.mark.parametrize(("theme", "width"), list(product(("light", "dark"), (1440, 390))))
def test_no_screen_has_a_serious_finding(
    browser: Browser, address: str, theme: str, width: int
) -> None:
    watched = looked_at(browser, address, theme=theme, width=width)
    findings = {}
    for screen in SCREENS:
        page = watched.show(screen, lang="en" if theme == "dark" else "zh_CN")
        page.wait_for_function(MENDED)
        page.wait_for_timeout(600)  # what fades in has its colour only afterwards
        findings[screen] = serious_findings(page)
    assert not {screen: said for screen, said in findings.items() if said}
    watched.page.context.close()


def test_a_row_is_opened_with_the_keyboard_alone(browser: Browser, address: str) -> None:
    watched = looked_at(browser, address)
    page = watched.show("ranking")
    link = page.locator(".cx-table tbody a").first
    link.focus()
    assert page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle") != "none"
    page.keyboard.press("Enter")
    page.wait_for_url("**/profile?**")
    watched.page.context.close()
