"""The application as a visitor meets it: served, with the demo, in a real Chromium."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).parents[2]
QUIET = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SETTLED = "[data-testid=stApp][data-test-script-state=notRunning]"


@pytest.fixture(scope="session")
def demo_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database filled by `cxzy demo`."""
    path = tmp_path_factory.mktemp("demo") / "cxzy.db"
    environment = {**os.environ, "CXZY_DATABASE_URL": f"sqlite:///{path}"}
    subprocess.run(
        [sys.executable, "-m", "cxzy", "demo"], cwd=ROOT, env=environment, check=True, timeout=300
    )
    return path


@pytest.fixture
def app(demo_database: Path, tmp_path: Path) -> Iterator[str]:
    """The address of the application, served on a copy of the demo."""
    copy = tmp_path / "cxzy.db"
    shutil.copy(demo_database, copy)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    server = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, "CXZY_DATABASE_URL": f"sqlite:///{copy}"}
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(f"{address}/_stcore/health", server)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait(address: str, server: subprocess.Popen[bytes]) -> None:
    for _attempt in range(600):
        if server.poll() is not None:
            raise RuntimeError(f"the application ended with {server.returncode}")
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(address)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A Chromium: the system's, or else the one that Playwright brought."""
    names = ("chromium", "chromium-browser", "google-chrome")
    path = next(filter(None, map(shutil.which, names)), None)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield opened
        opened.close()


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


def settled(page: Page) -> None:
    """Wait until the script has run and the screen has stood still for a moment."""
    page.wait_for_selector(SETTLED)
    page.wait_for_timeout(400)
    page.wait_for_selector(SETTLED)
