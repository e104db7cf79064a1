"""A form of a local habit: asked about once, read by itself, forgotten, asked about again."""

import re

from openpyxl import Workbook
from playwright.sync_api import Page, expect

from tests.e2e.filled import fill, numbers, saved
from tests.e2e.serving import settled
from tests.e2e.test_round import UNIT, downloaded, keyed, spoilt, upload


def habit(names: list[str], shift: int) -> bytes:
    """Return a workbook whose headings nobody can know: 姓名 | 甲项 | 乙项 …"""
    book = Workbook()
    sheet = book.active
    sheet.title = "Sheet1"
    sheet.append(["本支部一览表"])
    sheet.append(["姓名", "甲项", "乙项"])
    for place, name in enumerate(names):
        sheet.append([name, 90 - place - shift, 80 + place - shift])
    return saved(book)


def choose(page: Page, label: str, option: str) -> None:
    """Choose an option of the select box with this label; a run of the page may close its list."""
    wanted = page.get_by_role("option", name=option, exact=True)
    for _attempt in range(3):
        settled(page)
        page.get_by_role("combobox", name=re.compile(label)).click()
        page.wait_for_timeout(500)
        if wanted.count():
            break
    wanted.click()
    settled(page)


def at_unit(page: Page, app: str) -> None:
    page.goto(f"{app}/upload")
    settled(page)
    page.get_by_role("link", name=UNIT).click()
    settled(page)


def test_a_form_is_explained_once_and_read_by_itself_until_the_office_deletes_it(
    app: str, page: Page
) -> None:
    at_unit(page, app)
    names = list(numbers(downloaded(page, "upload.template")))
    upload(page, "一览.xlsx", habit(names, 0))
    grid = page.get_by_role("region", name="Sheet1")
    expect(grid).to_be_visible()
    expect(keyed(page, "upload.accept").get_by_role("button")).to_be_disabled()

    choose(page, "B 列：甲项", "评分：承诺践诺")
    choose(page, "C 列：乙项", "评分：联系服务群众")
    choose(page, "是谁的评分", "领导点评")
    expect(grid.get_by_role("columnheader", name="联系服务群众")).to_be_visible()
    expect(page.get_by_text(f"读出 {2 * len(names)} 个评分")).to_be_visible()
    keyed(page, "upload.accept").get_by_role("button").click()
    settled(page)
    expect(page.get_by_text("1 份评分表已入库")).to_be_visible()

    upload(page, "下次.xlsx", habit(names, 3))
    expect(page.get_by_text("按记住的表格样式读取").first).to_be_visible()
    expect(grid).to_have_count(0)
    page.get_by_role("link", name="更改").click()
    expect(grid).to_be_visible()
    expect(grid.locator("th.cx-found")).to_have_text("2")
    settled(page)
    expect(keyed(page, "upload.accept").get_by_role("button")).to_be_enabled()

    page.goto(f"{app}/settings?part=forms")
    settled(page)
    expect(page.get_by_text("姓名 | 甲项 | 乙项")).to_be_visible()
    page.get_by_role("button", name="删除").click()
    settled(page)
    expect(page.get_by_text("还没有记住的表格样式")).to_be_visible()

    at_unit(page, app)
    upload(page, "再下次.xlsx", habit(names, 5))
    expect(grid).to_be_visible()
    expect(keyed(page, "upload.accept").get_by_role("button")).to_be_disabled()


def test_the_cell_of_a_problem_is_turned_to_and_framed(app: str, page: Page) -> None:
    at_unit(page, app)
    bad, cells = spoilt(fill(downloaded(page, "upload.template")))
    upload(page, "有错.xlsx", bad)
    for cell in (cells[1], cells[0], cells[2]):
        sheet, _mark, address = cell.partition("!")
        page.get_by_role("link", name=cell, exact=True).click()
        framed = page.get_by_role("region", name=sheet).locator(".cx-found")
        expect(framed).to_have_count(1)
        expect(framed).to_be_in_viewport()
        expect(framed).to_have_class(re.compile("cx-bad"))
        assert framed.get_attribute("id", timeout=5_000).endswith(_place(address))
    assert page.url.partition("#")[2] == ""


def _place(address: str) -> str:
    letters, row = re.fullmatch(r"([A-Z]+)(\d+)", address).groups()
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return f"-{row}-{column}"
