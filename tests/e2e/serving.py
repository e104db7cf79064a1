"""Serve the application on a free port of loopback, and open a Chromium to look at it."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from cxzy.services.chromium import QUIET, browser

ROOT = Path(__file__).parents[2]
SETTLED = "[data-testid=stApp][data-test-script-state=notRunning]"


def fill_demo(database: Path) -> None:
    """Fill a database with the demo, as `make run` does."""
    environment = {**os.environ, "CXZY_DATABASE_URL": f"sqlite:///{database}"}
    command = [sys.executable, "-m", "cxzy", "demo"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, timeout=300)


@contextmanager
def served(database: Path) -> Iterator[str]:
    """Yield the address of the application over a database; it ends with the block."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    environment = {**os.environ, "CXZY_DATABASE_URL": f"sqlite:///{database}"}
    server = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        _wait(f"http://127.0.0.1:{port}/_stcore/health", server)
        yield f"http://127.0.0.1:{port}"
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


@contextmanager
def chromium() -> Iterator[Browser]:
    """Yield a Chromium: the system's, or else the one that Playwright brought."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=browser(), args=list(QUIET))
        try:
            yield opened
        finally:
            opened.close()


def settled(page: Page) -> None:
    """Wait until the script has run and the screen has stood still for a moment."""
    page.wait_for_selector(SETTLED)
    page.wait_for_timeout(400)
    page.wait_for_selector(SETTLED)


def answer(page: Page) -> str:
    """Return the line below the question of a screen."""
    return page.locator("[data-testid=stHtml] h1 + p").first.inner_text()
