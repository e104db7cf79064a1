"""The figures of the overview hold the numbers they are given, whatever is missing."""

import math

import pandas as pd
import pytest

from cxzy.charts.handed_in import handed_in_figure
from cxzy.charts.heat_table import heat_table_figure
from cxzy.charts.overview_sources import overview_sources_figure
from cxzy.charts.theme import DARK, LIGHT, contrast
from cxzy.core.language import use_language
from cxzy.core.vocabulary import Source

UNITS = pd.DataFrame(
    {
        "key": ["01", "02"],
        "name": ["东<学院", "水利水电学院水文与水资源工程系教工党支部"],
        "self_mean": [95.0, 93.0],
        "leader_mean": [82.0, math.nan],
    }
)
SOURCES = (Source.SELF, Source.LEADER)
CRITERIA = pd.DataFrame(
    {
        "key": ["01", "02"],
        "name": ["东院", "西院"],
        "承诺践诺": [91.0, 80.0],
        "作风": [85.5, math.nan],
    }
)
SHEETS = pd.DataFrame(
    {
        "key": ["01", "02"],
        "name": ["东院", "西院"],
        "kind": ["organisation", "branch"],
        "expected": [8, 4],
        "standing": [6, 4],
    }
)


@pytest.fixture(autouse=True)
def english() -> None:
    use_language("en")


def link(kind: str, key: str) -> str:
    return f"{kind}/{key}"


def test_each_source_has_its_dots_in_its_colour_and_the_rows_keep_their_order() -> None:
    figure = overview_sources_figure(UNITS, SOURCES, theme="light", link=link, kind="branch")
    _strokes, own, leaders = figure.data
    assert list(own.x) == [95.0, 93.0]
    assert leaders.x[0] == 82.0
    assert math.isnan(leaders.x[1])
    assert leaders.marker.color == LIGHT.sources[Source.LEADER]
    first, second = figure.layout.yaxis.ticktext
    assert first == '<a href="branch/01" target="_self">东&lt;学院</a>'
    assert "…" in second
    assert figure.layout.yaxis.range[0] > figure.layout.yaxis.range[1]


def test_the_names_of_the_sources_stand_in_the_order_of_the_first_rows_dots() -> None:
    figure = overview_sources_figure(UNITS, SOURCES, theme="light")
    words = figure.layout.annotations[0].text
    assert words.index("Leaders") < words.index("Self")


def test_one_row_and_no_row_of_sources_can_be_drawn() -> None:
    for rows in (UNITS.head(1), UNITS.head(0)):
        figure = overview_sources_figure(rows, SOURCES, theme="dark")
        low, high = figure.layout.xaxis.range
        assert high - low >= 10


@pytest.mark.parametrize(("theme", "paper"), [("light", LIGHT), ("dark", DARK)])
def test_every_cell_holds_its_value_in_what_can_be_read_on_its_tint(theme, paper) -> None:  # type: ignore[no-untyped-def]
    figure = heat_table_figure(CRITERIA, theme=theme)
    cells, numbers = figure.data
    assert list(numbers.text) == ["91.0", "85.5", "80.0", "—"]
    assert (cells.zmin, cells.zmax) == (80.0, 91.0)
    steps = [round((value - 80) / 11 * 9) for value in (91.0, 85.5, 80.0)]
    for step, colour in zip(steps, numbers.textfont.color, strict=False):
        assert contrast(paper.sequential[step], colour) >= 4
    assert cells.hovertext[0][0] == "东院<br>承诺践诺: 91.0"


def test_small_differences_stay_pale() -> None:
    table = pd.DataFrame({"key": ["1"], "name": ["甲"], "作风": [90.0], "学习": [91.0]})
    cells = heat_table_figure(table, theme="light").data[0]
    assert cells.zmax - cells.zmin == pytest.approx(10)


def test_a_bar_is_filled_for_what_is_in_and_says_what_is_missing() -> None:
    figure = handed_in_figure(SHEETS, theme="light", link=link)
    filled, left = figure.data
    assert list(filled.x) == [6 / 8, 1]
    assert list(left.x) == [2 / 8, 0]
    assert [one.text for one in figure.layout.annotations] == ["2 missing", "4 ✓"]
    assert figure.layout.annotations[0].font.color == LIGHT.accent
    assert 'href="branch/02"' in figure.layout.yaxis.ticktext[1]


def test_many_rows_make_a_figure_tall_enough_for_their_names() -> None:
    many = pd.concat([SHEETS] * 100, ignore_index=True)
    assert handed_in_figure(many, theme="light").layout.height >= 200 * 24
