"""Make the pictures of the documentation: every screen, both languages and themes, three widths.

`make pictures` serves the demo on loopback, looks at it with Chromium and writes
`docs/pictures/`. Names are SCREEN-LANGUAGE-THEME-WIDTH.png.
"""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from io import BytesIO
from itertools import product
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.e2e.filled import fill  # noqa: E402
from tests.e2e.serving import chromium, fill_demo, served, settled  # noqa: E402
from tests.e2e.test_round import downloaded, spoilt, upload  # noqa: E402

PICTURES = ROOT / "docs" / "pictures"
LANGUAGES = {"zh": "zh_CN", "en": "en"}
THEMES = ("light", "dark")
WIDTHS = {1440: 1100, 1024: 1100, 390: 844}
UNIT = "审计监察党支部"


def main() -> None:
    """Make every picture anew."""
    shutil.rmtree(PICTURES, ignore_errors=True)
    PICTURES.mkdir()
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "cxzy.db"
        fill_demo(database)
        with served(database) as address, chromium() as browser:
            for language, theme, width in product(LANGUAGES, THEMES, WIDTHS):
                for name, page in screens(browser, address, LANGUAGES[language], theme, width):
                    keep(page, f"{name}-{language}-{theme}-{width}")
                    print(f"{name}-{language}-{theme}-{width}")


def screens(
    browser: Browser, address: str, language: str, theme: str, width: int
) -> Iterator[tuple[str, Page]]:
    """Yield every screen by name, drawn in one language, theme and width."""
    context = browser.new_context(
        viewport={"width": width, "height": WIDTHS[width]},
        color_scheme="dark" if theme == "dark" else "light",
        accept_downloads=True,
    )
    context.set_default_timeout(60_000)
    page = context.new_page()

    def show(path: str, **choices: str) -> Page:
        query = "&".join(f"{key}={value}" for key, value in {"lang": language, **choices}.items())
        page.goto(f"{address}/{path}?{query}")
        settled(page)
        return page

    yield "ranking", show("ranking")
    yield "whatif", show("ranking", weights="10-20-50-20")
    yield "branches", show("ranking", subject="branch")
    page.locator("a[href*='profile?']").first.click()
    settled(page)
    yield "profile", page
    yield "handed-in", show("upload")
    page.get_by_role("link", name=UNIT).click()
    settled(page)
    template = downloaded(page, "upload.template")
    upload(page, "评分表.xlsx", spoilt(fill(template))[0])
    yield "problems", page
    page.reload()
    settled(page)
    upload(page, "评分表.xlsx", fill(template))
    yield "upload", page
    yield "settings", show("settings")
    context.close()


def keep(page: Page, name: str) -> None:
    """Write what is on the screen, in few colours."""
    page.wait_for_timeout(500)
    picture = Image.open(BytesIO(page.screenshot()))
    few = picture.convert("RGB").quantize(128, dither=Image.Dither.NONE)
    few.save(PICTURES / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
