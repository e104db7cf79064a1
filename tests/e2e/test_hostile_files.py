"""Hostile and broken files through the uploader of a running application: it lives on."""

import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.filled import fill
from tests.e2e.serving import settled
from tests.e2e.test_round import UNIT, downloaded, keyed
from tests.hostile.generator import hostile_files

BATCH = 60
SECONDS_PER_BATCH = 240
GROWTH_MB, SLOWEST_ANSWER = 400, 10.0
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


def test_two_hundred_hostile_files_cost_an_answer_each(
    app: str, page: Page, tmp_path: Path
) -> None:
    files = []
    for name, content in hostile_files():
        (tmp_path / name).write_bytes(content)
        files.append(tmp_path / name)
    assert len(files) >= 200
    page.goto(app)
    settled(page)
    page.get_by_role("link", name="上传评分表").click()
    settled(page)
    page.get_by_role("link", name=UNIT).click()
    settled(page)
    good = fill(downloaded(page, "upload.template"))
    server = server_of(app)
    before, said = memory_mb(server), dict[str, str]()
    with watched(app, server) as watch:
        for first in range(0, len(files), BATCH):
            batch = files[first : first + BATCH]
            page.reload()
            settled(page)
            page.locator("input[type=file]").first.set_input_files(batch)
            rows = page.locator(STATES)
            expect(rows).to_have_count(len(batch), timeout=SECONDS_PER_BATCH * 1000)
            settled(page)
            said |= told(page)
    archives = {path.name for path in files if path.name.startswith("archive-of-")}
    assert set(said) == {path.name for path in files} - archives | {"x.txt", "x(2).txt"}
    assert [name for name, state in said.items() if not state] == []
    assert watch.failed == []
    assert watch.slowest < SLOWEST_ANSWER
    assert watch.largest_mb - before < GROWTH_MB, (before, watch.largest_mb)
    page.reload()
    settled(page)
    (tmp_path / "评分表.xlsx").write_bytes(good)
    page.locator("input[type=file]").first.set_input_files(tmp_path / "评分表.xlsx")
    expect(keyed(page, "upload.accept").get_by_role("button")).to_be_enabled()
