"""Every screen in both languages and themes, wide and narrow: no fault, nothing left over."""

import re
import sqlite3
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.serving import served, settled
from tests.e2e.test_round import keyed, taken

PARTS = ("units", "members", "periods", "meetings", "schemes")
SCREENS = (
    "overview",
    "grading",
    "improvement",
    "quality",
    "quality?meeting=75",
    "ranking",
    "ranking?subject=branch&within=kind",
    "ranking?weights=10-20-50-20",
    "ranking?unit=none&kind=retired",
    "profile",
    "profile?subject=member&key=nobody",
    "upload",
    *(f"settings?part={part}" for part in PARTS),
)
PAYLOADS = (
    "<img src=x onerror=alert(1)>",
    "=1+1",
    "[x](http://example.org/a)",
    "$x^2$ **b** :red[c]",
    "![x](http://example.org/b.png)",
)
CHINESE = re.compile(r"[\u4e00-\u9fff]")
ENGLISH = re.compile(r"[A-Za-z]{3,}")
FILES = {"xlsx", "XLSX", "XLSM", "XLS", "XLSB", "ODS", "ET", "TOML"}
MEANT = {
    *FILES,
    "English",
    "Language",
    "Kish",
    "Krippendorff",
}  # the last are whose formulas are used


@pytest.fixture(scope="module")
def address(demo_database: Path) -> Iterator[str]:
    """The application over the demo, which no test here changes."""
    with served(demo_database) as opened:
        yield opened


class Watched:
    """A page with everything that went wrong while it was looked at."""

    def __init__(self, context: BrowserContext, origin: str) -> None:
        self.page, self.origin = context.new_page(), origin
        self.faults: list[str] = []
        self.page.on("console", self._told)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("dialog", lambda dialog: self.faults.append(f"dialog {dialog.message}"))
        self.page.on("request", self._asked)

    def _told(self, message) -> None:
        if message.type == "error":
            self.faults.append(message.text)

    def _asked(self, request) -> None:
        own = ("data:", "blob:", self.origin, self.origin.replace("http", "ws"))
        if not request.url.startswith(own):
            self.faults.append(f"asked {request.url}")

    def show(self, path: str, **choices: str) -> Page:
        joined = "&".join(f"{name}={value}" for name, value in choices.items())
        self.page.goto(f"{self.origin}/{path}{'&' if '?' in path else '?'}{joined}")
        settled(self.page)
        return self.page


def looked_at(
    browser: Browser, address: str, *, theme: str = "light", width: int = 1440
) -> Watched:
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        locale="zh-CN",
        color_scheme=theme,
        accept_downloads=True,
    )
    context.set_default_timeout(60_000)
    return Watched(context, address)


@pytest.mark.parametrize(("lang", "theme"), list(product(("zh_CN", "en"), ("light", "dark"))))
def test_no_screen_has_a_fault_or_scrolls_sideways_on_a_phone(
    browser: Browser, address: str, lang: str, theme: str
) -> None:
    watched = looked_at(browser, address, theme=theme, width=390)
    for screen in SCREENS:
        page = watched.show(screen, lang=lang)
        assert "Traceback" not in page.inner_text("body"), screen
        assert overflow(page) == 0, screen
        assert "出了点问题" not in page.inner_text("body"), screen
        assert "Something went wrong" not in page.inner_text("body"), screen
    assert not watched.faults
    watched.page.context.close()


def overflow(page: Page) -> int:
    """Return by how many pixels the page is wider than the screen."""
    return page.evaluate(
        "() => { const main = document.querySelector('[data-testid=stMain]');"
        " return main.scrollWidth - main.clientWidth; }"
    )


def test_chinese_screens_have_no_english_left_over(browser: Browser, address: str) -> None:
    watched = looked_at(browser, address)
    left_over = {}
    for screen in SCREENS:
        page = watched.show(screen, lang="zh_CN")
        page.wait_for_function("() => window.cxzyWords")
        said = set(ENGLISH.findall(visible(page, "pre, code, textarea, td")))
        left_over[screen] = said - MEANT - {"nobody", "none"}  # quoted from the address
    assert not {screen: said for screen, said in left_over.items() if said}
    page = watched.show("ranking")
    page.locator("[data-testid=stMainMenu] button").click()
    expect(page.get_by_text("跟随系统")).to_be_visible()
    watched.page.context.close()


def test_english_screens_have_no_chinese_but_names(browser: Browser, address: str) -> None:
    watched = looked_at(browser, address)
    # findings (h3) quote names of people and are left out, and names that lead on or head criteria
    spoken = (
        "label, button, th:not(:has(a), [translate=no]), dt:not(:has(i)), .stAlert strong,"
        " summary, [data-testid=stSidebar]"
    )
    names = re.compile(
        r"20\d\d年[上下]半年|优秀|较好|一般|后进|党员|群体|中文|语言|审计\S+|\S+党支部"
    )
    left_over = {}
    for screen in SCREENS:
        page = watched.show(screen, lang="en")
        words = names.sub("", " ".join(page.locator(spoken).all_inner_texts()))
        left_over[screen] = CHINESE.findall(words)
    assert not {screen: signs for screen, signs in left_over.items() if signs}
    watched.page.context.close()


def visible(page: Page, without: str) -> str:
    """Return the text on a page without the parts that hold names and what people wrote."""
    return page.evaluate(
        "(without) => { const copy = document.body.cloneNode(true);"
        " copy.querySelectorAll("
        "`${without}, script, style, noscript, svg, [translate=no], [data-testid*=Icon]`)"
        ".forEach((part) => part.remove()); return copy.textContent; }",
        without,
    )


def test_the_visitor_sees_that_this_is_the_demo_on_every_width(
    browser: Browser, address: str
) -> None:
    for width in (1440, 390):
        watched = looked_at(browser, address, width=width)
        page = watched.show("ranking")
        expect(page.locator(".cx-demo")).to_contain_text("演示")
        expect(page.locator(".cx-demo")).to_contain_text("仅限本机访问")
        watched.page.context.close()


def test_on_a_phone_the_filters_are_one_line_that_opens_and_a_row_opens_as_a_whole(
    browser: Browser, address: str
) -> None:
    watched = looked_at(browser, address, width=390)
    page = watched.show("ranking")
    expect(keyed(page, "filters.period")).to_be_hidden()
    page.locator(".cx-fold summary").click()
    expect(keyed(page, "filters.period")).to_be_visible()
    page.get_by_role("row").nth(3).get_by_role("cell").nth(2).click(force=True)
    settled(page)
    expect(page.get_by_role("heading", name="得分是怎么来的")).to_be_visible()
    watched.page.context.close()


def test_a_printed_page_is_light_whole_and_says_what_it_is(browser: Browser, address: str) -> None:
    watched = looked_at(browser, address, theme="dark")
    page = watched.show("ranking")
    page.emulate_media(media="print", color_scheme="dark")
    colours = "() => [getComputedStyle(document.querySelector('.stApp')).backgroundColor]"
    assert page.evaluate(colours) == ["rgb(255, 255, 255)"]
    expect(page.locator("[data-testid=stSidebar]")).to_be_hidden()
    styles = page.evaluate("() => [...document.querySelectorAll('style')].map(s => s.textContent)")
    assert any("@bottom-left" in style and "2012年上半年" in style for style in styles)
    watched.page.context.close()


@pytest.fixture
def hostile(database: Path) -> list[str]:
    """Give the first members names that want to be markup or formulas; return their numbers."""
    with sqlite3.connect(database) as connection:
        number = "SELECT number FROM member ORDER BY number LIMIT ?"
        numbers = [row[0] for row in connection.execute(number, (len(PAYLOADS),))]
        for one, name in zip(numbers, PAYLOADS, strict=True):
            connection.execute("UPDATE member SET name = ? WHERE number = ?", (name, one))
            connection.execute("UPDATE roster SET name = ? WHERE subject = ?", (name, one))
    connection.close()
    return numbers


def test_names_that_want_to_be_markup_are_text_on_every_screen(
    hostile: list[str], browser: Browser, app: str
) -> None:
    watched = looked_at(browser, app)
    page = watched.show("settings", part="members")
    for name in PAYLOADS:
        keyed(page, "settings.member.find").get_by_role("textbox").fill(name)
        keyed(page, "settings.member.find").get_by_role("textbox").press("Enter")
        settled(page)
        expect(page.get_by_role("cell", name=name, exact=True)).to_be_visible()
    for number, name in zip(hostile, PAYLOADS, strict=True):
        page = watched.show("profile", subject="member", key=number)
        expect(page.get_by_role("heading", level=1)).to_contain_text(name)
    page = watched.show("ranking")
    for name in PAYLOADS:
        keyed(page, "ranking.find").get_by_role("textbox").fill(name)
        keyed(page, "ranking.find").get_by_role("textbox").press("Enter")
        settled(page)
        expect(page.get_by_role("link", name=name, exact=True)).to_be_visible()
    assert taken(page, "ranking")[:2] == b"PK"
    assert page.locator("img[src=x], a[href*='example.org']").count() == 0
    assert not watched.faults
    watched.page.context.close()


def test_a_link_that_has_grown_old_says_so(browser: Browser, address: str) -> None:
    watched = looked_at(browser, address)
    page = watched.show("ranking", period="nonsense", unit="99999", lang="en")
    expect(page.get_by_text("The address asks for nonsense, 99999")).to_be_visible()


def test_the_address_of_no_page_leads_to_the_first_one_and_says_so(
    browser: Browser, address: str
) -> None:
    watched = looked_at(browser, address)
    page = watched.show("rankng", lang="en")
    expect(page.get_by_text("The address asks for rankng")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("Where do we stand?")


def test_a_number_looks_like_one_until_it_is_pointed_at_and_leads_to_its_list(
    browser: Browser, address: str
) -> None:
    watched = looked_at(browser, address)
    page = watched.show("overview", lang="en")
    number = page.locator(".cx-figures a.cx-quiet").nth(1)
    line = "one => getComputedStyle(one).textDecorationLine"
    assert number.evaluate(line) == "none"
    number.hover()
    assert number.evaluate(line) == "underline"
    count = number.inner_text()
    number.click()
    settled(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Which grade, by which rule?")
    expect(page.get_by_text(f"{count} branches graded")).to_be_visible()
    assert page.locator(".cx-table tbody tr").count() == int(count)


def test_the_other_language_shows_the_same_page_and_the_way_back_leads_back(
    browser: Browser, address: str
) -> None:
    watched = looked_at(browser, address)
    page = watched.show("overview", lang="zh_CN", kind="student", subject="member")
    page.get_by_role("link", name="English", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Where do we stand?")
    settled(page)
    assert {"lang=en", "kind=student", "subject=member"} <= set(re.split("[?&]", page.url))
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("link", name="English", exact=True)).to_have_attribute(
        "aria-current", "true"
    )
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("本期总体情况如何？")
