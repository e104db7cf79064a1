"""Figures hold the numbers they are given, in the order that matters."""

import math

import pandas as pd
import pytest

from cxzy.charts.changes import MOST, changes_figure
from cxzy.charts.contributions import contributions_figure
from cxzy.charts.criteria import criteria_figure
from cxzy.charts.history import history_figure
from cxzy.charts.self_and_others import self_and_others_figure
from cxzy.charts.theme import LIGHT
from cxzy.charts.waterfall import waterfall_figure
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


def test_the_parts_of_a_score_fill_the_bar_up_to_it_and_the_rest_is_pale() -> None:
    figure = contributions_figure(SOURCES, 87.0, theme="light")
    parts = [bar.x[0] for bar in figure.data]
    assert parts == pytest.approx([9, 26.4, 24, 27.6, 13])
    assert [bar.marker.color for bar in figure.data[:4]] == list(LIGHT.sources.values())
    assert figure.data[4].marker.color == LIGHT.hairline
    assert [note.x for note in figure.layout.annotations] == pytest.approx([0, 9, 35.4, 59.4])


def test_the_words_of_a_part_say_what_it_is_computed_from() -> None:
    bar = contributions_figure(SOURCES, 87.0, theme="light").data[1]
    assert bar.hovertext[0] == "Peers: mean 88.00 of 18 ballots × weight 30% = 26.40 points"
    assert bar.text[0] == "26.40"


def test_a_source_that_is_missing_has_no_part() -> None:
    sources = SOURCES.copy()
    sources.loc[2, ["mean", "contribution", "applied"]] = math.nan
    figure = contributions_figure(sources, 80.0, theme="dark")
    words = [note.text for note in figure.layout.annotations]
    assert words == ["Self", "Peers", "Masses"]


# steps by hand from a mean of 86: −0.5, +1.4, 0, +0.1 end at 87
STEPS = SOURCES.assign(step=[-0.5, 1.4, 0.0, 0.1], list_mean=[95.0, 83.3, 80.0, 91.7])


def test_the_waterfall_leads_from_the_mean_to_the_score() -> None:
    figure = waterfall_figure(STEPS, 86.0, name="Mean", theme="light")
    bars, _threads, ends = figure.data
    assert list(bars.base) == pytest.approx([86, 85.5, 86.9, 86.9])
    assert list(bars.x) == [-0.5, 1.4, 0.0, 0.1]
    assert list(bars.text) == ["−0.50", "+1.40", "0.00", "+0.10"]
    assert list(bars.marker.color) == list(LIGHT.sources.values())
    assert list(ends.x) == pytest.approx([86, 87])
    assert list(figure.layout.yaxis.ticktext) == [
        "Mean", "Self", "Peers", "Leaders", "Masses", "Score",
    ]  # fmt: skip


def test_hundredths_are_not_blown_up_to_the_whole_width() -> None:
    figure = waterfall_figure(
        STEPS.assign(step=[0.01, 0.0, 0.0, 0.0]), 86.0, name="Mean", theme="light"
    )
    low, high = figure.layout.xaxis.range
    assert high - low >= 2


def test_a_step_without_a_ballot_says_so() -> None:
    sources = STEPS.assign(mean=[math.nan, 88.0, 80.0, 92.0])
    bars = waterfall_figure(sources, 86.0, name="Mean", theme="dark").data[0]
    assert bars.hovertext[0] == "Self: no valid ballot; -0.50 points of the score"


CRITERIA = pd.DataFrame(
    {
        "source": ["peer", "peer", "mass", "mass"],
        "label": ["服务", "学习", "服务", "学习"],
        "n": [10, 10, 30, 30],
        "mean": [80.0, 90.0, 85.0, 91.0],
        "unit_mean": [86.0, 88.0, 88.0, 90.0],
        "kind_mean": [85.0, 89.0, 87.0, math.nan],
    }
)


def test_the_criterion_furthest_behind_stands_on_top_with_a_row_per_source() -> None:
    figure = criteria_figure(CRITERIA, theme="light")
    # 服务 lags by (6 + 3) / 2, 学习 leads by (2 + 1) / 2; rows 0 and 3 are the headings
    assert [note.text for note in figure.layout.annotations] == ["<b>服务</b>", "<b>学习</b>"]
    kinds, units, dots, numbers = figure.data
    assert list(dots.y) == [1, 2, 4, 5]
    assert list(dots.x) == [80.0, 85.0, 90.0, 91.0]
    assert list(units.x) == [86.0, 88.0, 88.0, 90.0]
    assert list(kinds.x)[:3] == [85.0, 87.0, 89.0]
    assert list(figure.layout.yaxis.ticktext) == ["Peers", "Masses"] * 2
    assert numbers.text[0] == "<b>\u200780.0</b>  ▼ 6.0"
    assert dots.hovertext[3] == "学习, Masses: 91.0 of 30 ballots, unit 90.0"


def test_no_criteria_make_an_empty_figure_and_no_error() -> None:
    assert len(criteria_figure(CRITERIA.head(0), theme="light").data) == 0


def test_self_is_hollow_beside_the_others_with_the_gap_at_the_right() -> None:
    gaps = pd.DataFrame(
        {
            "criterion": ["a", ""],
            "label": ["服务", "As a whole"],
            "self": [95.0, 90.0],
            "peer": [math.nan, 91.0],
            "mass": [88.0, 89.0],
            "others": [88.0, 90.0],
            "gap": [7.0, 0.0],
        }
    )
    figure = self_and_others_figure(gaps, theme="light")
    named = {trace.name: trace for trace in figure.data if trace.name}
    assert list(named) == ["Peers", "Masses", "Self"]
    assert named["Self"].marker.color == LIGHT.paper
    assert list(named["Peers"].y) == [1]
    assert list(figure.data[-1].text) == ["+7.0", "0.0"]
    assert list(figure.layout.yaxis.ticktext) == ["服务", "<b>As a whole</b>"]
    assert len(self_and_others_figure(gaps.head(0), theme="dark").data) == 2


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
    assert list(after.marker.color) == [LIGHT.fall, LIGHT.rise]
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
            "grade": ["较好", "", ""],
            "unit_mean": [85.0, 86.0, math.nan],
        }
    )
    figure = history_figure(history, name="Mean", theme="light")
    mean, line, dots, words = figure.data
    assert list(line.y) == list(dots.y) == list(words.y) == [84.0, None, 88.5]
    assert set(dots.error_y.array) == {0.0}  # nothing is told of errors
    assert list(mean.y) == [85.0, 86.0, None]
    assert list(words.text) == ["<b>84.00</b> 较好", "", "<b>88.50</b>"]
    assert words.textposition[0] == "bottom center"  # the mean is above it
    assert dots.hovertext[1] == "2012-1: no score"
    assert dots.hovertext[2] == "2012-2: 88.50 points, place 1 of 20"
    assert figure.layout.xaxis.ticktext[0] == "2011<br>place 3 of 20"
    assert figure.layout.annotations[0].text == "Mean<br>86.00"


def test_whiskers_show_errors_and_no_line_leads_to_another_measure() -> None:
    history = pd.DataFrame(
        {
            "period": ["2011", "2012"],
            "score": [84.0, 88.0],
            "rank": pd.array([3, 1], dtype="Int64"),
            "of": [20, 20],
            "grade": ["较好", ""],
            "unit_mean": [83.0, 90.0],
            "score_low": [82.5, math.nan],
            "score_high": [85.0, math.nan],
            "verdict": ["", "incomparable"],
        }
    )
    mean, line, dots, words = history_figure(history, name="Mean", theme="dark").data
    assert list(line.y) == [84.0, None, 88.0]
    assert list(mean.y) == [83.0, None, 90.0]
    assert list(dots.error_y.array) == [1.0, 0.0]
    assert list(dots.error_y.arrayminus) == [1.5, 0.0]
    # from 82.5 to 90 are 7.5 points and 3.375 of room: words stand 0.14 of that above the whisker
    assert list(words.y) == pytest.approx([85.0 + 0.4725, 88.0])
    assert dots.hovertext[0].endswith("by its ballots between 82.50 and 85.00")


def test_bonus_points_are_the_last_step_and_a_part_of_the_bar() -> None:
    # by hand 86 + 1 + 1.5 = 88.5, and 87 of the sources + 1.5 = 88.5 with 11.5 not reached
    figure = waterfall_figure(STEPS, 86.0, 1.5, name="Mean", theme="light")
    bars, _threads, ends = figure.data
    assert list(bars.x) == [-0.5, 1.4, 0.0, 0.1, 1.5]
    assert bars.hovertext[-1] == "Bonus points: +1.50 points of the score"
    assert list(ends.x) == pytest.approx([86, 88.5])
    assert list(figure.layout.yaxis.ticktext)[-2:] == ["Bonus points", "Score"]
    parts = contributions_figure(SOURCES, 88.5, 1.5, theme="light").data
    assert [part.x[0] for part in parts] == pytest.approx([9, 26.4, 24, 27.6, 1.5, 11.5])
    less = contributions_figure(SOURCES, 85.0, -2.0, theme="light").data
    assert [part.x[0] for part in less] == pytest.approx([9, 26.4, 24, 27.6, 13])
    assert less[-1].hovertext[0] == "85.00 points reached, 15.00 not"
    full = contributions_figure(SOURCES.assign(contribution=25.0), 103.0, 3.0, theme="light")
    assert [part.x[0] for part in full.data] == [25, 25, 25, 25, 3]
    assert full.layout.xaxis.range == (0, 103)
