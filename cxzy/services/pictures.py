"""Plates as PNG files, in the light theme: the finding above the figure, where it is from below."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from textwrap import dedent

import plotly
import plotly.graph_objects as go
from PIL import Image, ImageChops
from PIL.PngImagePlugin import PngInfo

from cxzy.charts.plates import Plate
from cxzy.charts.theme import LIGHT, SANS, SERIF
from cxzy.core.labels import scheme_words
from cxzy.core.language import _, language
from cxzy.core.scheme import Scheme
from cxzy.services.chromium import browser, photograph

WIDTH = 960
MARGIN = 32
SHARP = 2.0
MOST_DOTS = 16_000
"""Higher pictures are made with fewer dots: beyond this a browser leaves the rest white."""

_PLAIN_HEIGHT = 450
_SCRIPT = (Path(plotly.__file__).parent / "package_data" / "plotly.min.js").as_uri()
_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline' file:; "
    "style-src 'unsafe-inline'; img-src data: blob:"
)
_STYLE = f"""
body {{ margin: 0; background: #fff; color: {LIGHT.ink}; font: 14px/1.5 {SANS}; }}
section {{ position: absolute; left: 0; width: 100%; overflow: hidden; }}
h1 {{ font: 600 21px/1.4 {SERIF}; margin: {MARGIN - 8}px {MARGIN}px 12px; }}
.figure {{ margin: 0 {MARGIN}px; }}
.bare {{ margin: 0; }}
p {{ margin: 8px {MARGIN}px 0; color: {LIGHT.soft}; font-size: 13px; }}
p.foot {{ margin-top: 14px; padding-top: 8px; border-top: 1px solid {LIGHT.hairline}; }}
"""


@dataclass(frozen=True)
class _Cell:
    """A part of the page that becomes a picture: its HTML, its figure, the room it may need."""

    above: str
    figure: go.Figure
    below: str
    height: int
    kind: str = "figure"


def pictures_possible() -> bool:
    """Return whether there is a Chromium to make pictures with."""
    return browser() is not None


def picture(plate: Plate, foot: str = "") -> bytes:
    """Return the PNG of a plate with its finding as title; below it `foot` and the date.

    The words of the plate for who cannot see it go along as the picture's description. Raises
    PictureError where no browser is present or it takes too long.
    """
    figure = _drawn(plate, WIDTH - 2 * MARGIN)
    note = f"<p>{escape(plate.note)}</p>" if plate.note else ""
    below = f'{note}<p class="foot">{escape(dated(foot))}</p>'
    words = len(plate.heading) + len(plate.note)
    height = figure.layout.height + 200 + words
    cell = _Cell(f"<h1>{escape(plate.heading)}</h1>", figure, below, height)
    (made,) = _photographed([cell], WIDTH)
    return _png(_trimmed(made, MARGIN), plate)


def bare_pictures(plates: Sequence[Plate], width: int = WIDTH) -> list[bytes]:
    """Return the figures alone, for a document that says the rest; all from one browser."""
    figures = [_drawn(plate, width) for plate in plates]
    cells = [_Cell("", figure, "", figure.layout.height, "bare") for figure in figures]
    made = _photographed(cells, width)
    return [_png(image, plate) for image, plate in zip(made, plates, strict=True)]


def origin(place: str, *schemes: Scheme | None) -> str:
    """Return where a figure or page is from: unit and period, then the schemes."""
    return " · ".join(filter(None, (place, scheme_words(*schemes))))


def dated(foot: str) -> str:
    """Return a foot with the day of today."""
    day = f"{datetime.now().astimezone():%Y-%m-%d}"
    return " · ".join(filter(None, (foot, _("made on {date}").format(date=day))))


def _drawn(plate: Plate, width: int) -> go.Figure:
    figure = go.Figure(plate.draw("light", None))
    height = figure.layout.height or _PLAIN_HEIGHT
    return figure.update_layout(width=width, height=height, autosize=False)


def _photographed(cells: Sequence[_Cell], width: int) -> list[Image.Image]:
    """Return one image per cell, all of them cut out of one photograph."""
    if not cells:
        return []
    tops = [sum(cell.height for cell in cells[:place]) for place in range(len(cells) + 1)]
    scale = min(SHARP, MOST_DOTS / tops[-1])
    dots = photograph(_page(cells, tops), width=width, height=int(tops[-1]), scale=scale)
    with Image.open(BytesIO(dots)) as opened:
        whole = opened.convert("RGB")
    edges = [round(top * scale) for top in tops]
    return [whole.crop((0, upper, whole.width, lower)) for upper, lower in pairwise(edges)]


def _page(cells: Sequence[_Cell], tops: Sequence[float]) -> str:
    sections = "".join(
        f'<section style="top:{top}px;height:{cell.height}px">{cell.above}'
        f'<div class="{cell.kind}" id="figure{place}"></div>{cell.below}</section>'
        for place, (cell, top) in enumerate(zip(cells, tops, strict=False))
    )
    figures = ",".join(_script_text(cell.figure) for cell in cells)
    return dedent(f"""\
        <!doctype html><html lang="{language().replace("_", "-")}"><meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="{_POLICY}">
        <style>{_STYLE}</style>{sections}<script src="{_SCRIPT}"></script><script>
        [{figures}].forEach((one, place) => Plotly.newPlot(
          "figure" + place, one.data, one.layout, {{staticPlot: true, displayModeBar: false}}));
        </script></html>""")


def _script_text(figure: go.Figure) -> str:
    """Return a figure as JSON that cannot end the script around it."""
    text = figure.to_json()
    return str(text).replace("<", "\\u003c").replace("\u2028", " ").replace("\u2029", " ")


def _trimmed(image: Image.Image, margin: float) -> Image.Image:
    """Return an image without what is empty at its foot, but for a margin in CSS pixels."""
    empty = Image.new("RGB", image.size, "#fff")
    box = ImageChops.difference(image, empty).getbbox() or (0, 0, *image.size)
    below = margin * image.width / WIDTH
    return image.crop((0, 0, image.width, min(image.height, round(box[3] + below))))


def _png(image: Image.Image, plate: Plate) -> bytes:
    words = PngInfo()
    words.add_itxt("Title", plate.heading)
    words.add_itxt("Description", plate.alt)
    file = BytesIO()
    image.save(file, "PNG", pnginfo=words)
    return file.getvalue()
