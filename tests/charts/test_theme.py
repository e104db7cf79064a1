"""The look: the same tokens everywhere, grades in order, text that can be read."""

import tomllib
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
