"""What a visitor sees while a page is on its first way to the screen."""

from playwright.sync_api import Page, WebSocketRoute

from tests.e2e.serving import settled

SHAPES = """() => {
    const block = document.querySelector('[data-testid=stMainBlockContainer] > .stVerticalBlock');
    return block ? parseFloat(getComputedStyle(block, '::after').height) || 0 : 0;
}"""


class Held:
    """The way from the server to the browser, blocked from the first message with some words."""

    def __init__(self, page: Page) -> None:
        self.words, self.waiting = "", list[tuple[WebSocketRoute, str | bytes]]()
        page.route_web_socket("**/_stcore/stream**", self._between)

    def _between(self, socket: WebSocketRoute) -> None:
        def comes(message: str | bytes) -> None:
            if self.waiting or (self.words and self.words.encode() in bytes_of(message)):
                self.waiting.append((socket, message))
            else:
                socket.send(message)

        socket.connect_to_server().on_message(comes)

    def go(self) -> None:
        """Let everything through that was held back."""
        for socket, message in self.waiting:
            socket.send(message)
        self.words, self.waiting = "", []


def bytes_of(message: str | bytes) -> bytes:
    return message if isinstance(message, bytes) else message.encode()


def test_a_slow_first_load_shows_shapes_of_what_comes(app: str, page: Page) -> None:
    held = Held(page)
    held.words = "本期总体情况如何"
    page.goto(f"{app}/overview?lang=zh_CN")
    page.wait_for_function(f"({SHAPES})() > 400")
    held.go()
    settled(page)
    assert page.get_by_role("heading", name="本期总体情况如何？").is_visible()
    assert page.evaluate(SHAPES) == 0


def test_the_next_page_shows_them_below_its_question(app: str, page: Page) -> None:
    held = Held(page)
    page.goto(f"{app}/overview?lang=zh_CN")
    settled(page)
    held.words = "cx-end"
    page.get_by_role("link", name="分类定级").first.click()
    page.get_by_role("heading", level=1).wait_for()
    page.wait_for_function(f"({SHAPES})() > 200")
    held.go()
    settled(page)
    assert page.evaluate(SHAPES) == 0


def test_a_page_drawn_anew_never_shows_them(app: str, page: Page) -> None:
    held = Held(page)
    page.goto(f"{app}/overview?lang=zh_CN")
    settled(page)
    held.words = "名党员中"
    page.get_by_text("党员", exact=True).first.click()
    page.wait_for_timeout(1_000)
    assert held.waiting
    assert page.evaluate(SHAPES) == 0
    held.go()
    settled(page)
    assert "subject=member" in page.url


def test_what_draws_figures_comes_once_and_before_they_do(app: str, page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    page.goto(f"{app}/overview?lang=zh_CN")
    page.wait_for_selector(".main-svg")
    drawing = [place for place, name in enumerate(asked) if name.startswith("PlotlyChart.")]
    around = min(place for place, name in enumerate(asked) if name.startswith("withFullScreen"))
    assert len(drawing) == 1
    assert drawing[0] < around
