"""The served application watched from outside while something is done to it."""

import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page

STATES = "table.cx-table caption:text-is('本次上传的文件') ~ tbody tr"


@dataclass
class Watch:
    """What was seen of the application from outside while files were handed in."""

    failed: list[str] = field(default_factory=list)
    slowest: float = 0.0
    largest_mb: float = 0.0


@contextmanager
def watched(address: str, server: int) -> Iterator[Watch]:
    """Ask the application for its health four times a second, and read its memory."""
    watch, ended = Watch(), threading.Event()

    def ask() -> None:
        while not ended.wait(0.25):
            begun = time.monotonic()
            try:
                with urllib.request.urlopen(f"{address}/_stcore/health", timeout=30):
                    pass
            except OSError as error:
                watch.failed.append(str(error))
            watch.slowest = max(watch.slowest, time.monotonic() - begun)
            watch.largest_mb = max(watch.largest_mb, memory_mb(server))

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    try:
        yield watch
    finally:
        ended.set()
        thread.join()


def memory_mb(process: int) -> float:
    """Return the memory that a process holds."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def server_of(address: str) -> int:
    """Return the process of this test's own that serves an address."""
    port = address.rpartition(":")[2]
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        words = path.read_bytes().split(b"\0")
        if b"streamlit" in words and port.encode() in words:
            return int(path.parent.name)
    raise LookupError(address)


def told(page: Page) -> dict[str, str]:
    """Return what the page says became of each file."""
    rows = page.locator(STATES).evaluate_all(
        "rows => rows.map(row => [row.cells[0].innerText, [...row.cells].pop().innerText])"
    )
    return dict(rows)
