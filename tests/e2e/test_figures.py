"""Figures in the browser: every label of an axis has room, in both languages, wide and narrow."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import product
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.serving import served, settled

SCREENS = (
    "overview?subject=branch",
    "overview?subject=member",
    "grading?subject=branch",
    "improvement?subject=branch",
    "quality?meeting=75",
)
CUT = """() => [...document.querySelectorAll('.js-plotly-plot')].flatMap((figure) => {
  const edge = figure.getBoundingClientRect();
  const drawn = [...figure.querySelectorAll('.xtick text, .ytick text, .xtitle, .ytitle')];
  return drawn.filter((one) => {
    const text = one.getBoundingClientRect();
    const beside = text.left < edge.left - 0.5 || text.right > edge.right + 0.5;
    return beside || text.top < edge.top - 0.5 || text.bottom > edge.bottom + 0.5;
  }).map((one) => one.textContent);
})"""


@pytest.fixture(scope="module")
def address(demo_database: Path) -> Iterator[str]:
    """The application over the demo, which no test here changes."""
    with served(demo_database) as opened:
        yield opened


@pytest.mark.parametrize("width", [1440, 390])
def test_no_label_is_cut(browser: Browser, address: str, demo_database: Path, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900})
    page, cut = context.new_page(), {}
    try:
        for screen, language in product((*SCREENS, *profiles(demo_database)), ("zh_CN", "en")):
            page.goto(f"{address}/{screen}&lang={language}")
            settled(page)
            cut[screen, language] = drawn(page).evaluate(CUT)
        assert {shown: labels for shown, labels in cut.items() if labels} == {}
    finally:
        context.close()


def profiles(database: Path) -> list[str]:
    """Return the addresses of the profiles of a branch and of a member who have marks."""
    with closing(sqlite3.connect(database)) as connection:
        newest = "SELECT max(meeting_id) FROM roster WHERE subject {} IN (SELECT code FROM unit)"
        found = [
            connection.execute(f"SELECT subject FROM roster WHERE meeting_id = ({one})").fetchone()
            for one in (newest.format(""), newest.format("NOT"))
        ]
    (branch,), (member,) = found
    return [f"profile?subject=branch&key={branch}", f"profile?subject=member&key={member}"]


def drawn(page: Page) -> Page:
    """Return a page once all its figures are drawn."""
    figures = page.locator(".js-plotly-plot")
    expect(figures.first).to_be_visible(timeout=60_000)
    for figure in figures.all():
        expect(figure.locator(".main-svg").first).to_be_attached(timeout=60_000)
    return page
