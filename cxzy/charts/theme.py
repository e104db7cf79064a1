"""The colours and type of the house, light and dark, and the Plotly templates made of them.

The same tokens stand in `.streamlit/config.toml`; `tests/charts/test_theme.py` compares them.
"""

from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal

import plotly.graph_objects as go

from cxzy.core.vocabulary import Source

Theme = Literal["light", "dark"]
THEMES: tuple[Theme, ...] = ("light", "dark")

SANS = "PingFang SC, Microsoft YaHei, Noto Sans CJK SC, sans-serif"
SERIF = "Source Han Serif SC, Noto Serif CJK SC, Songti SC, SimSun, serif"
BODY_SIZE = 13
STANDOFF = 8
"""Pixels between the names beside an axis and what stands in the figure."""


@dataclass(frozen=True)
class Palette:
    """The tokens of one theme; `grades` run from best to worst, `sequential` from low to high.

    `rise` and `fall` are those of changes, which are no grades (docs/decisions/0121-falls.md).
    """

    paper: str
    panel: str
    sidebar: str
    ink: str
    soft: str
    hairline: str
    accent: str
    rise: str
    fall: str
    grades: tuple[str, ...]
    sources: MappingProxyType[Source, str]
    sequential: tuple[str, ...]


_SEQUENCE = (
    "#F3F6F5", "#E1EAE9", "#CBDBDC", "#AFC9CC", "#8FB4BA",
    "#6D9DA6", "#4F8694", "#356E7E", "#205968", "#0F4C5C",
)  # fmt: skip


def _sources(*colours: str) -> MappingProxyType[Source, str]:
    return MappingProxyType(dict(zip(Source, colours, strict=True)))


LIGHT = Palette(
    paper="#FDFCFA",
    panel="#F5F2ED",
    sidebar="#F5F2ED",
    ink="#22262B",
    soft="#6B6F75",
    hairline="#E3DED6",
    accent="#A8322A",
    rise="#0B5238",
    fall="#7A3F85",
    grades=("#0F4C5C", "#4F8FA0", "#C3CFC4", "#C8553D"),
    sources=_sources("#A9B2BD", "#3B7CC4", "#22365E", "#D9922A"),
    sequential=_SEQUENCE,
)
DARK = Palette(
    paper="#15171A",
    panel="#1E2125",
    sidebar="#1A1D20",
    ink="#ECE9E4",
    soft="#A7A9AC",
    hairline="#33373C",
    accent="#E2705F",
    rise="#96E8B8",
    fall="#B97FD2",
    grades=("#8AD3E3", "#4A93A8", "#55625F", "#E0775F"),
    sources=_sources("#6F7985", "#4F94E6", "#C4D4F2", "#E6AE45"),
    sequential=tuple(reversed(_SEQUENCE)),
)


def palette(theme: Theme) -> Palette:
    """Return the tokens of a theme; anything that is not dark is light."""
    return DARK if theme == "dark" else LIGHT


def grade_colours(count: int, theme: Theme) -> tuple[str, ...]:
    """Return `count` colours from best to worst; the ends stay, what lies between is mixed.

    >>> grade_colours(2, "light")
    ('#0F4C5C', '#C8553D')
    """
    ramp = palette(theme).grades
    if count <= 1:
        return ramp[:count]
    if count == len(ramp):
        return ramp
    if count == 2:  # noqa: PLR2004 — best and worst
        return (ramp[0], ramp[-1])
    upper = ramp[:-1]
    steps = [place * (len(upper) - 1) / (count - 2) for place in range(count - 1)]
    return (*(_mixed(upper, step) for step in steps), ramp[-1])


def _mixed(ramp: tuple[str, ...], place: float) -> str:
    low = min(int(place), len(ramp) - 2)
    share = place - low
    pairs = zip(_channels(ramp[low]), _channels(ramp[low + 1]), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in pairs)


def _channels(colour: str) -> tuple[int, int, int]:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return red, green, blue


@cache
def readable_on(colour: str) -> str:
    """Return the colour of words on a filled ground: near white or near black, what contrasts more.

    >>> readable_on("#0F4C5C"), readable_on("#C3CFC4")
    ('#FDFCFA', '#15171A')
    """
    return max((LIGHT.paper, DARK.paper), key=lambda words: contrast(words, colour))


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21, as WCAG 2 defines it."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    shares = [channel / 255 for channel in _channels(colour)]
    linear = [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]  # noqa: PLR2004
    return sum(part * share for part, share in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@cache
def template(theme: Theme) -> go.layout.Template:
    """Return the Plotly template of a theme: paper without frames, hairlines, no mode bar."""
    colours = palette(theme)
    axis = {
        "automargin": True,
        "ticklabeloverflow": "allow",  # else the browser measures each label once more
        "fixedrange": True,  # nothing is zoomed, and names beside an axis can be clicked
        "showgrid": False,
        "zeroline": False,
        "showline": False,
        "ticks": "",
        "gridcolor": colours.hairline,
        "tickfont": {"color": colours.soft, "size": BODY_SIZE},
        "title": {"font": {"color": colours.soft, "size": BODY_SIZE}},
    }
    return go.layout.Template(
        layout={
            "font": {"family": SANS, "size": BODY_SIZE, "color": colours.ink},
            "title": {"font": {"family": SERIF, "size": 17}},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "colorway": [*colours.sources.values(), *colours.grades],
            "margin": {"l": 0, "r": 8, "t": 8, "b": 8},
            "xaxis": axis,
            "yaxis": {
                **axis,
                "ticklabelstandoff": STANDOFF,
                "tickfont": {"color": colours.ink, "size": BODY_SIZE},
            },
            "bargap": 0.45,
            "showlegend": False,
            "hoverlabel": {
                "bgcolor": colours.panel,
                "bordercolor": colours.hairline,
                "font": {"family": SANS, "size": BODY_SIZE, "color": colours.ink},
            },
            "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"},
        }
    )
