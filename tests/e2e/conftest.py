"""The application as a visitor meets it: served, with the demo, in a real Chromium."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.e2e.serving import chromium, fill_demo, served


@pytest.fixture(scope="session")
def demo_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database filled by `cxzy demo`."""
    path = tmp_path_factory.mktemp("demo") / "cxzy.db"
    fill_demo(path)
    return path


@pytest.fixture
def database(demo_database: Path, tmp_path: Path) -> Path:
    """A copy of the demo of this test's own."""
    return Path(shutil.copy(demo_database, tmp_path / "cxzy.db"))


@pytest.fixture
def app(database: Path) -> Iterator[str]:
    """The address of the application, served over the copy."""
    with served(database) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for the tests of a file; while it is open, Playwright's event loop runs."""
    with chromium() as opened:
        yield opened


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser of its own for each test, at 1440 pixels."""
    opened = browser.new_context(
        viewport={"width": 1440, "height": 1200}, locale="zh-CN", accept_downloads=True
    )
    opened.set_default_timeout(60_000)
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """An empty page."""
    return context.new_page()
