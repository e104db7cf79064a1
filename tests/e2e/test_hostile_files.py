"""Hostile and broken files through the uploader of a running application: it lives on."""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.filled import fill
from tests.e2e.serving import settled
from tests.e2e.test_round import UNIT, downloaded, keyed
from tests.e2e.watching import STATES, memory_mb, server_of, told, watched
from tests.hostile.generator import hostile_files

BATCH = 60
SECONDS_PER_BATCH = 240
GROWTH_MB, SLOWEST_ANSWER = 400, 10.0


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
