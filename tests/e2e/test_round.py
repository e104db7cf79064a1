"""The whole round in a browser: template, fill, faults, mending, accept, ranking, download."""

import re
from decimal import Decimal
from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.e2e.filled import (
    HEADING_ROW,
    columns_of,
    electorate,
    expected_scores,
    fill,
    grade,
    numbers,
    saved,
)
from tests.e2e.serving import settled

UNIT = "审计监察党支部"
KEY = ".st-key-{}"


def keyed(page: Page, key: str):
    """Return the widget with a key."""
    return page.locator(KEY.format(key.replace(".", "-")))


def downloaded(page: Page, key: str) -> bytes:
    """Click a download button and return the file."""
    with page.expect_download() as waiting:
        keyed(page, key).get_by_role("button").click()
    return Path(waiting.value.path()).read_bytes()


def taken(page: Page, screen: str, kind: str = "table") -> bytes:
    """Return the first file of a kind in a screen's list of downloads, and close the list."""
    keyed(page, f"{screen}.downloads").get_by_role("button").first.click()
    content = downloaded(page, f"{screen}.{kind}.0")
    page.keyboard.press("Escape")
    return content


def spoilt(content: bytes) -> tuple[bytes, list[str]]:
    """Return a workbook with three faults, and the cells where they are."""
    book = load_workbook(BytesIO(content))
    sheet = book["领导点评"]
    column = columns_of(sheet)["承诺践诺"]
    sheet.cell(HEADING_ROW + 1, column).value = 192
    sheet.cell(HEADING_ROW + 2, column).value = "优良"
    matrix = book["互评"]
    matrix.cell(HEADING_ROW, 3).value = "查无此人"
    letter = sheet.cell(1, column).column_letter
    return saved(book), [
        f"互评!C{HEADING_ROW}",
        f"领导点评!{letter}{HEADING_ROW + 1}",
        f"领导点评!{letter}{HEADING_ROW + 2}",
    ]


def upload(page: Page, name: str, content: bytes) -> None:
    """Hand a workbook to the uploader and wait for what becomes of it."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.locator("input[type=file]").first.set_input_files(
        {"name": name, "mimeType": kind, "buffer": content}
    )
    expect(page.get_by_role("cell", name=name).first).to_be_visible()
    settled(page)


def table(content: bytes) -> dict[str, tuple[int, float, str]]:
    """Return rank, score and grade of each member number in a ranked table."""
    rows = list(load_workbook(BytesIO(content)).worksheets[0].values)
    heading = next(place for place, row in enumerate(rows) if "工号/学号" in row)
    titles = list(rows[heading])
    rank, number, score, word = map(titles.index, ("名次", "工号/学号", "得分", "等次"))
    return {
        str(row[number]): (row[rank], row[score], row[word])
        for row in rows[heading + 1 :]
        if isinstance(row[rank], int)
    }


def places(scores: dict[str, Decimal]) -> dict[str, int]:
    """Return 1, 1, 3 ranks of scores."""
    return {
        name: 1 + sum(other > score for other in scores.values()) for name, score in scores.items()
    }


def test_a_secretary_hands_in_and_the_office_downloads_the_ranking(
    app: str, database: Path, page: Page
) -> None:
    page.goto(app)
    settled(page)
    page.get_by_role("link", name="上传评分表").click()
    settled(page)
    expect(page.get_by_role("heading", name="评分表交了哪些")).to_be_visible()

    page.get_by_role("link", name=UNIT).click()
    settled(page)
    template = downloaded(page, "upload.template")
    good = fill(template)
    expected = expected_scores(good, electorate(database, UNIT))

    bad, cells = spoilt(good)
    upload(page, "有错.xlsx", bad)
    for cell in cells:
        expect(page.get_by_role("cell", name=cell, exact=True)).to_be_visible()
    expect(keyed(page, "upload.accept").get_by_role("button")).to_be_disabled()

    page.reload()
    settled(page)
    upload(page, "评分表.xlsx", good)
    keyed(page, "upload.accept").get_by_role("button").dblclick()
    settled(page)
    expect(page.get_by_text("评分表.xlsx").first).to_be_visible()

    page.goto(f"{app}/ranking")
    settled(page)
    keyed(page, "ranking.find").get_by_role("textbox").fill(UNIT)
    keyed(page, "ranking.find").get_by_role("textbox").press("Enter")
    settled(page)
    name, score = max(expected.items(), key=lambda pair: pair[1])
    row = page.get_by_role("row").filter(has_text=name)
    expect(row).to_contain_text(f"{score:.2f}")

    ranked = table(taken(page, "ranking"))
    number = numbers(template)
    expected = {number[name]: score for name, score in expected.items()}
    mine = {person: ranked[person] for person in expected}
    assert {person: Decimal(str(row[1])) for person, row in mine.items()} == expected
    formal = {person: row[2] for person, row in mine.items() if row[2]}
    assert formal == {person: grade(expected[person]) for person in formal}
    everyone = {person: Decimal(str(row[1])) for person, row in ranked.items()}
    assert {person: row[0] for person, row in mine.items()} == {
        person: place for person, place in places(everyone).items() if person in mine
    }


def test_a_faulty_workbook_comes_back_marked_and_is_read_again(app: str, page: Page) -> None:
    page.goto(f"{app}/upload")
    settled(page)
    page.get_by_role("link", name=UNIT).click()
    settled(page)
    bad, cells = spoilt(fill(downloaded(page, "upload.template")))
    upload(page, "有错.xlsx", bad)
    with page.expect_download() as waiting:
        keyed(page, "upload.annotated.0").get_by_role("button").click()
    assert waiting.value.suggested_filename == "有错-问题.xlsx"
    copy = Path(waiting.value.path()).read_bytes()

    book = load_workbook(BytesIO(copy))
    listed = {f"{row[1]}!{row[2]}" for row in book["问题清单"].values}
    assert set(cells) <= listed
    for sheet, address in (cell.split("!") for cell in cells):
        assert book[sheet][address].comment is not None

    page.reload()
    settled(page)
    upload(page, "有错-问题.xlsx", copy)
    for cell in cells:
        expect(page.get_by_role("cell", name=cell, exact=True)).to_be_visible()
    assert page.get_by_role("cell", name=re.compile("^问题清单")).count() == 0


def test_other_weights_change_places_on_the_screen_and_back(app: str, page: Page) -> None:
    page.goto(f"{app}/ranking?subject=branch&kind=student")  # few enough for one page of the table
    settled(page)
    published = first_column(page)
    page.get_by_text("权重试算").first.click()
    leader = page.get_by_role("spinbutton", name="领导点评")
    leader.fill("0")
    leader.press("Enter")
    settled(page)
    expect(page).to_have_url(re.compile("weights=10-30-0-20"))
    tried = first_column(page)
    assert sorted(tried) == sorted(published)
    assert tried != published
    another = page.context.new_page()
    another.goto(page.url)
    settled(another)
    assert first_column(another) == tried
    keyed(page, "ranking.reset").get_by_role("button").click()
    settled(page)
    assert first_column(page) == published


def first_column(page: Page) -> list[str]:
    """Return the names on the first page of the ranking, in its order."""
    return page.locator("a[href*='profile?']").all_inner_texts()


def test_a_row_leads_to_the_profile_and_the_browser_leads_back(app: str, page: Page) -> None:
    page.goto(f"{app}/ranking?lang=en")
    settled(page)
    name = page.locator("a[href*='profile?']").first.inner_text()
    page.locator("a[href*='profile?']").first.click()
    settled(page)
    expect(page.get_by_role("heading", name="Why this score?")).to_be_visible()
    expect(page.get_by_text(name).first).to_be_visible()
    page.go_back()
    settled(page)
    expect(page.get_by_role("heading", name="Who is where?")).to_be_visible()
