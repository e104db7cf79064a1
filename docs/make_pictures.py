"""Make the pictures of the documentation: every screen, both languages and themes, three widths.

`make pictures` serves the demo on loopback, looks at it with Chromium and writes
`docs/pictures/` and `docs/gallery.md`, which shows them. Names are
SCREEN-LANGUAGE-THEME-WIDTH.png.
"""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from io import BytesIO
from itertools import product
from pathlib import Path

import numpy as np
from PIL import Image, ImageColor
from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from cxzy.charts.theme import DARK, LIGHT  # noqa: E402
from tests.e2e.filled import fill  # noqa: E402
from tests.e2e.serving import chromium, fill_demo, served, settled  # noqa: E402
from tests.e2e.test_round import downloaded, spoilt, upload  # noqa: E402

PICTURES = ROOT / "docs" / "pictures"
LANGUAGES = {"zh": "zh_CN", "en": "en"}
THEMES = ("light", "dark")
WIDTHS = {1440: 1100, 1024: 1100, 390: 844}
UNIT = "审计监察党支部"
COPIED = "数理学院分党委"
"""Where the demo has ballots to look at."""
DERIVATION = {"zh_CN": "计算说明书", "en": "How this score came about"}
SCREENS = {
    "overview": "Overview",
    "grading": "Grading of the branches",
    "improvement": "Improvement since the period before",
    "quality": "Ballots of all meetings",
    "ballots": "Ballots of one meeting",
    "ranking": "Ranking of the members",
    "branches": "Ranking of the branches",
    "whatif": "Other weights tried",
    "profile": "Profile of a branch",
    "member": "Profile of a member",
    "derivation": "How a member's score came about",
    "handed-in": "What is handed in",
    "problems": "A sheet with faults",
    "upload": "A sheet ready to accept",
    "settings": "Settings: meetings",
}
PAPERS = ("#FDFCFA", "#F5F2ED", "#15171A", "#1E2125", "#1A1D20")
EXACT = [
    ImageColor.getrgb(colour)
    for colour in (
        *PAPERS,
        *LIGHT.grades,
        *LIGHT.sources.values(),
        *DARK.grades,
        *DARK.sources.values(),
    )
]
COLOURS = 160
HIGHEST = 3200
GALLERY = ROOT / "docs" / "gallery.md"


def main() -> None:
    """Make every picture anew."""
    shutil.rmtree(PICTURES, ignore_errors=True)
    PICTURES.mkdir()
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "cxzy.db"
        fill_demo(database)
        with served(database) as address, chromium() as browser:
            good = filled_form(browser, address)
            for language, theme, width in variants():
                code = LANGUAGES[language]
                for name, page in screens(browser, address, good, code, theme, width):
                    keep(page, f"{name}-{language}-{theme}-{width}")
                    print(f"{name}-{language}-{theme}-{width}", flush=True)
    GALLERY.write_text(gallery(), encoding="utf-8")


def variants() -> list[tuple[str, str, int]]:
    """Return the combinations of language, theme and width that are looked at."""
    return list(product(LANGUAGES, THEMES, WIDTHS))


def gallery() -> str:
    """Return the page that shows the pictures: one table row a screen, links to every variant."""
    lines = [
        "# Gallery",
        "",
        "Every screen as `make pictures` sees it, over the demo: each picture is one variant, the",
        "links below it are all of them. Generated; do not edit.",
    ]
    for screen, title in SCREENS.items():
        shown = [
            f'<img src="pictures/{screen}-zh-light-1440.png" width="560" alt="{title}">',
            f'<img src="pictures/{screen}-zh-light-390.png" width="180" alt="{title}, phone">',
        ]
        links = [
            f"[{language} {theme} {width}](pictures/{screen}-{language}-{theme}-{width}.png)"
            for language, theme, width in variants()
        ]
        lines += ["", f"## {title}", "", " ".join(shown), "", " · ".join(links)]
    return "\n".join(lines) + "\n"


def screens(
    browser: Browser, address: str, good: bytes, language: str, theme: str, width: int
) -> Iterator[tuple[str, Page]]:
    """Yield every screen by name, drawn in one language, theme and width; `good` is uploaded."""
    context = browser.new_context(
        viewport={"width": width, "height": WIDTHS[width]},
        color_scheme="dark" if theme == "dark" else "light",
        locale="zh-CN" if language == "zh_CN" else "en-GB",
        accept_downloads=True,
    )
    context.set_default_timeout(60_000)
    page = context.new_page()

    def show(path: str, **choices: str) -> Page:
        page.set_viewport_size({"width": width, "height": WIDTHS[width]})
        query = "&".join(f"{key}={value}" for key, value in {"lang": language, **choices}.items())
        page.goto(f"{address}/{path}?{query}")
        settled(page)
        return page

    yield "quality", whole(show("quality"))
    page.get_by_role("link", name=COPIED).first.click()
    settled(page)
    yield "ballots", whole(page)
    for screen in ("overview", "grading", "improvement"):
        yield screen, whole(show(screen))
    yield "ranking", show("ranking")
    yield "whatif", show("ranking", weights="10-20-50-20")
    yield "branches", show("ranking", subject="branch")
    page.locator("a[href*='profile?']").first.click()
    settled(page)
    yield "profile", whole(page)
    show("ranking")
    page.locator("a[href*='profile?']").first.click()
    settled(page)
    yield "member", whole(page)
    page.get_by_text(DERIVATION[language]).click()
    settled(page)
    page.mouse.move(0, 0)
    yield "derivation", whole(page)
    yield "handed-in", show("upload")
    page.get_by_role("link", name=UNIT).click()
    settled(page)
    upload(page, "评分表.xlsx", spoilt(good)[0])
    yield "problems", page
    page.reload()
    settled(page)
    upload(page, "评分表.xlsx", good)
    yield "upload", page
    yield "settings", show("settings", part="meetings")
    context.close()


def filled_form(browser: Browser, address: str) -> bytes:
    """Return the template of the unit's meeting, filled in."""
    page = browser.new_page(accept_downloads=True)
    page.goto(f"{address}/upload")
    settled(page)
    page.get_by_role("link", name=UNIT).click()
    settled(page)
    content = fill(downloaded(page, "upload.template"))
    page.context.close()
    return content


def whole(page: Page) -> Page:
    """Return a page on a screen so high that all of it is seen, up to HIGHEST."""
    width = (page.viewport_size or {"width": 1440})["width"]
    page.set_viewport_size({"width": width, "height": WIDTHS[width]})
    settled(page)
    height = page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollHeight")
    page.set_viewport_size({"width": width, "height": min(int(height), HIGHEST)})
    settled(page)
    return page


def keep(page: Page, name: str) -> None:
    """Write what is on the screen, in few colours."""
    page.wait_for_timeout(500)
    picture = Image.open(BytesIO(page.screenshot())).convert("RGB")
    in_few_colours(picture).save(PICTURES / f"{name}.png", optimize=True)


def in_few_colours(picture: Image.Image) -> Image.Image:
    """Return a picture of few colours; papers, grades and sources are exactly themselves."""
    rare_ones_too = Image.Quantize.MAXCOVERAGE  # a grade's colour is a few pixels
    few = picture.quantize(COLOURS, rare_ones_too, dither=Image.Dither.NONE)
    palette = (few.getpalette() or [])[: COLOURS * 3]
    palette += [0] * (COLOURS * 3 - len(palette))
    pixels = np.asarray(picture)
    places = np.asarray(few).copy()
    for place, paper in enumerate(EXACT, start=COLOURS):
        places[(pixels == paper).all(axis=2)] = place
        palette += paper
    exact = Image.fromarray(places, "P")
    exact.putpalette(palette)
    return exact


if __name__ == "__main__":
    main()
