"""Figures hold the numbers they are given, in the order that matters."""

import math

import pandas as pd
import pytest

from cxzy.charts.changes import MOST, changes_figure
from cxzy.charts.contributions import contributions_figure
from cxzy.charts.criteria import criteria_figure
from cxzy.charts.history import history_figure
from cxzy.charts.theme import LIGHT
from cxzy.core.language import use_language

# a score by hand: 90 × 0.1 + 88 × 0.3 + 80 × 0.3 + 92 × 0.3 = 9 + 26.4 + 24 + 27.6 = 87
SOURCES = pd.DataFrame(
    {
        "source": ["self", "peer", "leader", "mass"],
        "weight": [0.1, 0.3, 0.3, 0.3],
        "applied": [0.1, 0.3, 0.3, 0.3],
        "mean": [90.0, 88.0, 80.0, 92.0],
        "n": [1, 18, 3, 40],
        "contribution": [9.0, 26.4, 24.0, 27.6],
    }
)


@pytest.fixture(autouse=True)
def english() -> None:
    use_language("en")


def test_the_steps_of_a_score_follow_one_another_and_end_at_it() -> None:
    figure = contributions_figure(SOURCES, 87.0, theme="light")
    possible, given, total = figure.data[:3]
    assert list(given.base) == pytest.approx([0, 9, 35.4, 59.4])
    assert given.base[-1] + given.x[-1] == pytest.approx(87)
    assert list(possible.x) == pytest.approx([10, 30, 30, 30])
    assert total.x == (87.0,)
    assert list(given.marker.color) == list(LIGHT.sources.values())


def test_the_words_of_a_step_say_what_it_is_computed_from() -> None:
    figure = contributions_figure(SOURCES, 87.0, theme="light")
    assert (
        figure.data[1].hovertext[1] == "Peers: mean 88.00 of 18 ballots × weight 30% = 26.40 points"
    )
    assert "<b>26.40</b>" in figure.data[4].text[0]


def test_a_source_that_is_missing_has_no_step() -> None:
    sources = SOURCES.copy()
    sources.loc[2, ["mean", "contribution", "applied"]] = math.nan
    figure = contributions_figure(sources, 80.0, theme="dark")
    assert list(figure.data[1].y) == ["Self", "Peers", "Masses"]


def test_the_criterion_furthest_behind_its_meeting_stands_on_top() -> None:
    criteria = pd.DataFrame(
        {
            "source": ["peer", "peer", "mass", "mass"],
            "label": ["服务", "学习", "服务", "学习"],
            "n": [10, 10, 30, 30],
            "mean": [80.0, 90.0, 85.0, 91.0],
            "unit_mean": [86.0, 88.0, 88.0, 90.0],
        }
    )
    figure = criteria_figure(criteria, theme="light")
    # 服务 lags by (6 + 3) / 2, 学习 leads by (2 + 1) / 2; the last category is drawn on top
    assert figure.layout.yaxis.categoryarray == ("学习", "服务")
    dots = [trace for trace in figure.data if trace.name]
    assert [trace.name for trace in dots] == ["Peers", "Masses"]
    assert list(dots[0].x) == [80.0, 90.0]
    assert list(figure.data[0].x) == [86.0, 88.0]


def test_no_criteria_make_an_empty_figure_and_no_error() -> None:
    empty = pd.DataFrame({name: [] for name in ("source", "label", "n", "mean", "unit_mean")})
    assert len(criteria_figure(empty, theme="light").data) == 0


def test_only_those_who_move_are_drawn_and_the_largest_move_first() -> None:
    changes = pd.DataFrame(
        {
            "name": ["甲", "乙", "丙", "丁"],
            "score_before": [90.0, 80.0, 70.0, math.nan],
            "score_after": [91.0, 75.0, 70.0, 88.0],
        }
    )
    figure = changes_figure(changes, theme="light")
    strokes, before, after = figure.data
    assert list(before.y) == ["乙", "甲"]
    assert list(before.x) == [80.0, 90.0]
    assert list(after.x) == [75.0, 91.0]
    assert list(after.marker.color) == [LIGHT.grades[-1], LIGHT.grades[0]]
    assert list(before.marker.color) == [LIGHT.paper] * 2
    assert after.hovertext[0] == "乙: 80.00 → 75.00 (-5.00)"
    assert len(strokes.x) == 6


def test_no_more_changes_are_drawn_than_can_be_read() -> None:
    many = pd.DataFrame(
        {"name": [f"{n}" for n in range(60)], "score_before": 50.0, "score_after": range(60)}
    )
    assert len(changes_figure(many, theme="dark").data[1].y) == MOST


def test_a_period_without_a_score_is_a_gap() -> None:
    history = pd.DataFrame(
        {
            "period": ["2011", "2012-1", "2012-2"],
            "score": [84.0, math.nan, 88.5],
            "rank": pd.array([3, None, 1], dtype="Int64"),
            "of": [20, 20, 20],
            "grade": ["较好", None, "优秀"],
        }
    )
    line = history_figure(history, theme="light").data[0]
    assert list(line.y) == [84.0, None, 88.5]
    assert list(line.text) == ["84.00", "", "88.50"]
    assert line.hovertext[1] == "2012-1: no score"
    assert line.hovertext[2] == "2012-2: 88.50 points, place 1 of 20, 优秀"
