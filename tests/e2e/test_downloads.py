"""What is taken away from a screen says what the screen says."""

import sqlite3
from io import BytesIO
from pathlib import Path

from docx import Document
from openpyxl import load_workbook
from PIL import Image
from playwright.sync_api import Page

from tests.e2e.serving import settled
from tests.e2e.test_round import keyed, taken


def headings(page: Page) -> list[str]:
    return [words.strip() for words in page.locator("h3").all_inner_texts()]


def test_the_overview_leaves_as_page_table_and_pictures(app: str, page: Page) -> None:
    page.goto(f"{app}/overview?lang=zh_CN")
    settled(page)
    said = page.locator("[data-testid=stHtml] h1 + p b").first.inner_text()
    figures = headings(page)

    page_for_leaders = Document(BytesIO(taken(page, "overview", "briefing")))
    assert said in [paragraph.text for paragraph in page_for_leaders.paragraphs]
    assert len(page_for_leaders.inline_shapes) == 4
    shown = page_for_leaders.tables[1]
    findings = {cell.text.strip() for row in shown.rows for cell in row.cells}
    assert findings <= set(figures)

    book = load_workbook(BytesIO(taken(page, "overview", "table")))
    assert any(said in str(cell.value) for row in book.worksheets[0]["A1:A4"] for cell in row)

    with Image.open(BytesIO(taken(page, "overview", "picture"))) as picture:
        assert picture.info["Title"] in figures
        assert picture.width == 1920


def test_pictures_are_light_whatever_the_screen_is(app: str, page: Page) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(f"{app}/overview?lang=en")
    settled(page)
    with Image.open(BytesIO(taken(page, "overview", "picture"))) as picture:
        assert picture.convert("RGB").getpixel((2, 2)) == (255, 255, 255)
        assert picture.info["Description"].isascii()


def test_opening_the_list_keeps_what_is_chosen(app: str, page: Page, tmp_path: Path) -> None:
    page.goto(f"{app}/overview?lang=zh_CN&subject=member")
    settled(page)
    (tmp_path / "briefing.docx").write_bytes(taken(page, "overview", "briefing"))
    titles = [p.text for p in Document(str(tmp_path / "briefing.docx")).paragraphs]
    assert titles[0] == "党员测评情况简报"
    assert "subject=member" in page.url


def test_a_file_that_cannot_be_made_is_said_in_words(app: str, page: Page, database: Path) -> None:
    page.goto(f"{app}/overview?lang=zh_CN")
    settled(page)
    keyed(page, "overview.downloads").get_by_role("button").first.click()
    wanted = keyed(page, "overview.table.0").get_by_role("button")
    wanted.wait_for()
    with sqlite3.connect(database) as connection:
        connection.execute("ALTER TABLE facet RENAME TO gone")
    connection.close()
    wanted.click()
    said = page.locator("[data-testid=stPopoverBody] [data-testid=stAlert]")
    said.wait_for()
    assert "把编号" in said.inner_text()
    assert "Failed" not in page.inner_text("body")


def test_an_original_that_cannot_be_fetched_is_said_in_words_beside_its_button(
    app: str, page: Page, database: Path
) -> None:
    with sqlite3.connect(database) as connection:
        (meeting,) = connection.execute("SELECT max(meeting_id) FROM sheet").fetchone()
    page.goto(f"{app}/upload?lang=zh_CN&meeting={meeting}")
    settled(page)
    with sqlite3.connect(database) as connection:
        connection.execute("ALTER TABLE sheet_content RENAME TO elsewhere")
    page.locator("[class*=st-key-upload-original] button").first.click()
    said = page.get_by_text("把编号")
    said.wait_for()
    row = page.locator("[class*=st-key-version_]").filter(has=said)
    assert row.locator("[class*=st-key-upload-original]").count() == 1
