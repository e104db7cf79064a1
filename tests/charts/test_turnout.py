"""Bars of those who voted inside the outline of those who could."""

import pandas as pd
import plotly.graph_objects as go
import pytest

from cxzy.charts.theme import THEMES, Theme, palette
from cxzy.charts.turnout import shares_figure, turnout_figure
from cxzy.core.language import CHINESE, use_language
from cxzy.core.representation import representation

GROUPS = representation(
    {"学生": 30, "教师": 10, "职工": 0}, {"学生": 60, "教师": 30, "职工": 10}
).groups


@pytest.fixture(autouse=True)
def chinese() -> None:
    use_language(CHINESE)


@pytest.mark.parametrize("theme", THEMES)
def test_each_bar_is_as_long_as_the_ballots_and_its_outline_as_the_people(theme: Theme) -> None:
    drawn = go.Figure(turnout_figure(GROUPS, theme=theme).to_dict())  # looks at every value
    filled, outline = drawn.data
    assert list(filled.x) == [30, 10, 0]
    assert list(outline.x) == [60, 30, 10]
    words = [one.text for one in drawn.layout.annotations]
    assert words == ["30 / 60 人，50%", "10 / 30 人，33%", "10 人中无人投票"]
    assert drawn.layout.annotations[2].font.color == palette(theme).accent


def test_shares_of_ballots_stand_beside_those_of_people() -> None:
    drawn = go.Figure(shares_figure(GROUPS, theme="light").to_dict())
    assert list(drawn.data[0].x) == [0.75, 0.25, 0]
    assert [one.text for one in drawn.layout.annotations] == ["75% / 60%", "25% / 30%", "0% / 10%"]


def test_names_are_text_and_one_group_without_a_name_is_all() -> None:
    odd = representation({"<b>x": 1}, {"<b>x": 3}).groups
    assert turnout_figure(odd, theme="light").layout.yaxis.ticktext[0] == "&lt;b&gt;x"
    whole = representation({"": 1}, {"": 3}).groups
    assert turnout_figure(whole, theme="light").layout.yaxis.ticktext[0] == "全部"
    assert turnout_figure(pd.DataFrame(columns=GROUPS.columns), theme="light") is not None
