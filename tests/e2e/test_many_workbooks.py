"""Three hundred workbooks at once: the bad ones are named, the good ones are in."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.filled import numbers
from tests.e2e.serving import settled
from tests.e2e.test_round import UNIT, downloaded, keyed
from tests.e2e.watching import STATES, memory_mb, server_of, told, watched
from tests.hostile.packages import sheet, sound
from tests.workbooks.files import by_openpyxl
from tests.workbooks.fixtures import Fixture
from tests.workbooks.pages import Page as Form

GOOD, FAULTY, BROKEN = 270, 15, 15
CRITERIA = ("承诺践诺", "立足岗位", "联系服务群众", "团结协作", "廉洁自律")
GROWTH_MB, SLOWEST_ANSWER, SECONDS = 400, 10.0, 240


def ballot(names: list[str], place: int, *, spoilt: bool = False) -> bytes:
    """Return one ballot of the masses as a workbook of its own."""
    form = Form("群众测评")
    form.put("A1", "票号", "群体", "姓名", *CRITERIA)
    group = ("学生", "教师", "职工")[place % 3]
    for row, name in enumerate(names, 2):
        marks = [70 + (7 * place + 5 * row + 3 * column) % 29 for column in range(5)]
        form.put(f"A{row}", place + 1, group, name, *marks)
    if spoilt:
        form.put("D2", 170 + place)
    return by_openpyxl(Fixture("x.xlsx", "", "", [form]))


def made(names: list[str], folder: Path) -> list[Path]:
    """Return the files: good ballots, ballots with a mark out of range, broken ones."""
    contents = {f"票{n:03}.xlsx": ballot(names, n) for n in range(GOOD)}
    contents |= {f"错{n:02}.xlsx": ballot(names, n, spoilt=True) for n in range(FAULTY)}
    contents |= {f"坏{n:02}.xlsx": sound()[: 300 + 200 * n] for n in range(BROKEN - 1)}
    contents["坏炸弹.xlsx"] = sheet(f"<sheetData>{' ' * (60 << 20)}</sheetData>")[:-40]
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in sorted(contents)]


def counted(database: Path) -> int:
    """Return how many sheets of single ballots count."""
    query = "SELECT count(*) FROM sheet WHERE name LIKE '票%' AND state = 'accepted'"
    with closing(sqlite3.connect(database)) as connection:
        found: int = connection.execute(query).fetchone()[0]
    return found


def test_three_hundred_workbooks_at_once(
    app: str, database: Path, page: Page, tmp_path: Path
) -> None:
    page.goto(app)
    settled(page)
    page.get_by_role("link", name="上传评分表").click()
    settled(page)
    page.get_by_role("link", name=UNIT).click()
    settled(page)
    names = list(numbers(downloaded(page, "upload.template")))
    files = made(names, tmp_path)
    assert len(files) == 300
    server = server_of(app)
    before = memory_mb(server)
    with watched(app, server) as watch:
        page.locator("input[type=file]").first.set_input_files(files)
        progress = page.get_by_text(re.compile(r"已读取 \d+/300：")).first
        expect(progress).to_be_visible(timeout=SECONDS * 1000)
        expect(page.locator(STATES)).to_have_count(300, timeout=SECONDS * 1000)
        settled(page)
        states = told(page)
        keyed(page, "upload.accept").get_by_role("button").click()
        accepted = page.get_by_text(f"{GOOD} 份评分表已入库")
        expect(accepted).to_be_visible(timeout=SECONDS * 1000)
    ready = {name for name, state in states.items() if "可以入库" in state}
    assert {name for name in states if name.startswith("票")} == ready, states
    assert all(states[name] for name in states)
    assert counted(database) == GOOD
    assert watch.failed == []
    assert watch.slowest < SLOWEST_ANSWER
    assert watch.largest_mb - before < GROWTH_MB, (before, watch.largest_mb)
