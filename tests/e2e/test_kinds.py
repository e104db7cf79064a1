"""A secretary hands in what is on his computer: a zip with an old .xls, made elsewhere."""

import shutil
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.filled import electorate, expected_scores, fill
from tests.e2e.serving import settled
from tests.e2e.test_round import UNIT, downloaded, keyed
from tests.sheets.archives import archive


def as_xls(content: bytes, folder: Path) -> bytes:
    """Return a workbook as LibreOffice saves it for Excel 97."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("needs LibreOffice on the PATH")
    source = folder / "表.xlsx"
    source.write_bytes(content)
    call = [office, f"-env:UserInstallation=file://{folder}/profile", "--headless"]
    call += ["--convert-to", "xls", "--outdir", str(folder), str(source)]
    subprocess.run(call, check=True, capture_output=True, timeout=120)
    return source.with_suffix(".xls").read_bytes()


def test_our_own_form_saved_as_an_old_xls_in_a_zip_goes_in_like_the_new_one(
    app: str, database: Path, page: Page, tmp_path: Path
) -> None:
    page.goto(f"{app}/upload")
    settled(page)
    page.get_by_role("link", name=UNIT).click()
    settled(page)
    good = fill(downloaded(page, "upload.template"))
    expected = expected_scores(good, electorate(database, UNIT))
    packed = archive([("评分表.xls", as_xls(good, tmp_path)), ("~$评分表.xls", b"x")], code="gbk")
    files = [
        {"name": "全部.zip", "mimeType": "application/zip", "buffer": packed},
        {"name": "网页.xls", "mimeType": "application/vnd.ms-excel", "buffer": b"<html><table>"},
    ]
    page.locator("input[type=file]").first.set_input_files(files)  # type: ignore[arg-type]
    expect(page.get_by_role("cell", name="评分表.xls", exact=True)).to_be_visible()
    settled(page)
    expect(page.get_by_text("已跳过：~$评分表.xls")).to_be_visible()
    expect(page.get_by_text("这是网页，只是文件名像 Excel 文件").first).to_be_visible()
    keyed(page, "upload.accept").get_by_role("button").click()
    settled(page)

    page.goto(f"{app}/ranking")
    settled(page)
    keyed(page, "ranking.find").get_by_role("textbox").fill(UNIT)
    keyed(page, "ranking.find").get_by_role("textbox").press("Enter")
    settled(page)
    for name, score in expected.items():
        row = page.get_by_role("row").filter(has_text=name)
        expect(row.first).to_contain_text(f"{score:.2f}")
