"""The look: the same tokens everywhere, grades in order, text that can be read."""

import tomllib
from itertools import combinations
from math import dist
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxzy.charts.theme import DARK, LIGHT, grade_colours, palette, readable_on, template
from cxzy.core.vocabulary import Source

CONFIG = tomllib.loads(
    (Path(__file__).parents[2] / ".streamlit" / "config.toml").read_text(encoding="utf-8")
)


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_streamlit_and_plotly_have_the_same_tokens(theme: str) -> None:
    said, tokens = CONFIG["theme"][theme], palette(theme)
    assert said["backgroundColor"] == tokens.paper
    assert said["secondaryBackgroundColor"] == tokens.panel
    assert said["sidebar"]["backgroundColor"] == tokens.sidebar
    assert said["textColor"] == tokens.ink
    assert said["borderColor"] == tokens.hairline
    assert said["primaryColor"] == said["linkColor"] == tokens.accent
    assert tuple(said["chartSequentialColors"]) == tokens.sequential
    assert said["chartCategoricalColors"][:4] == list(tokens.sources.values())
    assert said["chartCategoricalColors"][4:8] == list(tokens.grades)


def test_palettes_have_the_lengths_that_streamlit_asks_for() -> None:
    for theme in ("light", "dark"):
        assert len(CONFIG["theme"][theme]["chartSequentialColors"]) == 10
        assert len(CONFIG["theme"][theme]["chartCategoricalColors"]) == 10


@pytest.mark.parametrize("tokens", [LIGHT, DARK])
def test_text_has_the_contrast_of_wcag_aa(tokens: object) -> None:
    for ground in (tokens.paper, tokens.panel, tokens.sidebar):
        assert contrast(tokens.ink, ground) >= 4.5
        assert contrast(tokens.soft, ground) >= 4.5
    assert contrast(tokens.accent, tokens.paper) >= 4.5


@pytest.mark.parametrize("tokens", [LIGHT, DARK])
def test_rises_and_falls_are_read_on_each_ground_and_are_no_grades(tokens: object) -> None:
    for ground in (tokens.paper, tokens.panel, tokens.sidebar):
        assert contrast(tokens.rise, ground) >= 4.5
        assert contrast(tokens.fall, ground) >= 4.5
    others = {*tokens.grades, *tokens.sources.values(), tokens.accent, tokens.soft}
    assert len({tokens.rise, tokens.fall} - others) == 2


# How colours look to people who miss one kind of cone: Machado, Oliveira and Fernandes 2009,
# severity 1, on linear RGB.
SIGHTS = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deutan": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritan": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
# Linear sRGB to CIE XYZ over the white of D65 (IEC 61966-2-1).
TO_XYZ = (
    (0.4124 / 0.9505, 0.3576 / 0.9505, 0.1805 / 0.9505),
    (0.2126, 0.7152, 0.0722),
    (0.0193 / 1.0888, 0.1192 / 1.0888, 0.9505 / 1.0888),
)


def times(matrix: tuple[tuple[float, ...], ...], values: list[float]) -> list[float]:
    return [sum(a * b for a, b in zip(row, values, strict=True)) for row in matrix]


def lab(colour: str, sight: str) -> list[float]:
    """CIELAB of a colour as someone sees it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    seen = [min(max(p, 0.0), 1.0) for p in times(SIGHTS[sight], linear)]
    x, y, z = (p ** (1 / 3) if p > 0.008856 else 7.787 * p + 16 / 116 for p in times(TO_XYZ, seen))
    return [116 * y - 16, 500 * (x - y), 200 * (y - z)]


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("tokens", [LIGHT, DARK])
def test_rise_fall_and_level_differ_for_every_kind_of_sight(tokens: object, sight: str) -> None:
    seen = [lab(colour, sight) for colour in (tokens.rise, tokens.fall, tokens.soft)]
    for one, other in combinations(seen, 2):
        assert dist(one, other) >= 20


def test_the_first_three_grades_are_ordered_in_grey() -> None:
    best, good, fair, _lowest = map(luminance, LIGHT.grades)
    assert best < good < fair
    best, good, fair, _lowest = map(luminance, DARK.grades)
    assert best > good > fair


@given(st.integers(0, 12), st.sampled_from(["light", "dark"]))
@settings(deadline=None)
def test_any_number_of_grades_has_as_many_different_colours(count: int, theme: str) -> None:
    colours = grade_colours(count, theme)
    assert len(set(colours)) == len(colours) == count
    if count:
        assert colours[0] == palette(theme).grades[0]
    if count > 1:
        assert colours[-1] == palette(theme).grades[-1]


def test_five_grades_are_mixed_between_the_four_tokens() -> None:
    # three steps over #0F4C5C, #4F8FA0, #C3CFC4: places 0, 2/3, 4/3, 2 of two
    # at 2/3 of the first pair red is 0x0F + 2/3 (0x4F - 0x0F) = 57.67 → 0x3A
    assert grade_colours(5, "light")[1].startswith("#3A")
    assert grade_colours(5, "light")[3] == "#C3CFC4"


def test_every_source_has_a_colour_of_its_own() -> None:
    for tokens in (LIGHT, DARK):
        assert set(tokens.sources) == set(Source)
        assert len(set(tokens.sources.values())) == 4


def test_the_template_draws_neither_frames_nor_grounds() -> None:
    layout = template("light").layout
    assert layout.paper_bgcolor == layout.plot_bgcolor == "rgba(0,0,0,0)"
    assert not layout.xaxis.showline
    assert not layout.yaxis.showgrid
    assert layout.xaxis.automargin
    assert layout.yaxis.automargin


@pytest.mark.parametrize("tokens", [LIGHT, DARK])
def test_numbers_on_a_grade_have_the_contrast_of_wcag_aa(tokens: object) -> None:
    for colour in tokens.grades[:-1]:  # on the lowest, which is hatched, stands nothing
        assert contrast(readable_on(colour), colour) >= 4.5
