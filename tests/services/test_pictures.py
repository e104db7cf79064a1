"""Figures as pictures, made by a real Chromium; and what happens where it is missing or hangs."""

import tempfile
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from pathlib import Path
from typing import ClassVar

import plotly.graph_objects as go
import pytest
from PIL import Image

from cxzy.charts.plates import Plate
from cxzy.charts.theme import LIGHT, template
from cxzy.services.chromium import PictureError, photograph
from cxzy.services.pictures import bare_pictures, picture, pictures_possible

WIDE = 2 * 960


def plate(heading: str = "62 个支部中 19 个优秀", *, height: int = 160, note: str = "") -> Plate:
    def draw(theme: object, link: object) -> go.Figure:
        assert (theme, link) == ("light", None)
        bars = go.Bar(x=[19, 43], y=["甲</script>", "乙"], orientation="h")
        bars.marker.color = LIGHT.grades[0]
        return go.Figure(bars, layout={"template": template("light"), "height": height})

    return Plate("one", heading, "两行横条", draw, note)


def opened(content: bytes) -> Image.Image:
    image = Image.open(BytesIO(content))
    image.load()
    return image


def share_of(image: Image.Image, colour: str) -> float:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    pixels = image.convert("RGB").getcolors(image.width * image.height) or []
    return sum(n for n, pixel in pixels if pixel == (red, green, blue)) / (
        image.width * image.height
    )


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A script in the place of the browser."""
    script = tmp_path / "browser"
    monkeypatch.setenv("CXZY_CHROMIUM", str(script))
    return script


def written(script: Path, lines: str) -> None:
    script.write_text(f"#!/bin/sh\n{lines}\n", encoding="utf-8")
    script.chmod(0o755)


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let temporary folders be made where no other process makes its own."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


def left_behind() -> set[Path]:
    return set(Path(tempfile.gettempdir()).glob("cxzy-*"))


def test_a_picture_shows_the_figure_sharp_and_carries_its_words() -> None:
    before = left_behind()
    image = opened(picture(plate(), "2012年上半年"))
    assert image.width == WIDE
    assert image.height < 2 * (160 + 200)
    assert share_of(image, LIGHT.grades[0]) > 0.05
    assert image.info["Title"] == "62 个支部中 19 个优秀"
    assert image.info["Description"] == "两行横条"
    assert left_behind() <= before


def test_chinese_is_drawn_with_glyphs_of_its_own() -> None:
    """Where a font lacks the signs, words of one length all look alike."""
    first, second = picture(plate("甲乙丙丁")), picture(plate("戊己庚辛"))
    assert opened(first).tobytes() != opened(second).tobytes()


def test_note_and_foot_stand_below_the_figure() -> None:
    bare, noted = (opened(picture(plate(note=note))) for note in ("", "Ordered by share."))
    assert noted.height > bare.height


def test_figures_for_a_document_come_alone_and_in_order() -> None:
    heights = (100, 300, 200)
    made = [opened(one) for one in bare_pictures([plate(height=h) for h in heights], 600)]
    assert [(one.width, one.height) for one in made] == [(1200, 2 * h) for h in heights]
    assert all(share_of(one, LIGHT.grades[0]) > 0.1 for one in made)
    assert bare_pictures([]) == []


def test_without_a_chromium_no_picture_is_possible(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CXZY_CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not pictures_possible()
    with pytest.raises(PictureError, match="没有找到") as refused:
        picture(plate())
    assert "CXZY_CHROMIUM" in refused.value.hint


def test_a_browser_that_hangs_is_killed_with_its_children(program: Path, tmp_path: Path) -> None:
    child = tmp_path / "child"
    written(program, f"sleep 300 &\necho $! > {child}\nwait")
    before, started = left_behind(), time.monotonic()
    with pytest.raises(PictureError, match="秒内没有生成"):
        photograph("<p>", width=100, height=100, patience=4)
    assert time.monotonic() - started < 20
    assert _ends(int(child.read_text()))
    assert left_behind() <= before


def _ends(number: int) -> bool:
    """Return whether a process that was killed is gone within ten seconds."""
    until = time.monotonic() + 10
    while _runs(number) and time.monotonic() < until:
        time.sleep(0.02)
    return not _runs(number)


def _runs(number: int) -> bool:
    """Return whether a process runs; one that is dead and not yet buried does not."""
    try:
        state = Path(f"/proc/{number}/stat").read_text(encoding="utf-8").rpartition(")")[2]
    except OSError:
        return False
    return state.split()[0] not in "ZX"


@pytest.mark.parametrize("lines", ["exit 0", "exit 7"])
def test_a_browser_that_makes_nothing_is_said_to(program: Path, lines: str) -> None:
    written(program, lines)
    with pytest.raises(PictureError, match="没有生成"):
        photograph("<p>", width=100, height=100, patience=5)


def test_a_program_that_is_none_is_said_to(program: Path) -> None:
    program.write_bytes(b"\x00\x01")
    program.chmod(0o755)
    with pytest.raises(PictureError, match="没有生成"):
        photograph("<p>", width=100, height=100, patience=5)


def test_one_browser_runs_at_a_time(program: Path, tmp_path: Path) -> None:
    written(program, f"touch {tmp_path / 'begun'}\nsleep 300")

    def first() -> None:
        with pytest.raises(PictureError):
            photograph("<p>", width=100, height=100, patience=3)

    running = threading.Thread(target=first)
    running.start()
    while not (tmp_path / "begun").exists():
        time.sleep(0.02)
    with pytest.raises(PictureError, match="太多"):
        photograph("<p>", width=100, height=100, patience=0.1)
    running.join()


def test_the_browser_is_told_nothing_of_the_settings(
    program: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CXZY_DATABASE_URL", "postgresql://office:secret@host/cxzy")
    written(program, f"env > {tmp_path / 'told'}")
    with pytest.raises(PictureError):
        photograph("<p>", width=100, height=100, patience=5)
    assert "secret" not in (tmp_path / "told").read_text(encoding="utf-8")


class _Asked(BaseHTTPRequestHandler):
    paths: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.paths.append(self.path)
        self.send_error(404)


@pytest.fixture
def server() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), _Asked) as one:
        running = threading.Thread(target=one.serve_forever)
        running.start()
        yield f"http://127.0.0.1:{one.server_port}"
        one.shutdown()
        running.join()


def test_nothing_is_fetched_even_from_this_machine(server: str) -> None:
    page = f'<img src="{server}/picture"><script src="{server}/script"></script><p>甲'
    assert opened(photograph(page, width=200, height=100)).size == (400, 200)
    assert _Asked.paths == []
