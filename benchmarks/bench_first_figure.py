"""When the first figure is on the screen: the overview beside a page with one figure only.

Both servers are warm; each visit is a browser context of its own, with nothing kept, and the
two pages are visited in turn. Counted is the time from the call to the drawn figure.
"""

from statistics import median
from time import perf_counter

from playwright.sync_api import Browser

from benchmarks.client import large_university, plain_page, server
from benchmarks.table import Row
from tests.e2e.serving import chromium

VISITS = 7
FIGURE = ".js-plotly-plot .main-svg"
PATIENCE = 120_000
"""Milliseconds that a busy machine is given."""


def rows() -> list[Row]:
    with large_university() as university:
        plain, environment = plain_page(university.folder), university.environment
        with server("app.py", environment) as (ours, _), server(plain, environment) as (peer, _):
            addresses = [f"http://127.0.0.1:{ours}/overview", f"http://127.0.0.1:{peer}/"]
            with chromium() as browser:
                for address in addresses:
                    _seconds(browser, address)
                rounds = [[_seconds(browser, one) for one in addresses] for _ in range(VISITS)]
    overview, alone = (median(times) for times in zip(*rounds, strict=True))
    name = "first figure on the screen, overview"
    return [Row.beside(name, overview, "a page with one figure", alone, target="≤ 1.3")]


def _seconds(browser: Browser, address: str) -> float:
    context = browser.new_context()
    try:
        page = context.new_page()
        begun = perf_counter()
        page.goto(address, wait_until="commit", timeout=PATIENCE)
        page.wait_for_selector(FIGURE, timeout=PATIENCE)
        return perf_counter() - begun
    finally:
        context.close()
